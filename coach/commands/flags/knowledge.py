"""The acts of `coach knowledge`, and what each can be told."""

import argparse

_EXAMPLES = {
    "list": "--json",
    "show": "caffeine#how-late",
    "page": "caffeine",
    "lint": "",
    "citations": "--all",
    "search": '"is a nap at five a bad idea"',
    "index": "",
    "gaps": "--json",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The acts and their flags."""
    parser.description = (
        "The articles from which the coach answers questions about sleep: what there is, what\n"
        "each says and rests on, what has to be mended, and which sources somebody has to verify.\n"
        "They are Markdown files in memory/articles; who writes one need not know the program."
    )
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    listed = _act(acts, "list", "every article: its sections, its risk, who reviewed it")
    listed.add_argument("--json", action="store_true", help="print JSON")

    show = _act(acts, "show", "one article or one section, with its questions and its sources")
    show.add_argument("id", metavar="ID", help="an article or a section: caffeine#how-late")

    page = _act(acts, "page", "an article as a reader sees it, with its sources, as Markdown")
    page.add_argument("id", metavar="ARTICLE", help="an article: caffeine")

    _act(acts, "lint", "what has to be mended in the articles, and reviews that run out")

    search = _act(acts, "search", "what the coach finds for a question, or that it finds nothing")
    search.add_argument("question", metavar="QUESTION", help="a question, in quotes")
    search.add_argument("--json", action="store_true", help="print JSON")

    asked = _act(acts, "gaps", "questions of real check-ins that no article answers, grouped")
    asked.add_argument("--json", action="store_true", help="print JSON")

    _act(acts, "index", "build the index of the articles anew, beside the one in use")

    citations = _act(acts, "citations", "the librarian's page: sources stated from memory")
    citations.add_argument(
        "--all", action="store_true", help="also those that were read, and where"
    )
    citations.add_argument("--json", action="store_true", help="print JSON")


def _act(
    acts: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, line: str
) -> argparse.ArgumentParser:
    return acts.add_parser(
        name,
        help=line,
        description=f"{line[0].upper()}{line[1:]}.",
        epilog=f"example:\n  coach knowledge {name} {_EXAMPLES[name]}".rstrip(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
