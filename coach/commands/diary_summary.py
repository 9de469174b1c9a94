"""`coach diary --summary`: one page of a person's sleep for a doctor, every number from the diary.

Means and medians are of the nights that count (`memory.validity`), seven at a time. It says what it
is, draws no conclusion and names nothing that the person did not state.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median
from typing import TextIO
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table
from rich.text import Text

from agendas.nights import counted
from agendas.program import Program
from agendas.words import clock, listed
from coach.commands.course_words import (
    away_words,
    course_words,
    day_words,
    plan_words,
    review_words,
)
from coach.commands.night_table import UNKNOWN, clock_cell, is_twelve_hour, night_name, span
from coach.commands.screen_page import Answered, answers_in_force, in_force, topics_to_refer
from coach.commands.who import called
from coach.dialogue.screen import last_complete
from memory.course import Course, ReviewKind
from memory.diary import DiaryEntry
from memory.figures import (
    terminal_wake_min,
    time_in_bed_min,
    total_sleep_time_min,
    wake_after_sleep_onset_min,
)
from memory.person import Person
from memory.screening import Screening
from memory.week import week_figures
from safety.lanes import Answer, LaneRules

WEEK = timedelta(days=7)
NIGHTS = 56
"""Eight weeks: what is shown unless `--nights` says otherwise."""
_MOST_PLANS = 6
_MOST_REVIEWS = 4
_MOST_NOTES = 6
_NOON_MIN = 12 * 60
_DAY_MIN = 24 * 60
_HEADINGS = (
    *("week to", "nights", "to\nbed", "got\nup", "to\nsleep", "times\nawake", "min\nawake"),
    *("early\nawake", "in\nbed", "slept", "sleep\neff.", "1-5", "nap"),
)


@dataclass(frozen=True)
class Summary:
    """What the page is made of: `entries` the nights asked for, oldest first, at least one."""

    person: Person
    entries: Sequence[DiaryEntry]
    course: Course
    screenings: Sequence[Screening]
    program: Program
    lanes: LaneRules
    today: date

    def print_to(self, out: TextIO) -> None:
        """Prints the page."""
        console = Console(file=out, highlight=False)
        for line in self._head():
            console.print(Text(line))
        console.print()
        console.print(self._weeks())
        console.print()
        for line in self._rest():
            console.print(Text(line))

    def _head(self) -> Iterator[str]:
        first, last = self.entries[0].night, self.entries[-1].night
        told, days = len({each.night for each in self.entries}), (last - first).days + 1
        usable = len(counted(self.entries))
        yield f"Sleep diary of {called(self.person)}, for a doctor"
        yield (
            f"Nights that ended {day_words(first)} to {day_words(last)}: {told} told of {days}, "
            f"{usable} of them complete, confirmed and in time. Printed {day_words(self.today)}."
        )
        yield (
            "The person's own estimates, asked each morning by a computer program (Nightjar, a "
            "coach for sleep habits). Not measured, not a medical record; nobody has checked them."
        )

    def _weeks(self) -> Table:
        table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
        for heading in _HEADINGS:
            table.add_column(heading, justify="left" if heading == "week to" else "right")
        end = self.entries[-1].night
        while end >= self.entries[0].night:
            nights = [each for each in self.entries if end - WEEK < each.night <= end]
            if nights:
                table.add_row(*self._week(end, tuple(counted(nights).values())))
            end -= WEEK
        return table

    def _week(self, end: date, nights: Sequence[DiaryEntry]) -> list[str]:
        figures = week_figures(nights)
        percent = figures.sleep_efficiency_percent if figures.nights else None
        return [
            f"{end.day} {end:%b}",
            str(len(nights)),
            self._usual(nights, lambda each: each.got_into_bed_at),
            self._usual(nights, lambda each: each.out_of_bed_at),
            _mean(nights, lambda each: each.sleep_onset_latency_min),
            _mean(nights, lambda each: each.awakenings, tenths=True),
            _mean(nights, wake_after_sleep_onset_min),
            _mean(nights, terminal_wake_min),
            span(_mean_of(nights, time_in_bed_min)),
            span(_mean_of(nights, total_sleep_time_min)),
            UNKNOWN if percent is None else f"{percent}%",
            _mean(nights, lambda each: each.quality_1_5, tenths=True),
            _mean(nights, lambda each: each.naps_min),
        ]

    def _usual(
        self, nights: Sequence[DiaryEntry], at: Callable[[DiaryEntry], datetime | None]
    ) -> str:
        """The median time of day, counted from noon so that midnight lies in the middle."""
        local = [
            moment.astimezone(ZoneInfo(each.tz))
            for each in nights
            if (moment := at(each)) is not None
        ]
        if not local:
            return UNKNOWN
        minutes = [(each.hour * 60 + each.minute - _NOON_MIN) % _DAY_MIN for each in local]
        hour, minute = divmod((int(median(minutes)) + _NOON_MIN) % _DAY_MIN, 60)
        return clock_cell(time(hour, minute), twelve=is_twelve_hour(self.person.country))

    def _rest(self) -> Iterator[str]:
        yield (
            "Means of the nights that count; to bed and got up: medians, local time. To sleep, min "
            "awake, early awake (last waking to rising) and nap are minutes, sleep eff. slept of "
            "in bed."
        )
        yield ""
        yield from self._programme()
        yield from self._health()
        yield from self._ratings()
        yield from self._notes()
        signed = self.program.reviewed_by
        by = f"reviewed by {signed}" if signed else "a draft that no clinician has reviewed"
        yield f"Programme: {self.program.label}, {by}."

    def _programme(self) -> Iterator[str]:
        words = course_words(self.person, self.course, self.screenings, self.program)
        yield f"Where the programme is: {words['Stage']}."
        if self.person.rise_time is not None:
            rise = clock(self.person.rise_time, self.person.country)
            yield f"Rise time the person chose: {rise}."
        for each in self.course.plans[-_MOST_PLANS:]:
            yield f"  {plan_words(each, self.person.country)} ({each.action})"
        for spell in self.course.spells[-2:]:
            yield f"  away {away_words(spell)}"

    def _health(self) -> Iterator[str]:
        whole = last_complete(self.screenings)
        standing = in_force(self.screenings, self.lanes, held=False)
        if whole is None:
            yield "Health questions: not finished."
        elif not whole.kept:
            yield "Health questions: answered, the answers not kept, as the person wished."
        answers = answers_in_force(self.screenings)
        stated = self._topics(answers, Answer.YES)
        if whole is not None and whole.kept:
            said = listed(stated) if stated else "none"
            yield f"Health questions, answered {day_words(whole.at.date())}, yes to: {said}."
        elif stated:
            yield f"Stated of their health: {listed(stated)}."
        denied = [
            q.topic
            for q in self.lanes.questions
            if q.asked_turned and (found := answers.get(q.id)) and found.answer is Answer.YES
        ]
        if denied:
            yield f"No to: {listed(denied)}."
        open_ones = self._topics(answers, Answer.UNSURE, Answer.DECLINED)
        if open_ones:
            yield f"Left open, not sure or not answered: {listed(open_ones)}."
        topics = topics_to_refer(standing.rules, self.lanes)
        if topics:
            yield f"Nightjar suggested telling a doctor of: {listed(topics)}."

    def _topics(self, answers: Mapping[str, Answered], *given: Answer) -> list[str]:
        """The topics answered so, with the day where one was told after the questions."""
        return [
            f"{q.topic} (told {day_words(found.since)})" if found.since else q.topic
            for q in self.lanes.questions
            if (found := answers.get(q.id)) is not None and q.as_said(found.answer) in given
        ]

    def _ratings(self) -> Iterator[str]:
        weekly = [each for each in self.course.reviews if each.kind is ReviewKind.WEEKLY]
        baseline = [each for each in self.course.reviews if each.kind is ReviewKind.BASELINE]
        shown = [*baseline[:1], *weekly[-_MOST_REVIEWS:]]
        if shown:
            yield "Own ratings, 0 to 10 (not a validated scale):"
        yield from (f"  {review_words(each)}" for each in shown)

    def _notes(self) -> Iterator[str]:
        noted = [each for each in self.entries if each.note][-_MOST_NOTES:]
        if noted:
            yield "In the person's words:"
        yield from (f"  {night_name(each.night)}: {each.note}" for each in noted)


def _mean_of(nights: Sequence[DiaryEntry], value: Callable[[DiaryEntry], int | None]) -> int | None:
    """The mean to the nearest whole, half up; None where nothing is known."""
    known = [found for each in nights if (found := value(each)) is not None]
    return (2 * sum(known) + len(known)) // (2 * len(known)) if known else None


def _mean(
    nights: Sequence[DiaryEntry],
    value: Callable[[DiaryEntry], int | None],
    *,
    tenths: bool = False,
) -> str:
    known = [found for each in nights if (found := value(each)) is not None]
    if not known:
        return UNKNOWN
    if not tenths:
        return str(_mean_of(nights, value))
    whole, tenth = divmod((20 * sum(known) + len(known)) // (2 * len(known)), 10)
    return f"{whole}.{tenth}"
