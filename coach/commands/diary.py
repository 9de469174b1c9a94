"""`coach diary`: a person's nights as a table, a page, CSV or JSON; putting right and deleting."""

import argparse
import asyncio
import json
import sys
from datetime import date, timedelta

from coach.commands import diary_summary
from coach.commands.clock import machine_zone, utc_now
from coach.commands.diary_set import confirm_night, doubt_words, set_night
from coach.commands.diary_summary import Summary
from coach.commands.night_file import nights_json, write_csv
from coach.commands.night_table import night_name, night_table, print_weeks
from coach.commands.usage import UsageError, answered
from coach.commands.who import called, known_person
from coach.keeping import opened_store, program_set
from coach.settings import Settings
from memory.diary import DiaryEntry
from memory.doubts import AskedAbout, doubts_in
from memory.person import Person, night_of, zone
from memory.store import Store
from safety.lanes import load_lanes

__all__ = ["night_table", "run"]

DAY = timedelta(days=1)
NIGHTS = 14


def run(args: argparse.Namespace) -> int:
    """Runs the command; 1 when a night was not deleted after all."""
    return asyncio.run(_run(args))


async def _run(args: argparse.Namespace) -> int:
    async with opened_store(Settings()) as store:
        person = await known_person(store, args.person)
        last_night = night_of(utc_now(), zone(person, machine_zone()), person.day_starts_at)
        if args.delete:
            night = _night(args.delete, last_night)
            return await _delete(store, person, night, ask=not args.yes)
        if args.set or args.confirm:
            return await _put_right(store, person, args, last_night)
        # A night typed ahead of its morning is shown as well.
        count = args.nights or (diary_summary.NIGHTS if args.summary else NIGHTS)
        since = last_night - (count - 1) * DAY
        entries = await store.nights(person.id, since)
        if args.json:
            asked = await _asked_about(store, person)
            print(json.dumps(nights_json(entries, asked), indent=2, ensure_ascii=False))
        elif args.csv:
            write_csv(entries, sys.stdout)
        elif entries and args.summary:
            (await _summary(store, person, entries, last_night)).print_to(sys.stdout)
        elif entries:
            _show(entries, person, last_night, in_words=args.words)
            if args.words:
                _show_doubts(await _asked_about(store, person), since)
        else:
            print(await _nothing(store, person, count))
    return 0


async def _summary(
    store: Store, person: Person, entries: list[DiaryEntry], last_night: date
) -> Summary:
    return Summary(
        person,
        entries,
        await store.course(person.id),
        await store.screenings(person.id),
        await asyncio.to_thread(program_set, Settings()),
        await asyncio.to_thread(load_lanes),
        today=last_night,
    )


def _show(entries: list[DiaryEntry], person: Person, last_night: date, *, in_words: bool) -> None:
    print(f"The diary of {called(person)}, each night by the morning it ended on\n")
    night_table(entries, sys.stdout, country=person.country, in_words=in_words)
    print()
    print_weeks(entries, max(last_night, entries[-1].night), sys.stdout)


async def _asked_about(store: Store, person: Person) -> tuple[AskedAbout, ...]:
    """The ledger of doubts: what was asked because it did not fit, and what came of it."""
    check_ins = await store.check_ins(person.id)
    return doubts_in(mark for each in check_ins for mark in each.answered)


def _show_doubts(asked: tuple[AskedAbout, ...], since: date) -> None:
    shown = [each for each in asked if each.night >= since]
    if shown:
        print("\nasked about")
    for each in shown:
        print(f"{night_name(each.night)}: {doubt_words(each)}")


async def _put_right(
    store: Store, person: Person, args: argparse.Namespace, last_night: date
) -> int:
    if args.confirm:
        night = _night(args.confirm, last_night)
        return await confirm_night(store, person, night=night, now=utc_now(), ask=not args.yes)
    named, *changes = args.set
    if not changes:
        raise UsageError("--set needs a night and at least one change, like bed=22:30.")
    return await set_night(
        store,
        person,
        changes,
        night=_night(named, last_night),
        last_night=last_night,
        now=utc_now(),
        tz=person.tz or machine_zone(),
        ask=not args.yes,
    )


async def _nothing(store: Store, person: Person, count: int) -> str:
    earlier = await store.nights(person.id)
    if not earlier:
        return "No nights yet. `coach checkin` takes the first one."
    return (
        f"No nights in the last {count}. The latest is the one that ended on "
        f"{earlier[-1].night:%A} {earlier[-1].night}: a larger --nights shows it."
    )


async def _delete(store: Store, person: Person, night: date, *, ask: bool) -> int:
    entries = await store.nights(person.id, night, night)
    if not entries:
        raise UsageError(f"{called(person)} has no night that ended on {night:%A} {night}.")
    if ask:
        night_table(entries, sys.stdout, country=person.country)
        told = answered(f"\nDelete the night that ended on {night:%A} {night} for good? (yes/no) ")
        if told.casefold() not in {"y", "yes"}:
            print("Nothing was deleted.")
            return 1
    for entry in entries:
        await store.delete_entry(person.id, night, entry.part)
    print(
        f"Deleted: {night_name(night)} {night.year}, its times, numbers and note.\n"
        "What was said in that check-in is kept until `coach person erase`, and a copy of the "
        "night\nmay be in backups made before."
    )
    return 0


def _night(word: str, last_night: date) -> date:
    named = {"today": last_night, "yesterday": last_night - DAY}
    if word.casefold() in named:
        return named[word.casefold()]
    try:
        return date.fromisoformat(word)
    except ValueError:
        raise UsageError(
            f"{word!r} is no night: write the day it ended on like 2026-03-02, or today, "
            "or yesterday."
        ) from None
