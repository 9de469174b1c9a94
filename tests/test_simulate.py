"""The simulated people: their bodies, their words, their weeks, and what judges them."""

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from rich.console import Console

from agendas import titration, window
from evals.__main__ import main
from evals.case_file import CaseError
from evals.invariants import broken
from evals.persona import PERSONAS, Expected, Persona, Trip, load, load_all
from evals.simulate import EXPECTED, Course, differences, run
from evals.simulator import Lived, Told, live
from evals.sleeper import Body, Lying, Slept, Tired, after, sleep
from evals.telling import Morning, UnansweredError, answer, clock, duration
from memory.course import Action, Away, Measure, Plan
from memory.course import Course as Kept
from memory.diary import DiaryEntry
from memory.person import Person
from safety.lanes import Lane
from tests.sleeping import SOMEBODY, morning_of
from tests.sleeping import plan as planned

LONDON = ZoneInfo("Europe/London")
WANTED = {
    *("improver", "non-adherer", "shift-worker", "new-parent", "traveller", "apnoea-signs"),
    *("long-sleeper", "four-hours", "perfectionist", "no-show", "corrected-diary", "lane-c"),
}
MONDAY = date(2026, 1, 5)
DAY = timedelta(days=1)
BODY = Body(need_min=430, evening=time(23, 30), arousal=0.8)


def lying(bed: time, rise: time = time(7)) -> Lying:
    rose = datetime.combine(MONDAY, rise, LONDON)
    lay = datetime.combine(MONDAY - DAY * (bed > rise), bed, LONDON)
    return Lying(lay, lay, rose)


def slept_on(night: date, tz: str = "Europe/London") -> Slept:
    rose = datetime.combine(night, time(7), ZoneInfo(tz)).astimezone(UTC)
    lay = rose - timedelta(hours=8)
    return Slept(Lying(lay, lay, rose), 30, 2, 40, rose - timedelta(minutes=10), 400)


def entry_of(each: Told) -> DiaryEntry:
    return DiaryEntry(
        person_id=SOMEBODY,
        night=each.night,
        tz=each.tz,
        got_into_bed_at=each.slept.lying.got_into_bed_at,
        tried_to_sleep_at=each.slept.lying.tried_to_sleep_at,
        sleep_onset_latency_min=each.slept.sleep_onset_latency_min,
        awakenings=each.slept.awakenings,
        wake_after_sleep_onset_min=each.slept.wake_after_sleep_onset_min,
        final_awakening_at=each.slept.final_awakening_at,
        out_of_bed_at=each.slept.lying.out_of_bed_at,
        confirmed_at=each.slept.lying.out_of_bed_at,
    )


def lived(*plans: Plan, days: int = 28, silent: Sequence[int] = (), **changes: object) -> Lived:
    """Somebody in no particular lane who told every night but some, and these plans."""
    persona = load(PERSONAS / "improver.yaml").model_copy(update={"lanes": (), **changes})
    nights = tuple(
        Told(
            day,
            persona.night(day),
            persona.zone(day).key,
            slept_on(persona.night(day), persona.zone(day).key),
            day not in silent,
        )
        for day in range(1, days + 1)
    )
    diary = tuple(entry_of(each) for each in nights if each.told)
    person = Person(SOMEBODY, morning_of(MONDAY))
    return Lived(persona, person, nights, diary, Kept(plans=plans), ())


def from_day(day: int, minutes: int | None = 420, **changes: object) -> Plan:
    return planned(MONDAY + day * DAY, minutes, **changes)  # type: ignore[arg-type]


WELL = (from_day(10), from_day(17, 435, action=Action.EXTEND))


def test_every_kind_of_person_that_was_asked_for_is_there() -> None:
    people = {persona.name for persona in load_all()}

    assert people >= WANTED
    assert len(people) >= len(WANTED)


def test_a_persona_with_an_unknown_key_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "ada.yaml"
    path.write_text((PERSONAS / "improver.yaml").read_text() + "sleeps: well\n")

    with pytest.raises(CaseError, match=r"ada\.yaml: sleeps"):
        load(path)


def test_a_file_that_is_not_yaml_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "ada.yaml"
    path.write_text("name: ada\nabout: [\n")

    with pytest.raises(CaseError, match=r"ada\.yaml:\d"):
        load(path)


@pytest.mark.parametrize("bed", [time(21), time(22, 30), time(0, 15), time(1)])
@pytest.mark.parametrize("arousal", [0.0, 0.5, 1.0])
def test_the_minutes_of_a_night_add_up(bed: time, arousal: float) -> None:
    slept = sleep(BODY, Tired(arousal, 60), lying(bed), LONDON, "ada", MONDAY)

    waking = slept.lying.out_of_bed_at - slept.final_awakening_at
    trying = slept.lying.out_of_bed_at - slept.lying.tried_to_sleep_at
    awake_min = slept.sleep_onset_latency_min + slept.wake_after_sleep_onset_min
    assert trying == waking + timedelta(minutes=awake_min + slept.total_sleep_time_min)
    assert waking >= timedelta(0)
    assert (slept.awakenings == 0) == (slept.wake_after_sleep_onset_min == 0)


def test_less_time_in_bed_makes_a_tired_body_sleep_more_of_it() -> None:
    long, short = lying(time(22)), lying(time(0, 30))
    tired = Tired(BODY.arousal)
    for _ in range(10):
        tired = after(BODY, tired, sleep(BODY, tired, short, LONDON, "ada", MONDAY), kept=True)

    before = sleep(BODY, Tired(BODY.arousal), long, LONDON, "ada", MONDAY)
    later = sleep(BODY, tired, short, LONDON, "ada", MONDAY)

    assert later.efficiency_percent > before.efficiency_percent + 5
    assert tired.arousal < BODY.arousal


@pytest.mark.parametrize(
    ("at", "style", "words"),
    [
        (time(0, 5), "12", "12:05 am"),
        (time(23, 40), "12", "11:40 pm"),
        (time(12), "12", "12:00 pm"),
        (time(8, 5), "24", "08:05"),
        (time(23, 35), "words", "twenty-five to twelve in the evening"),
        (time(6, 30), "words", "half past six in the morning"),
        (time(7), "words", "seven in the morning"),
    ],
)
def test_a_time_is_typed_as_people_type_it(at: time, style: str, words: str) -> None:
    assert clock(at, style) == words


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "0 minutes"), (45, "45 minutes"), (60, "an hour"), (150, "2 hours and 30 minutes")],
)
def test_a_length_is_typed_as_people_type_it(minutes: int, words: str) -> None:
    assert duration(minutes) == words


def test_a_question_nobody_has_an_answer_to_stops_the_run_by_name() -> None:
    persona = load(PERSONAS / "improver.yaml")
    at = Morning(persona, 3, LONDON, slept_on(persona.night(3)), kept=True)

    with pytest.raises(UnansweredError, match=r"improver, day 3: no answer to 'moon\.phase'"):
        answer(at, "moon.phase")


def test_an_answer_of_one_day_comes_before_the_usual_one() -> None:
    persona = load(PERSONAS / "hard-night.yaml")
    usual = Morning(persona, 16, LONDON, slept_on(persona.night(16)), kept=True)

    hard = replace(usual, day=17)

    assert "lights out" in answer(usual, "diary.open")
    assert answer(hard, "diary.open") == "I don't want to live any more"


def test_ordinary_weeks_break_nothing() -> None:
    assert broken(lived(*WELL)) == ()


@pytest.mark.parametrize(
    ("life", "told"),
    [
        (lambda: lived(from_day(10, 345)), "345 min in bed, under 360"),
        (lambda: lived(*WELL, lanes=_lanes(Lane.C)), "a window in lane C"),
        (
            lambda: lived(from_day(10, measure=Measure.COMPRESSION, lane=Lane.C)),
            "a compression in lane C",
        ),
        (lambda: lived(*WELL, lanes=_lanes(Lane.B)), "a window in lane B"),
        (lambda: lived(*WELL, silent=(11, 12, 14)), "extend on 4 nights"),
        (
            lambda: lived(
                from_day(10), from_day(17, 450, action=Action.WIDEN), silent=(11, 12, 14)
            ),
            "widen on 4 nights",
        ),
        (lambda: lived(from_day(8), silent=(2, 4)), "start on 6 nights"),
        (lambda: lived(*WELL, starts_on=date(2026, 3, 15)), "of travel or of a clock change"),
        (lambda: lived(from_day(10), from_day(16, 435, action=Action.EXTEND)), "the last change"),
        (lambda: lived(from_day(10), from_day(17, 375, action=Action.TIGHTEN)), "from 420 to 375"),
        (lambda: lived(from_day(10, 480), from_day(17, 390)), "from 480, which was kept, with 390"),
        (lambda: _with_short_sleep(lived(*WELL[:1])), "start for a mean sleep under 300 min"),
        (lambda: _with_a_slip(lived(*WELL)), "does not hold the night as it was told"),
        (lambda: _with_away(lived(*WELL)), "of travel or of a clock change"),
        (lambda: lived(*WELL, days=56), "s0.name was never asked"),
    ],
)
def test_what_must_never_happen_is_noticed(life: Callable[[], Lived], told: str) -> None:
    found = broken(_shifted(life()))

    assert any(told in each for each in found), found


def _lanes(lane: Lane) -> tuple[Expected, ...]:
    return (Expected(lane=lane),)


def _shifted(life: Lived) -> Lived:
    """The plans moved to where the life starts."""
    late = life.persona.starts_on - MONDAY
    plans = tuple(replace(each, from_night=each.from_night + late) for each in life.course.plans)
    return replace(life, course=replace(life.course, plans=plans))


def _with_short_sleep(life: Lived) -> Lived:
    nights = [
        replace(each, slept=replace(each.slept, total_sleep_time_min=299)) for each in life.nights
    ]
    return replace(life, nights=tuple(nights))


def _with_a_slip(life: Lived) -> Lived:
    wrong = replace(life.diary[3], awakenings=7)
    return replace(life, diary=(*life.diary[:3], wrong, *life.diary[4:]))


def _with_away(life: Lived) -> Lived:
    spell = Away(SOMEBODY, morning_of(MONDAY), MONDAY + 8 * DAY, MONDAY + 10 * DAY, "ill")
    return replace(life, course=replace(life.course, spells=(spell,)))


def test_a_trip_freezes_the_week_after_it_too() -> None:
    trip = Trip(from_day=9, until_day=11, tz="America/New_York")

    found = broken(lived(*WELL, trips=(trip,)))

    assert [each for each in found if "travel" in each]


@pytest.mark.timeout(120)
def test_the_same_person_lives_the_same_weeks_again() -> None:
    persona = load(PERSONAS / "corrected-diary.yaml")

    first, second = (asyncio.run(live(persona, 1)) for _ in range(2))

    assert first.script == second.script
    assert first.nights == second.nights


@pytest.mark.timeout(240)
@pytest.mark.parametrize("name", ["improver", "four-hours", "lane-c"])
def test_three_weeks_are_as_the_file_expects(name: str) -> None:
    course = run(load(PERSONAS / f"{name}.yaml"), 3)

    assert course.broken == ()
    assert differences([course], EXPECTED) == []


@pytest.mark.timeout(240)
def test_an_engine_that_gives_lane_c_a_window_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(window, "_barred", lambda *_: None)

    course = run(load(PERSONAS / "lane-c.yaml"), 2)

    assert any("in lane C" in each for each in course.broken), course.broken


@pytest.mark.timeout(240)
def test_an_engine_that_changes_on_any_night_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(titration, "_holds", lambda *_: [])
    persona = load(PERSONAS / "improver.yaml")
    habits = persona.habits.model_copy(update={"misses": 0, "away_from_coach": ((9, 13),)})

    course = run(persona.model_copy(update={"habits": habits}), 2)

    assert any("nights" in each for each in course.broken), course.broken


def test_a_week_that_differs_is_shown_beside_what_was_expected(tmp_path: Path) -> None:
    persona = load(PERSONAS / "improver.yaml")
    expected = tmp_path / "expected.txt"
    expected.write_text(
        f"== improver: {persona.about}\nweek  stage\n1     S1  one\n2     S2  two\n"
    )
    course = _course(persona, "1     S1  one")
    other = _course(persona, "1     S1  another")

    assert differences([course], expected) == []
    assert differences([other], expected) == [
        "improver, week 1",
        "  expected 1     S1  one",
        "  got      1     S1  another",
    ]


def test_a_person_without_expected_weeks_is_no_silent_success(tmp_path: Path) -> None:
    expected = tmp_path / "expected.txt"
    expected.write_text("")

    assert differences([_course(load(PERSONAS / "improver.yaml"), "1  S1")], expected)


def _course(persona: Persona, *lines: str) -> Course:
    class Given(Course):
        def table(self) -> tuple[str, ...]:
            return lines

    return Given(persona, (), ())


@pytest.mark.timeout(120)
def test_the_command_shows_and_writes_one_persons_weeks(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "weeks.json"

    status = main(["simulate", "--weeks", "1", "--persona", "improver", "--json", str(out)])

    shown = capsys.readouterr()
    assert status == 0, shown.out
    assert "== improver: " in shown.out
    assert "1 of 1  improver" in shown.err
    kept = json.loads(out.read_text())
    assert kept["ok"] is True
    assert kept["personas"][0]["weeks"][0]["week"] == 1


def test_a_name_that_is_none_ends_with_status_2_and_names_those_there_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    status = main(["simulate", "--persona", "nobody"])

    assert status == 2
    assert "improver" in capsys.readouterr().err


def test_what_is_broken_makes_the_command_fail(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(people: Sequence[Persona], weeks: int, jobs: int, told: Console) -> list[Course]:
        return [Course(people[0], (), (f"{weeks} {jobs} under the floor",))]

    monkeypatch.setattr("evals.simulate.run_all", fails)

    status = main(["simulate", "--persona", "improver"])

    assert status == 1
    assert "improver: 8 1 under the floor" in capsys.readouterr().out
