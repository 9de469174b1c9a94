"""Looks through the articles for what a knowledge manager has to mend and for reviews that run out.

Called by `coach knowledge lint`. It reads every file, also after one that cannot be read, and
changes nothing; whether a claim is true only a person can say.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from memory.article import Article, Risk, Section, Source
from memory.article_file import ARTICLES, SOURCES, article_files, read_article, read_sources
from safety import claims
from safety.content import ContentError
from safety.gates import admit
from safety.numbers import numbers_in
from safety.policy import Policy, load_policy

SHORTEST_WORDS, LONGEST_WORDS = 60, 140
LONGEST_ANSWER_WORDS = 60
"""Of the first two sentences, which are spoken as the answer."""
SOON = timedelta(days=60)
_SAME_WORDS_IN_A_ROW = 4
_MOST_SHARED = 0.75
_FEWEST_TO_JUDGE = 3
_LICENSED = re.compile(
    r"\b(?:ISI|PSQI|ESS|SCI|DBAS|insomnia severity index|pittsburgh sleep quality|epworth|"
    r"sleep condition indicator|dysfunctional beliefs)\b",
    re.IGNORECASE,
)
"""Instruments whose wording belongs to somebody (DECISIONS 20); their very names stay out."""
_SMALL = frozenset(
    re.findall(
        r"\w+",
        """
        a about after again all am an and any are as at be because been before being but by can
        could did do does doing don down during each few for from get had has have having he her
        here him his how i if in into is isn it its just me more most much my no nor not of off on
        one only or other our out over own same she should so some such than that the their them
        then there these they this those through to too under until up very was we were what when
        where which while who whom why will with would you your yours
        awake bed day days hour hours night nights sleep sleeping time wake
        """,
    )
)
"""Small words, and those that every article here is full of."""


@dataclass(frozen=True)
class Finding:
    """Something to mend, or to mind where `warning`; `line` counts from 1, 0 is the whole file."""

    file: str
    line: int
    rule: str
    what: str
    warning: bool = False

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.rule}: {self.what}"


@dataclass(frozen=True)
class Report:
    """What was read, and what was found in it, by file and line."""

    articles: tuple[Article, ...]
    findings: tuple[Finding, ...]

    @property
    def is_clean(self) -> bool:
        """Whether nothing has to be mended; warnings may stand."""
        return all(each.warning for each in self.findings)


def lint(today: date, folder: Path = ARTICLES, policy: Policy | None = None) -> Report:
    """Everything that is amiss in the articles of a folder."""
    articles, findings = _read(folder)
    sections = [part for each in articles for part in each.sections]
    gate = policy or load_policy()
    for each in articles:
        findings += _review(each, today)
        for part in each.sections:
            findings += _section(part, gate)
    findings += _asked_twice(sections)
    findings += _claims(article_files(folder))
    if not findings:
        findings += _never_cited(folder, articles)
    findings.sort(key=lambda each: (each.file, each.line, each.rule))
    return Report(tuple(articles), tuple(findings))


def _read(folder: Path) -> tuple[list[Article], list[Finding]]:
    sources: Mapping[str, Source] = {}
    try:
        sources = read_sources(folder / SOURCES)
    except ContentError as error:
        return [], list(_as_findings(SOURCES, error))
    articles: list[Article] = []
    findings: list[Finding] = []
    for path in article_files(folder):
        try:
            articles.append(read_article(path, sources))
        except ContentError as error:
            findings += _as_findings(path.name, error)
    return articles, findings


def _as_findings(file: str, error: ContentError) -> Iterator[Finding]:
    for line in str(error).splitlines():
        place = re.match(rf"{re.escape(file)} line (\d+): ", line)
        if place is None:
            yield Finding(file, 0, "form", line)
        else:
            yield Finding(file, int(place[1]), "form", line[place.end() :])


def _review(article: Article, today: date) -> Iterator[Finding]:
    file, ends = f"{article.id}.md", article.expires_on
    if article.is_draft:
        return
    if ends is None:
        yield Finding(file, 1, "review", "reviewed, but expires_on is null: say until when")
    elif ends <= today:
        yield Finding(file, 1, "review", f"its review expired on {ends}: have it reviewed anew")
    elif ends - today <= SOON:
        yield Finding(file, 1, "review", f"its review expires on {ends}", warning=True)


def _section(part: Section, policy: Policy) -> Iterator[Finding]:
    for rule, what in (
        *_length(part), *_evidence(part), *_own_words(part), *_gated(part, policy)
    ):  # fmt: skip
        yield _at(part, rule, what)


def _at(part: Section, rule: str, what: str) -> Finding:
    return Finding(f"{part.article_id}.md", part.line, rule, what)


def _length(part: Section) -> Iterator[tuple[str, str]]:
    words = len(part.text.split())
    if not SHORTEST_WORDS <= words <= LONGEST_WORDS:
        yield "length", f"{words} words: write {SHORTEST_WORDS} to {LONGEST_WORDS}"
    answer = sum(len(each.split()) for each in part.sentences[:2])
    if answer > LONGEST_ANSWER_WORDS:
        yield "answer", f"its first two sentences are {answer} words: too long to be spoken"


def _evidence(part: Section) -> Iterator[tuple[str, str]]:
    if part.rests_on_reading:
        return
    if part.risk is Risk.GENERAL:
        yield "evidence", "no source of it was read, so it cannot be of risk general"
    figures = numbers_in(part.text)
    if figures:
        yield "evidence", "no source of it was read: word it as common advice, without a figure"


def _own_words(part: Section) -> Iterator[tuple[str, str]]:
    found = _LICENSED.search(part.text)
    if found is not None:
        yield "licence", f"{found[0]!r} is somebody's instrument and must not enter"
    for ask in part.asks:
        if repeats(ask, part.text):
            yield "asks", f"{ask!r} repeats the passage: say it as somebody would who never read it"


def _gated(part: Section, policy: Policy) -> Iterator[tuple[str, str]]:
    verdict = admit(part.text, policy, sentences=part.sentences)
    if not verdict.allowed:
        yield "gate", f"the gate for retrieved text refuses it: {verdict.rule} ({verdict.rule_id})"


def repeats(ask: str, passage: str) -> bool:
    """Whether a question is worded like the passage: four words in a row, or most of its words."""
    mine, theirs = _words(ask), _words(passage)
    runs = {tuple(run) for run in _runs(theirs)}
    if any(tuple(run) in runs for run in _runs(mine)):
        return True
    content = {_stem(word) for word in mine if word not in _SMALL}
    if len(content) < _FEWEST_TO_JUDGE:
        return False
    return len(content & {_stem(word) for word in theirs}) / len(content) >= _MOST_SHARED


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower())


def _runs(words: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(len(words) - _SAME_WORDS_IN_A_ROW + 1):
        run = words[start : start + _SAME_WORDS_IN_A_ROW]
        if any(word not in _SMALL for word in run):
            yield run


def _stem(word: str) -> str:
    return re.sub(r"(?:ing|ed|es|s)$", "", word) if len(word) > 4 else word


def _asked_twice(sections: Iterable[Section]) -> Iterator[Finding]:
    seen: dict[str, Section] = {}
    for part in sections:
        for ask in part.asks:
            first = seen.setdefault(" ".join(_words(ask)), part)
            if first is not part:
                yield _at(part, "asks", f"{ask!r} is asked in {first.id} too")


def _claims(paths: Iterable[Path]) -> Iterator[Finding]:
    rules = claims.load_claims()
    for path in paths:
        shown = f"memory/articles/{path.name}"
        found, _ = claims.find(path.read_text(encoding="utf-8"), shown, "articles", rules)
        for each in found:
            yield Finding(path.name, each.line, f"claims: {each.rule}", each.what)


def _never_cited(folder: Path, articles: Iterable[Article]) -> Iterator[Finding]:
    cited = {source.id for each in articles for source in each.sources}
    for unused in sorted(read_sources(folder / SOURCES).keys() - cited):
        yield Finding(SOURCES, 0, "sources", f"nothing cites {unused!r}", warning=True)
