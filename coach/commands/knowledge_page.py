"""What `coach knowledge` prints: tables and pages of the articles, as lines and as plain values."""

from collections.abc import Iterator, Sequence
from datetime import date
from textwrap import wrap

from memory.article import Article, Evidence, Risk, Section, Source
from memory.knowledge import Found

_WIDTH = 96
_USE = {
    Risk.GENERAL: "The coach may put it in other words.",
    Risk.CAUTION: "It touches health: with a word about whom to ask.",
    Risk.REFER: "Spoken word for word: it sends to a clinician.",
}
_DRAFT = "draft: nobody has reviewed it"


def articles_table(articles: Sequence[Article]) -> Iterator[str]:
    """A line for each article."""
    width = max((len(each.id) for each in articles), default=0)
    for each in articles:
        risks = "/".join(sorted({part.risk.value for part in each.sections}))
        yield f"{each.id:<{width}}  {len(each.sections):>2} sections  {risks:<23}  {_state(each)}"


def summary(articles: Sequence[Article]) -> str:
    """How many there are, and how many of them nobody has reviewed."""
    sections = sum(len(each.sections) for each in articles)
    sources = {source for each in articles for source in each.sources}
    recalled = sum(each.evidence is Evidence.RECALL for each in sources)
    drafts = sum(each.is_draft for each in articles)
    return (
        f"{len(articles)} articles, {sections} sections, {len(sources)} sources "
        f"({recalled} stated from memory); {drafts} articles are drafts that nobody has reviewed."
    )


def section_page(article: Article, part: Section) -> Iterator[str]:
    """All about one section."""
    yield f"{part.id}  {article.title}: {part.heading}"
    yield f"risk {part.risk}, version {article.version}, {_state(article)}"
    yield ""
    yield from wrap(part.text, _WIDTH)
    yield ""
    yield from (f"  asked: {ask}" for ask in part.asks)
    for source in part.sources:
        yield from wrap(f"{source.citation} [{_known(source)}]", _WIDTH, initial_indent="  from: ",
                        subsequent_indent="        ")  # fmt: skip


def found_page(found: Found) -> Iterator[list[str]]:
    """What was found for a question, best first, or that nothing was."""
    if found.abstained:
        yield [f"Nothing: the articles have no answer to that (on topic {found.on_topic:.2f})."]
    for each in found.passages:
        part = each.section
        yield [
            f"{part.id}  {part.heading} (risk {part.risk}, score {each.score:.2f})",
            *wrap(
                " ".join(part.sentences[:2]), _WIDTH, initial_indent="  ", subsequent_indent="  "
            ),
            f"  from: {', '.join(source.short for source in part.sources)}",
        ]


def plain_found(found: Found) -> dict[str, object]:
    """The same for programs."""
    return {
        "abstained": found.abstained,
        "on_topic": round(found.on_topic, 4),
        "passages": [
            {
                "id": each.section.id,
                "risk": each.section.risk,
                "score": round(each.score, 4),
                "text": each.section.text,
                "sources": [source.citation for source in each.section.sources],
            }
            for each in found.passages
        ],
    }


def article_page(article: Article, today: date) -> Iterator[str]:
    """The article for a reader, as Markdown: its sections, how they may be used, its sources."""
    yield f"# {article.title}"
    yield ""
    yield f"{article.id}, version {article.version}; {_state(article)}."
    if article.expires_on is not None and article.expires_on <= today:
        yield f"Its review ran out on {article.expires_on}: it has to be reviewed anew."
    numbers = {source: number for number, source in enumerate(article.sources, 1)}
    for part in article.sections:
        yield ""
        yield f"## {part.heading}"
        yield ""
        yield from wrap(part.text, _WIDTH)
        yield ""
        cited = "".join(f"[{numbers[source]}]" for source in part.sources)
        yield f"{_USE[part.risk]} Sources {cited}. ({part.id})"
    yield ""
    yield "## Sources"
    yield ""
    for source, number in numbers.items():
        yield from wrap(f"{number}. {source.citation} [{_known(source)}]", _WIDTH,
                        subsequent_indent="   ")  # fmt: skip


def citations_page(
    sources: Sequence[Source], articles: Sequence[Article], *, also_read: bool
) -> Iterator[str]:
    """The librarian's page: what nobody has looked up yet; on request also what was read."""
    recalled = [each for each in sources if each.evidence is Evidence.RECALL]
    yield f"Stated from memory, to be verified before the public is told: {len(recalled)}"
    for each in recalled:
        yield from _entry(each, articles)
    if also_read:
        rest = [each for each in sources if each.evidence is Evidence.READ]
        yield ""
        yield f"Read: {len(rest)}"
        for each in rest:
            yield from _entry(each, articles)


def plain_article(article: Article) -> dict[str, object]:
    """The article as plain values, without its text."""
    return {
        "id": article.id,
        "title": article.title,
        "version": article.version,
        "reviewed_by": article.reviewed_by,
        "reviewed_on": article.reviewed_on and article.reviewed_on.isoformat(),
        "expires_on": article.expires_on and article.expires_on.isoformat(),
        "sections": [
            {
                "id": part.id,
                "heading": part.heading,
                "risk": part.risk.value,
                "asks": list(part.asks),
                "sources": [each.id for each in part.sources],
            }
            for part in article.sections
        ],
    }


def plain_citation(source: Source, articles: Sequence[Article]) -> dict[str, object]:
    """The source as plain values, with the sections that cite it."""
    return {
        **vars(source),
        "evidence": source.evidence.value,
        "cited_in": _cited_in(source, articles),
    }


def _entry(source: Source, articles: Sequence[Article]) -> Iterator[str]:
    yield ""
    yield from wrap(f"{source.id}: {source.citation}", _WIDTH, subsequent_indent="    ")
    if source.evidence is Evidence.READ:
        yield f"    {_known(source)}"
    cited = ", ".join(_cited_in(source, articles)) or "nothing"
    yield from wrap(f"cited in {cited}", _WIDTH, initial_indent="    ", subsequent_indent="    ",
                    break_on_hyphens=False)  # fmt: skip


def _cited_in(source: Source, articles: Sequence[Article]) -> list[str]:
    return [part.id for each in articles for part in each.sections if source in part.sources]


def _known(source: Source) -> str:
    if source.evidence is Evidence.RECALL:
        return "stated from memory"
    return f"read ({source.read}): {source.address}"


def _state(article: Article) -> str:
    if article.is_draft:
        return _DRAFT
    until = f", until {article.expires_on}" if article.expires_on else ""
    return f"reviewed by {article.reviewed_by} on {article.reviewed_on}{until}"
