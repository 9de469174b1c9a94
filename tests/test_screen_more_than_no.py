"""What somebody says beside a no, told back and asked once more, wherever health is asked about."""

import pytest

from coach.bootstrap import App
from memory.course import Measure, Review, Standing
from memory.person import Person
from memory.screening import Screening, lane_of
from safety.lanes import Answer, Lane, load_lanes
from tests.living import TODAY, course_of, in_programme, to, window
from tests.sleeping import DAY, passed
from tests.talking import MORNING, Talk, known_person, screened, talk_with

S1 = passed(Standing.S1, TODAY - 20 * DAY)
S2 = passed(Standing.S2, TODAY - 7 * DAY)
WANT = "I want to do the health questions"


async def _taking(app: App, keep: str = "yes you may") -> Talk:
    person: Person = known_person(stage_entered_on=(MORNING - 9 * DAY).date())
    talk = await talk_with(app, person, screening=False)
    await talk.say(WANT, keep)
    return talk


async def _up_to(talk: Talk, question: str, *, yes_to: str = "") -> None:
    """Answers no, and yes to one question, until the named one is open."""
    turns = 0
    while talk.question != f"screen.{question}":
        turns += 1
        assert turns < 30, talk.question
        await talk.say("yes" if talk.question == f"screen.{yes_to}" else "no")


async def _answers(talk: Talk) -> dict[str, Answer]:
    kept: list[Screening] = await talk.app.store.screenings(talk.person.id)
    return dict(kept[-1].answers)


def _lane(talk: Talk) -> Lane:
    assert talk.state is not None
    return talk.state.lane


async def test_what_was_said_beside_a_no_is_told_back_and_the_question_asked_again(
    app: App,
) -> None:
    talk = await _taking(app)
    await _up_to(talk, "work")

    await talk.say("no, I fly planes")

    assert "I fly planes" in talk.told
    assert talk.question == "screen.work"
    assert "screen.work" not in await _answers(talk)


async def test_a_no_that_again_says_more_counts_as_not_sure(app: App) -> None:
    talk = await _taking(app)
    await _up_to(talk, "work")

    await talk.say("not really, I'm a midwife", "no, I'm a midwife")

    assert (await _answers(talk))["screen.work"] is Answer.UNSURE


async def test_a_plain_no_after_being_asked_again_is_a_no(app: App) -> None:
    talk = await _taking(app)
    await _up_to(talk, "doctor")

    await talk.say("no, my nephew plays the tuba", "no, none of those")

    assert (await _answers(talk))["screen.doctor"] is Answer.NO


@pytest.mark.parametrize(
    "words", ["no, I'd never do it though I think of it", "no, last month I did"]
)
async def test_dark_thoughts_beside_a_no_are_never_quoted_and_never_a_no(
    app: App, words: str
) -> None:
    talk = await _taking(app)
    await _up_to(talk, "thoughts")

    await talk.say(words)

    assert words.partition(", ")[2] not in talk.told
    assert (await _answers(talk)).get("screen.thoughts") is not Answer.NO


@pytest.mark.parametrize(
    ("yes_to", "words"),
    [
        ("breathing", "actually the treatment one should be yes, most nights"),
        ("breathing", "the treatment answer was wrong, it's yes but I take it off"),
        ("breathing", "wait, treatment: yes, except weekends"),
        ("breathing", "the treatment one is no, I mean yes, sometimes"),
        ("work", "sorry, work is a no, just on call at weekends"),
        ("doctor", "the seizures one is no, not for years"),
    ],
)
async def test_a_correction_that_says_more_is_asked_about_too(
    app: App, yes_to: str, words: str
) -> None:
    talk = await _taking(app)
    await _up_to(talk, "confirm", yes_to=yes_to)

    await talk.say(words)

    meant = "breathing_untreated" if yes_to == "breathing" else yes_to
    assert talk.question == f"screen.{meant}"
    assert _lane(talk) is Lane.C


@pytest.mark.parametrize(
    "words", ["sorry, the seizures one should be no", "actually the first one is a no"]
)
async def test_a_plain_correction_is_taken_at_once(app: App, words: str) -> None:
    talk = await _taking(app)
    await _up_to(talk, "confirm", yes_to="doctor" if "seizures" in words else "age")

    await talk.say(words)

    assert talk.question == "screen.confirm"
    assert Answer.YES not in (await _answers(talk)).values()


@pytest.mark.parametrize("words", ["By the way, I am pregnant.", "I nodded off driving yesterday."])
@pytest.mark.parametrize("keep", ["yes you may", "no, don't keep them"])
async def test_what_is_told_within_a_screen_counts_in_it_whether_kept_or_not(
    app: App, words: str, keep: str
) -> None:
    talk = await _taking(app, keep)
    await _up_to(talk, "medicines")

    await talk.say(words)
    await _up_to(talk, "confirm")
    read_back = talk.told
    await talk.say("yes")

    assert "a yes on" in read_back
    assert _lane(talk) is Lane.C
    assert lane_of(await talk.app.store.screenings(talk.person.id)) is Lane.C


async def _asked_for_news(app: App) -> Talk:
    known = await app.store.add_person(known_person(stage_entered_on=TODAY - 20 * DAY))
    known = await app.store.add_screening(known, screened(known, MORNING - 9 * DAY))
    talk = Talk(app, known, app.engine)
    await to(talk, "screen.news")
    return talk


@pytest.mark.parametrize(
    "words",
    [
        "no, I'm a night nurse now",
        "nothing, got a forklift licence",
        "all good, we had the baby",
        "fine, baby's arrived",
        "I'm fine, just the operation",
        "good, I fly long haul now",
        "same as ever, I'm on nights again",
        "work is busy, doing double shifts",
        "no, turned sixty five",
    ],
)
async def test_news_beside_a_no_is_never_nothing_new(app: App, words: str) -> None:
    talk = await _asked_for_news(app)

    await talk.say(words)

    assert talk.question == "screen.what" or _lane(talk) is Lane.C


@pytest.mark.parametrize(
    "words",
    ["no", "all good, thanks", "same as ever", "nothing new", "no, not this week", "work is busy",
     "fine, nothing has changed", "no change", "no, I'm fine", "not much", "same old same old"],
)  # fmt: skip
async def test_nothing_new_is_taken_at_once(app: App, words: str) -> None:
    talk = await _asked_for_news(app)

    await talk.say(words)

    assert talk.question not in {"screen.news", "screen.what"}
    assert _lane(talk) is Lane.A


async def _review(talk: Talk) -> Review:
    return (await talk.app.store.course(talk.person.id)).reviews[-1]


@pytest.mark.parametrize("words", ["no, my head drops at red lights", "no, my wife drives now"])
async def test_a_review_takes_no_such_no_for_being_alert(app: App, words: str) -> None:
    talk = await in_programme(app, S1, S2, window())
    await to(talk, "review.sleepy_unsafe")

    await talk.say(words)
    still_open = talk.question
    await talk.say(words)

    assert still_open == "review.sleepy_unsafe"
    assert (await _review(talk)).sleepy_unsafe is not False


@pytest.mark.parametrize("words", ["I'd rather not say", "skip that", "no idea"])
async def test_without_an_answer_on_dangerous_sleepiness_no_window_is_proposed(
    app: App, words: str
) -> None:
    talk = await in_programme(app, S1)

    await to(talk, "course.agree", review__sleepy_unsafe=words)
    await talk.say("yes")

    assert _lane(talk) is Lane.B
    assert all(each.measure is not Measure.WINDOW for each in course_of(talk).plans)


def test_every_question_that_frees_by_a_no_knows_what_a_plain_one_is() -> None:
    asked = [each for each in load_lanes().questions if not each.asked_turned]

    assert all(each.denied and each.harmless for each in asked)
