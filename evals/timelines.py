"""Makes memory cases from a world: people, what they live through on which days, and what is true.

Run as `python -m evals.timelines PEOPLE SEED`; the cases go to standard output. Labels follow from
the world alone: nothing here knows how the product extracts or recalls.
"""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

import yaml

START = date(2026, 2, 2)
WEEKS = 8
FADED_DAYS = 4
"""From so many days on, what was passing is no longer true."""

World = Mapping[str, Sequence[Mapping[str, object]]]
_MANY = {
    "window": 4, "ahead": 4, "situation": 3, "lasting": 6, "changed": 2, "passing": 3, "never": 3,
    "forgotten": 1, "muted": 1,
}  # fmt: skip


@dataclass(frozen=True)
class Thing:
    """One thing of somebody's life: from when to when a label holds, both included."""

    sort: str
    label: str
    since: date
    until: date | None
    spoilt: str = "must_not_surface"
    """The label it gets once it holds no longer."""


def case(number: int, seed: int, world: World) -> dict[str, object]:
    """One person's case; the same seed gives the same one."""
    random = Random(f"{seed}-{number}")  # noqa: S311 - a made-up life, no secret
    said: list[tuple[date, str]] = []
    things: list[Thing] = []
    for sort, count in _MANY.items():
        for each in random.sample(list(world[sort]), count):
            things += _lived(sort, each, random, said)
    said.sort(key=lambda each: each[0])
    return {
        "user": f"made-{seed}-{number}",
        "name": random.choice(world["names"]),
        "timezone": random.choice(world["zones"]),
        "start_date": START.isoformat(),
        "utterances": [
            {"day": (on - START).days, "date": on.isoformat(), "text": text} for on, text in said
        ],
        "queries": list(_queries(number, seed, things, random, world)),
    }


def _lived(
    sort: str, each: Mapping[str, object], random: Random, said: list[tuple[date, str]]
) -> Iterator[Thing]:
    """What becomes true when, with what is said of it added to `said`."""
    label = str(each["label"])
    told = START + timedelta(days=random.randrange(WEEKS * 7 - 25))
    later = told + timedelta(days=random.randint(4, 12))
    ends = told + timedelta(days=random.randint(2, 6))
    words = _one(each, "say", random)
    if sort in {"window", "ahead"}:
        said.append((told, words.format(until=_named(ends, told), on=_named(ends, told))))
        yield Thing(sort, label, told, ends)
        return
    said.append((told, words))
    if sort == "passing":
        yield Thing(sort, label, told, told + timedelta(days=FADED_DAYS - 1))
    elif sort == "never":
        yield Thing(sort, label, told, told - timedelta(days=1))
    elif sort == "lasting":
        yield Thing(sort, label, told, None)
    else:
        said.append((later, _one(each, "over" if sort == "situation" else "then", random)))
        spoilt = {"forgotten": "forgotten", "muted": "do_not_raise"}.get(sort, "must_not_surface")
        yield Thing(sort, label, told, later - timedelta(days=1), spoilt)
        if sort == "changed":
            yield Thing(sort, str(each["to"]), later, None)


def _queries(
    number: int, seed: int, things: Sequence[Thing], random: Random, world: World
) -> Iterator[dict[str, object]]:
    """Every fifth day or so: what must be shown then, and what must not."""
    day = START + timedelta(days=3)
    count = 0
    while day < START + timedelta(weeks=WEEKS):
        count += 1
        labels: dict[str, list[str]] = {}
        for each in things:
            if day < each.since:
                continue
            holds = each.until is None or day <= each.until
            # Between its last hours and its end a passing thing may be shown or not.
            if holds and each.sort == "passing" and day > each.since + timedelta(days=1):
                continue
            labels.setdefault("must_surface" if holds else each.spoilt, []).append(each.label)
        yield {
            "id": f"made-{seed}-{number}-q{count}",
            "day": (day - START).days,
            "date": day.isoformat(),
            "situation": random.choice(world["asks"]),
            **labels,
        }
        day += timedelta(days=random.randint(3, 7))


def _named(day: date, today: date) -> str:
    """A day as people name it: its weekday within six days, else its date."""
    return f"{day:%A}" if (day - today).days <= 6 else f"the {day.day} of {day:%B}"


def _one(each: Mapping[str, object], key: str, random: Random) -> str:
    found = each[key]
    assert isinstance(found, list)  # noqa: S101 - as the file is written
    return str(random.choice(found))


def main(people: int, seed: int) -> None:
    """Writes the cases, one a line."""
    world = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
    for number in range(people):
        sys.stdout.write(json.dumps(case(number, seed, world)) + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
