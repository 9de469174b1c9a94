"""How a crisis is denied, left, asked about and gone on from."""

import pytest

from coach.bootstrap import App
from coach.dialogue.guard import CHECK
from memory.checkin import Status
from safety.script import load_scripts
from tests.talking import talk_with
from tests.test_crisis_talk import CHEST, CRISIS, _after, _own_words, _words


@pytest.mark.parametrize(
    ("danger", "denial", "asked"),
    [
        (CRISIS, "I am safe", "thinking about ending your life?"),
        (CRISIS, "it was a mistake, I only said bed at eleven", "ending your life?"),
        (CRISIS, "I'm not suicidal", "ending your life?"),
        (CRISIS, "let's talk about sleep", "ending your life?"),
        (CHEST, "that was a mistake", "hurt, in pain or unwell"),
        ("my boyfriend hits me at night", "I'm safe", "anyone in danger"),
    ],
)
async def test_a_denial_is_asked_about_once_and_a_plain_no_is_believed(
    app: App, danger: str, denial: str, asked: str
) -> None:
    talk = await talk_with(app)
    await talk.say(danger)

    check = await talk.say(denial)
    believed = await talk.say("no")
    kept = await _words(talk)
    await talk.say("yes")
    tomorrow = await _after(talk, 1)

    assert asked in check
    assert "999" in believed
    assert "leave it for today?" in believed
    assert kept == []
    assert talk.question == "diary.open"
    assert tomorrow.question == CHECK


@pytest.mark.parametrize("words", ["yes", "maybe", "not tonight", "no but I wish I was dead"])
async def test_anything_but_a_plain_no_to_the_check_keeps_the_crisis(app: App, words: str) -> None:
    talk = await talk_with(app)

    await talk.say(CRISIS, "I'm safe", words)

    assert talk.state is not None
    assert talk.state.check_in.status is Status.CRISIS
    assert "go through last night" not in talk.told


async def test_who_wants_to_leave_is_let_go_without_a_goodbye(app: App) -> None:
    talk = await talk_with(app)
    await talk.say(CRISIS)

    first, again, third = [await talk.say(words) for words in ("leave me alone", "bye", "stop")]

    assert "close this at any moment" in first
    assert "999" in first
    assert len(again) < len(first)
    assert again == third
    assert "999" in again
    assert not talk.ends


@pytest.mark.parametrize("words", ["no, but I called them", "I called them, I feel better now"])
async def test_a_call_that_was_made_is_acknowledged(app: App, words: str) -> None:
    talk = await talk_with(app)

    await talk.say(CRISIS, words)

    assert any(_own_words(lines) in talk.told for lines in load_scripts()["crisis_called"].variants)


@pytest.mark.parametrize(
    ("danger", "script"),
    [
        ("my boyfriend hits me at night", "abuse"),
        ("voices tell me to kill my neighbour", "harm_others_imminent"),
        (CHEST, "emergency_medical"),
    ],
)
async def test_asked_what_it_means_the_coach_says_the_same_kind_of_line(
    app: App, danger: str, script: str
) -> None:
    talk = await talk_with(app)

    await talk.say(danger, "what do you mean")

    assert _own_words(load_scripts()[script].variants[0]) in talk.told


@pytest.mark.parametrize(
    ("words", "answer", "script"),
    [
        ("I took double my zopiclone", "yes", "emergency_medical"),
        ("I took double my zopiclone", "I want to die", "crisis"),
        ("I took double my zopiclone", "no, as prescribed", "overdose_denied"),
        ("I don't want to kill my boss tonight, not really", "yes", "harm_others"),
        ("I just want to sleep forever", "not really", "crisis"),
        ("I just want to sleep forever", "no, I don't want to die, just tired", "clarify_denied"),
    ],
)
async def test_a_plain_question_leads_to_the_script_of_its_own_kind(
    app: App, words: str, answer: str, script: str
) -> None:
    talk = await talk_with(app)

    await talk.say(words, answer)

    assert _own_words(load_scripts()[script].variants[0]) in talk.told


async def test_the_plain_question_asks_one_thing_and_its_no_is_told_where_help_is(
    app: App,
) -> None:
    talk = await talk_with(app)

    asked = await talk.say("I just want to sleep forever")
    told_no = await talk.say("no")

    assert " or " not in asked
    assert asked.count("?") == 1
    assert "findahelpline.com" in told_no
    assert "999" in told_no
    assert talk.question == "diary.open"


async def test_words_after_unjudgeable_ones_are_judged_like_any(app: App) -> None:
    talk = await talk_with(app)
    await talk.say("bed at eleven", "and so on and on " * 400)
    asked_again = talk.told

    await talk.say("quarter past eleven")

    assert "say it again" in asked_again
    assert talk.question == "diary.sleep_onset_latency_min"


async def test_a_crisis_is_heard_after_unjudgeable_words(app: App) -> None:
    talk = await talk_with(app)

    await talk.say("and so on and on " * 400, CRISIS)

    assert talk.state is not None
    assert talk.state.check_in.status is Status.CRISIS


async def test_who_goes_on_with_the_night_itself_is_not_asked_for_it_again(app: App) -> None:
    talk = await talk_with(app)
    await talk.say(CRISIS)
    tomorrow = await _after(talk, 1)
    await tomorrow.say("much better thanks")

    await tomorrow.say("bed at eleven, lights out quarter past eleven, asleep in 20 minutes")

    assert tomorrow.state is not None
    assert tomorrow.state.entry is not None
    assert tomorrow.state.entry.sleep_onset_latency_min == 20
    assert tomorrow.state.entry.got_into_bed_at is not None
