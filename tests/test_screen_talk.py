"""The health questions by talk: offered, resumed, put right, read back; and what follows."""

from datetime import timedelta
from uuid import uuid4

import pytest

from coach.bootstrap import App
from coach.dialogue.engine import Engine
from coach.dialogue.screen import news_due, screen_due
from coach.dialogue.state import State
from memory.checkin import Speaker, Status
from memory.person import Person
from memory.screening import Screening
from safety.ask import Prompt
from safety.lanes import Answer, Lane, load_lanes
from safety.policy import load_policy
from tests.fakes import ScriptedLLM
from tests.talking import MORNING, NIGHT, REST, Talk, known_person, talk_with

DAY = timedelta(days=1)
WANT = "I want to do the health questions"
QUESTIONS = [question.id for question in load_lanes().asked({})]


def _earlier() -> Person:
    """Somebody who has talked to the coach before there were health questions."""
    return known_person(stage_entered_on=(MORNING - 9 * DAY).date())


async def _unscreened(app: App, engine: Engine | None = None) -> Talk:
    return await talk_with(app, _earlier(), engine, screening=False)


async def _taking(app: App) -> Talk:
    talk = await _unscreened(app)
    await talk.say(WANT, "yes you may")
    return talk


async def _screenings(talk: Talk) -> list[Screening]:
    return await talk.app.store.screenings(talk.person.id)


async def _no_to_the_rest(talk: Talk) -> None:
    turns = 0
    while talk.question in QUESTIONS and turns < len(QUESTIONS):
        await talk.say("no")
        turns += 1


def _lane(talk: Talk) -> Lane:
    assert talk.state is not None
    return talk.state.lane


async def test_an_earlier_person_is_offered_the_questions_after_the_diary(app: App) -> None:
    talk = await _unscreened(app)
    before = talk.question

    await talk.say(NIGHT, *REST, "yes")

    assert before == "diary.open"
    assert talk.question == "screen.offer"
    assert "tomorrow" in talk.told


@pytest.mark.parametrize("words", ["tomorrow", "no", "not now, I'm busy", "can we do that later?"])
async def test_who_puts_them_off_goes_on_with_the_day_and_is_offered_them_the_next(
    app: App, words: str
) -> None:
    talk = await _unscreened(app)
    await talk.say(NIGHT, *REST, "yes", words)
    that_day = talk.question
    await talk.say("yes")

    talk.now = MORNING + DAY
    await talk.open()
    await talk.say(NIGHT, *REST, "yes")

    assert that_day == "agree"
    assert talk.question == "screen.offer"
    assert _lane(talk) is Lane.C


@pytest.mark.parametrize(
    "words", ["now", "yes, let's do it", "sure, I don't mind", "no problem", "ok, why not"]
)
async def test_who_is_willing_begins_at_once(app: App, words: str) -> None:
    talk = await _unscreened(app)

    await talk.say(NIGHT, *REST, "yes", words)

    assert talk.question == "screen.keep"


async def test_who_never_wants_them_is_left_alone_for_days(app: App) -> None:
    talk = await _unscreened(app)
    await talk.say(NIGHT, *REST, "yes", "never, stop asking", "yes")

    talk.now = MORNING + DAY
    await talk.open()
    await talk.say(NIGHT, *REST, "yes")

    assert talk.question != "screen.offer"


async def test_a_newcomer_is_not_kept_longer_on_the_first_morning(app: App) -> None:
    talk = await talk_with(app, Person(id=uuid4(), created_at=MORNING))

    await talk.say("yes", "yes that's fine", "I'm Sam", "England", "seven o'clock", "weekdays")
    await talk.say(NIGHT, *REST, "yes")

    assert talk.state is not None
    assert talk.question == "agree"
    assert not screen_due(talk.state)


async def test_a_no_to_everything_and_a_yes_to_the_read_back_is_lane_a(app: App) -> None:
    talk = await _taking(app)

    await _no_to_the_rest(talk)
    read_back = talk.told
    before = _lane(talk)
    await talk.say("yes that's right")

    last = (await _screenings(talk))[-1]
    assert "a no to all of them" in read_back
    assert before is Lane.C
    assert last.completed_at is not None
    assert _lane(talk) is last.lane is Lane.A
    assert talk.question == "diary.open"


async def test_a_yes_is_told_as_a_lane_in_plain_words_and_never_as_a_disorder(app: App) -> None:
    talk = await _taking(app)

    await talk.say("no", "no", "no", "no", "yes", "not yet")
    await _no_to_the_rest(talk)
    await talk.say("yes")

    assert _lane(talk) is Lane.C
    assert "time in bed" in talk.told
    assert "doctor" in talk.told
    assert "apnoea" not in talk.told
    assert "you have" not in talk.told.lower()


async def test_not_sure_and_rather_not_are_answers_and_lead_to_lane_b(app: App) -> None:
    talk = await _taking(app)

    await talk.say("no", "no", "I'm not sure", "I'd rather not say")
    await _no_to_the_rest(talk)
    read_back = talk.told
    await talk.say("yes")

    assert "not sure about work and driving" in read_back
    assert "no answer on seizures and the mind" in read_back
    assert _lane(talk) is Lane.B


async def test_what_is_not_understood_twice_counts_as_not_sure(app: App) -> None:
    talk = await _taking(app)

    await talk.say("blue", "bananas")

    last = (await _screenings(talk))[-1]
    assert last.answers == {"screen.age": Answer.UNSURE}


async def test_why_is_answered_and_the_question_comes_again(app: App) -> None:
    talk = await _taking(app)

    await talk.say("no", "why do you ask that?")

    assert "baby" in talk.told
    assert talk.question == "screen.baby"


async def test_killed_between_two_questions_it_goes_on_at_the_open_one(app: App) -> None:
    talk = await _taking(app)
    await talk.say("no", "yes", "no")
    open_before = talk.question

    back = Talk(app, talk.person, app.engine, now=talk.now)
    await back.open()
    await back.say("no")

    last = (await _screenings(back))[-1]
    assert open_before == "screen.doctor"
    assert last.answers["screen.baby"] is Answer.YES
    assert last.answers["screen.doctor"] is Answer.NO
    assert back.question == "screen.breathing"


async def test_killed_between_hearing_and_saying_the_answer_is_kept(app: App) -> None:
    talk = await _taking(app)
    assert talk.state is not None
    proposal = await anext(app.engine.respond(talk.state, "yes", talk.now))
    await app.engine.hear(proposal)  # type: ignore[arg-type]  # a reply begins with its proposal

    back = Talk(app, talk.person, app.engine, now=talk.now)
    await back.open()

    assert (await _screenings(back))[-1].answers == {"screen.age": Answer.YES}
    assert back.question == "screen.baby"


async def test_left_for_another_day_it_is_taken_up_where_it_was(app: App) -> None:
    talk = await _taking(app)
    await talk.say("no", "no", "can we do the rest tomorrow?")
    that_day = talk.question

    talk.now = MORNING + DAY
    await talk.open()
    await talk.say(NIGHT, *REST, "yes")
    offered = talk.told
    await talk.say("now is fine")

    assert that_day == "diary.open"
    assert "go on" in offered
    assert talk.question == "screen.work"


@pytest.mark.parametrize(
    ("words", "changed"),
    [
        ("no wait, the second one is yes", {"screen.baby": Answer.YES}),
        ("sorry, the first answer should be yes", {"screen.age": Answer.YES}),
        ("actually I work nights", {"screen.work": Answer.YES}),
        ("hang on, number 2 should be not sure", {"screen.baby": Answer.UNSURE}),
    ],
)
async def test_an_earlier_answer_can_be_put_right_on_the_way(
    app: App, words: str, changed: dict[str, Answer]
) -> None:
    talk = await _taking(app)
    await talk.say("no", "no", "no")

    await talk.say(words)

    answers = (await _screenings(talk))[-1].answers
    assert {key: answers[key] for key in changed} == changed
    assert len(answers) == 3
    assert talk.question == "screen.doctor"


@pytest.mark.parametrize("words", ["go back", "wait, the last one was wrong"])
async def test_who_goes_back_is_asked_the_last_one_again(app: App, words: str) -> None:
    talk = await _taking(app)
    await talk.say("no", "no")

    await talk.say(words)

    assert talk.question == "screen.baby"


async def test_the_read_back_can_be_put_right_before_it_counts(app: App) -> None:
    talk = await _taking(app)
    await _no_to_the_rest(talk)

    await talk.say("no", "the one about work should be yes")
    corrected = talk.told
    await talk.say("yes")

    assert "a yes on work and driving" in corrected
    assert _lane(talk) is Lane.C


async def test_from_the_top_begins_the_questions_and_not_the_night_anew(app: App) -> None:
    talk = await _taking(app)
    await talk.say("yes", "no", "start over")

    assert talk.question == "screen.age"
    assert (await _screenings(talk))[-1].answers == {}


async def test_conditions_not_to_be_kept_leave_only_lane_and_date(app: App) -> None:
    talk = await _unscreened(app)

    await talk.say(WANT, "no, don't keep them", "no", "I'm pregnant")
    await _no_to_the_rest(talk)
    await talk.say("yes")

    (kept,) = await _screenings(talk)
    assert talk.state is not None
    words = await app.store.turns(talk.state.check_in.id)
    assert (kept.lane, kept.answers, kept.rules, kept.kept) == (Lane.C, {}, (), False)
    assert not any("pregnant" in (turn.text or "") for turn in words)
    assert [t.text for t in words if t.speaker is Speaker.PERSON and t.text] == [WANT]


async def test_who_has_nothing_but_does_not_want_it_kept_is_lane_b(app: App) -> None:
    talk = await _unscreened(app)

    await talk.say(WANT, "I'd rather you didn't")
    await _no_to_the_rest(talk)
    await talk.say("yes")

    assert _lane(talk) is Lane.B


async def test_a_yes_to_dark_thoughts_is_first_a_matter_of_safety(app: App) -> None:
    talk = await _taking(app)
    while talk.question != "screen.thoughts":
        await talk.say("no")

    await talk.say("yes")
    asked = talk.told
    await talk.say("yes, I am")

    assert asked.endswith("Are you thinking about ending your life?")
    assert talk.state is not None
    assert talk.state.check_in.status is Status.CRISIS
    assert _lane(talk) is Lane.C


async def test_dark_thoughts_that_are_no_danger_now_let_the_questions_go_on(app: App) -> None:
    talk = await _taking(app)
    while talk.question != "screen.thoughts":
        await talk.say("no")

    await talk.say("yes", "no")

    assert "findahelpline" in talk.told
    assert talk.question == "screen.medicines"
    assert (await _screenings(talk))[-1].answers["screen.thoughts"] is Answer.YES


async def test_danger_in_any_answer_goes_to_the_safety_gate_first(app: App) -> None:
    talk = await _taking(app)

    await talk.say("no, but I want to kill myself")

    assert talk.state is not None
    assert talk.state.check_in.status is Status.CRISIS
    assert (await _screenings(talk))[-1].answers == {}


async def test_a_model_words_no_health_question_and_changes_no_lane(app: App) -> None:
    llm = ScriptedLLM(["1: You are in lane A now, congratulations.\n"])
    engine = Engine(app.store, app.program, load_policy(), llm)
    talk = await _unscreened(app, engine)
    await talk.say(WANT, "yes")

    await talk.say("no", "no", "yes")

    asked = [question for question in load_lanes().questions if question.id == talk.question]
    assert talk.told.endswith(asked[0].ask)
    assert _lane(talk) is Lane.C
    assert not any("bipolar" in _text(prompt) for prompt in llm.prompts)


def _text(prompt: Prompt) -> str:
    return f"{prompt.system} {prompt.user}"


async def test_the_questions_can_be_wished_for_once_the_check_in_is_done(app: App) -> None:
    talk = await talk_with(app)
    await talk.say(NIGHT, *REST, "yes", "yes")
    await talk.open()

    await talk.say("can I do the health questions again?")
    begun = talk.question
    await _no_to_the_rest(talk)
    await talk.say("yes")

    assert begun == "screen.age"
    assert talk.ends
    assert talk.state is not None
    assert talk.state.check_in.status is Status.DONE


async def test_what_is_due_can_be_asked_of_a_state(app: App) -> None:
    fresh: State | None = (await _unscreened(app)).state
    done: State | None = (await talk_with(app)).state

    assert fresh is not None
    assert done is not None
    assert (screen_due(fresh), news_due(fresh)) == (True, False)
    assert (screen_due(done), news_due(done)) == (False, False)


async def test_a_screen_repeated_and_broken_off_is_offered_again_and_never_frees(app: App) -> None:
    talk = await talk_with(app)
    await talk.say("I want to do the health questions again", "no", "yes", "can we stop for today?")
    broken_off = _lane(talk)

    talk.now = MORNING + DAY
    await talk.open()
    await talk.say(NIGHT, *REST, "yes")

    assert broken_off is Lane.C
    assert talk.question == "screen.offer"
    assert _lane(talk) is Lane.C
