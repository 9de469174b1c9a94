"""`make bench`: turns, cold starts, planner, gates, recall, the wait by voice, calls, questions.

Everything is printed beside a yardstick of the same run, as a ratio: a bare Python start for the
commands, the store's two writes for the typed turn, the whole input gate for its layers,
qdrant-client's local mode for recall, a plain
build for the voice, one call for several. Long parts say on standard error how far they are.
"""

import argparse
import asyncio
import json
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from evals.bench.machine import busy, machine

_EPILOG = """\
examples:
  python -m evals.bench                     all eight, about half an hour
  python -m evals.bench turn cold-start planner safety   a minute, no model
  python -m evals.bench recall --queries 100
  python -m evals.bench voice --rounds 6 --cache ~/.cache/nightjar-bench
  python -m evals.bench calls --at-once 1 2 4 --call-lines 16

Absolute times are this machine's and this hour's; read the load average beside them.
"""


_MANY = 1_000_000


class Part(NamedTuple):
    """One bench: a table for people and the same figures for a file."""

    table: str
    tree: object


def main(argv: Sequence[str] | None = None) -> int:
    """Measures what is asked for and prints a table for each."""
    args = _parser().parse_args(argv)
    trees: dict[str, object] = {"machine": machine()}
    print(machine())
    for name in args.bench or list(_BENCHES):
        _told(f"{name}:")
        part = _BENCHES[name](args)
        print(f"\n== {name} (load average after it: {busy()})\n\n{part.table}", flush=True)
        trees[name] = part.tree
        if args.json:
            args.json.write_text(json.dumps(trees, indent=2) + "\n", encoding="utf-8")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m evals.bench",
        description=__doc__,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "bench",
        nargs="*",
        type=_bench,
        metavar="BENCH",
        help=f"{', '.join(_BENCHES)} (default: all)",
    )
    parser.add_argument("--json", metavar="FILE", type=Path, help="write the figures there as well")
    typed = parser.add_argument_group("turn and cold-start")
    typed.add_argument(
        "--turns", type=_number(2, _MANY), default=400, help="typed turns (default 400)"
    )
    typed.add_argument(
        "--starts", type=_number(2, _MANY), default=7, help="starts per command (default 7)"
    )
    planner = parser.add_argument_group("planner")
    planner.add_argument(
        "--agendas",
        type=_number(2, _MANY),
        default=200,
        help="times twenty agendas are made (default 200)",
    )
    recall = parser.add_argument_group("recall")
    recall.add_argument(
        "--queries",
        type=_number(2, _MANY),
        default=200,
        help="how often is recalled at each size (default 200)",
    )
    safety = parser.add_argument_group("safety")
    safety.add_argument(
        "--rounds-of-cases",
        type=_number(1, _MANY),
        default=3,
        help="times every case is judged; its best counts (default 3)",
    )
    voice = parser.add_argument_group("voice")
    voice.add_argument(
        "--lines",
        type=_number(2, 15),
        default=5,
        help="recorded lines an arm is timed on, beside the first (2 to 15; default 5)",
    )
    voice.add_argument(
        "--rounds",
        type=_number(1, _MANY),
        default=2,
        help="how often the arms take turns (default 2)",
    )
    voice.add_argument(
        "--first-token-s", type=float, default=0.0, help="how long the stubbed model thinks (0)"
    )
    voice.add_argument(
        "--cache",
        metavar="DIR",
        type=Path,
        help="keep the made-up models there, 140 MB (default: made anew, seconds)",
    )
    calls = parser.add_argument_group("calls")
    calls.add_argument(
        "--at-once", type=_number(1, 16), nargs="+", default=[1, 2, 4], help="calls at once (1 2 4)"
    )
    calls.add_argument(
        "--call-lines",
        type=_number(2, 16),
        default=4,
        help="recorded lines of each call (2 to 16; default 4)",
    )
    retrieval = parser.add_argument_group("retrieval")
    retrieval.add_argument(
        "--passages",
        type=_number(10, _MANY),
        nargs="+",
        default=[1000, 10_000, 100_000],
        help="passages in the index (1000 10000 100000)",
    )
    return parser


def _number(least: int, most: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        found = int(text) if text.isdecimal() else -1
        if not least <= found <= most:
            raise argparse.ArgumentTypeError(f"{text!r} is no number from {least} to {most}")
        return found

    return number


def _bench(text: str) -> str:
    if text not in _BENCHES:
        raise argparse.ArgumentTypeError(f"{text!r} is none of {', '.join(_BENCHES)}")
    return text


def _turn(args: argparse.Namespace) -> Part:
    from evals.bench.measure import shown
    from evals.bench.turn import turns

    with tempfile.TemporaryDirectory(prefix="nightjar-bench-") as folder:
        rows = asyncio.run(turns(Path(folder), args.turns))
    return Part(shown(rows), [row._asdict() for row in rows])


def _cold_start(args: argparse.Namespace) -> Part:
    from evals.bench.cold_start import cold_starts
    from evals.bench.measure import shown

    with tempfile.TemporaryDirectory(prefix="nightjar-bench-") as folder:
        rows = cold_starts(Path(folder), args.starts)
    return Part(shown(rows), [row._asdict() for row in rows])


def _planner(args: argparse.Namespace) -> Part:
    from evals.bench.measure import shown
    from evals.bench.planner import agendas

    rows = agendas(args.agendas)
    return Part(shown(rows), [row._asdict() for row in rows])


def _recall(args: argparse.Namespace) -> Part:
    from evals.bench.measure import shown
    from evals.bench.recall import recalls

    with tempfile.TemporaryDirectory(prefix="nightjar-bench-") as folder:
        report = asyncio.run(recalls(Path(folder), args.queries, _told))
    table = "\n".join([*report.notes, "", shown(report.rows)])
    return Part(table, {"notes": report.notes, "rows": [row._asdict() for row in report.rows]})


def _safety(args: argparse.Namespace) -> Part:
    from evals.bench.measure import shown
    from evals.bench.safety import layers

    rows = layers(args.rounds_of_cases)
    return Part(shown(rows), [row._asdict() for row in rows])


def _voice(args: argparse.Namespace) -> Part:
    from evals.bench.measure import shown
    from evals.bench.voice import Wanted, voice_report

    report = voice_report(Wanted(args.lines, args.rounds, args.first_token_s, args.cache), _told)
    table = "\n".join([*report.notes, "", shown(report.rows)])
    rows = [row._asdict() for row in report.rows]
    return Part(table, {"notes": report.notes, "rows": rows})


def _calls(args: argparse.Namespace) -> Part:
    from evals.bench.calls import calls_report, calls_shown

    runs = calls_report(args.at_once, args.call_lines, _told)
    trees = [{**r._asdict(), "idle": r.idle._asdict(), "lag": r.lag._asdict()} for r in runs]
    return Part(calls_shown(runs), trees)


def _told(text: str) -> None:
    print(f"  {text}", file=sys.stderr, flush=True)


def _retrieval(args: argparse.Namespace) -> Part:
    from evals.bench.measure import shown
    from evals.bench.retrieval import engines, whole_turn

    with tempfile.TemporaryDirectory(prefix="nightjar-bench-") as folder:
        home = Path(folder)
        rows = [*whole_turn(home / "shipped"), *engines(home, tuple(args.passages))]
    return Part(shown(rows), [row._asdict() for row in rows])


_BENCHES: dict[str, Callable[[argparse.Namespace], Part]] = {
    "turn": _turn,
    "cold-start": _cold_start,
    "planner": _planner,
    "recall": _recall,
    "safety": _safety,
    "voice": _voice,
    "calls": _calls,
    "retrieval": _retrieval,
}


if __name__ == "__main__":
    sys.exit(main())
