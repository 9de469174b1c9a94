"""`make bench`: the overhead of a typed turn with the model stubbed, and each command's cold start.

Everything is measured in one run and printed beside a yardstick of the same run, as a ratio: a
bare Python start for the commands, the two writes of the store for the turn.
"""

import argparse
import asyncio
import json
import os
import platform
import sys
import tempfile
from pathlib import Path

from evals.bench.cold_start import cold_starts
from evals.bench.measure import shown
from evals.bench.turn import turns


def main() -> int:
    """Measures everything and prints the table."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench", description=__doc__)
    parser.add_argument("--turns", type=int, default=400, help="typed turns to time (default 400)")
    parser.add_argument("--starts", type=int, default=7, help="starts per command (default 7)")
    parser.add_argument("--json", metavar="FILE", type=Path, help="write the figures there as well")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="nightjar-bench-") as folder:
        rows = asyncio.run(turns(Path(folder), args.turns))
        rows += cold_starts(Path(folder), args.starts)
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    print(shown(rows, machine))
    if args.json:
        tree = {"machine": machine, "rows": [row._asdict() for row in rows]}
        args.json.write_text(json.dumps(tree, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
