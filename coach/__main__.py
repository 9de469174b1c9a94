"""The front door: `coach COMMAND`. Shows the help page and hands over to one module of `commands`.

Imports nothing heavy: of a command only its flags are loaded until it is run. Every error
leaves here as a sentence and an exit code, never as a traceback unless one is asked for.
"""

import argparse
import logging
import os
import signal
import sys
import threading
from collections.abc import Sequence
from importlib import import_module
from typing import NamedTuple

from coach import __version__

FINE, AMISS, UNUSABLE, INTERRUPTED = 0, 1, 2, 130


class Command(NamedTuple):
    """A command of the help page; its module of the same name in `coach.commands` does the work."""

    group: str
    line: str
    examples: tuple[str, ...]


COMMANDS = {
    "checkin": Command(
        "Every morning",
        "talk through last night, two minutes (start here)",
        ("coach checkin", "coach checkin --voice", "coach checkin --text < lines.txt"),
    ),
    "diary": Command(
        "Every morning",
        "see your nights, give them to a clinician, delete one",
        (
            "coach diary",
            "coach diary --nights 28 --csv > diary.csv",
            "coach diary --delete yesterday",
        ),
    ),
    "plan": Command(
        "Every morning",
        "see what the coach means to do next, and your times in bed",
        (
            "coach plan",
            "coach plan --why",
            'coach plan --override 540 --by "Dr Hopper" --reason "needs more rest for now"',
        ),
    ),
    "why": Command(
        "Every morning",
        "see why an item is on the agenda, or why it is not",
        ("coach why step.get_up", "coach why window.extend"),
    ),
    "screen": Command(
        "About you",
        "answer the health questions, or see how careful the coach is with you",
        ("coach screen", "coach screen --show", "coach screen --again --answers my.yaml"),
    ),
    "person": Command(
        "About you",
        "see, change, export or erase what is kept about you",
        ("coach person show", "coach person set --zone Europe/Berlin", "coach person erase"),
    ),
    "memory": Command(
        "About you",
        "see what is remembered of what you told, put it right, or have it forgotten",
        ("coach memory show", "coach memory why 3f2a91c4", 'coach memory forget "my trip"'),
    ),
    "setup": Command(
        "Keeping it",
        "fetch the models that hear and speak, for check-ins by voice",
        ("coach setup", "coach setup --whisper small.en", "coach setup --list"),
    ),
    "worker": Command(
        "Keeping it",
        "hold check-ins by voice in the rooms of a LiveKit server",
        ("coach worker", "coach worker --health-port 8090"),
    ),
    "knowledge": Command(
        "Keeping it",
        "see and check the articles from which questions about sleep are answered",
        (
            "coach knowledge list",
            "coach knowledge show caffeine#how-late",
            "coach knowledge page caffeine",
            "coach knowledge lint",
            'coach knowledge search "is a nap at five a bad idea"',
            "coach knowledge citations",
        ),
    ),
    "backup": Command(
        "Keeping it",
        "copy everything that is kept into a folder",
        ("coach backup", "coach backup --out /media/stick/nightjar"),
    ),
    "restore": Command(
        "Keeping it",
        "fill an empty store from a backup",
        ("coach restore /media/stick/nightjar",),
    ),
    "migrate": Command(
        "Keeping it",
        "bring the database up to this version",
        ("coach migrate",),
    ),
    "audit": Command(
        "When something is wrong",
        "see which rules decided, and verify that no decision was changed or cut off",
        ("coach audit", "coach audit --verify", "coach audit --verify --expect 120:5f1c..."),
    ),
    "doctor": Command(
        "When something is wrong",
        "check every part and say how to mend it",
        ("coach doctor", "coach doctor --json"),
    ),
}

_HEAD = """\
Nightjar: a sleep coach that you host yourself. A two-minute check-in every morning.
It is for wellness: not medicine, and not an emergency service.

usage: coach COMMAND [options]
"""

_FOOT = """
Other options
  --help       this page; `coach COMMAND --help` says all about one command
  --version    the version
  --traceback  with any command: show where a failure happened, for a bug report

Your data stay on this machine: the diary in one folder, the key that opens it in another.
`coach doctor` prints both. To choose them yourself, set COACH_DATA_DIR and COACH_CONFIG_DIR.
If anything does not work, start with `coach doctor`.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; returns its exit code (0 fine, 1 amiss, 2 unusable input, 130 Ctrl-C)."""
    given = list(sys.argv[1:] if argv is None else argv)
    _never_fail_on_a_letter()
    at = next((i for i, word in enumerate(given) if not word.startswith("-")), len(given))
    options, rest = given[:at], given[at:]
    if set(options) & {"-h", "--help"} or rest == ["help"]:
        print(help_page(), end="")
        return FINE
    if "--version" in options:
        print(f"nightjar {__version__}")
        return FINE
    unknown = [option for option in options if option != "--traceback"]
    if unknown:
        return _refuse(f"there is no option {unknown[0]!r} before a command.")
    if not rest:
        print(help_page(), end="", file=sys.stderr)
        return UNUSABLE
    name, *words = rest
    if name not in COMMANDS:
        return _refuse(f"there is no command {name!r}.{_nearest(name)}")
    code = _run(name, words, traceback="--traceback" in options)
    if code == INTERRUPTED and argv is None:
        # The process ends: pressed again, there is nothing left to stop but a traceback to show.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    return code


def help_page() -> str:
    """What `coach --help` prints."""
    lines = [_HEAD]
    group = ""
    for name, command in COMMANDS.items():
        if command.group != group:
            group = command.group
            lines.append(f"{'' if len(lines) == 1 else chr(10)}{group}\n")
        lines.append(f"  {name:<11}  {command.line}\n")
    return "\n".join(lines[:1]) + "\n" + "".join(lines[1:]) + _FOOT


def _run(name: str, words: Sequence[str], *, traceback: bool) -> int:
    if not (traceback or "--traceback" in words):
        _keep_logs_off_the_terminal()
    try:
        parser = _parser(name)
        import_module(f"coach.commands.flags.{name}").add_arguments(parser)
        args = parser.parse_args(words)
        traceback = traceback or args.traceback
        code = int(import_module(f"coach.commands.{name}").run(args))
        sys.stdout.flush()
    except SystemExit as stop:  # argparse leaves this way, with its help or its complaint said
        return stop.code if isinstance(stop.code, int) else UNUSABLE
    except KeyboardInterrupt:
        print("\nStopped. Whatever was saved stays saved.", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read us (head, less) has seen enough; Python must not complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINE
    except Exception as error:
        if traceback:
            raise
        from coach.commands.trouble import trouble

        found = trouble(error)
        print(f"coach {name}: {found.words}", file=sys.stderr)
        return found.exit_code
    return code


def _parser(name: str) -> argparse.ArgumentParser:
    command = COMMANDS[name]
    examples = "\n".join(f"  {example}" for example in command.examples)
    parser = argparse.ArgumentParser(
        prog=f"coach {name}",
        description=f"{command.line[0].upper()}{command.line[1:]}.",
        epilog=f"examples:\n{examples}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "--traceback", action="store_true", help="show where a failure happened, for a bug report"
    )
    return parser


def _refuse(why: str) -> int:
    print(f"coach: {why} `coach --help` lists what there is.", file=sys.stderr)
    return UNUSABLE


def _nearest(name: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, COMMANDS, n=1, cutoff=0.5)
    return f" Did you mean `coach {near[0]}`?" if near else ""


def _keep_logs_off_the_terminal() -> None:
    """Without a handler, Python prints what libraries log, tracebacks too, into the talk.

    So it does with what fails in a thread: the database's may still be answering when Ctrl-C has
    closed the loop that asked.
    """
    root = logging.getLogger()
    if not root.handlers:
        root.addHandler(logging.NullHandler())
    if threading.excepthook is threading.__excepthook__:
        threading.excepthook = _log_what_failed


def _log_what_failed(failed: threading.ExceptHookArgs) -> None:
    logging.getLogger(__name__).error("a thread failed: %s", failed.exc_type.__name__)


def _never_fail_on_a_letter() -> None:
    """A name that the terminal cannot show is printed escaped, not refused."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


if __name__ == "__main__":
    sys.exit(main())
