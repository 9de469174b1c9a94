"""What `coach checkin` can be told."""

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's flags."""
    parser.add_argument(
        "--text", action="store_true", help="take the answers from standard input, one a line"
    )
    parser.add_argument(
        "--voice",
        action="store_true",
        help="talk through this machine's microphone and loudspeaker",
    )
    parser.add_argument(
        "--half-duplex",
        action="store_true",
        help="with --voice: mute the microphone while the coach speaks, if she still hears herself",
    )
    parser.add_argument(
        "--recording",
        metavar="demo|FOLDER",
        help="play a recorded, spoken check-in with a person, a clock and a store of its own: the "
        "demonstration, or that of a folder with the sound of each answer (01.wav, 02.wav and so "
        "on: 16000 Hz, mono, 16 bit) and a recording.yaml that holds opened_at, local_zone and "
        "says, as the README shows",
    )
    parser.add_argument(
        "--out",
        metavar="FOLDER",
        type=Path,
        default=Path("checkin-demo"),
        help="where the sound and the diary of a recording go (default: ./checkin-demo)",
    )
    parser.add_argument("--person", metavar="NAME", help="who is checking in, by name or id")
