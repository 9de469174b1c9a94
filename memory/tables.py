"""The tables. Only `memory`'s own store, rows, export, erasure and backup read them.

Every table has `person_id` but `audit`, which holds an HMAC under the person's key in its place.
`table=True` models do not validate: rows are made from values that were checked before.
"""

from collections.abc import Mapping
from datetime import date, datetime, time
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, MetaData, UniqueConstraint
from sqlmodel import Field, SQLModel

from memory.checkin import Speaker, Status
from memory.course import Measure
from memory.fact import Status as FactStatus
from memory.sealed import Ciphertext, Sealed
from safety.lanes import Lane

FLOOR_MIN = 360
"""The least time in bed, in minutes, a window or a compression may set; the last of the guards."""

COURSE_KEYS: Mapping[str, tuple[str, ...]] = {
    "screening": ("person_id", "at", "occasion"),
    "plan": ("person_id", "decided_at", "action"),
    "review": ("person_id", "at", "kind"),
    "passage": ("person_id", "at", "standing", "entered"),
    "away": ("person_id", "at", "starts_on"),
}
"""The tables of a person's course, and in what two rows of each always differ."""


def _one_of(column: str, values: type[StrEnum]) -> CheckConstraint:
    names = ", ".join(f"'{value.value}'" for value in values)
    return CheckConstraint(f"{column} IN ({names})", name=column)


def _at_least(column: str, least: int) -> CheckConstraint:
    return CheckConstraint(f"{column} >= {least}", name=column)


class Table(SQLModel):
    """What all tables share: fixed constraint names, without which Alembic sees drift."""

    metadata: ClassVar[MetaData] = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class PersonRow(Table, table=True):
    """One person. Only the name is sealed; what the coach computes with is clear."""

    __tablename__ = "person"
    __table_args__ = (_at_least("version", 1),)

    person_id: UUID = Field(primary_key=True)
    created_at: datetime
    version: int
    name: Ciphertext | None = Field(default=None, sa_type=Sealed)
    tz: str | None = None
    country: str | None = None
    rise_time: time | None = None
    work_days: list[int] | None = Field(default=None, sa_type=JSON(none_as_null=True))
    day_starts_at: time
    stage: str
    stage_entered_on: date | None = None
    ai_notice_at: datetime | None = None


class PersonKeyRow(Table, table=True):
    """A person's key, wrapped by the master key. Deleting it makes all their words unreadable."""

    __tablename__ = "person_key"

    person_id: UUID = Field(primary_key=True, foreign_key="person.person_id")
    wrapped: Ciphertext = Field(sa_type=Sealed)


class ConsentRow(Table, table=True):
    """One answer to one notice; rows are only ever added."""

    __tablename__ = "consent"
    __table_args__ = (UniqueConstraint("person_id", "topic", "at"),)

    id: UUID = Field(primary_key=True)
    person_id: UUID = Field(foreign_key="person.person_id")
    topic: str
    given: bool
    at: datetime
    wording: str


class DiaryEntryRow(Table, table=True):
    """One night or part of one: `memory.diary.DiaryEntry` in clear columns, the note sealed."""

    __tablename__ = "diary_entry"
    __table_args__ = (
        UniqueConstraint("person_id", "night", "part"),
        _at_least("part", 1),
        _at_least("sleep_onset_latency_min", 0),
        _at_least("awakenings", 0),
        _at_least("wake_after_sleep_onset_min", 0),
        _at_least("early_wake_awake_min", 0),
        _at_least("naps_min", 0),
        CheckConstraint("quality_1_5 BETWEEN 1 AND 5", name="quality_1_5"),
    )

    id: UUID = Field(primary_key=True)
    person_id: UUID = Field(foreign_key="person.person_id")
    night: date
    part: int
    tz: str
    got_into_bed_at: datetime | None = None
    tried_to_sleep_at: datetime | None = None
    sleep_onset_latency_min: int | None = None
    awakenings: int | None = None
    wake_after_sleep_onset_min: int | None = None
    final_awakening_at: datetime | None = None
    out_of_bed_at: datetime | None = None
    early_wake_awake_min: int | None = None
    naps_min: int | None = None
    quality_1_5: int | None = None
    note: Ciphertext | None = Field(default=None, sa_type=Sealed)
    sources: dict[str, str] = Field(sa_type=JSON)
    confirmed_at: datetime | None = None


class CheckInRow(Table, table=True):
    """One check-in: `memory.checkin.CheckIn`; where the talk stands is sealed."""

    __tablename__ = "check_in"
    __table_args__ = (
        UniqueConstraint("person_id", "night", "part"),
        _one_of("status", Status),
        _at_least("part", 1),
        _at_least("version", 1),
    )

    id: UUID = Field(primary_key=True)
    person_id: UUID = Field(foreign_key="person.person_id")
    night: date
    part: int
    version: int
    status: str
    channel: str
    opened_at: datetime
    updated_at: datetime
    closed_at: datetime | None = None
    turn_no: int
    question: Ciphertext | None = Field(default=None, sa_type=Sealed)
    attempts: int
    agenda: Ciphertext = Field(sa_type=Sealed)
    delivered: Ciphertext = Field(sa_type=Sealed)
    answered: Ciphertext = Field(sa_type=Sealed)
    owed: Ciphertext = Field(sa_type=Sealed)
    model_failures: int
    editing: date | None = None
    commitment_item_id: str | None = None
    commitment_agreed: bool | None = None
    commitment_night: date | None = None
    program_version: str
    policy_version: str
    prompt_version: str


class TurnRow(Table, table=True):
    """What one side said; NULL where it was the opening or is withheld."""

    __tablename__ = "turn"
    __table_args__ = (
        UniqueConstraint("check_in_id", "turn_no", "speaker"),
        _one_of("speaker", Speaker),
        _at_least("turn_no", 0),
        CheckConstraint("withheld_rule IS NULL OR text IS NULL", name="withheld_has_no_text"),
    )

    id: UUID = Field(primary_key=True)
    person_id: UUID = Field(foreign_key="person.person_id", index=True)
    check_in_id: UUID = Field(foreign_key="check_in.id")
    turn_no: int
    speaker: str
    at: datetime
    text: Ciphertext | None = Field(default=None, sa_type=Sealed)
    interrupted: bool
    withheld_rule: str | None = None


class CourseRow(Table):
    """What the tables of a course share: rows are only ever added, numbered for each person."""

    id: UUID = Field(primary_key=True)
    person_id: UUID = Field(foreign_key="person.person_id")
    seq: int


def _added(table: str) -> tuple[UniqueConstraint | CheckConstraint, ...]:
    """What holds for every table of a course."""
    keys = UniqueConstraint("person_id", "seq"), UniqueConstraint(*COURSE_KEYS[table])
    return (*keys, _at_least("seq", 1))


class ScreeningRow(CourseRow, table=True):
    """One screening: what was stated is sealed, and so are the rules, which would give it away."""

    __tablename__ = "screening"
    __table_args__ = (
        *_added("screening"),
        _one_of("lane", Lane),
    )

    at: datetime
    occasion: str
    lane: str
    policy_version: str
    answers: Ciphertext = Field(sa_type=Sealed)
    rules: Ciphertext = Field(sa_type=Sealed)
    kept: bool
    completed_at: datetime | None = None


class PlanRow(CourseRow, table=True):
    """One plan. Its rules are sealed: among them are those of the lane."""

    __tablename__ = "plan"
    __table_args__ = (
        *_added("plan"),
        _one_of("lane", Lane),
        CheckConstraint(
            f"measure NOT IN ('{Measure.WINDOW}', '{Measure.COMPRESSION}')"
            f" OR (time_in_bed_min IS NOT NULL AND time_in_bed_min >= {FLOOR_MIN})",
            name="floor",
        ),
        _at_least("time_in_bed_min", 0),
        _at_least("baseline_time_in_bed_min", 0),
    )

    decided_at: datetime
    from_night: date
    measure: str
    action: str
    lane: str
    rise_time: time
    time_in_bed_min: int | None = None
    baseline_time_in_bed_min: int | None = None
    rules: Ciphertext = Field(sa_type=Sealed)
    figures: dict[str, int] = Field(sa_type=JSON)
    program_version: str
    policy_version: str
    by: Ciphertext | None = Field(default=None, sa_type=Sealed)
    reason: Ciphertext | None = Field(default=None, sa_type=Sealed)


def _scale(column: str) -> CheckConstraint:
    return CheckConstraint(f"{column} BETWEEN 0 AND 10", name=column)


class ReviewRow(CourseRow, table=True):
    """The answers of one review, all of them figures."""

    __tablename__ = "review"
    __table_args__ = (
        *_added("review"),
        _scale("satisfaction_0_10"),
        _scale("day_impact_0_10"),
        _scale("worry_0_10"),
    )

    at: datetime
    night: date
    kind: str
    satisfaction_0_10: int | None = None
    day_impact_0_10: int | None = None
    worry_0_10: int | None = None
    sleepy_unsafe: bool | None = None
    anything_new: bool | None = None
    content: bool | None = None


class PassageRow(CourseRow, table=True):
    """A stage or side state entered or left; what brought it is sealed."""

    __tablename__ = "passage"
    __table_args__ = (*_added("passage"),)

    at: datetime
    night: date
    standing: str
    entered: bool
    rule: Ciphertext = Field(sa_type=Sealed)
    program_version: str


class AwayRow(CourseRow, table=True):
    """A spell away; the reason is sealed."""

    __tablename__ = "away"
    __table_args__ = _added("away")

    at: datetime
    starts_on: date
    ends_on: date | None = None
    reason: Ciphertext = Field(sa_type=Sealed)


class FactRow(Table, table=True):
    """One fact. Words, kind, days, slot and origin are sealed in `body`; the slot key is an HMAC.

    `status` and `retention_until` are clear: by them rows are chosen and swept without a key.
    """

    __tablename__ = "fact"
    __table_args__ = (
        _one_of("status", FactStatus),
        _at_least("version", 1),
        CheckConstraint("(vector IS NULL) = (embed_revision IS NULL)", name="vector_is_of_one"),
    )

    id: UUID = Field(primary_key=True)
    person_id: UUID = Field(foreign_key="person.person_id", index=True)
    version: int
    said_at: datetime
    status: str
    slot_key: str | None = None
    body: Ciphertext = Field(sa_type=Sealed)
    vector: Ciphertext | None = Field(default=None, sa_type=Sealed)
    embed_revision: str | None = None
    retention_until: date | None = Field(default=None, index=True)


class TombstoneRow(Table, table=True):
    """A person who was erased and must not come back out of a backup."""

    __tablename__ = "tombstone"

    person_id: UUID = Field(primary_key=True)
    erased_at: datetime


class AuditRow(Table, table=True):
    """One link of the chain; see `memory.audit` for what is hashed."""

    __tablename__ = "audit"

    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime
    kind: str
    rule_id: str
    policy_version: str
    person_mark: str
    prev_hash: str
    hash: str
