"""Turns facts into rows and back, sealing all that says what they are about.

Called by `memory.facts_kept` and `memory.export`. Knows no transaction.
"""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple, cast
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from memory.fact import (
    Fact,
    Kind,
    Mentions,
    Origin,
    Sensitivity,
    Source,
    Status,
    retained_until,
)
from memory.rows import Columns
from memory.sealed import Cell, Ciphertext, PersonCipher

Vector = NDArray[np.float32]


def fact_columns(fact: Fact, version: int, cipher: PersonCipher) -> Columns:
    """The fact's row at a version, without its vector."""
    return {
        "id": fact.id,
        "person_id": fact.person_id,
        "version": version,
        "said_at": fact.said_at,
        "status": fact.status.value,
        "slot_key": None if fact.slot is None else cipher.mark(f"slot|{fact.slot}"),
        "body": cipher.seal(json.dumps(_body(fact)), Cell("fact", "body", fact.id)),
        "retention_until": retained_until(fact),
    }


class Stored(NamedTuple):
    """What of a row makes a fact."""

    id: UUID
    version: int
    said_at: datetime
    status: str
    body: Ciphertext


def fact_of(row: Stored, cipher: PersonCipher) -> Fact:
    """The fact, of the cipher's person."""
    body: Mapping[str, object] = json.loads(cipher.unseal(row.body, Cell("fact", "body", row.id)))
    return Fact(
        id=row.id,
        person_id=cipher.person_id,
        kind=Kind(str(body["kind"])),
        text=str(body["text"]),
        said_at=row.said_at,
        said_on=date.fromisoformat(str(body["said_on"])),
        tz=str(body["tz"]),
        starts_on=_day(body["starts_on"]),
        ends_on=_day(body["ends_on"]),
        weekdays=frozenset(cast("list[int]", body["weekdays"])),  # as `_body` wrote it
        slot=_words(body["slot"]),
        phrase=_words(body["phrase"]),
        importance=float(str(body["importance"])),
        confidence=float(str(body["confidence"])),
        sensitivity=Sensitivity(str(body["sensitivity"])),
        status=Status(row.status),
        over_on=_day(body["over_on"]),
        supersedes=_id(body["supersedes"]),
        topics=tuple(cast("list[str]", body["topics"])),  # likewise
        mentions=_mentions(cast("Mapping[str, object]", body["mentions"])),
        origin=_origin(cast("Mapping[str, object]", body["origin"])),
        version=row.version,
    )


def sealed_vector(fact_id: UUID, vector: Vector, cipher: PersonCipher) -> Ciphertext:
    """A vector as 32-bit floats, sealed: words can be guessed from it."""
    plain = np.asarray(vector, dtype="<f4").tobytes()
    return cipher.seal_bytes(plain, Cell("fact", "vector", fact_id))


def vector_of(fact_id: UUID, sealed: Ciphertext, cipher: PersonCipher) -> Vector:
    """The vector."""
    plain = cipher.unseal_bytes(sealed, Cell("fact", "vector", fact_id))
    return np.frombuffer(plain, dtype="<f4").astype(np.float32)


def _body(fact: Fact) -> dict[str, object]:
    return {
        "kind": fact.kind.value,
        "text": fact.text,
        "said_on": str(fact.said_on),
        "tz": fact.tz,
        "starts_on": _iso(fact.starts_on),
        "ends_on": _iso(fact.ends_on),
        "weekdays": sorted(fact.weekdays),
        "slot": fact.slot,
        "phrase": fact.phrase,
        "importance": fact.importance,
        "confidence": fact.confidence,
        "sensitivity": fact.sensitivity.value,
        "over_on": _iso(fact.over_on),
        "supersedes": None if fact.supersedes is None else str(fact.supersedes),
        "topics": list(fact.topics),
        "mentions": {
            "count": fact.mentions.count,
            "last_on": _iso(fact.mentions.last_on),
            "stability_days": fact.mentions.stability_days,
        },
        "origin": {
            "check_in_id": None
            if fact.origin.check_in_id is None
            else str(fact.origin.check_in_id),
            "turn_no": fact.origin.turn_no,
            "source": fact.origin.source.value,
            "wording": fact.origin.wording,
        },
    }


def _mentions(stored: Mapping[str, object]) -> Mentions:
    stability = stored["stability_days"]
    return Mentions(
        count=int(str(stored["count"])),
        last_on=_day(stored["last_on"]),
        stability_days=None if stability is None else float(str(stability)),
    )


def _origin(stored: Mapping[str, object]) -> Origin:
    turn_no = stored["turn_no"]
    return Origin(
        check_in_id=_id(stored["check_in_id"]),
        turn_no=None if turn_no is None else int(str(turn_no)),
        source=Source(str(stored["source"])),
        wording=str(stored["wording"]),
    )


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _day(stored: object) -> date | None:
    return None if stored is None else date.fromisoformat(str(stored))


def _words(stored: object) -> str | None:
    return None if stored is None else str(stored)


def _id(stored: object) -> UUID | None:
    return None if stored is None else UUID(str(stored))
