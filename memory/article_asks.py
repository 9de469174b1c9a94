"""Gathers what the index is made of: the passages that pass the gate, and how people ask for them.

Called by `coach.knowing` and the retrieval suite. `asks.yaml` holds more ways of asking than an
article shows, `off_topic.yaml` questions that no article answers; both lie beside the articles.
"""

import logging
from collections.abc import Iterable
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from memory.article import Article, Section
from memory.article_file import ARTICLES, load_articles
from memory.knowledge_index import Material
from safety.content import ContentError, read_yaml
from safety.gates import admit
from safety.policy import Policy

ASKS, OFF_TOPIC = "asks.yaml", "off_topic.yaml"
_FORM = ConfigDict(frozen=True, extra="forbid")
_Ask = Annotated[str, StringConstraints(min_length=3, strip_whitespace=True)]
_log = logging.getLogger(__name__)


class _Asks(BaseModel):
    model_config = _FORM

    asks: dict[str, tuple[_Ask, ...]]


class _OffTopic(BaseModel):
    model_config = _FORM

    off_topic: tuple[_Ask, ...] = Field(min_length=1)


def shipped_material(policy: Policy) -> Material:
    """What ships with Nightjar.

    Raises:
        ContentError: a file cannot be read, or asks for a passage that there is not.
    """
    articles = load_articles()
    asks = read_yaml(ARTICLES / ASKS, _Asks).asks
    known = {part.id for each in articles for part in each.sections}
    unknown = sorted(set(asks) - known)
    if unknown:
        raise ContentError(f"{ASKS}: there is no section {unknown[0]!r}")
    off_topic = read_yaml(ARTICLES / OFF_TOPIC, _OffTopic).off_topic
    return Material(admitted(articles, policy), asks, off_topic)


def admitted(articles: Iterable[Article], policy: Policy) -> tuple[Section, ...]:
    """The sections that may be shown and quoted; one that the gate refuses is left out, and said.

    Its heading and its questions are judged as well: all of them are found and shown.
    """
    kept = []
    for part in (part for each in articles for part in each.sections):
        said = admit(part.text, policy, sentences=part.sentences)
        orders = (admit(each, policy, sentences=()) for each in (part.heading, *part.asks))
        refused = next((each for each in (said, *orders) if not each.allowed), None)
        if refused is None:
            kept.append(part)
        else:
            _log.warning("the section %s is left out: %s", part.id, refused.rule_id)
    return tuple(kept)
