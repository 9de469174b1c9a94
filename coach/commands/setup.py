"""`coach setup`: says what there is to fetch and how large it is, fetches it, checks it later."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from textwrap import indent

from filelock import FileLock, Timeout

from coach.commands.trouble import trouble
from coach.commands.usage import answered
from coach.settings import Settings
from coach.setup.catalogue import (
    DEFAULT_VOICES,
    DEFAULT_WHISPER,
    WHISPERS,
    SetupError,
    Wanted,
    voice,
    whisper,
)
from coach.setup.install import (
    Plan,
    carry_out,
    in_words,
    made_models_folder,
    planned,
    refuse_unlicensed,
)
from coach.speech import (
    Kind,
    LockedModel,
    SpeechError,
    differences,
    model_in_use,
    models_folder,
    read_lock,
)

_ONE_AT_A_TIME = ".setup.lock"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's flags."""
    parser.description = (
        f"{parser.description} Everything comes from the Hugging Face\nhub (or HF_ENDPOINT), goes "
        "to the folder `models` beside your diary, and is compared with\nthe hub's hashes. A later "
        "run compares again, and changes nothing that is set up unless\ntold to. Nothing you say "
        "is ever sent there."
    )
    parser.add_argument(
        "--whisper",
        metavar="SIZE",
        choices=tuple(WHISPERS),
        help=f"what hears you: {', '.join(WHISPERS)} "
        f"(default the one in use, else {DEFAULT_WHISPER})",
    )
    parser.add_argument(
        "--voice",
        metavar="NAME",
        help="what speaks: an English Piper voice (default the one in use, else by "
        f"COACH_SPEECH__ENGLISH {' or '.join(DEFAULT_VOICES.values())})",
    )
    parser.add_argument(
        "--accept-new", action="store_true", help="take what the hub has now for what was set up"
    )
    parser.add_argument(
        "--accept-licence",
        action="store_true",
        help="fetch a voice whose card names neither public domain nor CC BY",
    )
    parser.add_argument("--list", action="store_true", help="show what is set up; no network")
    parser.add_argument("--yes", action="store_true", help="do not ask on the terminal")
    parser.add_argument("--json", action="store_true", help="print JSON, and ask nothing")


def run(args: argparse.Namespace) -> int:
    """Runs the command."""
    settings = Settings()
    if args.list:
        return _list(settings, as_json=args.json)
    told: list[dict[str, object]] = []
    try:
        _set_up(args, settings, told)
    except (SetupError, SpeechError, Timeout, OSError) as error:
        if not args.json:
            raise
        found = trouble(error)
        print(json.dumps({"ok": False, "problem": found.words, "models": told}, indent=2))
        return found.exit_code
    if args.json:
        print(json.dumps({"ok": True, "problem": None, "models": told}, indent=2))
    return 0


def _set_up(args: argparse.Namespace, settings: Settings, told: list[dict[str, object]]) -> None:
    # The hub's library takes most of a second to import: not for `--help` and `--list`.
    from coach.setup.hub import HuggingFaceHub

    folder = settings.data_dir
    hub = HuggingFaceHub(progress=sys.stderr.isatty() and not args.json)
    with FileLock(made_models_folder(folder) / _ONE_AT_A_TIME, timeout=0):
        wanted = _wanted(args, settings)
        plans = [planned(hub, one, folder, accept_new=args.accept_new) for one in wanted]
        told += [_plain(plan) for plan in plans]
        if not args.json:
            _show(plans, folder)
        if not args.accept_licence:
            for plan in plans:
                refuse_unlicensed(plan)
        if any(plan.to_fetch for plan in plans) and not _agreed(args):
            raise SetupError("nothing was fetched.")
        for plan in plans:
            carry_out(hub, plan, folder)
    if not args.json:
        names = " and ".join(f"{one.kind} {one.name}" for one in wanted)
        print(f"Set up: {names}. `coach doctor` tries them out.")


def _wanted(args: argparse.Namespace, settings: Settings) -> list[Wanted]:
    """What was named; else what is in use; else the defaults."""
    lock = read_lock(settings.data_dir)
    hears, speaks = lock.find(Kind.WHISPER), lock.find(Kind.VOICE)
    default_voice = DEFAULT_VOICES[settings.speech.english]
    return [
        whisper(args.whisper or (hears.name if hears else DEFAULT_WHISPER)),
        voice(args.voice or (speaks.name if speaks else default_voice)),
    ]


def _agreed(args: argparse.Namespace) -> bool:
    """Asks a person at a terminal; a script has agreed by calling the command."""
    if args.yes or args.json or not (sys.stdin.isatty() and sys.stderr.isatty()):
        return True
    return answered("Fetch this now? [Y/n] ").casefold() in {"", "y", "yes"}


def _show(plans: Sequence[Plan], data_dir: Path) -> None:
    for plan in plans:
        print(f"{plan.wanted.kind} {plan.wanted.name}")
        print(f"  from {plan.offer.repo} at {plan.offer.revision}")
        if plan.card is not None:
            print(indent(plan.card.strip(), "  | ", lambda _: True))
        print(f"  licence: {plan.licence or 'not stated'}")
        print(f"  {_to_do(plan)}")
    if any(plan.to_fetch for plan in plans):
        remaining = sum(plan.remaining_bytes for plan in plans)
        print(f"Into {models_folder(data_dir)}: {in_words(remaining)}. Nothing else is fetched.")


def _to_do(plan: Plan) -> str:
    if not plan.reached:
        return "set up and unchanged; the hub did not answer, so nothing newer is known"
    if not plan.to_fetch:
        return "every file is here and unchanged"
    files = ", ".join(f"{file.name} ({in_words(file.bytes)})" for file in plan.to_fetch)
    return f"to fetch: {files}"


def _plain(plan: Plan) -> dict[str, object]:
    return {
        "kind": plan.wanted.kind,
        "name": plan.wanted.name,
        "repo": plan.offer.repo,
        "revision": plan.offer.revision,
        "reached": plan.reached,
        "licence": plan.licence,
        "objections": plan.objections,
        "card": plan.card,
        "files": [
            {"path": file.path, "bytes": file.bytes, "sha256": file.sha256}
            for file in plan.offer.files
        ],
        "to_fetch": [file.path for file in plan.to_fetch],
        "remaining_bytes": plan.remaining_bytes,
    }


def _list(settings: Settings, *, as_json: bool) -> int:
    lock = read_lock(settings.data_dir)
    changed = {
        (model.kind, model.name): [each.words for each in differences(model, settings.data_dir)]
        for model in lock.models
    }
    used, problems = _used(settings)
    if as_json:
        models = [
            {
                **model.model_dump(mode="json"),
                "folder": str(model.folder(settings.data_dir)),
                "changed": changed[model.kind, model.name],
            }
            for model in lock.models
        ]
        page = {"models": models, "in_use": used, "problems": problems}
        print(json.dumps(page, indent=2))
    else:
        for model in lock.models:
            print(_line(model, changed[model.kind, model.name], settings.data_dir))
        for kind, what in used.items():
            print(f"in use as {kind}: {what['name']} ({what['origin']}), {what['folder']}")
        for problem in problems:
            print(problem, file=sys.stderr)
    return 1 if problems or any(changed.values()) else 0


def _used(settings: Settings) -> tuple[dict[str, dict[str, str]], list[str]]:
    used: dict[str, dict[str, str]] = {}
    problems = []
    for kind in Kind:
        try:
            model = model_in_use(settings, kind)
        except SpeechError as error:
            problems.append(str(error))
            continue
        used[kind] = {"name": model.name, "origin": model.origin, "folder": str(model.folder)}
    return used, problems


def _line(model: LockedModel, changed: Sequence[str], data_dir: Path) -> str:
    size = in_words(sum(file.bytes for file in model.files))
    state = f"CHANGED: {'; '.join(changed)}" if changed else "unchanged"
    return (
        f"{model.kind} {model.name}: {size}, licence {model.licence or 'not stated'}, {state}\n"
        f"  {model.repo} at {model.revision}\n  {model.folder(data_dir)}"
    )
