"""The commands of `coach-evals` that judge: judge, calibrate, gate, claims, mutations.

Called by `evals.__main__`. Importing this is cheap; what a command needs is imported when it runs.
"""

import argparse
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

JUDGE_EPILOG = """\
FILE holds one talk a line, {"id", "turns": [{"speaker": "person" or "coach", "text"}]}, or is what
`coach person export` wrote. The talks are sent to the endpoint in COACH_JUDGE__BASE_URL, else to
that in COACH_LLM__BASE_URL. Each criterion is asked by itself; a failure has to quote the talk.
An answer that cannot be read is tried again, then unscored: not passed.

Nobody has calibrated a judge for Nightjar: not calibrated: no human labels.

exit status:
  0  everything was judged, and passed
  1  something failed or stayed unscored
  2  the input cannot be used, or no model is configured

examples:
  coach-evals judge --transcripts talks.jsonl --json judged.json
  coach-evals judge --transcripts talks.jsonl --criterion no_diagnosis --limit 5
"""

CALIBRATE_EPILOG = """\
LABELS holds one line for each word of a rater:
  {"transcript", "criterion", "label": "pass" or "fail", "rater", "synthetic": true or false,
   "adjudicated": true where it settles a difference}
Failures are what is looked for: TPR is the share of the raters' failures that the judge fails, TNR
the share of their passes that it passes, each with its exact 95 % interval. What the judge left
unscored counts as wrong. Made-up labels (synthetic) are shown apart and calibrate nothing.

exit status:
  0  every criterion is calibrated (gate.yaml says what that takes)
  1  one is not; without labels by people: "not calibrated: no human labels"
  2  the input cannot be used

examples:
  coach-evals calibrate --judged judged.json --labels labels.jsonl
"""

GATE_EPILOG = """\
Without --runs it runs every suite on its dev set first. Whatever is missing stops: a suite that was
not run, an item without a result, a metric without a threshold, a run of another version.

exit status:
  0  nothing holds this version back
  1  something does; the page says what
  2  a file cannot be used

examples:
  coach-evals gate
  coach-evals gate --runs runs/ --page scorecard.md --json scorecard.json
  coach-evals gate --runs runs/ --judged judged.json --labels labels.jsonl --release
"""

CLAIMS_EPILOG = """\
Reads prompts, scripts, programme, articles, README and pages for words that a wellness product may
not use of itself (SAFETY_POLICY 4.1 and 4.8). safety/claims.yaml holds the words, what to say in
their place, and what is allowed where and why.

exit status:
  0  nothing was found
  1  a claim was found, or an allowance that nothing needs any more
  2  a file cannot be used

examples:
  coach-evals claims
  coach-evals claims --root . notes.md
"""

MUTATIONS_EPILOG = """\
Each rule on what people say, each saying, each signal and sign of a talk and each rule on what the
coach says is switched off by itself. The sentences that need it stand in safety/examples.yaml. What
can be switched off unnoticed is named: it needs a sentence, or it can go. Layers are switched off
by tests/test_layers_off.py.

exit status:
  0  each would be missed
  1  one would not, or a sentence is kept for a rule that is gone
  2  a file cannot be used

examples:
  coach-evals mutations
  coach-evals mutations --json mutations.json
"""


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the five commands; each sets `work`: from the arguments to the exit status."""
    add = partial(_add, commands)
    judge = add("judge", "have stored talks judged by a model", JUDGE_EPILOG, _judge)
    judge.add_argument("--transcripts", type=Path, metavar="FILE", required=True, help="the talks")
    judge.add_argument("--json", type=Path, metavar="OUT", help="also write every ruling there")
    judge.add_argument(
        "--criterion", action="append", default=[], metavar="ID", help="only this one; repeatable"
    )
    judge.add_argument("--limit", type=int, metavar="N", help="judge only the first N talks")
    judge.add_argument(
        "--at-once", type=int, default=4, metavar="N", help="requests at a time (default: 4)"
    )

    calibrate = add(
        "calibrate", "hold a judge against labels by people", CALIBRATE_EPILOG, _calibrate
    )
    calibrate.add_argument("--judged", type=Path, metavar="FILE", required=True, help="its rulings")
    calibrate.add_argument("--labels", type=Path, metavar="FILE", help="what people said")
    calibrate.add_argument("--json", type=Path, metavar="OUT", help="also write the figures there")

    gate = add("gate", "say whether this version may go out", GATE_EPILOG, _gate)
    gate.add_argument("--runs", type=Path, metavar="DIR", help="stored runs, *.json")
    gate.add_argument("--judged", type=Path, metavar="FILE", help="rulings of a judge")
    gate.add_argument("--labels", type=Path, metavar="FILE", help="what people said of the talks")
    gate.add_argument(
        "--release", action="store_true", help="ask also for all that is not measured here"
    )
    gate.add_argument("--page", type=Path, metavar="OUT", help="write the scorecard there")
    gate.add_argument("--json", type=Path, metavar="OUT", help="write it as JSON there")

    claims = add("claims", "look for words this product may not use", CLAIMS_EPILOG, _claims)
    claims.add_argument("files", type=Path, nargs="*", metavar="FILE", help="only these files")
    claims.add_argument("--root", type=Path, default=Path(), metavar="DIR", help="(default: here)")
    claims.add_argument("--json", type=Path, metavar="OUT", help="also write what was found there")

    off = add("mutations", "switch off each rule and see what is missed", MUTATIONS_EPILOG, _off)
    off.add_argument("--json", type=Path, metavar="OUT", help="also write what was found there")


def _add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    about: str,
    epilog: str,
    work: Callable[[argparse.Namespace], int],
) -> argparse.ArgumentParser:
    parser = commands.add_parser(
        name,
        help=about,
        description=f"{about[0].upper()}{about[1:]}.",
        epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(work=work)
    return parser


def _console(*, stderr: bool = False) -> "Console":
    from rich.console import Console

    return Console(soft_wrap=True, highlight=False, markup=False, stderr=stderr)


def _judge(args: argparse.Namespace) -> int:
    from evals.judge_command import NoJudgeError, judge

    try:
        passed = judge(
            args.transcripts,
            chosen=args.criterion,
            limit=args.limit,
            at_once=max(1, args.at_once),
            out=args.json,
            show=_console(),
            told=_console(stderr=True),
        )
    except NoJudgeError as error:
        _console(stderr=True).print(f"coach-evals: {error}")
        return 2
    return 0 if passed else 1


def _calibrate(args: argparse.Namespace) -> int:
    from evals.calibration import calibrate, load_trust
    from evals.calibration_page import show, write
    from evals.judged import NOT_CALIBRATED, read_judged
    from evals.labels import read_labels

    judged = read_judged(args.judged)
    labels = read_labels(args.labels) if args.labels is not None else []
    trust = load_trust()
    found = calibrate(judged, labels, trust)
    made_up = any(label.synthetic for label in labels)
    apart = calibrate(judged, labels, trust, synthetic=True) if made_up else []
    show(found, apart, _console())
    if args.json is not None:
        write(judged, found, apart, args.json)
    if all(label.synthetic for label in labels):
        _console().print(NOT_CALIBRATED)
    return 0 if found and all(each.holds for each in found) else 1


def _gate(args: argparse.Namespace) -> int:
    from evals.gate_command import Asked, decide
    from evals.gate_page import page, write_json

    verdict = decide(
        Asked(args.runs, args.judged, args.labels, release=args.release),
        told=_console(stderr=True),
    )
    text = page(verdict)
    if args.page is not None:
        args.page.write_text(text, encoding="utf-8")
    if args.json is not None:
        write_json(verdict, args.json)
    _console().print(text)
    return 0 if verdict.holds else 1


def _claims(args: argparse.Namespace) -> int:
    from evals.claims import check, write

    report = check(args.root, _named(args.files))
    show = _console()
    for line in report.lines:
        show.print(line)
    if args.json is not None:
        write(report, args.json)
    show.print(f"{len(report.files)} files read, {len(report.lines)} found")
    return 1 if report.lines else 0


def _off(args: argparse.Namespace) -> int:
    import json

    from evals.mutations import load_examples, mutations, strays
    from safety.policy import load_policy

    policy, examples, show = load_policy(), load_examples(), _console()
    found = {each.name: each.unnoticed(policy) for each in mutations(policy, examples)}
    alone = [each.name for each in mutations(policy, examples) if not each.sentences]
    gone = strays(policy, examples)
    for name, sentences in found.items():
        lacks = "no sentence of its own" if name in alone else "; ".join(sentences)
        show.print(f"{name}: {f'NOT NOTICED: {lacks}' if lacks else 'noticed'}")
    for name in gone:
        show.print(f"{name}: there is no such rule")
    missed = [name for name, sentences in found.items() if sentences or name in alone]
    show.print(f"{len(found)} switched off, {len(found) - len(missed)} noticed")
    if args.json is not None:
        tree = {"unnoticed": missed, "strays": gone, "sentences": found}
        args.json.write_text(json.dumps(tree, indent=2) + "\n", encoding="utf-8")
    return 1 if missed or gone else 0


def _named(files: Sequence[Path]) -> Sequence[Path] | None:
    return files or None
