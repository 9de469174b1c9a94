"""An experiment is reported with its two marks: what was guessed of a day, and what it came to."""

from dataclasses import replace

import pytest

from agendas.day import TOLD_OF
from coach.bootstrap import App
from memory.checkin import Commitment
from memory.course import Standing
from tests.living import TODAY, in_programme, to
from tests.sleeping import DAY, passed
from tests.talking import Talk

REPORT = "step.report_experiment"


async def _asked(app: App) -> Talk:
    talk = await in_programme(app, passed(Standing.S1, TODAY - 3 * DAY), nights=2)
    await talk.open()
    assert talk.state is not None
    agreed = Commitment(item_id=REPORT, agreed=True, night=TODAY - DAY)
    talk.state = replace(talk.state, last=agreed)
    await to(talk, "follow_up")
    return talk


async def test_the_marks_themselves_are_asked_for(app: App) -> None:
    talk = await _asked(app)

    assert "guess" in talk.told
    assert "How did that go" not in talk.told


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("I guessed three and it came to six", "better"),
        ("it was a six, I'd guessed three", "better"),
        ("three was my guess, and the day was a six", "better"),
        ("3 and then 6", "better"),
        ("I thought a seven but it was a four", "harder"),
        ("five and five", "right"),
    ],
)
async def test_it_is_said_which_was_higher(app: App, words: str, told: str) -> None:
    talk = await _asked(app)

    answer = await talk.say(words)

    assert told in answer
    assert talk.state is not None
    assert TOLD_OF + REPORT in talk.state.check_in.answered


async def test_a_bare_yes_is_asked_for_the_marks_once(app: App) -> None:
    talk = await _asked(app)

    asked = await talk.say("yes, I did")
    again = await talk.say("yes, I did")

    assert "two marks" in asked
    assert "two marks" not in again
    assert talk.question != "follow_up"


async def test_a_no_is_no_report(app: App) -> None:
    talk = await _asked(app)

    await talk.say("no, I didn't")

    assert talk.state is not None
    assert TOLD_OF + REPORT not in talk.state.check_in.answered
