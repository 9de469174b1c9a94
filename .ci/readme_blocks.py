"""Runs the README's `sh` code blocks in order, as a stranger would, in a home of their own.

Called by `.ci/run`. Blocks of another language (`console`, `text`) are shown only, not run. The
checkout itself is where `git clone` would have led, so blocks that clone are `console`.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def main(readme: Path) -> int:
    blocks = BLOCK.findall(readme.read_text(encoding="utf-8"))
    if not blocks:
        print(f"{readme} has no sh block to run", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="nightjar-readme-") as home:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("COACH_", "XDG_"))}
        environment = {**kept, "HOME": home}
        # One shell for all of them, as a reader has one: what a block sets, the next may use.
        script = "".join(
            f"echo '-- block {number} of {len(blocks)}'\n{block}"
            for number, block in enumerate(blocks, 1)
        )
        done = subprocess.run(
            ["bash", "-xeuo", "pipefail", "-c", script],
            env=environment,
            stdin=subprocess.DEVNULL,
            timeout=1800,
            check=False,
        )
    if done.returncode:
        print(f"a README block failed with {done.returncode}", file=sys.stderr)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
