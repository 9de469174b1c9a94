"""What `coach worker` can be told."""

import argparse

HEALTH_PORT = 8081
_LAST_PORT = 65_535


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's flags."""
    parser.add_argument(
        "--health-port",
        metavar="PORT",
        type=_port,
        default=HEALTH_PORT,
        help="where 127.0.0.1 answers whether the worker is well; 0 takes any free one "
        f"(default: {HEALTH_PORT})",
    )


def _port(written: str) -> int:
    if not (written.isascii() and written.isdigit() and int(written) <= _LAST_PORT):
        raise argparse.ArgumentTypeError(f"{written!r} is no port: 0 to {_LAST_PORT}")
    return int(written)
