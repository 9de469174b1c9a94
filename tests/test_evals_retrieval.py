"""The retrieval suite: what it counts as found, as the right scope, and as rightly left alone."""

from collections.abc import Mapping

from evals.retrieval import RetrievalCase, run
from evals.scorecard import Scorecard
from memory.article import Risk, Section
from memory.knowledge import SHOWN, Found, Passage

CASES = [
    RetrievalCase(id="found", question="nap", topic="naps", scope="answer", passages=("n#a",)),
    RetrievalCase(id="missed", question="tea", topic="tea", scope="answer", passages=("t#a",)),
    RetrievalCase(id="risky", question="pills", topic="meds", scope="answer", passages=("m#a",)),
    RetrievalCase(id="silent", question="noise", topic="noise", scope="answer", passages=("x#a",)),
    RetrievalCase(id="off", question="football", topic="off_topic"),
    RetrievalCase(id="off-answered", question="nap of a carpet", topic="off_topic"),
    RetrievalCase(id="crashed", question="boom", topic="naps", scope="answer", passages=("n#a",)),
]


def _passage(id_: str, score: float, risk: Risk = Risk.GENERAL) -> Passage:
    article, anchor = id_.split("#")
    part = Section(article, anchor, "Heading", "Text.", ("ask", "asked"), risk, (), 1)
    return Passage(part, score, own=score / 2, ask=score, lexical=0.0)


class Scripted:
    """Finds what the question names; nothing for any other."""

    answers: Mapping[str, tuple[Passage, ...]] = {
        "nap": (_passage("o#a", 0.9), _passage("n#a", 0.8)),
        "tea": (_passage("o#a", 0.9), _passage("n#a", 0.8)),
        "pills": (_passage("m#a", 0.9, Risk.REFER),),
        "nap of a carpet": (_passage("n#a", 0.8),),
    }

    def find(self, question: str, shown: int = SHOWN) -> Found:
        if question == "boom":
            raise RuntimeError(question)
        return Found(self.answers.get(question, ())[:shown], 1.0)

    def ranked(self, question: str) -> tuple[list[Passage], float]:
        return list(self.answers.get(question, ())), 1.0


def _values(card: Scorecard) -> dict[str, tuple[int, int]]:
    return {each.name: (each.hits, each.n) for each in card.metrics}


def test_hits_scopes_and_abstentions_are_counted_over_what_they_are_about() -> None:
    found = _values(run(CASES, Scripted()))

    assert found["hit_at_3"] == (2, 5)
    assert found["scope_right"] == (2, 5)
    assert found["abstained_off_topic"] == (1, 2)
    assert found["abstained_on_topic"] == (1, 5)
    assert found["crashes"] == (1, 7)


def test_a_failure_says_what_was_found_instead() -> None:
    why = {each.id: each.why for each in run(CASES, Scripted()).items if not each.ok}

    assert set(why) == {"missed", "risky", "silent", "off-answered", "crashed"}
    assert why["missed"] == "found o#a, n#a, not t#a"
    assert why["risky"] == "scope refer, not answer"
    assert why["off-answered"] == "answered from n#a"


def test_each_layer_is_measured_alone() -> None:
    found = _values(run(CASES[:1], Scripted()))

    assert found["fused_alone_hit_at_1"] == (0, 1)
    assert found["fused_alone_hit_at_3"] == (1, 1)
    assert found["bm25_alone_hit_at_3"] == (1, 1)
