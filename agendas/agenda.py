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
    SCREEN = "screen"
    REVIEW = "review"
    FOLLOW_UP = "follow_up"
    REMEMBERED = "remembered"
    BARRIER = "barrier"
    OBSERVATION = "observation"
    DECISION = "decision"
    STEP = "step"
    CLOSE = "close"


SUBSTANCE = frozenset(
    {
        Kind.FOLLOW_UP,
        Kind.REMEMBERED,
        Kind.BARRIER,
        Kind.OBSERVATION,
        Kind.DECISION,
        Kind.STEP,
    }
)
"""The kinds that count against the cap of a check-in; questions about the night do not."""
ORDER = {kind: place for place, kind in enumerate(Kind)}


class Weight(StrEnum):
    """How much an item insists."""

    MUST = "must"
    SHOULD = "should"
    MAY = "may"


@dataclass(frozen=True)
class Item:
    """One agenda item.

    `reason` says why it is here today, for the person, and `data` names what that rests on (a
    night, a plan, a figure, a rule); `seconds` is a guess of its length; `max_turns` how often it
    may be asked; `done_when` and `drop_when` how it ends. `technique` is what a step teaches or
    practises. `wording` is which of its own a model chose, from 1, 0 for any.
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
    data: tuple[str, ...] = ()
    technique: str | None = None
    wording: int = 0


@dataclass(frozen=True)
class Dropped:
    """What could have been on the agenda and is not, and why."""

    id: str
    kind: Kind
    why: str


@dataclass(frozen=True)
class Agenda:
    """The items of one night's check-in, in order, under one programme version.

    `dropped` is the road not taken. `drafted` says that a model chose among the candidates.
    """

    night: date
    stage: str
    program: str
    items: tuple[Item, ...]
    dropped: tuple[Dropped, ...] = ()
    drafted: bool = False

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
    if "items" not in kept:
        return None
    return Agenda(
        night=date.fromisoformat(kept["night"]),
        stage=kept["stage"],
        program=kept["program"],
        items=tuple(_item(item) for item in kept["items"]),
        dropped=tuple(
            Dropped(**{**each, "kind": Kind(each["kind"])}) for each in kept.get("dropped", ())
        ),
        drafted=kept.get("drafted", False),
    )


def _item(kept: dict[str, object]) -> Item:
    typed = {
        "kind": Kind(str(kept["kind"])),
        "weight": Weight(str(kept["weight"])),
        "data": tuple(kept.get("data", ())),  # type: ignore[arg-type]  # a list of strings of ours
    }
    return Item(**{**kept, **typed})  # type: ignore[arg-type]  # the keys are Item's own
