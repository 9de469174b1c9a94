"""The lanes: what each answer leads to, and that nothing unknown ever makes anybody freer."""

from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import safety
from memory.screening import Occasion, Screening, lane_of
from safety.content import ContentError
from safety.lanes import Answer, Lane, LaneRules, ScreenQuestion, lane_for, load_lanes, safer
from tests.talking import MORNING, known_person

LANES = load_lanes()
FILE = Path(safety.__file__).parent / "lanes.yaml"
IDS = [question.id for question in LANES.questions]
ALL_NO = {question.id: Answer.NO for question in LANES.asked({})}
UNKNOWN = {Answer.UNSURE, Answer.DECLINED}
SOME_ANSWERS = st.dictionaries(st.sampled_from(IDS), st.sampled_from(list(Answer)))


def with_rest(answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """The answers, with a no to every other question they call for."""
    whole = dict(answers)
    while missing := LANES.missing(whole):
        whole |= {question.id: Answer.NO for question in missing}
    return whole


def yes_to(*names: str) -> dict[str, Answer]:
    return with_rest({f"screen.{name}": Answer.YES for name in names})


def test_a_no_to_everything_is_lane_a_and_fires_no_rule() -> None:
    verdict = lane_for(ALL_NO, LANES)

    assert verdict == (Lane.A, (), False)


@pytest.mark.parametrize(
    ("row", "question", "lane", "refer"),
    [
        ("Bipolar ever", "doctor", Lane.C, False),
        ("mania", "doctor", Lane.C, False),
        ("psychosis", "doctor", Lane.C, False),
        ("Epilepsy or seizures", "doctor", Lane.C, False),
        ("Sleepwalking", "dreams", Lane.C, True),
        ("REM-behaviour-type acting out", "dreams", Lane.C, True),
        ("night terrors with injury", "dreams", Lane.C, True),
        ("Restless-leg description", "legs", Lane.C, True),
        ("cataplexy-like", "legs", Lane.C, True),
        ("sleep attacks", "legs", Lane.C, True),
        ("Safety-critical work", "work", Lane.C, False),
        ("Shift work", "work", Lane.C, False),
        ("Pregnancy", "baby", Lane.C, False),
        ("<= 6 months postpartum", "baby", Lane.C, False),
        ("newborn", "baby", Lane.C, False),
        ("lone carer of infant", "baby", Lane.C, False),
        ("Falls", "body", Lane.C, False),
        ("frailty", "body", Lane.C, False),
        ("dementia", "body", Lane.C, False),
        ("unstable heart, lung, kidney disease", "body", Lane.C, False),
        ("recent surgery", "body", Lane.C, False),
        ("Age >= 65", "age", Lane.B, False),
        ("daytime sleepiness high at baseline", "sleepy", Lane.C, True),
        ("Severe depression", "mood", Lane.C, True),
        ("eating disorder", "mood", Lane.C, True),
        ("heavy alcohol or drug use", "mood", Lane.C, True),
        ("withdrawal", "mood", Lane.C, True),
        ("recent suicidality", "thoughts", Lane.C, True),
        ("Sedative dose changing", "medicines", Lane.C, True),
    ],
)
def test_every_row_of_the_protocol_leads_to_its_lane(
    row: str, question: str, lane: Lane, *, refer: bool
) -> None:
    asked = LANES.question(f"screen.{question}")

    verdict = lane_for(yes_to(question), LANES)

    assert asked is not None
    assert row in asked.covers
    assert verdict[:3] == (lane, (f"lane.{question}",), refer)


@pytest.mark.parametrize("name", ["Snoring with gasps", "witnessed pauses", "apnoea"])
def test_broken_breathing_is_c_and_refer_unless_it_is_treated_and_the_person_alert(
    name: str,
) -> None:
    breathing = LANES.question("screen.breathing")
    untreated = {"screen.breathing": Answer.YES, "screen.breathing_untreated": Answer.YES}
    treated = {**untreated, "screen.breathing_untreated": Answer.NO}

    assert breathing is not None
    assert name in breathing.covers
    assert lane_for(with_rest(untreated), LANES)[::2] == (Lane.C, True)
    assert lane_for(with_rest(treated), LANES)[::2] == (Lane.B, False)


@pytest.mark.parametrize("answer", [Answer.UNSURE, Answer.DECLINED, None])
def test_breathing_whose_treatment_is_unknown_is_lane_c(answer: Answer | None) -> None:
    given = {**ALL_NO, "screen.breathing": Answer.YES}
    if answer is not None:
        given["screen.breathing_untreated"] = answer

    assert lane_for(given, LANES).lane is Lane.C


def test_little_sleep_with_a_lot_of_energy_is_for_a_doctor_today() -> None:
    verdict = lane_for(yes_to("doctor", "energy"), LANES)

    assert verdict.refer
    assert "lane.energy" in verdict.rules


def test_a_question_without_an_answer_holds_lane_c() -> None:
    for question in LANES.asked({}):
        rest = {each: answer for each, answer in ALL_NO.items() if each != question.id}

        verdict = lane_for(rest, LANES)

        assert verdict[:2] == (Lane.C, ("lane.unanswered",))


@given(SOME_ANSWERS)
def test_whatever_else_was_answered_unsure_or_declined_is_never_lane_a(
    answers: dict[str, Answer],
) -> None:
    whole = with_rest(answers)

    verdict = lane_for(whole, LANES)

    if UNKNOWN & set(whole.values()) or LANES.missing(whole):
        assert verdict.lane is not Lane.A


@given(SOME_ANSWERS, st.sampled_from(IDS))
def test_one_more_yes_never_gives_a_freer_lane(answers: dict[str, Answer], question: str) -> None:
    before = lane_for(answers, LANES, whole=False).lane

    after = lane_for({**answers, question: Answer.YES}, LANES, whole=False).lane

    assert safer(before, after) is after


@given(SOME_ANSWERS, st.sampled_from(IDS))
def test_a_yes_in_place_of_any_other_answer_to_a_whole_screen_never_gives_a_freer_lane(
    answers: dict[str, Answer], question: str
) -> None:
    whole = with_rest(answers)

    after = with_rest({**whole, question: Answer.YES})

    assert lane_for(after, LANES).lane >= lane_for(whole, LANES).lane


@given(SOME_ANSWERS)
def test_the_lane_of_what_was_said_so_far_is_never_safer_than_that_of_the_whole(
    answers: dict[str, Answer],
) -> None:
    so_far = lane_for(answers, LANES, whole=False).lane

    assert lane_for(answers, LANES).lane >= so_far


@pytest.mark.parametrize(
    ("facts", "lane", "rule"),
    [
        ({"conditions_kept": False}, Lane.B, "lane.not_kept"),
        ({"news_untold": True}, Lane.B, "lane.news_untold"),
    ],
)
def test_what_is_known_without_a_question_counts_as_well(
    facts: dict[str, int], lane: Lane, rule: str | None
) -> None:
    verdict = lane_for(ALL_NO, LANES, **facts)  # type: ignore[arg-type]  # keys are lane_for's

    assert verdict.lane is lane
    assert verdict.rules == ((rule,) if rule else ())


def test_conditions_not_kept_are_the_safer_of_b_and_what_was_stated() -> None:
    assert lane_for(yes_to("work"), LANES, conditions_kept=False).lane is Lane.C


def test_an_answer_of_another_version_counts_for_nothing() -> None:
    assert lane_for({**ALL_NO, "screen.gone": Answer.YES}, LANES).lane is Lane.A
    assert LANES.question("screen.gone") is None
    assert LANES.rule("lane.gone") is None


def test_the_packaged_file_is_a_draft_that_nobody_signed() -> None:
    signed = {(each.reviewed_by, each.reviewed_on) for each in (LANES, *LANES.every_rule())}

    assert signed == {(None, None)}
    assert LANES.version.endswith("draft")


def test_the_questions_take_less_than_five_minutes() -> None:
    spoken = [max(question.ask, key=len) for question in LANES.questions]
    words = sum(len(text.split()) for text in spoken)

    # Two and a half words a second, and five seconds for each answer.
    assert words / 2.5 + 5 * len(spoken) < 270


def _changed(tmp_path: Path, *, at: tuple[str | int, ...], value: object) -> Path:
    tree = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    node = tree
    for part in at[:-1]:
        node = node[part]
    node[at[-1]] = value
    path = tmp_path / "lanes.yaml"
    path.write_text(yaml.safe_dump(tree, sort_keys=False), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("at", "value", "problem"),
    [
        (("surprise",), 1, "surprise"),
        (("questions", 0, "surprise"), 1, r"questions\.0\.surprise"),
        (("questions", 0, "rules", 0, "lane"), "D", r"questions\.0\.rules\.0\.lane"),
        (("questions", 0, "rules", 0, "lane"), "A", "can only make more careful"),
        (("questions", 0, "rules", 0, "answer"), "no", "a no fires no rule"),
        (("questions", 0, "rules"), [], "needs one rule for yes"),
        (("questions", 0, "ask"), [], r"questions\.0\.ask"),
        (("questions", 1, "words"), ["("], "cannot be used"),
        (("questions", 1, "id"), "screen.age", "used twice"),
        (("questions", 0, "follows"), "screen.nothing", "not asked before it"),
        (("questions", 0, "rules", 0, "reviewed_on"), "2026-01-01", "needs a person's name"),
        (("reviewed_on",), "2026-01-01", "needs a person's name"),
        (("unknown", 0, "lane"), "A", "can only make more careful"),
        (("unknown", 0, "answer"), "declined", "unknown needs a rule for unsure"),
        (("unanswered", "lane"), "B", "unanswered must be lane C"),
        (("lanes",), [], "must hold A, B and C"),
        (("held", "lane"), "B", "held must be lane C"),
        (("facts", 0, "fact"), "age_years", "facts.0.fact"),
        (("told", 0, "question"), "screen.nothing", "names no question"),
    ],
)
def test_a_file_that_does_not_fit_is_refused_by_its_line_and_key(
    at: tuple[str | int, ...], value: object, problem: str, tmp_path: Path
) -> None:
    path = _changed(tmp_path, at=at, value=value)

    with pytest.raises(ContentError, match=problem) as refused:
        load_lanes(path)

    assert "lanes.yaml line " in str(refused.value)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="cannot be read"):
        load_lanes(tmp_path / "lanes.yaml")


def test_every_gate_rule_that_is_listened_for_is_in_the_policy() -> None:
    from safety.policy import load_policy

    assert {each.gate for each in LANES.told} <= {rule.id for rule in load_policy().rules}


def test_each_lane_has_its_words() -> None:
    assert [LANES.words(lane).lane for lane in Lane] == list(Lane)
    assert isinstance(LANES, LaneRules)


def _screening(occasion: Occasion, lane: Lane, *, complete: bool = True) -> Screening:
    at = MORNING if complete else None
    return Screening(known_person().id, MORNING, occasion, lane, "", completed_at=at)


def test_a_screen_under_way_again_can_only_make_safer() -> None:
    whole = _screening(Occasion.SCREEN, Lane.B)

    assert lane_of([]) is Lane.C
    assert lane_of([_screening(Occasion.SCREEN, Lane.A, complete=False)]) is Lane.C
    assert lane_of([whole, _screening(Occasion.SCREEN, Lane.A, complete=False)]) is Lane.B
    assert lane_of([whole, _screening(Occasion.SCREEN, Lane.C, complete=False)]) is Lane.C


@given(st.sampled_from(LANES.questions), st.sampled_from(list(Answer)))
def test_an_answer_turned_for_how_it_was_asked_is_turned_back_when_shown(
    question: ScreenQuestion, answer: Answer
) -> None:
    stored = question.as_said(answer)

    assert question.as_said(stored) is answer
    assert (stored is answer) is not (question.asked_turned and answer not in UNKNOWN)
