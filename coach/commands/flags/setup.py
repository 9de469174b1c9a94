"""What `coach setup` can be told."""

import argparse

from coach.setup.offered import DEFAULT_VOICES, DEFAULT_WHISPER, WHISPERS


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
