"""Who is not to be kept: no word on disk, a cut erasure finished, an erasure from elsewhere."""

from contextlib import aclosing
from datetime import timedelta
from uuid import uuid4

import pytest

from coach.bootstrap import App
from coach.commands.trouble import trouble
from coach.dialogue.reply import Proposal, Spoken
from coach.dialogue.state import PersonErasedError
from memory.checkin import Hearing, Speaker, UnknownPersonError
from memory.person import Person
from tests.talking import MORNING, Talk, known_person, talk_with


async def _newcomer(app: App) -> Talk:
    return await talk_with(app, Person(id=uuid4(), created_at=MORNING))


@pytest.mark.parametrize("words", [["I'm fifteen"], ["yes", "no, don't keep anything"]])
async def test_the_exchange_erases_whatever_the_door(app: App, words: list[str]) -> None:
    talk = await _newcomer(app)

    await talk.say(*words)

    assert talk.erases
    assert await app.store.persons() == []


async def _heard(talk: Talk, words: str) -> Hearing:
    """Heard and written, and then the process is gone."""
    assert talk.state is not None
    async with aclosing(talk.engine.respond(talk.state, words, talk.now)) as reply:
        proposal = await anext(reply)
    assert isinstance(proposal, Proposal)
    await talk.engine.hear(proposal)
    return proposal.hearing


async def test_the_words_of_a_turn_that_keeps_nothing_are_never_written(app: App) -> None:
    talk = await _newcomer(app)

    hearing = await _heard(talk, "I'm only fifteen")

    (turn,) = [
        t
        for t in await app.store.turns(hearing.check_in.id)
        if t.turn_no == hearing.check_in.turn_no
    ]
    assert turn.speaker is Speaker.PERSON
    assert turn.text is None
    assert turn.withheld_rule
    assert hearing.person is None


@pytest.mark.parametrize("days", [0, 3])
async def test_an_erasure_that_was_cut_off_is_finished_at_the_next_opening(
    app: App, days: int
) -> None:
    talk = await _newcomer(app)
    await _heard(talk, "I'm only fifteen")
    again = Talk(app, talk.person, talk.engine, now=MORNING + timedelta(days=days))

    with pytest.raises(PersonErasedError):
        await again.open()

    assert await app.store.persons() == []


async def test_an_erasure_from_elsewhere_ends_the_talk_with_a_plain_word(app: App) -> None:
    talk = await talk_with(app)
    await app.store.erase(talk.person.id, talk.now)

    with pytest.raises(PersonErasedError) as caught:
        await talk.say("I got into bed at eleven")

    said = trouble(caught.value).words
    assert talk.sentences == []
    assert "erased" in said
    assert "nothing of this talk is kept" in said
    assert "Start again" in said
    assert await app.store.persons() == []


async def test_an_erasure_while_the_coach_speaks_is_no_mere_stale_version(app: App) -> None:
    talk = await talk_with(app)
    assert talk.state is not None
    async with aclosing(talk.engine.respond(talk.state, "at eleven", talk.now)) as reply:
        proposal = await anext(reply)
    assert isinstance(proposal, Proposal)
    state = await talk.engine.hear(proposal)
    await app.store.erase(talk.person.id, talk.now)

    with pytest.raises(UnknownPersonError):
        await talk.engine.said(Spoken(proposal, ()), state, talk.now, heard="")


async def test_help_is_told_in_a_crisis_even_when_the_person_was_erased(app: App) -> None:
    talk = await talk_with(app, known_person())
    await app.store.erase(talk.person.id, talk.now)

    with pytest.raises(PersonErasedError):
        await talk.say("I've been thinking about killing myself")

    assert "999" in " ".join(sentence.text for sentence in talk.sentences)
