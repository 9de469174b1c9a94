"""What `coach why` can be told."""

import argparse

from coach.commands.flags.whom import add_person_argument


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's flags."""
    parser.description = (
        "Says why an item of the programme is on your next agenda, or what keeps it off, and what\n"
        "a rule means. The names stand in square brackets in `coach plan`."
    )
    parser.add_argument("item", metavar="ITEM", help="like step.get_up, or a rule: window.extend")
    add_person_argument(parser)
