"""The person: who they are to the coach, and what they agreed to."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

DAY_STARTS_AT = time(4, 0)
_TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "doctor", "professor", "prof", "sir"})
_SPEAKABLE = re.compile(r"[^\W\d_](?:[^\W\d_]|[ '.-]){0,39}")


class Topic(StrEnum):
    """What a consent is about."""

    ADULT = "adult"
    DATA_NOTICE = "data_notice"
    MEMORY = "memory"
    """Asked by nobody: they say of themselves that nothing more is to be remembered, or that it may
    be."""


@dataclass(frozen=True)
class Consent:
    """One answer to one notice. `wording` is the programme version in which it was worded."""

    topic: Topic
    given: bool
    at: datetime
    wording: str


@dataclass(frozen=True)
class Person:
    """Someone with bad nights. None means not yet asked or not told; `version` counts writes.

    `tz` is an IANA zone, `country` an ISO 3166 alpha-2 code, `work_days` holds ISO weekdays
    (1 Monday to 7 Sunday). `day_starts_at` is when a new day begins for them, local time; shift
    workers move it. `ai_notice_at` is when they last heard the full AI notice.
    """

    id: UUID
    created_at: datetime
    version: int = 0
    name: str | None = None
    tz: str | None = None
    country: str | None = None
    rise_time: time | None = None
    work_days: frozenset[int] | None = None
    day_starts_at: time = DAY_STARTS_AT
    stage: str = "S0"
    stage_entered_on: date | None = None
    ai_notice_at: datetime | None = None
    consents: tuple[Consent, ...] = ()

    def agreed_to(self, topic: Topic) -> bool | None:
        """The latest answer on a topic; None when it was never asked."""
        answers = [c for c in self.consents if c.topic is topic]
        return max(answers, key=lambda c: c.at).given if answers else None

    @property
    def is_remembered(self) -> bool:
        """Whether facts may be learnt of them: they agreed to the notice and did not switch it off.

        What is known already is not lost while it is off.
        """
        return bool(self.agreed_to(Topic.DATA_NOTICE)) and self.agreed_to(Topic.MEMORY) is not False


def spoken_name(person: Person) -> str | None:
    """The given name as it may be spoken: letters, apostrophes, hyphens; None for any other.

    Of a title and a name both stand: "Mrs Smith".
    """
    name = person.name or ""
    if not _SPEAKABLE.fullmatch(name):
        return None
    titled = name.partition(" ")[0].rstrip(".").lower() in _TITLES
    return name if titled else name.partition(" ")[0]


def zone(person: Person, default: str = "UTC") -> ZoneInfo:
    """The person's time zone, or `default` until they have told it."""
    return ZoneInfo(person.tz or default)


def night_of(now: datetime, tz: ZoneInfo, day_starts_at: time = DAY_STARTS_AT) -> date:
    """The night a check-in at `now` asks about: the one ending on this local date (DECISIONS 7)."""
    start = timedelta(hours=day_starts_at.hour, minutes=day_starts_at.minute)
    return (now.astimezone(UTC).astimezone(tz).replace(tzinfo=None) - start).date()
