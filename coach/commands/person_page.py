"""What is known about a person, as plain words and as plain values."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from zoneinfo import ZoneInfo

from agendas.program import Program
from agendas.words import clock, listed
from coach.commands.course_words import day_words
from coach.dialogue.place import country_name
from memory.checkin import CheckIn, Status
from memory.diary import DiaryEntry
from memory.person import Person, Topic

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
NOT_TOLD = "not told"
_WIDTH = 17
_TOPICS: Mapping[Topic, str] = {
    Topic.ADULT: "18 or older",
    Topic.DATA_NOTICE: "keeping a diary",
    Topic.MEMORY: "remembering what you tell",
}


def basics(person: Person) -> dict[str, object]:
    """The person as plain values, ready for JSON; times ISO 8601."""
    return {
        "id": str(person.id),
        "name": person.name or None,
        "tz": person.tz,
        "country": person.country or None,
        "rise_time": _iso(person.rise_time),
        "work_days": None if person.work_days is None else sorted(person.work_days),
        "day_starts_at": _iso(person.day_starts_at),
        "stage": person.stage,
        "stage_entered_on": person.stage_entered_on and person.stage_entered_on.isoformat(),
        "ai_notice_at": person.ai_notice_at and person.ai_notice_at.isoformat(),
        "created_at": person.created_at.isoformat(),
        "consents": [
            {"topic": c.topic.value, "given": c.given, "at": c.at.isoformat(), "wording": c.wording}
            for c in person.consents
        ],
    }


def words_of(person: Person) -> dict[str, str]:
    """What can be set, in words, under the label it is shown by."""
    country = person.country or None
    return {
        "Name": person.name or NOT_TOLD,
        "Country": f"{country_name(country)} ({country})" if country else NOT_TOLD,
        "Time zone": person.tz or NOT_TOLD,
        "Gets up at": clock(person.rise_time, country) if person.rise_time else NOT_TOLD,
        "Work days": _days(person.work_days),
        "A day begins at": clock(person.day_starts_at, country),
    }


def page(
    person: Person,
    nights: Sequence[DiaryEntry],
    check_ins: Sequence[CheckIn],
    course: Mapping[str, str],
    program: Program,
) -> str:
    """Everything known about the person, in plain words; `check_ins` newest first.

    `course` is where they stand in the programme, as `course_words` puts it.
    """
    rows = words_of(person) | {
        **course,
        "Agreed to": _agreed(person),
        "AI notice": _heard(person),
        "Diary": _nights(nights),
        "Check-ins": _check_ins(check_ins),
        "Last step": _last_step(check_ins, program),
        "First seen": _day(person.created_at, person),
        "Id": str(person.id),
    }
    lines = [f"{label:<{_WIDTH}}{words}" for label, words in rows.items()]
    return "\n".join(
        [
            *lines,
            "",
            "Name, notes, what you stated and all that was said are sealed on disk; times and "
            "numbers are not.",
            "Change: coach person set    Take along: coach person export    "
            "Destroy: coach person erase",
        ]
    )


def _days(days: frozenset[int] | None) -> str:
    if days is None:
        return NOT_TOLD
    return listed([DAYS[day - 1] for day in sorted(days)]) or "none"


def _agreed(person: Person) -> str:
    latest = {c.topic: c for c in sorted(person.consents, key=lambda c: c.at)}
    answers = [
        f"{_TOPICS[topic]}: {'yes' if c.given else 'no'}, {_day(c.at, person)}"
        for topic, c in latest.items()
    ]
    return "; ".join(answers) or "nothing asked yet"


def _heard(person: Person) -> str:
    at = person.ai_notice_at
    return f"last heard in full on {_day(at, person)}" if at else "not heard yet"


def _nights(nights: Sequence[DiaryEntry]) -> str:
    if not nights:
        return "no nights yet"
    count = "1 night" if len(nights) == 1 else f"{len(nights)} nights"
    return f"{count}, {day_words(nights[0].night)} to {day_words(nights[-1].night)}"


def _check_ins(check_ins: Sequence[CheckIn]) -> str:
    done = sum(one.status is Status.DONE for one in check_ins)
    return f"{len(check_ins)}, {done} of them finished" if check_ins else "none yet"


def _last_step(check_ins: Sequence[CheckIn], program: Program) -> str:
    last = next((one.commitment for one in check_ins if one.commitment), None)
    if last is None:
        return "none yet"
    promises = {step.id: step.promise for step in program.steps}
    answer = "agreed" if last.agreed else "not agreed"
    return f"{promises.get(last.item_id, last.item_id)} ({answer}, {day_words(last.night)})"


def _day(at: datetime, person: Person) -> str:
    return day_words(at.astimezone(ZoneInfo(person.tz or "UTC")).date())


def _iso(at: time | None) -> str | None:
    return None if at is None else at.isoformat(timespec="minutes")
