"""The audit: an append-only chain of decisions without words.

Called by `memory.store` as the last act of a transaction. A row's hash covers its own values and
the hash before it, so a changed, missing, moved or inserted row shows; rows cut off the end and a
chain written anew show against `memory.audit_anchor`. The person stands in it only as an HMAC under
their key: erasing the key leaves the chain whole.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import UTC
from typing import NamedTuple

from sqlalchemy import func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from memory.checkin import Audited
from memory.sealed import PersonCipher
from memory.tables import AuditRow, Table

GENESIS = "0" * 64
_TAKE_END = text("SELECT pg_advisory_xact_lock(:n)").bindparams(n=0x4E494A41)
"""Locks the end of the chain on PostgreSQL; the number only has to be nobody else's."""
_LAST = select(col(AuditRow.seq), col(AuditRow.hash)).order_by(col(AuditRow.seq).desc()).limit(1)
_ADD = insert(Table.metadata.tables["audit"])


class AuditCheck(NamedTuple):
    """How many rows hold, and the `seq` of the first that does not (None: all hold)."""

    rows: int
    broken_at: int | None


class End(NamedTuple):
    """The last row of a chain, or of what was seen of it."""

    seq: int
    hash: str


class Count(NamedTuple):
    """How often a rule decided so; "said 3 allowed" is a reply of three sentences."""

    kind: str
    rule_id: str
    policy_version: str
    rows: int


class AuditReport(NamedTuple):
    """The chain by itself, its end, and whether it holds the end that was last seen here.

    `vouched` is None where that cannot be said: nothing was ever seen here, or it cannot be read.
    """

    chain: AuditCheck
    end: End | None
    vouched: bool | None
    seen: End | None

    @property
    def found(self) -> AuditCheck:
        """The chain with the rows that are missing from its end."""
        if self.chain.broken_at is not None or self.vouched is not False or self.seen is None:
            return self.chain
        return AuditCheck(self.chain.rows, min(self.seen.seq, self.chain.rows + 1))


def person_mark(cipher: PersonCipher) -> str:
    """How a person is named in the chain: the same each time, meaningless without their key."""
    return cipher.mark(f"audit|{cipher.person_id}")


async def append(session: AsyncSession, mark: str, audited: Iterable[Audited]) -> End | None:
    """Adds rows to the end of the chain; its new end, None where there was nothing to add.

    Must be the last statements of the transaction.

    The end is locked until the transaction is over: on SQLite by BEGIN IMMEDIATE, on PostgreSQL
    by an advisory lock, taken last so that no other lock is waited for while it is held.
    """
    decisions = tuple(audited)
    if not decisions:
        return None
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(_TAKE_END)
    last = (await session.execute(_LAST)).first()
    seq, prev_hash = (last[0], last[1]) if last else (0, GENESIS)
    links: list[dict[str, object]] = []
    for decision in decisions:
        seq += 1
        row = AuditRow(
            seq=seq,
            at=decision.at.astimezone(UTC),
            kind=decision.kind,
            rule_id=decision.rule_id,
            policy_version=decision.policy_version,
            person_mark=mark,
            prev_hash=prev_hash,
            hash="",
        )
        prev_hash = link_hash(row)
        links.append({**row.model_dump(), "hash": prev_hash})
    await session.execute(_ADD, links)
    return End(seq, prev_hash)


def link_hash(row: AuditRow) -> str:
    """SHA-256 over the row's values and the hash before it, hex."""
    linked = [
        row.prev_hash,
        row.seq,
        row.at.astimezone(UTC).isoformat(timespec="microseconds"),
        row.kind,
        row.rule_id,
        row.policy_version,
        row.person_mark,
    ]
    return hashlib.sha256(json.dumps(linked, ensure_ascii=True).encode()).hexdigest()


def check(rows: Sequence[AuditRow]) -> AuditCheck:
    """Walks the chain, given in order of `seq`."""
    prev_hash = GENESIS
    for place, row in enumerate(rows, start=1):
        if row.seq != place or row.prev_hash != prev_hash or row.hash != link_hash(row):
            return AuditCheck(place - 1, row.seq)
        prev_hash = row.hash
    return AuditCheck(len(rows), None)


def vouched(rows: Sequence[AuditRow], seen: End | None) -> bool | None:
    """Whether a chain that holds has the row that was seen; None where none was, and one is due."""
    if seen is None:
        return None if rows else True
    return len(rows) >= seen.seq and rows[seen.seq - 1].hash == seen.hash


async def chain(session: AsyncSession) -> Sequence[AuditRow]:
    """The whole chain in order."""
    return (await session.scalars(select(AuditRow).order_by(col(AuditRow.seq)))).all()


async def holds(session: AsyncSession, end: End) -> bool:
    """Whether the chain has this very row."""
    query = select(col(AuditRow.hash)).where(col(AuditRow.seq) == end.seq)
    return await session.scalar(query) == end.hash


async def counts(session: AsyncSession) -> list[Count]:
    """How often each rule of each policy version decided what, by kind and rule."""
    by = (col(AuditRow.kind), col(AuditRow.rule_id), col(AuditRow.policy_version))
    query = select(*by, func.count()).group_by(*by).order_by(*by)
    return [Count(*row) for row in (await session.execute(query)).all()]
