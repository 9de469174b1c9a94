"""`coach knowledge`: the articles, what they rest on, and what has to be mended in them."""

import argparse
import asyncio
import json
from contextlib import closing
from difflib import get_close_matches

from coach.commands.clock import utc_now
from coach.commands.gaps import Gap, gaps
from coach.commands.knowledge_page import (
    article_page,
    articles_table,
    citations_page,
    found_page,
    plain_article,
    plain_citation,
    plain_found,
    section_page,
    summary,
)
from coach.commands.usage import UsageError
from coach.keeping import opened_store
from coach.knowing import knowledge, knowledge_folder
from coach.settings import Settings
from memory.answers import IndexedSearcher, LexicalSearcher
from memory.article import Article, Section
from memory.article_file import ARTICLES, SOURCES, load_articles, read_sources
from memory.article_lint import lint


def run(args: argparse.Namespace) -> int:
    """Runs the command."""
    acts = {
        "list": _list,
        "show": _show,
        "page": _page,
        "lint": _lint,
        "citations": _citations,
        "search": _search,
        "index": _index,
        "gaps": _gaps,
    }
    return acts[args.act](args)


def _list(args: argparse.Namespace) -> int:
    articles = load_articles()
    if args.json:
        print(json.dumps([plain_article(each) for each in articles], indent=2, ensure_ascii=False))
    else:
        print("\n".join([*articles_table(articles), "", summary(articles)]))
    return 0


def _show(args: argparse.Namespace) -> int:
    shown = _named(args.id, load_articles())
    print("\n\n".join("\n".join(section_page(article, part)) for article, part in shown))
    return 0


def _page(args: argparse.Namespace) -> int:
    (article, _), *_ = _named(args.id, load_articles())
    print("\n".join(article_page(article, utc_now().date())))
    return 0


def _lint(_: argparse.Namespace) -> int:
    report = lint(utc_now().date())
    for each in report.findings:
        print(f"{each} (in time)" if each.warning else each)
    print(summary(report.articles))
    to_mend = sum(not each.warning for each in report.findings)
    print("Nothing to mend." if report.is_clean else f"To mend: {to_mend}.")
    return 0 if report.is_clean else 1


def _search(args: argparse.Namespace) -> int:
    with closing(knowledge(Settings())) as asked:
        found = asked.find(args.question)
    if args.json:
        print(json.dumps(plain_found(found), indent=2, ensure_ascii=False))
    else:
        print("\n\n".join("\n".join(part) for part in found_page(found)))
    return 0


def _index(_: argparse.Namespace) -> int:
    settings = Settings()
    with closing(knowledge(settings, anew=True)) as made:
        how = "meaning and words" if made.by_meaning else "words alone (`coach doctor` says why)"
        print(f"{made.size} sections, found by {how}, in {knowledge_folder(settings)}.")
    return 0


def _gaps(args: argparse.Namespace) -> int:
    found = asyncio.run(_gaps_now())
    if args.json:
        print(json.dumps([list(each.questions) for each in found], indent=2, ensure_ascii=False))
    elif not found:
        print("No question of a check-in was left without an answer.")
    for each in () if args.json else found:
        print(f"{len(each.questions):>4}  {each.questions[0]}")
        print("".join(f"      {other}\n" for other in each.questions[1:]), end="")
    return 0


async def _gaps_now() -> list[Gap]:
    settings, articles = Settings(), await asyncio.to_thread(load_articles)
    words = LexicalSearcher(articles)
    searcher = IndexedSearcher(lambda: knowledge(settings), articles, words, limit_s=120)
    async with opened_store(settings) as store:
        found = await gaps(store, searcher)
    searcher.close()
    return found


def _citations(args: argparse.Namespace) -> int:
    articles = load_articles()
    sources = tuple(read_sources(ARTICLES / SOURCES).values())
    if args.json:
        print(json.dumps([plain_citation(each, articles) for each in sources], indent=2))
    else:
        print("\n".join(citations_page(sources, articles, also_read=args.all)))
    return 0


def _named(wanted: str, articles: tuple[Article, ...]) -> list[tuple[Article, Section]]:
    found = [
        (article, part)
        for article in articles
        for part in article.sections
        if wanted in (article.id, part.id)
    ]
    if not found:
        known = [
            *(each.id for each in articles),
            *(p.id for each in articles for p in each.sections),
        ]
        near = get_close_matches(wanted, known, n=1, cutoff=0.4)
        hint = (
            f"Did you mean {near[0]!r}?" if near else "`coach knowledge list` shows what there is."
        )
        raise UsageError(f"there is no article or section {wanted!r}. {hint}")
    return found
