"""What only the classifier saw: asked about, let go sooner than a rule, and no new script."""

import pytest

from coach.bootstrap import App
from coach.dialogue import guard
from coach.dialogue.denial import answers_no
from memory.checkin import Status
from safety import hearing
from safety.policy import Policy
from safety.verdict import Action, Category, Heard
from tests.talking import Talk, talk_with

QUESTION = "are you thinking about ending your life?"
NIGHT = "I woke at three and read for an hour"


def guessed(monkeypatch: pytest.MonkeyPatch, words: str, verdict: Heard) -> None:
    """Makes the gate see in these words alone what the classifier would only guess."""
    judge = hearing.judge

    def judged(said: str, policy: Policy, normal: str | None = None) -> Heard:
        return verdict if said == words else judge(said, policy, normal)

    monkeypatch.setattr(hearing, "judge", judged)


@pytest.fixture
async def asked(app: App, monkeypatch: pytest.MonkeyPatch) -> Talk:
    """A talk in which a likelihood alone has brought the plain question."""
    asking = Heard(
        Category.CRISIS_PASSIVE, Action.CLARIFY, "classifier:passive", "1", "crisis_clarify"
    )
    guessed(monkeypatch, "It was one of those days", asking)
    talk = await talk_with(app)
    assert QUESTION in await talk.say("It was one of those days")
    return talk


async def test_who_tells_of_the_night_instead_is_asked_once_more(asked: Talk) -> None:
    assert QUESTION in await asked.say(NIGHT)


async def test_who_tells_of_it_again_goes_on_with_where_help_is(asked: Talk) -> None:
    await asked.say(NIGHT)

    told = await asked.say("Up at seven and no nap")

    assert "999" in told
    assert (asked.question or "").startswith("diary.")


@pytest.mark.parametrize("words", ["yes", "maybe", "I want to die", "no one would care"])
async def test_any_other_answer_is_as_serious_as_for_a_rule(asked: Talk, words: str) -> None:
    await asked.say(words)

    assert asked.state is not None
    assert asked.state.check_in.status is Status.CRISIS


async def test_within_a_crisis_a_guess_begins_no_other_script(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    medical = Heard(
        Category.RED_FLAG_EMERGENCY,
        Action.EMERGENCY,
        "classifier:medical",
        "1",
        "emergency_medical",
    )
    guessed(monkeypatch, "he is on the stairs", medical)
    talk = await talk_with(app)
    await talk.say("my boyfriend hits me at night", "he is on the stairs")

    assert talk.state is not None
    assert (talk.question or "").startswith(guard.STAY_OTHERS)
    assert not guard.is_emergency(talk.state)


@pytest.mark.parametrize("words", ["no one would care", "nobody here", "no one gets it"])
def test_that_nobody_is_there_is_no_denial(words: str) -> None:
    assert not answers_no(words)


@pytest.mark.parametrize("words", ["no", "nobody", "no one else", "No, never."])
def test_a_plain_no_is_one(words: str) -> None:
    assert answers_no(words)
