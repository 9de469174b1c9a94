"""What `coach screen` can be told."""

import argparse
from pathlib import Path

from coach.commands.flags.whom import add_person_argument


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's flags."""
    parser.description = (
        "Asks about a dozen health questions (five minutes) and says what follows: lane A, B or\n"
        "C, that is how far the coach may go with your time in bed. Until the questions are\n"
        "answered it changes nothing. Yes, no, not sure and rather not are all fine answers; stop\n"
        "whenever you like, and the next `coach screen` goes on where you stopped."
    )
    parser.add_argument("--show", action="store_true", help="your lane, and why; asks nothing")
    parser.add_argument(
        "--again", action="store_true", help="answer anew: the only way to a freer lane"
    )
    parser.add_argument(
        "--answers",
        metavar="FILE",
        type=Path,
        help="take the answers from a YAML or JSON file, like `work: no` a line, with `keep: yes` "
        "if they may be kept",
    )
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    add_person_argument(parser)
