"""The acts of `coach person`, and what each can be told."""

import argparse
from collections.abc import Callable
from pathlib import Path

from coach.commands.flags.whom import add_person_argument


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The five acts and their flags."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    listed = acts.add_parser("list", help="who is on file")
    listed.add_argument("--json", action="store_true", help="print JSON")

    show = _about_someone(acts, "show", "everything known about you, in plain words")
    show.add_argument("--json", action="store_true", help="print JSON")

    change = _about_someone(acts, "set", "change what the coach knows about you")
    _add_changes(change)

    export = _about_someone(acts, "export", "write all of it, words included, into a file of yours")
    export.add_argument(
        "--out",
        metavar="FILE.json",
        type=Path,
        default=Path("nightjar-export.json"),
        help="where to (default: ./nightjar-export.json); only you can read the file",
    )
    export.add_argument("--markdown", action="store_true", help="also write FILE.md, to be read")
    export.add_argument("--force", action="store_true", help="replace files that are there")

    erase = _about_someone(acts, "erase", "destroy your key and everything kept about you")
    erase.add_argument("--yes", action="store_true", help="do not ask for the name first")


def _about_someone(
    acts: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, line: str
) -> argparse.ArgumentParser:
    parser = acts.add_parser(
        name,
        help=line,
        description=f"{line[0].upper()}{line[1:]}.",
        epilog=f"example:\n  coach person {name} {_EXAMPLES[name]}".rstrip(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    add_person_argument(parser)
    return parser


_EXAMPLES = {
    "show": "",
    "set": "--zone Europe/Berlin --rise 06:30 --work-days mon-fri",
    "export": "--out me.json --markdown",
    "erase": "",
}


def _add_changes(parser: argparse.ArgumentParser) -> None:
    """One flag per field."""
    parser.add_argument("--name", type=_read("name"), help="what the coach calls you")
    parser.add_argument(
        "--zone", dest="tz", metavar="ZONE", type=_read("zone"), help="like Europe/Berlin"
    )
    parser.add_argument("--country", type=_read("country"), help="like DE, or Germany")
    parser.add_argument(
        "--rise",
        dest="rise_time",
        metavar="TIME",
        type=_read("clock_time"),
        help="when you get up: 07:00",
    )
    parser.add_argument(
        "--work-days",
        metavar="DAYS",
        type=_read("work_days"),
        help="mon-fri, or mon,wed,sat, or none",
    )
    parser.add_argument(
        "--day-starts",
        dest="day_starts_at",
        metavar="TIME",
        type=_read("clock_time"),
        help="when a new day begins for you (04:00); shift workers move it",
    )


def _read(reader: str) -> Callable[[str], object]:
    """The reader of this name in `person_change`, whose tables are loaded once there is a word."""

    def read(words: str) -> object:
        from coach.commands import person_change

        found: object = getattr(person_change, reader)(words)
        return found

    return read
