"""The health questions as far as they have come: what is due, what was answered, what is kept.

Plain functions of the state, used by `screen_talk` and `screen_told`. `safety.lanes` decides the
lane; nothing here moves anybody to a freer one but a whole screen, confirmed by the person.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from agendas.slots import missing_basics
from coach.dialogue.state import State
from memory.screening import Occasion, Screening, lane_of
from safety.lanes import Answer, LaneRules, LaneVerdict, lane_for, load_lanes, safer

TAKING = "screen.now"
"""Stands among a check-in's answered while the questions are being gone through in it."""
OFFER = "screen.offer"
"""The offer's question id; among the answered once the offer was answered in this check-in."""
REFUSED = "screen.refused"
"""Among the answered when the offer was plainly refused: it does not come again for some days."""
NEWS = "screen.news"
NOT_KEPT_RULE = "screen.not_kept"
REFUSED_FOR = timedelta(days=7)


def screen_due(state: State) -> bool:
    """Whether the whole screen is to be offered: it was not finished, or long ago.

    Not on the morning of S0, which is long enough; nothing about anyone's time in bed can change
    before the baseline is there.
    """
    person, now = state.person, state.check_in.opened_at
    if person.stage == "S0" or missing_basics(person):
        return False
    if under_way(state.screenings) is not None:
        return True
    done = last_complete(state.screenings)
    if done is not None and done.completed_at is not None:
        every = timedelta(days=load_lanes().reconfirm_after_days)
        return now is not None and now - done.completed_at >= every
    entered = person.stage_entered_on
    return entered is None or state.check_in.night > entered


def offer_due(state: State) -> bool:
    """Whether the offer is to be made in this check-in: due, not made yet, not refused lately."""
    if OFFER in state.check_in.answered or not screen_due(state):
        return False
    since = state.check_in.night - REFUSED_FOR
    return not any(REFUSED in each.answered and each.night > since for each in state.past)


def news_due(state: State) -> bool:
    """Whether the weekly line is to be asked: a week after the last answer to it or the screen."""
    now = state.check_in.opened_at
    if now is None or NEWS in state.check_in.answered or last_complete(state.screenings) is None:
        return False
    asked = [e.at for e in state.screenings if e.completed_at and e.occasion is not Occasion.TOLD]
    return now - max(asked) >= timedelta(days=load_lanes().ask_news_after_days)


def last_complete(screenings: Sequence[Screening]) -> Screening | None:
    """The latest whole screen; None before the first."""
    whole = (e for e in reversed(screenings) if e.occasion is Occasion.SCREEN and e.completed_at)
    return next(whole, None)


def under_way(screenings: Sequence[Screening]) -> Screening | None:
    """The screen that was begun and not finished, as far as it has come."""
    screens = (each for each in reversed(screenings) if each.occasion is Occasion.SCREEN)
    last = next(screens, None)
    return last if last is not None and last.completed_at is None else None


def is_taking(state: State) -> bool:
    """Whether the questions are being gone through in this check-in."""
    return TAKING in state.check_in.answered


def kept_wish(screenings: Sequence[Screening]) -> bool | None:
    """Whether the person last agreed to have their conditions kept; None before they were asked."""
    screens = [each for each in screenings if each.occasion is Occasion.SCREEN]
    return screens[-1].kept if screens else None


def marked(state: State, *, add: Sequence[str] = (), remove: Sequence[str] = ()) -> State:
    """The state with marks of this check-in set or taken away."""
    answered = (state.check_in.answered | set(add)) - set(remove)
    return replace(state, check_in=replace(state.check_in, answered=answered))


def version(lanes: LaneRules) -> str:
    """What a screening is decided under."""
    return f"lanes {lanes.version}"


def screening_of(
    person_id: UUID,
    answers: Mapping[str, Answer],
    at: datetime,
    *,
    kept: bool,
    confirmed: bool,
) -> tuple[Screening, LaneVerdict]:
    """A screen with these answers, by talk or by form, and the lane that follows.

    Only a `confirmed` one is complete; where nothing is to be kept it then holds the lane alone.

    Raises:
        ValueError: it is confirmed although a question has no answer.
    """
    lanes = load_lanes()
    if confirmed and lanes.missing(answers):
        raise ValueError("only a whole screen can be confirmed")
    verdict = lane_for(answers, lanes, whole=confirmed, conditions_kept=kept or not confirmed)
    told = kept or not confirmed
    row = Screening(
        person_id=person_id,
        at=at,
        occasion=Occasion.SCREEN,
        lane=verdict.lane,
        policy_version=version(lanes),
        answers=dict(answers) if told else {},
        rules=verdict.rules if told else (),
        kept=kept,
        completed_at=at if confirmed else None,
    )
    return row, verdict


def with_answers(state: State, answers: Mapping[str, Answer], at: datetime, *, kept: bool) -> State:
    """The state with the screen under way at these answers."""
    row, _ = screening_of(state.person.id, answers, at, kept=kept, confirmed=False)
    if state.screenings and _is_of_this_turn(state.screenings[-1], at):
        # One row a turn: what was decided first in it has just been put right.
        return replace(state, screenings=(*state.screenings[:-1], row))
    return replace(state, screenings=(*state.screenings, row))


def _is_of_this_turn(last: Screening, at: datetime) -> bool:
    return last.occasion is Occasion.SCREEN and last.completed_at is None and last.at == at


def completed(state: State, run: Screening, at: datetime) -> tuple[State, LaneVerdict]:
    """The state with the screen under way finished, and the lane that follows."""
    row, verdict = screening_of(state.person.id, run.answers, at, kept=run.kept, confirmed=True)
    return replace(state, screenings=(*state.screenings, row)), verdict


def added(
    state: State,
    occasion: Occasion,
    verdict: LaneVerdict,
    at: datetime,
    answers: Mapping[str, Answer],
) -> State:
    """The state with a weekly answer, or with what was told in passing. It never makes freer."""
    kept = kept_wish(state.screenings) is True
    row = Screening(
        person_id=state.person.id,
        at=at,
        occasion=occasion,
        lane=safer(lane_of(state.screenings), verdict.lane),
        policy_version=version(load_lanes()),
        answers=dict(answers) if kept else {},
        rules=verdict.rules if kept else (),
        kept=kept,
        completed_at=at,
    )
    return replace(state, screenings=(*state.screenings, row))


def to_be_written(before: State, after: State) -> tuple[Screening, ...]:
    """The screenings that a turn adds to what is kept.

    Of a screen whose conditions are not to be kept, nothing before it is finished.
    """
    new = after.screenings[len(before.screenings) :]
    return tuple(each for each in new if each.kept or each.completed_at is not None)


def is_withheld(state: State) -> bool:
    """Whether the words of a turn are not kept, since they are conditions not to be kept."""
    run = under_way(state.screenings)
    return is_taking(state) and run is not None and not run.kept
