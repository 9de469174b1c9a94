"""What `coach plan` can be told."""

import argparse

from coach.commands.flags.whom import add_person_argument


def _minutes(words: str) -> int:
    """Whole minutes.

    Raises:
        argparse.ArgumentTypeError: they are none.
    """
    if not words.strip().isdecimal():
        raise argparse.ArgumentTypeError(
            f"{words!r} is no number of minutes; 7 hours are 420, 7 and a half 450"
        )
    return int(words)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's flags."""
    parser.description = (
        "Shows when to be in bed and when to get up, as far as that is set, and what the coach\n"
        "means to do in the next check-in. All of it follows from your diary and your answers by\n"
        "fixed rules; `--why` shows them, with everything that was not taken."
    )
    parser.add_argument(
        "--why", action="store_true", help="add the inputs, the rules, and the road not taken"
    )
    parser.add_argument("--json", action="store_true", help="print it all as JSON")
    parser.add_argument(
        "--override",
        metavar="MINUTES",
        type=_minutes,
        help="set the time in bed by hand, from the coming night; never under six hours, nor "
        "against the lane or a hold for safety",
    )
    parser.add_argument(
        "--release-hold",
        action="store_true",
        help="end the hold that a crisis began: a person's choice, never the program's, and not "
        "before a later day's check-in has asked how they are",
    )
    parser.add_argument("--by", metavar="NAME", help="who decided that; kept with it")
    parser.add_argument("--reason", metavar="WORDS", help="why; kept with it")
    add_person_argument(parser)
