"""Today's agenda: what the coach means to do in one check-in, and why each item is there.

Made only by `agendas.planner.plan`; immutable. How far a check-in has come belongs to `CheckIn`.
"""

import json
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """What an item is, in the order a check-in takes them."""

    SAFETY = "safety"
    QUESTION = "question"
    FOLLOW_UP = "follow_up"
    OBSERVATION = "observation"
    STEP = "step"
    CLOSE = "close"


class Weight(StrEnum):
    """How much an item insists."""

    MUST = "must"
    SHOULD = "should"
    MAY = "may"


@dataclass(frozen=True)
class Item:
    """One agenda item.

    `reason` says why it is here today, for the person; `seconds` is a guess of its length;
    `max_turns` how often it may be asked; `done_when` and `drop_when` how it ends.
    """

    id: str
    kind: Kind
    stage: str
    weight: Weight
    reason: str
    seconds: int
    max_turns: int
    done_when: str
    drop_when: str


@dataclass(frozen=True)
class Agenda:
    """The items of one night's check-in, in order, under one programme version."""

    night: date
    stage: str
    program: str
    items: tuple[Item, ...]

    def of(self, kind: Kind) -> tuple[Item, ...]:
        """The items of one kind, in order."""
        return tuple(item for item in self.items if item.kind is kind)

    @property
    def seconds(self) -> int:
        """The guessed length of the whole check-in."""
        return sum(item.seconds for item in self.items)


def to_json(agenda: Agenda) -> str:
    """Canonical JSON, for keeping beside the check-in."""
    return json.dumps({**asdict(agenda), "night": agenda.night.isoformat()}, sort_keys=True)


def from_json(text: str) -> Agenda | None:
    """The agenda kept as JSON; None for a check-in that has none yet."""
    kept = json.loads(text)
    if not kept:
        return None
    items = tuple(
        Item(**{**item, "kind": Kind(item["kind"]), "weight": Weight(item["weight"])})
        for item in kept["items"]
    )
    return Agenda(
        night=date.fromisoformat(kept["night"]),
        stage=kept["stage"],
        program=kept["program"],
        items=items,
    )
