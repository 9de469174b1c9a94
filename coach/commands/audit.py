"""`coach audit`: what was decided by which rule, and whether the chain of decisions is whole."""

import argparse
import asyncio
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from coach.commands.clock import utc_now
from coach.commands.usage import UsageError
from coach.keeping import opened_store
from coach.settings import Settings
from memory import audit_anchor
from memory.audit import AuditReport, Count, End


@dataclass(frozen=True)
class Found:
    """What is told: the chain, what each rule decided, and whether an expected end is in it."""

    report: AuditReport
    counts: Sequence[Count]
    expected: bool | None

    @property
    def fault(self) -> str | None:
        """What is amiss, in a sentence; None where all is well."""
        rows, broken_at = self.report.found
        if self.report.chain.broken_at is not None:
            return f"The chain breaks at row {broken_at}: it was changed by hand."
        if broken_at is not None:
            seen = self.report.seen
            told = f"; row {seen.seq} was seen here before" if seen else ""
            return f"Rows are missing or were written anew from row {broken_at} on{told}."
        if self.expected is False:
            return "The end you expect is not in the chain."
        if self.report.vouched is None and self.expected is None:
            return f"The {rows} rows hold, but nobody can say whether more followed them."
        return None


def run(args: argparse.Namespace) -> int:
    """Runs the command."""
    expected = _end(args.expect) if args.expect is not None else None
    found = asyncio.run(_found(expected, accept=args.accept))
    if args.json:
        print(json.dumps(_plain(found), indent=2))
    else:
        _show(found, counts=not args.verify)
    return 0 if found.fault is None else 1


def _end(text: str) -> End:
    parts = re.fullmatch(r"(\d{1,12}):([0-9a-f]{64})", text)
    if parts is None:
        raise UsageError(f"{text!r} is no end of a chain: it looks like 120:5f1c... (64 letters).")
    return End(int(parts[1]), parts[2])


async def _found(expected: End | None, *, accept: bool) -> Found:
    settings = await asyncio.to_thread(Settings)
    async with opened_store(settings) as store:
        if accept:
            await audit_anchor.accepted(store.database, store.anchor, utc_now())
        report = await store.audit_report()
        counts = await audit_anchor.counted(store.database)
        holds = await audit_anchor.holds(store.database, expected) if expected else None
    return Found(report, counts, holds)


def _plain(found: Found) -> dict[str, object]:
    end = found.report.end
    return {
        "ok": found.fault is None,
        "fault": found.fault,
        "rows": found.report.chain.rows,
        "broken_at": found.report.found.broken_at,
        "end": f"{end.seq}:{end.hash}" if end else None,
        "end_vouched_for": found.report.vouched,
        "expected_end_holds": found.expected,
        "counts": [each._asdict() for each in found.counts],
    }


def _show(found: Found, *, counts: bool) -> None:
    if counts:
        for each in found.counts:
            print(
                f"{each.rows:>7}  {each.kind:<30} {each.rule_id or '-':<32} {each.policy_version}"
            )
    end = found.report.end
    if found.fault is None:
        print(f"Unbroken: {found.report.chain.rows} decisions, none missing from the end.")
    else:
        print(found.fault)
    if end is not None:
        print(f"End: {end.seq}:{end.hash}")
