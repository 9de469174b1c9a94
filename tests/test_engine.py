"""The engine's promises: pure replies, two writes, nothing lost, the must-deliver ledger."""

from contextlib import aclosing
from dataclasses import replace

import pytest

from coach.bootstrap import App
from coach.dialogue.reply import Proposal, Sentence, Spoken
from coach.dialogue.state import load
from memory.checkin import CheckIn, Speaker, StaleError, Status
from tests.talking import MORNING, NIGHT, REST, Talk, known_person, talk_with

CRISIS = "I've been thinking about killing myself"


async def _reply(talk: Talk, words: str | None) -> tuple[Proposal, list[Sentence]]:
    assert talk.state is not None
    async with aclosing(talk.engine.respond(talk.state, words, talk.now)) as reply:
        parts = [part async for part in reply]
    proposal = parts[0]
    assert isinstance(proposal, Proposal)
    return proposal, [part for part in parts[1:] if isinstance(part, Sentence)]


async def _stored(talk: Talk) -> CheckIn:
    found = await talk.app.store.check_in(talk.person.id, talk.night)
    assert found is not None
    return found


async def test_a_reply_writes_nothing_and_can_be_thought_twice(app: App) -> None:
    talk = await talk_with(app)
    before = await _stored(talk)

    first = await _reply(talk, NIGHT)
    second = await _reply(talk, NIGHT)

    assert first == second
    assert await _stored(talk) == before
    assert await talk.entry() is None


async def test_everything_is_decided_before_a_word_is_worded(app: App) -> None:
    talk = await talk_with(app)

    proposal, _ = await _reply(talk, NIGHT)

    assert proposal.reading.values
    assert proposal.verdict is not None
    assert proposal.hearing.check_in.question == "diary.early_wake_awake_min"


async def test_hearing_on_a_stale_version_is_refused_and_nothing_is_dropped(app: App) -> None:
    talk = await talk_with(app)
    elsewhere = Talk(app, talk.person, app.engine, now=talk.now, state=talk.state)
    await elsewhere.say("I got into bed at eleven")
    proposal, _ = await _reply(talk, "and I got up at seven")

    with pytest.raises(StaleError):
        await talk.engine.hear(proposal)
    await talk.say("and I got up at seven")

    entry = await talk.entry()
    assert entry is not None
    assert entry.got_into_bed_at is not None
    assert entry.out_of_bed_at is not None


async def test_an_item_is_delivered_only_if_all_of_it_was_heard(app: App) -> None:
    talk = await talk_with(app)
    await talk.say(NIGHT, *REST)
    proposal, sentences = await _reply(talk, "yes")
    state = await talk.engine.hear(proposal)
    items = [(s, proposal.moves[s.move].item_id) for s in sentences if s.move is not None]
    observed = [s.text for s, item in items if item == "observe.first"]
    heard = " ".join([*observed, *(s.text for s, item in items if item == "step.soon")][:-1])

    await talk.engine.said(
        Spoken(proposal, tuple(sentences)), state, talk.now, heard=heard, interrupted=True
    )

    delivered = (await _stored(talk)).delivered
    assert "observe.first" in delivered
    assert "step.soon" not in delivered


async def test_after_a_cut_the_step_not_heard_is_told_again(app: App) -> None:
    talk = await talk_with(app)
    await talk.say(NIGHT, *REST)
    proposal, sentences = await _reply(talk, "yes")
    state = await talk.engine.hear(proposal)
    await talk.engine.said(Spoken(proposal, tuple(sentences)), state, talk.now, heard="")

    back = Talk(app, talk.person, app.engine, now=talk.now)
    await back.open()

    assert "within an hour" in back.told
    assert back.question == "agree"


async def test_a_kill_between_hearing_and_answering_asks_the_open_question_again(app: App) -> None:
    talk = await talk_with(app)
    proposal, _ = await _reply(talk, "I got into bed at eleven")
    await talk.engine.hear(proposal)

    back = Talk(app, talk.person, app.engine, now=talk.now)
    await back.open()

    assert back.question == "diary.tried_to_sleep_at"
    entry = await back.entry()
    assert entry is not None
    assert entry.got_into_bed_at is not None


async def test_a_crisis_never_reaches_the_agenda_and_leaves_no_words(app: App) -> None:
    talk = await talk_with(app)
    await talk.say("I got into bed at eleven")

    await talk.say(CRISIS)

    stored = await _stored(talk)
    turns = await app.store.turns(stored.id)
    assert stored.status is Status.CRISIS
    assert "999" in talk.told
    assert "?" in talk.told
    assert [t.text for t in turns if t.turn_no == stored.turn_no] == [None, None]
    assert all(t.withheld_rule for t in turns if t.turn_no == stored.turn_no)
    entry = await talk.entry()
    assert entry is not None
    assert entry.got_into_bed_at is not None


async def test_in_a_crisis_the_coach_stays_whatever_is_said(app: App) -> None:
    talk = await talk_with(app)
    await talk.say(CRISIS)

    for words in ("no", "I have to go", "goodbye", "I got up at seven"):
        await talk.say(words)

        assert not talk.ends
        assert "bye" not in talk.told.lower()
    assert await talk.entry() is None


async def test_a_mandatory_line_not_heard_is_said_again(app: App) -> None:
    talk = await talk_with(app)
    proposal, sentences = await _reply(talk, CRISIS)
    state = await talk.engine.hear(proposal)
    owed = [move.text for move in proposal.moves if move.owed]
    talk.state = await talk.engine.said(
        Spoken(proposal, tuple(sentences)), state, talk.now, heard=sentences[0].text
    )

    await talk.say("are you there")

    assert owed
    assert all(text in talk.told for text in owed if text not in sentences[0].text)
    assert (await _stored(talk)).owed == ()


async def test_the_check_in_after_a_crisis_opens_with_a_gentle_check(app: App) -> None:
    talk = await talk_with(app)
    await talk.say(CRISIS)
    tomorrow = Talk(app, talk.person, app.engine, now=MORNING.replace(day=4))

    await tomorrow.open()
    check = tomorrow.question
    await tomorrow.say("a bit better thanks")
    choice = tomorrow.question
    await tomorrow.say("yes")

    assert check == "safety.check"
    assert choice == "safety.go_on"
    assert tomorrow.question == "diary.open"


async def test_an_ambiguous_word_gets_one_plain_question(app: App) -> None:
    talk = await talk_with(app)

    await talk.say("I just want to sleep forever")
    asked = talk.question
    await talk.say("no, I'm just exhausted")

    assert asked == "safety.clarify"
    assert talk.question == "diary.open"


async def test_an_ambiguous_word_meant_that_way_is_a_crisis(app: App) -> None:
    talk = await talk_with(app)

    await talk.say("I just want to sleep forever", "the first")

    assert (await _stored(talk)).status is Status.CRISIS


async def test_a_medicine_question_is_declined_and_the_diary_goes_on(app: App) -> None:
    talk = await talk_with(app)
    await talk.say("I got into bed at eleven")

    await talk.say("how many milligrams of melatonin should I take?")
    first = talk.told
    await talk.say("so how much melatonin can I take?")

    assert talk.question == "diary.tried_to_sleep_at"
    assert "pharmacist" in first
    assert first != talk.told


async def test_the_notice_that_it_is_an_ai_comes_in_full_at_first_and_after_a_week(
    app: App,
) -> None:
    person = known_person(ai_notice_at=MORNING.replace(month=2, day=20))
    due = await talk_with(app, person)
    fresh = await talk_with(app)

    assert "AI" in due.told.partition(".")[2]
    assert "AI sleep coach" in fresh.told
    assert len(due.told) > len(fresh.told)


async def test_another_door_opens_onto_the_same_talk(app: App) -> None:
    talk = await talk_with(app)
    await talk.say("I got into bed at eleven")

    state = await load(
        app.store, talk.person, talk.now, channel="voice", local_zone="Europe/London"
    )

    assert talk.state is not None
    assert state.check_in == talk.state.check_in
    assert state.nights == talk.state.nights


async def test_saying_beside_someone_else_is_kept_all_the_same(app: App) -> None:
    talk = await talk_with(app)
    proposal, sentences = await _reply(talk, "I got into bed at eleven")
    state = await talk.engine.hear(proposal)
    elsewhere = Talk(app, talk.person, app.engine, now=talk.now, state=state)
    await elsewhere.say("and up at seven")
    text = " ".join(s.text for s in sentences)

    await talk.engine.said(Spoken(proposal, tuple(sentences)), state, talk.now, heard=text)

    turns = await app.store.turns(state.check_in.id)
    said = [t.text for t in turns if t.speaker is Speaker.COACH]
    assert text in said
    assert elsewhere.told in said


async def test_a_sentence_is_never_out_before_its_verdict(app: App) -> None:
    talk = await talk_with(app)
    assert talk.state is not None
    unsafe = replace(talk.state, person=replace(talk.person, name="<b>Sam</b>"))

    async with aclosing(talk.engine.respond(unsafe, None, talk.now)) as reply:
        told = [part.text async for part in reply if isinstance(part, Sentence)]

    assert not any("<b>" in text for text in told)


@pytest.mark.parametrize(
    "words",
    [
        "yes, I don't see the point",
        "I don't know",
        "ending it, I'm tired of trying",
        "I got up at 7",
    ],
)
async def test_what_is_not_plainly_exhaustion_is_taken_seriously(app: App, words: str) -> None:
    talk = await talk_with(app)

    await talk.say("I just want to sleep forever", words)

    assert (await _stored(talk)).status is Status.CRISIS


async def test_not_well_the_day_after_is_stayed_with(app: App) -> None:
    talk = await talk_with(app)
    await talk.say(CRISIS)
    tomorrow = Talk(app, talk.person, app.engine, now=MORNING.replace(day=4))
    await tomorrow.open()

    await tomorrow.say("still thinking about it")

    assert (await _stored(tomorrow)).status is Status.CRISIS
    assert "999" in tomorrow.told
