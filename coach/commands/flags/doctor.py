"""What `coach doctor` can be told."""

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's flags."""
    parser.add_argument("--json", action="store_true", help="print JSON")
