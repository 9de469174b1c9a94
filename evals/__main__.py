"""`coach-evals`: runs a suite of cases against the product and says whether its thresholds hold.

The only entry point of `evals`. It needs no model and no network.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

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
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command and returns its exit status."""
    args = _parser().parse_args(argv)
    if args.command == "list":
        return _list()
    return _run(args.suite, args.cases or SUITES[args.suite].cases, args.json, args.limit)


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
    commands.add_parser(
        "list",
        help="list the suites, their dev sets and thresholds",
        description="Lists the suites, their dev sets and thresholds.",
    )
    return parser


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
    from evals.case import CaseError
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


if __name__ == "__main__":
    sys.exit(main())
