"""Turns values into rows and rows into values, sealing and opening words on the way.

Called by `memory.store` and `memory.export`. Knows no transaction.
"""

import json
from collections.abc import Mapping, Sequence
from uuid import UUID, uuid4

from memory.checkin import CheckIn, Commitment, Hearing, Saying, Speaker, Status, Turn
from memory.diary import DiaryEntry, Field, Source
from memory.person import Consent, Person, Topic
from memory.sealed import Cell, Ciphertext, PersonCipher
from memory.tables import CheckInRow, ConsentRow, DiaryEntryRow, PersonRow, TurnRow

Columns = dict[str, object]


def person_columns(person: Person, version: int, cipher: PersonCipher) -> Columns:
    """The person's own row; consents are rows of their own."""
    return {
        "person_id": person.id,
        "created_at": person.created_at,
        "version": version,
        "name": cipher.seal_known(person.name, Cell("person", "name", person.id)),
        "tz": person.tz,
        "country": person.country,
        "rise_time": person.rise_time,
        "work_days": None if person.work_days is None else sorted(person.work_days),
        "day_starts_at": person.day_starts_at,
        "stage": person.stage,
        "stage_entered_on": person.stage_entered_on,
        "ai_notice_at": person.ai_notice_at,
    }


def person_of(row: PersonRow, consents: Sequence[ConsentRow], cipher: PersonCipher) -> Person:
    """The person with their consents, oldest first."""
    return Person(
        id=row.person_id,
        created_at=row.created_at,
        version=row.version,
        name=cipher.unseal_known(row.name, Cell("person", "name", row.person_id)),
        tz=row.tz,
        country=row.country,
        rise_time=row.rise_time,
        work_days=None if row.work_days is None else frozenset(row.work_days),
        day_starts_at=row.day_starts_at,
        stage=row.stage,
        stage_entered_on=row.stage_entered_on,
        ai_notice_at=row.ai_notice_at,
        consents=tuple(
            Consent(Topic(consent.topic), consent.given, consent.at, consent.wording)
            for consent in consents
        ),
    )


def consent_columns(person_id: UUID, consent: Consent) -> Columns:
    """One answer to one notice."""
    return {
        "id": uuid4(),
        "person_id": person_id,
        "topic": consent.topic.value,
        "given": consent.given,
        "at": consent.at,
        "wording": consent.wording,
    }


_PLAIN_FIELDS = tuple(field.value for field in Field if field is not Field.NOTE)


def entry_columns(entry: DiaryEntry, row_id: UUID, cipher: PersonCipher) -> Columns:
    """The night's row under `row_id`, which its sealed note is bound to."""
    columns: Columns = {name: getattr(entry, name) for name in _PLAIN_FIELDS}
    return columns | {
        "id": row_id,
        "person_id": entry.person_id,
        "night": entry.night,
        "part": entry.part,
        "tz": entry.tz,
        "note": cipher.seal_known(entry.note, Cell("diary_entry", "note", row_id)),
        "sources": {field.value: source.value for field, source in entry.sources.items()},
        "confirmed_at": entry.confirmed_at,
    }


def entry_of(row: DiaryEntryRow, cipher: PersonCipher) -> DiaryEntry:
    """The night."""
    return DiaryEntry(
        person_id=row.person_id,
        night=row.night,
        tz=row.tz,
        part=row.part,
        got_into_bed_at=row.got_into_bed_at,
        tried_to_sleep_at=row.tried_to_sleep_at,
        sleep_onset_latency_min=row.sleep_onset_latency_min,
        awakenings=row.awakenings,
        wake_after_sleep_onset_min=row.wake_after_sleep_onset_min,
        final_awakening_at=row.final_awakening_at,
        out_of_bed_at=row.out_of_bed_at,
        early_wake_awake_min=row.early_wake_awake_min,
        naps_min=row.naps_min,
        quality_1_5=row.quality_1_5,
        note=cipher.unseal_known(row.note, Cell("diary_entry", "note", row.id)),
        sources=_sources(row.sources),
        confirmed_at=row.confirmed_at,
    )


def _sources(stored: Mapping[str, str]) -> dict[Field, Source]:
    return {Field(field): Source(source) for field, source in stored.items()}


def check_in_columns(check_in: CheckIn, cipher: PersonCipher) -> Columns:
    """The check-in's row; `opened_at` and `updated_at` must be known."""

    def sealed(column: str, text: str) -> Ciphertext:
        return cipher.seal(text, Cell("check_in", column, check_in.id))

    agreed = check_in.commitment
    return {
        "id": check_in.id,
        "person_id": check_in.person_id,
        "night": check_in.night,
        "part": check_in.part,
        "version": check_in.version,
        "status": check_in.status.value,
        "channel": check_in.channel,
        "opened_at": check_in.opened_at,
        "updated_at": check_in.updated_at,
        "closed_at": check_in.closed_at,
        "turn_no": check_in.turn_no,
        "question": None if check_in.question is None else sealed("question", check_in.question),
        "attempts": check_in.attempts,
        "agenda": sealed("agenda", check_in.agenda),
        "delivered": sealed("delivered", json.dumps(sorted(check_in.delivered))),
        "answered": sealed("answered", json.dumps(sorted(check_in.answered))),
        "owed": sealed("owed", json.dumps(check_in.owed)),
        "model_failures": check_in.model_failures,
        "editing": check_in.editing,
        "commitment_item_id": agreed.item_id if agreed else None,
        "commitment_agreed": agreed.agreed if agreed else None,
        "commitment_night": agreed.night if agreed else None,
        "program_version": check_in.program_version,
        "policy_version": check_in.policy_version,
        "prompt_version": check_in.prompt_version,
    }


def check_in_of(row: CheckInRow, cipher: PersonCipher) -> CheckIn:
    """The check-in."""

    def plain(column: str, sealed: Ciphertext) -> str:
        return cipher.unseal(sealed, Cell("check_in", column, row.id))

    return CheckIn(
        id=row.id,
        person_id=row.person_id,
        night=row.night,
        part=row.part,
        version=row.version,
        status=Status(row.status),
        channel=row.channel,
        opened_at=row.opened_at,
        updated_at=row.updated_at,
        closed_at=row.closed_at,
        turn_no=row.turn_no,
        question=None if row.question is None else plain("question", row.question),
        attempts=row.attempts,
        agenda=plain("agenda", row.agenda),
        delivered=frozenset(json.loads(plain("delivered", row.delivered))),
        answered=frozenset(json.loads(plain("answered", row.answered))),
        owed=tuple(json.loads(plain("owed", row.owed))),
        model_failures=row.model_failures,
        editing=row.editing,
        commitment=commitment_of(row),
        program_version=row.program_version,
        policy_version=row.policy_version,
        prompt_version=row.prompt_version,
    )


def commitment_of(row: CheckInRow) -> Commitment | None:
    """What was agreed in this check-in, if anything was proposed."""
    if row.commitment_item_id is None or row.commitment_night is None:
        return None
    return Commitment(row.commitment_item_id, bool(row.commitment_agreed), row.commitment_night)


def heard_turn(hearing: Hearing) -> Turn:
    """The person's turn of a hearing."""
    return Turn(
        turn_no=hearing.check_in.turn_no,
        speaker=Speaker.PERSON,
        at=hearing.at,
        text=hearing.words,
        withheld_rule=hearing.withheld_rule,
    )


def said_turn(saying: Saying) -> Turn:
    """The coach's turn of a saying."""
    return Turn(
        turn_no=saying.turn_no,
        speaker=Speaker.COACH,
        at=saying.at,
        text=saying.text,
        interrupted=saying.interrupted,
        withheld_rule=saying.withheld_rule,
    )


def turn_columns(turn: Turn, check_in_id: UUID, cipher: PersonCipher) -> Columns:
    """The turn's row."""
    row_id = uuid4()
    return {
        "id": row_id,
        "person_id": cipher.person_id,
        "check_in_id": check_in_id,
        "turn_no": turn.turn_no,
        "speaker": turn.speaker.value,
        "at": turn.at,
        "text": cipher.seal_known(turn.text, Cell("turn", "text", row_id)),
        "interrupted": turn.interrupted,
        "withheld_rule": turn.withheld_rule,
    }


def turn_of(row: TurnRow, cipher: PersonCipher) -> Turn:
    """The turn; its text is None where it was withheld."""
    return Turn(
        turn_no=row.turn_no,
        speaker=Speaker(row.speaker),
        at=row.at,
        text=cipher.unseal_known(row.text, Cell("turn", "text", row.id)),
        interrupted=row.interrupted,
        withheld_rule=row.withheld_rule,
    )
