"""What `coach audit` can be told."""

import argparse

_ABOUT = """\
Every verdict on what was heard and said is kept: time, rule, policy version, never a word. Each
row holds the hash of the one before it, so that a changed, deleted, moved or inserted row shows.
How far the chain reaches is kept a second time in the configuration folder, so that rows cut off
its end, or a chain written anew, show as well. Who can change both can hide it: write the end down
somewhere else (it is printed) and hand it back with --expect.
"""

_CODES = """\

exit status:
  0  every row holds, and none is missing from the end
  1  the chain is broken or cut, or nobody can vouch for its end
  2  the input cannot be used
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's flags."""
    parser.description = _ABOUT
    parser.epilog = f"{parser.epilog}\n{_CODES}"
    parser.add_argument("--verify", action="store_true", help="only verify, without the counts")
    parser.add_argument(
        "--expect",
        metavar="ROW:HASH",
        help="an end that was printed earlier; the chain must still hold it",
    )
    parser.add_argument(
        "--accept",
        action="store_true",
        help="take the chain as it is for whole from now on; that you did so is added to it",
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
