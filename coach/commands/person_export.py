"""`coach person export`: writes all that is kept of a person, decrypted, into files of theirs."""

import asyncio
import json
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from coach.commands.clock import utc_now
from coach.commands.course_words import history
from coach.commands.memory_page import fact_lines
from coach.commands.night_table import night_name
from coach.commands.person_page import words_of
from coach.commands.usage import UsageError
from coach.commands.who import called
from coach.dialogue.readback import night_words
from memory.checkin import CheckIn, Speaker, Turn
from memory.diary import DiaryEntry
from memory.fact import Fact
from memory.jsonl import replace_file
from memory.person import Person, night_of, zone
from memory.store import Store

_WHO = {Speaker.PERSON: "You", Speaker.COACH: "Nightjar"}


async def export(store: Store, person: Person, out: Path, *, markdown: bool, force: bool) -> int:
    """Writes the JSON, and the page beside it; files only their owner can read.

    Raises:
        UsageError: a file is there already, or the folder is not.
    """
    page = out.with_suffix(".md")
    if markdown and page == out:
        raise UsageError(f"{out} would be both files: name the JSON file, like me.json.")
    files = [out, page] if markdown else [out]
    for file in files:
        await asyncio.to_thread(_refuse_unfit, file, force=force)
    kept = await store.export(person.id)
    text = json.dumps(kept, indent=2, ensure_ascii=False) + "\n"
    await asyncio.to_thread(_write, out, text)
    if markdown:
        nights = await store.nights(person.id)
        talks = [
            (one, await store.turns(one.id)) for one in reversed(await store.check_ins(person.id))
        ]
        passed = history(
            await store.course(person.id), await store.screenings(person.id), person.country or None
        )
        facts = await store.facts.of(person.id)
        today = night_of(utc_now(), zone(person), person.day_starts_at)
        remembered = [line for fact in facts for line in _fact(fact, today)]
        await asyncio.to_thread(
            _write, page, markdown_page(person, nights, passed, remembered, talks)
        )
    names = " and ".join(str(file) for file in files)
    print(
        f"All that is kept of {called(person)} is now in {names}, readable by you alone.\n"
        "It is not sealed: whoever gets the file can read it, and `coach person erase` does not "
        "reach it."
    )
    return 0


def markdown_page(
    person: Person,
    nights: Sequence[DiaryEntry],
    passed: Sequence[str],
    remembered: Sequence[str],
    talks: Sequence[tuple[CheckIn, Sequence[Turn]]],
) -> str:
    """The person, every night and all of their course (`passed`) in a line, every talk in full.

    `remembered` are the lines on the facts.
    """
    parts = [f"# Nightjar: all that is kept of {_safe(called(person))}", ""]
    parts += [f"- {label}: {_safe(words)}" for label, words in words_of(person).items()]
    parts += ["", "## Diary", ""]
    parts += [f"- {_night(entry, person)}" for entry in nights] or ["No nights."]
    parts += ["", "## Programme", ""]
    parts += [f"- {_safe(each)}" for each in passed] or ["Nothing yet."]
    parts += ["", "## Remembered", ""]
    parts += remembered or ["Nothing yet."]
    parts += ["", "## Check-ins"]
    for check_in, turns in talks:
        day = f"{night_name(check_in.night)} {check_in.night.year}"
        parts += ["", f"### {day} ({check_in.status.value})", ""]
        parts += [f"- {_turn(turn, person)}" for turn in turns]
    return "\n".join(parts) + "\n"


def _night(entry: DiaryEntry, person: Person) -> str:
    day = f"{night_name(entry.night)} {entry.night.year}"
    told = f"{day} ({entry.tz}): {night_words(entry, person.country)}"
    confirmed = "" if entry.confirmed_at else "; not confirmed"
    note = f'; note: "{_safe(entry.note)}"' if entry.note else ""
    return f"{told}{note}{confirmed}"


def _fact(fact: Fact, today: date) -> list[str]:
    words, *about = fact_lines(fact, today)
    return [f"- {_safe(words)}", *(f"  {_safe(each)}" for each in about)]


def _turn(turn: Turn, person: Person) -> str:
    if turn.text is not None:
        words = _safe(turn.text)
    elif turn.withheld_rule:
        words = f"(words not kept: {turn.withheld_rule})"
    else:
        words = "(nothing said)"
    cut = " (cut short)" if turn.interrupted else ""
    return f"{_local(turn.at, person)} {_WHO[turn.speaker]}: {words}{cut}"


def _local(at: datetime, person: Person) -> str:
    return f"{at.astimezone(zone(person)):%H:%M}"


def _safe(words: str) -> str:
    """Words as they are, on one line, so that they cannot become headings or lists."""
    return " ".join(words.split())


def _refuse_unfit(file: Path, *, force: bool) -> None:
    if not file.parent.is_dir():
        raise UsageError(f"there is no folder {file.parent}: make it first.")
    if file.is_dir():
        raise UsageError(f"{file} is a folder: name a file in it.")
    if file.exists() and not force:
        raise UsageError(f"{file} is there already: choose another name, or add --force.")


def _write(file: Path, text: str) -> None:
    # A lone surrogate (bytes a terminal passed that are no UTF-8) stays as its JSON escape.
    replace_file(file, text.encode("utf-8", errors="backslashreplace"))
