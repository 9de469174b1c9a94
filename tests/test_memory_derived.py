"""Facts from talks that were held before there was memory; and vectors made anew."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from coach.__main__ import main
from coach.commands import memory_upkeep
from memory.fact import Kind, Status
from memory.minilm import Vectors
from memory.person import Consent, Topic
from tests.kept import NIGHT, NOW, ada
from tests.test_memory_command import AGREED, Out, everything, known, remembers, talked

TOLD = (
    ("I'm in Lisbon until Friday.", "Enjoy it."),
    ("Our dog wakes me up at five every morning.", "That is early."),
    ("I want to kill myself.", "I am worried about you."),
    ("My friend Carl hates coffee, haha.", "I see."),
)

BEFORE = "I lay awake"
"""What Ada is kept to have said in her first talk."""


@pytest.fixture(autouse=True)
def _it_is_the_third_of_march(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory_upkeep, "utc_now", lambda: NOW + timedelta(days=1))


def test_earlier_talks_are_learnt_from_as_if_it_had_been_then(capsys: Out) -> None:
    remembers()
    talked(*TOLD)

    assert main(["memory", "derive"]) == 0

    told = capsys.readouterr().out
    facts = {each.text: each for each in known()}
    assert set(facts) == {BEFORE, TOLD[0][0], TOLD[1][0]}
    assert facts[TOLD[0][0]].kind is Kind.EVENT
    assert facts[TOLD[0][0]].said_on == NIGHT
    assert facts[TOLD[1][0]].origin.turn_no == 1
    assert "3 new facts" in told
    assert TOLD[0][0] in told


def test_deriving_again_adds_nothing_and_brings_nothing_back(capsys: Out) -> None:
    remembers()
    talked(*TOLD)
    main(["memory", "derive"])
    main(["memory", "forget", "Lisbon", "--yes"])
    main(["memory", "wrong", "dog"])
    before = known()
    capsys.readouterr()

    main(["memory", "derive"])

    assert known() == before
    assert {each.text: each.status for each in before} == {
        BEFORE: Status.LIVE,
        TOLD[1][0]: Status.RETRACTED,
    }
    assert "nothing new" in capsys.readouterr().out


def test_what_is_past_its_keeping_is_not_derived(monkeypatch: pytest.MonkeyPatch) -> None:
    remembers()
    talked(*TOLD)
    monkeypatch.setattr(memory_upkeep, "utc_now", lambda: NOW + timedelta(days=500))

    main(["memory", "derive"])

    assert [each.text for each in known()] == [TOLD[1][0]]


def test_of_who_switched_memory_off_nothing_is_derived(capsys: Out) -> None:
    off = Consent(Topic.MEMORY, given=False, at=NOW, wording="1")
    remembers(who=replace(ada(), consents=(*ada().consents, AGREED, off)))
    talked(*TOLD)

    main(["memory", "derive", "--all"])

    assert known() == ()
    assert "memory is off" in capsys.readouterr().out


class Lengths:
    """Embeds a text as its length; `revision` as given."""

    def __init__(self, revision: str) -> None:
        self.revision = revision
        self.asked: list[str] = []

    def embed(self, texts: list[str]) -> Vectors:
        self.asked += texts
        return np.array([[len(text), 1] for text in texts], np.float32)


def test_vectors_are_made_anew_when_the_embedder_changed(
    monkeypatch: pytest.MonkeyPatch, capsys: Out
) -> None:
    remembers()
    talked(*TOLD)
    main(["memory", "derive"])
    old, new = Lengths("old"), Lengths("new")

    for each in (old, old, new):
        monkeypatch.setattr(memory_upkeep, "embedder", lambda _, one=each: one)
        main(["memory", "reindex"])

    assert sorted(old.asked) == sorted(new.asked) == sorted(each.text for each in known())
    assert "Vectors made: 3. All facts have one of new." in capsys.readouterr().out
    assert "Lisbon" in everything()


def test_without_an_embedder_there_is_nothing_to_make(
    monkeypatch: pytest.MonkeyPatch, capsys: Out
) -> None:
    remembers()
    monkeypatch.setattr(memory_upkeep, "embedder", lambda _: None)

    assert main(["memory", "reindex"]) == 0
    assert "found by their words" in capsys.readouterr().out
