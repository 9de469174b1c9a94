"""`coach-evals`: runs a suite of cases against the product and says whether its thresholds hold.

The only entry point of `evals`. It needs no model and no network.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from evals.measuring import add_commands
from evals.suites import SUITES

RUN_EPILOG = """\
exit status:
  0  every threshold holds
  1  a threshold is missed
  2  the input cannot be used; the message names file, line and field

examples:
  coach-evals run diary
  coach-evals run diary --cases my-cases.jsonl --json out.json
  coach-evals run window --limit 5
  coach-evals run safety-inputs --through speech --limit 50

`--through speech` has every case said by the voice in use and heard by the Whisper in use (`coach
setup`), and shows what came of both texts; no threshold is held against it. Without a Whisper for
people it says "not measured" and exits with 1.
"""

SPEECH_EPILOG = """\
With --spoken sentences with words of danger that the demonstration Whisper knows, in templates that
it was not trained on, are said by the demonstration voice and heard by it: a check of the pipeline
with n and word error rate, no recall. Without:

Every probe is given to the input gate clean and with one error of each kind: a word heard as
another that sounds like it (three times, at different places), a dropped "not", a word heard as
two, two words heard as one. The sounds are a small table of our own; no recogniser and no voice is
used, so this is no figure of any recogniser's.

exit status:
  0  done; there is no threshold
  2  the input cannot be used; the message names file, line and field

examples:
  coach-evals through-speech
  coach-evals through-speech --spoken
  coach-evals through-speech --cases evals/cases/safety-inputs.jsonl --json out.json
"""

SIMULATE_EPILOG = """\
Each person is a file in evals/personas: a body that sleeps by a model of drive, body clock and
arousal, habits, and typed answers. Every morning they tell their night to the real engine, on a
clock of their own; the store is thrown away. The table has one row a week:

  stage        those entered and not left        valid  nights of seven that count
  beside       side states                       SE     sleep of time in bed, these seven nights
  lane         A, B or C at the end of the week  kept   nights of seven in keeping with the plan
  time in bed  what stands from then on          decision, rules  what was decided, what fired

exit status:
  0  nothing was broken, and the weeks are those of the expected file
  1  an invariant is broken, or a week differs
  2  the input cannot be used; the message names file, line and field

examples:
  coach-evals simulate
  coach-evals simulate --weeks 3 --persona improver --script
  coach-evals simulate --write evals/personas/expected.txt
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command and returns its exit status."""
    args = _parser().parse_args(argv)
    if args.command == "list":
        return _list()
    if args.command == "simulate":
        return _simulate(args)
    if args.command == "through-speech":
        return _pipeline(args) if args.spoken else _through_speech(args.cases, args.json)
    if "work" in args:
        return _measure(args)
    if args.through:
        return _spoken(args)
    return _run(args.suite, args.cases or SUITES[args.suite].cases, args.json, args.limit)


def _measure(args: argparse.Namespace) -> int:
    from evals.case_file import CaseError

    try:
        return int(args.work(args))
    except CaseError as error:
        print(f"coach-evals: {error}", file=sys.stderr)
    except OSError as error:
        print(f"coach-evals: {error.filename}: {error.strerror}", file=sys.stderr)
    return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="coach-evals",
        description="Runs cases against the coach and grades what it did, offline and without "
        "a model.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    run = commands.add_parser(
        "run",
        help="run a suite and say whether its thresholds hold",
        description="Runs every case of a file and prints a table: metric, value, 95 % interval, "
        "n, threshold.",
        epilog=RUN_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    run.add_argument("suite", choices=SUITES, metavar="SUITE", help=" or ".join(SUITES))
    run.add_argument(
        "--cases", type=Path, metavar="FILE", help="the cases (default: the suite's own dev set)"
    )
    run.add_argument(
        "--json", type=Path, metavar="OUT", help="also write metrics and every item to this file"
    )
    run.add_argument(
        "--limit", type=_positive, metavar="N", help="run only the first N cases of the file"
    )
    run.add_argument(
        "--through", choices=["speech"], help="said and heard with the models in use first"
    )
    commands.add_parser(
        "list",
        help="list the suites, their dev sets and thresholds",
        description="Lists the suites, their dev sets and thresholds.",
    )
    _add_simulate(commands)
    _add_through_speech(commands)
    add_commands(commands)
    return parser


def _add_through_speech(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    speech = commands.add_parser(
        "through-speech",
        help="compare what the input gate hears clean and after phonetic errors",
        description="Compares recall of danger on clean text with text through phonetic errors.",
        epilog=SPEECH_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    speech.add_argument(
        "--cases",
        type=Path,
        metavar="FILE",
        help="cases of safety-inputs (default: evals/cases/safety-probes.jsonl, with --spoken "
        "spoken-risk.jsonl beside it)",
    )
    speech.add_argument(
        "--spoken", action="store_true", help="a pipeline check with the demonstration models"
    )
    speech.add_argument(
        "--json", type=Path, metavar="OUT", help="also write metrics and every item to this file"
    )


def _add_simulate(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    simulate = commands.add_parser(
        "simulate",
        help="run simulated people through the programme, week by week",
        description="Runs simulated people through the real engine and prints their weeks.",
        epilog=SIMULATE_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    simulate.add_argument(
        "--weeks", type=_positive, default=8, metavar="N", help="how many weeks (default: 8)"
    )
    simulate.add_argument(
        "--persona", action="append", default=[], metavar="NAME", help="only this one; repeatable"
    )
    simulate.add_argument(
        "--json", type=Path, metavar="OUT", help="also write the weeks to this file"
    )
    simulate.add_argument(
        "--expect",
        type=Path,
        metavar="FILE",
        help="the weeks to compare with (default: evals/personas/expected.txt)",
    )
    simulate.add_argument(
        "--write", type=Path, metavar="FILE", help="write the tables there and compare nothing"
    )
    simulate.add_argument(
        "--script", action="store_true", help="also print every word of every check-in"
    )
    simulate.add_argument(
        "--jobs", type=_positive, metavar="N", help="people at a time (default: one a processor)"
    )


def _positive(text: str) -> int:
    number = int(text) if text.isdecimal() else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 up")
    return number


def _list() -> int:
    from evals.scorecard import bounds

    for name, suite in SUITES.items():
        print(f"{name}: {suite.about}")
        print(f"  cases      {suite.cases}")
        for metric, bound in bounds(name).items():
            print(f"  threshold  {metric} {bound}")
    return 0


def _run(name: str, cases: Path, out: Path | None, limit: int | None) -> int:
    from rich.console import Console

    from coach import __version__
    from evals.case_file import CaseError
    from evals.report import show, write_json
    from evals.scorecard import bounds, holds

    try:
        card = SUITES[name].run(cases, limit)
        if out is not None:
            write_json(card, __version__, out)
    except CaseError as error:
        print(f"coach-evals: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"coach-evals: {error.filename}: {error.strerror}", file=sys.stderr)
        return 2
    limits = bounds(name)
    show(card, limits, Console())
    return 0 if holds(card, limits) else 1


def _through_speech(cases: Path | None, out: Path | None) -> int:
    from rich.console import Console

    from coach import __version__
    from evals.case import InputCase
    from evals.case_file import CaseError, read_cases
    from evals.report import show, write_json
    from evals.through_speech import PROBES, through_speech
    from safety.policy import load_policy

    try:
        card = through_speech(read_cases(cases or PROBES, InputCase), load_policy())
        if out is not None:
            write_json(card, __version__, out)
    except CaseError as error:
        print(f"coach-evals: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"coach-evals: {error.filename}: {error.strerror}", file=sys.stderr)
        return 2
    show(card, {}, Console())
    return 0


def _spoken(args: argparse.Namespace) -> int:
    from evals.spoken import SUITE, through_speech_in_use

    if args.suite != SUITE:
        print(f"coach-evals: --through speech is for {SUITE}", file=sys.stderr)
        return 2
    return through_speech_in_use(args.cases or SUITES[SUITE].cases, args.json, args.limit)


def _pipeline(args: argparse.Namespace) -> int:
    from evals.spoken import pipeline_check

    return pipeline_check(args.cases, args.json)


def _simulate(args: argparse.Namespace) -> int:
    from evals.case_file import CaseError
    from evals.simulate import Asked, simulate

    asked = Asked(
        weeks=args.weeks,
        names=tuple(args.persona),
        json_to=args.json,
        expect=args.expect,
        write_to=args.write,
        script=args.script,
        jobs=args.jobs,
    )
    try:
        return 0 if simulate(asked) else 1
    except CaseError as error:
        print(f"coach-evals: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"coach-evals: {error.filename}: {error.strerror}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
