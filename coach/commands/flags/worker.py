"""What `coach worker` can be told."""

import argparse

HEALTH_PORT = 8081


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's flags."""
    parser.add_argument(
        "--health-port",
        metavar="PORT",
        type=int,
        default=HEALTH_PORT,
        help=f"where 127.0.0.1 answers whether the worker is well (default: {HEALTH_PORT})",
    )
