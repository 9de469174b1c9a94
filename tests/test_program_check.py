"""A programme's file that cannot work is refused, with the line, the key and what to do."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from agendas.program import PROGRAMS, Program, load_program
from agendas.program_check import OF_THE_SCHEDULE
from agendas.slots import BASICS
from agendas.steps import Marks
from memory.course import Standing
from safety.content import ContentError

SOURCE = {
    name: (PROGRAMS / f"{name}.yaml").read_text(encoding="utf-8") for name in ("sleep", "walk")
}
TREE: dict[str, Any] = yaml.load(SOURCE["sleep"], Loader=yaml.SafeLoader)


def _refused(folder: Path, text: str, name: str = "sleep") -> str:
    (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ContentError) as error:
        load_program(name, folder)
    return str(error.value)


def _named(told: str) -> int:
    return int(told.split(".yaml line ")[1].split(":")[0])


def _line(text: str, part: str) -> int:
    assert part in text
    return text[: text.index(part)].count("\n") + 1


def _edited(old: str, new: str, name: str = "sleep") -> str:
    assert old in SOURCE[name]
    return SOURCE[name].replace(old, new, 1)


@pytest.mark.parametrize(
    ("old", "new", "key", "what"),
    [
        # What nothing fills.
        ("      - Are you eighteen", "      - $name, are you eighteen", "say", "$name"),
        ("      - Which country do you", "      - Which country do $you", "say", "$you"),
        ("      - You were going to $promise", "      - You said $promised", "say", "$promise"),
        ("    why: How long you spend in bed", "    why: How $long in bed", "why", "$long"),
        (
            "      - Falling asleep took you about $sleep_onset_latency",
            "      - Falling asleep took you about $sleep_latency",
            "say",
            "$sleep_onset_latency",
        ),
        ("    reason: $lag in bed", "    reason: $lagg in bed", "reason", "$lag"),
        (
            # Its figure need not be known where the observation holds.
            "      - That is your first night in the diary. You were",
            "      - That is your first night in the diary, after $naps. You were",
            "say",
            "$naps",
        ),
        (
            "      - You said you'd talk to me",
            "      - You said at $rise you'd talk to me",
            "kept.0",
            "$rise",
        ),
        ("      - It got later than", "      - It got $later than", "missed.0", "$later"),
        ("    promise: leave the clock", "    promise: leave $clock", "promise", "$clock"),
        ("      - Would you try that tonight?", "      - Would you at $bed?", "ask.0", "$bed"),
        (
            "      - Good news from the week. $why From tonight it is $time_in_bed, in bed at $bed",
            "      - Good news from the week. $why From tonight it is $time_in_bed, in at $bedtime",
            "say.0",
            "$bed",
        ),
        ("      - $why The rise time stays", "      - $why At $bed, it stays", "say.0", "$rise"),
        ("      says: You are back only", "      says: $You are back only", "says", "$You"),
        # Figures that there are not.
        (
            "    when: [{figure: lag_min, at_least: 30}]",
            "    when: [{figure: lag, at_least: 30}]",
            "observations.5.when.0.figure",
            "lag_min",
        ),
        (
            "    kept_when: {figure: minutes_to_diary,",
            "    kept_when: {figure: minutes_to_dairy,",
            "steps.0.kept_when.figure",
            "minutes_to_diary",
        ),
        (
            'version: "0.3.0"',
            'version: "0.3.0"\nwhole_figure: asleep_min',
            "whole_figure",
            "total_sleep_time_min",
        ),
        (
            "    mentions: [nap]",
            "    mentions: [nap]\n    asks_for: naps_min",
            "asks_for",
            "take 'asks_for' out",
        ),
        (
            "    when: [{figure: lag_min, at_least: 30}]",
            "    when: [{figure: lag_min, at_least: 30, at_most: 20}]",
            "when.0",
            "never holds",
        ),
        # Circles and blanks.
        ("    after: [step.sleepy_first]", "    after: [step.evening_list]", "after", "circle"),
        (
            "    instead_of: step.get_up",
            "    instead_of: step.rest_differently",
            "instead_of",
            "circle",
        ),
        ("      - Are you eighteen or over?", '      - ""', "say.0", "write a sentence"),
        ("      - Are you eighteen or over?", '      - "  "', "say.0", "write a sentence"),
        ("    promise: leave the clock alone at night", '    promise: " "', "promise", "sentence"),
        ("    title: Baseline", '    title: ""', "title", "sentence"),
        ("      says: You are back only a few days.", '      says: " "', "says", "match"),
        # Rules of another stage, or too few; a state that is none.
        ("    entry: [stage.s1_basics_told]", "    entry: [stage.s7_ended]", "entry", "S1"),
        ("    exit: [stage.s2_baseline_done]", "    exit: []", "exit", "stage.s2_baseline_done"),
        (
            "    entry: [pause.away]",
            "    entry: [pause.away, pause.over]",
            "entry",
            "[pause.away] and nothing else",
        ),
        (
            "    exit: [pause.over]\n    beside: true",
            "    exit: [pause.over]\n    beside: false",
            "beside",
            "True",
        ),
        (
            "    actions: [extend]\n",
            "    actions: [extend]\n    rules: [window.widen]\n",
            "rules.0",
            "Input should be",
        ),
        # Numbers that make no sense together.
        ("    review_days: 7", "    review_days: 3", "week.review_days", "days_between"),
        (
            "    booster_review_days: 28",
            "    booster_review_days: 2",
            "booster_review_days",
            "review_days",
        ),
        ("    valid_nights: 5", "    valid_nights: 1", "week.valid_nights", "4"),
        ("    adherent_nights: 5", "    adherent_nights: 1", "week.adherent_nights", "4"),
        (
            "    thin_valid_nights: 5",
            "    thin_valid_nights: 1",
            "thin_valid_nights",
            "fewer nights",
        ),
        ("    thin_after_days: 14", "    thin_after_days: 9", "thin_after_days", "of_last_nights"),
        (
            "    shortest_mean_sleep_min: 300",
            "    shortest_mean_sleep_min: 530",
            "shortest",
            "cap_min",
        ),
        ("    extend_percent: 85", "    extend_percent: 100", "extend_percent", "never"),
        ("    resume_above_min: 15", "    resume_above_min: 0", "resume_above_min", "step_min"),
        ("    widen_min: 30", "    widen_min: 0", "widen_min", "step_min"),
        (
            "    rise_within_strict_min: 15",
            "    rise_within_strict_min: 40",
            "strict",
            "rise_within",
        ),
        ("    rise_within_min: 30", "    rise_within_min: 720", "rise_within_min", "60"),
        ("    early_to_bed_min: 15", "    early_to_bed_min: 720", "early_to_bed_min", "60"),
        (
            "    bad_night_below_percent: 80",
            "    bad_night_below_percent: 90",
            "bad_night",
            "no bad night",
        ),
        (
            "    thoughts_after_days: 7",
            "    thoughts_after_days: 40",
            "thoughts_after_days",
            "schedule_days",
        ),
        ("    steady_weeks: 2", "    steady_weeks: 9", "steady_weeks", "6 weeks"),
        ("    reviews: 2", "    reviews: 92", "deterioration.reviews", "never"),
    ],
)
def test_what_cannot_work_is_refused_with_line_key_and_what_to_do(
    tmp_path: Path, old: str, new: str, key: str, what: str
) -> None:
    text = _edited(old, new)

    told = _refused(tmp_path, text)

    assert key in told
    assert what in told
    first = _line(text, new)
    assert first <= _named(told) <= first + new.rstrip("\n").count("\n"), told


@pytest.mark.parametrize(
    ("kind", "wanted", "what"),
    [
        ("questions", "away.until", "the question 'away.until' is missing"),
        ("tellings", "tell.suspend", "no telling for 'actions: [suspend]'"),
        ("stages", "PAUSED", "the stage 'PAUSED' is missing"),
    ],
)
def test_what_is_missing_is_named_at_its_list(
    tmp_path: Path, kind: str, wanted: str, what: str
) -> None:
    first, _, rest = SOURCE["sleep"].partition(f"  - id: {wanted}\n")
    text = first + rest[rest.index("\n  - id: ") + 1 if "\n  - id: " in rest else 0 :]

    told = _refused(tmp_path, text)

    assert what in told
    assert f" {kind}: " in told
    assert _named(told) == _line(text, f"\n{kind}:\n") + 1


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [
        *(("questions", each) for each in (*BASICS, *OF_THE_SCHEDULE)),
        *(("stages", str(each)) for each in Standing),
        *(("tellings", each.id) for each in load_program().tellings),
    ],
)
def test_what_code_looks_for_cannot_be_left_out(kind: str, wanted: str) -> None:
    tree = {**TREE, kind: [each for each in TREE[kind] if each["id"] != wanted]}

    with pytest.raises(ValidationError) as error:
        Program.model_validate(tree)

    assert len(tree[kind]) == len(TREE[kind]) - 1
    assert error.value.error_count() == 1


@pytest.mark.parametrize("mark", list(Marks))
def test_what_is_done_for_a_stage_has_to_be_done_by_a_step(mark: Marks) -> None:
    steps = [{k: v for k, v in each.items() if v != str(mark)} for each in TREE["steps"]]

    with pytest.raises(ValidationError, match=f"marks: {mark}"):
        Program.model_validate({**TREE, "steps": steps})


@pytest.mark.parametrize(
    ("old", "new", "key", "what"),
    [
        ("    when: [{figure: walked_min,", "    when: [{figure: lag_min,", "figure", "walked_min"),
        ("whole_figure: walked_min\n", "whole_figure: run_min\n", "whole_figure", "walked_min"),
        ("    asks_for: walked_min\n", "    asks_for: run_min\n", "figure", "run_min"),
        ("      - You walked for about $walked", "      - You ran $ran", "say.0", "$walked"),
        (
            "    title: Finding a time\n",
            "    title: Finding a time\n    entry: [pause.away]\n",
            "stages.0.entry",
            "without a 'schedule:'",
        ),
        ("    after: [step.time]", "    after: [step.shoes]", "after", "circle"),
    ],
)
def test_another_programme_is_held_to_its_own_figures(
    tmp_path: Path, old: str, new: str, key: str, what: str
) -> None:
    told = _refused(tmp_path, _edited(old, new, "walk"), "walk")

    assert "walk.yaml line " in told
    assert key in told
    assert what in told


def test_a_programme_may_ask_for_a_figure_of_its_own_beside_the_diary() -> None:
    cups = {
        **next(each for each in TREE["questions"] if each["id"] == "diary.naps_min"),
        "id": "own.cups",
        "asks_for": "cups",
    }
    seen = {"id": "note.cups", "when": [{"figure": "cups", "at_least": 3}], "worth": 20}
    seen |= {"reason": "$cups cups", "say": ["That was $cups cups."]}

    program = Program.model_validate(
        {
            **TREE,
            "questions": [*TREE["questions"], cups],
            "observations": [*TREE["observations"], seen],
        }
    )

    assert [each.id for each in program.own_questions] == ["own.cups"]
