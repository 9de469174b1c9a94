"""What keeps somebody from their usual nights, and what does not."""

import pytest

from coach.dialogue.away import Kind, comes_back, spell_in


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("I'm in Lisbon until Friday", Kind.TRAVEL),
        ("we're on holiday this week", Kind.TRAVEL),
        ("I'm travelling for work", Kind.TRAVEL),
        ("I'm flying to New York tomorrow", Kind.TRAVEL),
        ("I've had flu since Monday", Kind.ILLNESS),
        ("I have a fever", Kind.ILLNESS),
        ("I'm really sick today", Kind.ILLNESS),
        ("I came down with covid", Kind.ILLNESS),
        ("I've been poorly since Sunday", Kind.ILLNESS),
        ("our daughter was born on Monday", Kind.NEWBORN),
        ("we've got a newborn now", Kind.NEWBORN),
        ("my father died last week", Kind.LOSS),
        ("can we pause the programme for a while?", Kind.WISH),
    ],
)
def test_a_spell_is_heard(words: str, kind: Kind) -> None:
    told = spell_in(words)

    assert told is not None
    assert told.kind is kind


@pytest.mark.parametrize(
    "words",
    [
        "I'm in bed",
        "I'm in pain",
        "I'm in a hurry",
        "I'm not ill",
        "I'm sick of this",
        "my wife is ill",
        "my son had a fever",
        "I've got a cold bedroom",
        "I was in hospital years ago",
        "I fell asleep at ten",
        "I was awake for a week",
        "I go to bed at ten",
        "Got into bed at half ten, woke twice for half an hour and got up at seven.",
        "no naps, three out of five",
    ],
)
def test_what_is_none_is_not_taken_for_one(words: str) -> None:
    told = spell_in(words)

    assert told is None or told.place


@pytest.mark.parametrize(
    "words",
    ["back home today", "I'm back", "we got home last night", "I'm better now", "the flu is gone"],
)
def test_a_return_is_heard(words: str) -> None:
    assert comes_back(words)


@pytest.mark.parametrize(
    "words",
    ["I went back to sleep", "I got back into bed", "my back hurts", "I'll be back on Friday"],
)
def test_what_is_no_return_is_not_taken_for_one(words: str) -> None:
    assert not comes_back(words)
