"""The acts of `coach memory`, and what each can be told."""

import argparse

from coach.commands.flags.whom import add_person_argument


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The acts and their flags."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    show = _act(acts, "show", "what is remembered, how long each counts, and since when", "")
    show.add_argument("--json", action="store_true", help="print JSON, dates ISO 8601")

    why = _act(acts, "why", "where a fact comes from: your own words, and the day", "3f2a91c4")
    _add_which(why)

    wrong = _act(
        acts,
        "wrong",
        "say that a fact is wrong, or over",
        '3f2a91c4 --instead "It is until Sunday"',
    )
    _add_which(wrong)
    how = wrong.add_mutually_exclusive_group()
    how.add_argument("--over", action="store_true", help="it was true and is over now")
    how.add_argument(
        "--instead", metavar="WORDS", help="what is so instead, in a sentence as you would say it"
    )

    forget = _act(
        acts,
        "forget",
        "take a fact, or some words, out of everything that is kept",
        '"my trip to Lisbon"',
    )
    forget.add_argument(
        "which",
        metavar='ID|"WORDS"',
        help="the first letters of its id in `coach memory show`, or words it is about",
    )
    forget.add_argument("--yes", action="store_true", help="do not ask first")

    quiet = _act(acts, "quiet", "keep a fact, but never bring it up", "3f2a91c4")
    _add_which(quiet)
    quiet.add_argument("--undo", action="store_true", help="it may be brought up again")

    _act(acts, "off", "learn nothing more; what is known is kept", "")
    _act(acts, "on", "learn from what you tell again", "")

    derive = _act(acts, "derive", "learn from earlier check-ins, from before there was memory", "")
    derive.add_argument("--all", action="store_true", help="of everyone on file")
    _act(acts, "reindex", "work the vectors out anew after the embedder changed", "", whom=False)
    _act(acts, "sweep", "delete facts whose time of keeping is over", "", whom=False)


def _act(
    acts: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    line: str,
    example: str,
    *,
    whom: bool = True,
) -> argparse.ArgumentParser:
    parser = acts.add_parser(
        name,
        help=line,
        description=f"{line[0].upper()}{line[1:]}.{_MORE.get(name, '')}",
        epilog=f"example:\n  coach memory {name} {example}".rstrip(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    if whom:
        add_person_argument(parser)
    return parser


_MORE = {
    "wrong": "\nWithout --over or --instead it was never true: it is kept, marked so, for\n"
    "180 days, and never spoken of.",
    "forget": "\nThe fact goes, with what it replaced, and so do the words of every turn and note\n"
    "that tell of it. Backups made before still hold it, sealed: to be rid of it\n"
    "there too, make a new one into the same folder.",
    "quiet": "\nWhat you say of the same thing later is not brought up either.",
    "off": "\nA check-in now and then without memory needs no switch: say so in it.",
    "derive": "\nMay be run again at any time: it only adds what is not known yet.",
    "sweep": "\nEvery check-in does this at its start.",
}


def _add_which(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "which",
        metavar="ID",
        help="the first letters of its id in `coach memory show`, or words that it alone is about",
    )
