"""How much a fact counts on a day: the life of its kind, its days, the person's own mentions."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memory.fact import (
    Change,
    Fact,
    Kind,
    Mentions,
    Status,
    applied,
    chain,
    current,
    retained_until,
)
from memory.relevance import GROWN_AT_MOST, LIVES, life, mentioned, salience

DAY = date(2026, 3, 2)
KINDS = st.sampled_from(list(Kind))
DAYS = st.integers(min_value=0, max_value=800)


def fact(kind: Kind = Kind.TRAIT, number: int = 1, **given_: object) -> Fact:
    made = Fact(
        id=UUID(int=number),
        person_id=UUID(int=9),
        kind=kind,
        text="My dog wakes me.",
        said_at=datetime(2026, 3, 2, 8, 0, number, tzinfo=UTC),
        said_on=DAY,
        tz="Europe/London",
    )
    return replace(made, **given_)  # type: ignore[arg-type]  # fields by name


def after(days: int) -> date:
    return DAY + timedelta(days=days)


@given(KINDS, DAYS)
def test_it_always_counts_between_nothing_and_all(kind: Kind, days: int) -> None:
    assert 0.0 <= life(fact(kind), after(days)) <= 1.0


@given(KINDS, DAYS, DAYS)
def test_without_a_mention_it_never_counts_more_later(kind: Kind, one: int, other: int) -> None:
    early, late = sorted((one, other))

    assert life(fact(kind), after(late)) <= life(fact(kind), after(early))


@given(DAYS)
def test_a_condition_never_fades(days: int) -> None:
    assert life(fact(Kind.HEALTH), after(days)) == 1.0


@given(KINDS, st.sampled_from([s for s in Status if s is not Status.LIVE]), DAYS)
def test_what_does_not_stand_counts_nothing(kind: Kind, status: Status, days: int) -> None:
    assert life(fact(kind, status=status), after(days)) == 0.0


@given(st.integers(0, 60), st.integers(0, 60), DAYS)
def test_an_event_counts_wholly_in_its_days_and_nothing_after(
    lead: int, length: int, days: int
) -> None:
    trip = fact(Kind.EVENT, starts_on=after(lead), ends_on=after(lead + length))

    counted = life(trip, after(days))

    if days > lead + length:
        assert counted == 0.0
    elif days >= lead:
        assert counted == 1.0
    else:
        assert counted >= 0.25


@given(KINDS, st.lists(st.integers(1, 200), min_size=1, max_size=8))
def test_mentions_lengthen_a_life_up_to_a_bound(kind: Kind, gaps: list[int]) -> None:
    kept, day = fact(kind), DAY
    for gap in gaps:
        day += timedelta(days=gap)
        kept = mentioned(kept, day)

    first = LIVES[kind].half_life_days

    assert kept.mentions.count == 1 + len(gaps)
    if first is None:
        assert kept.mentions.stability_days is None
    else:
        assert first <= (kept.mentions.stability_days or 0) <= GROWN_AT_MOST * first


def test_many_mentions_on_one_day_count_no_more_than_one() -> None:
    often = fact(Kind.PREFERENCE)
    for _ in range(20):
        often = mentioned(often, DAY)

    assert often.mentions.stability_days is None


def test_spaced_mentions_outlast_crowded_ones() -> None:
    spaced = mentioned(mentioned(fact(Kind.GOAL), after(30)), after(60))
    crowded = mentioned(mentioned(fact(Kind.GOAL), after(1)), after(2))
    crowded = replace(crowded, mentions=replace(crowded.mentions, last_on=after(60)))

    assert life(spaced, after(200)) > life(crowded, after(200))


@pytest.mark.parametrize(("days", "counts"), [(0, True), (2, True), (3, True), (4, False)])
def test_a_state_is_gone_after_three_days(days: int, counts: bool) -> None:  # noqa: FBT001
    assert (life(fact(Kind.STATE), after(days)) > 0) is counts


def test_a_situation_lasts_until_it_is_said_to_be_over() -> None:
    assert life(fact(Kind.SITUATION), after(365)) >= 0.3


def test_what_is_only_guessed_is_not_spoken_of() -> None:
    assert life(fact(confidence=0.5), DAY) == 0.0


def test_what_is_near_matters_more() -> None:
    exam = fact(Kind.EVENT, starts_on=after(10), ends_on=after(10))

    assert salience(exam, after(9)) > salience(exam, after(2))


def test_a_recurring_thing_matters_on_its_day() -> None:
    yoga = fact(Kind.RECURRING, weekdays=frozenset({3}))

    assert life(yoga, after(2)) * salience(yoga, after(2)) > 2 * life(yoga, after(3)) * salience(
        yoga, after(3)
    )


def test_of_one_slot_only_the_newest_is_current() -> None:
    old, new = fact(slot="work.shift"), fact(number=2, slot="work.shift")

    assert current((new, old)) == (new,)


def test_two_events_of_one_name_may_both_lie_ahead() -> None:
    both = (fact(Kind.EVENT, slot="event.exam"), fact(Kind.EVENT, 2, slot="event.exam"))

    assert current(both) == both


def test_a_change_adds_replaces_and_forgets() -> None:
    known = applied((), Change(added=(fact(), fact(number=2))))
    ended = replace(known[0], status=Status.ENDED)

    after_ = applied(known, Change(changed=(ended,), forgotten=(UUID(int=2),)))

    assert [(each.id.int, each.status, each.version) for each in after_] == [(1, Status.ENDED, 2)]


def test_a_chain_holds_every_version_of_a_fact() -> None:
    facts = (
        fact(),
        fact(number=2, supersedes=UUID(int=1)),
        fact(number=3, supersedes=UUID(int=2)),
        fact(number=4),
    )

    assert {each.id.int for each in chain(facts, facts[1])} == {1, 2, 3}


@pytest.mark.parametrize(
    ("kept", "until"),
    [
        (fact(Kind.STATE), after(30)),
        (fact(Kind.EVENT, ends_on=after(5)), after(405)),
        (fact(Kind.TRAIT), None),
        (fact(Kind.TRAIT, status=Status.SUPERSEDED, over_on=after(3)), after(183)),
        (fact(Kind.STATE, status=Status.MUTED), None),
    ],
)
def test_how_long_it_may_be_kept(kept: Fact, until: date | None) -> None:
    assert retained_until(kept) == until


def test_the_last_mention_is_the_day_it_was_said_at_first() -> None:
    assert fact().last_mention == DAY
    assert fact(mentions=Mentions(2, after(4))).last_mention == after(4)
