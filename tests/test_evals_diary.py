from collections.abc import Sequence
from datetime import time

import pytest

from coach.dialogue.listen.reading import Intent, Known, Reading, Value
from evals.case import DiaryCase
from evals.diary import run
from evals.scorecard import Scorecard
from memory.diary import Field

BED, LATENCY, AWAKE = Field.GOT_INTO_BED, Field.SLEEP_ONSET_LATENCY, Field.WAKE_AFTER_SLEEP_ONSET


def case(name: str = "d1", **changed: object) -> DiaryCase:
    line: dict[str, object] = {
        "id": name,
        "style": "spoken",
        "question": "When did you get into bed?",
        "asked": ["bed_time"],
        "known": {},
        "utterance": name,
        "expected": {"bed_time": "23:00"},
    }
    return DiaryCase.model_validate(line | changed)


def reading(
    values: dict[Field, Value] | None = None,
    *unclear: Field,
    intent: Intent | None = None,
) -> Reading:
    return Reading(values or {}, frozenset(unclear), intent=intent)


class Answers:
    """A reader that gives each utterance the reading set down for it."""

    def __init__(self, readings: dict[str, Reading]) -> None:
        self.readings = readings
        self.heard: list[tuple[str, Sequence[Field], Known]] = []

    def __call__(self, words: str, asked: Sequence[Field], known: Known) -> Reading:
        self.heard.append((words, asked, known))
        return self.readings[words]


def one(the_case: DiaryCase, found: Reading) -> Scorecard:
    return run([the_case], Answers({the_case.utterance: found}))


def metrics(card: Scorecard) -> dict[str, tuple[int, int]]:
    return {metric.name: (metric.hits, metric.n) for metric in card.metrics}


RIGHT = reading({BED: time(23, 0)})


@pytest.mark.parametrize(
    ("labels", "found"),
    [
        ({}, RIGHT),
        ({"accept_range": {"bed_time": ["22:45", "23:15"]}}, reading({BED: time(22, 45)})),
        ({"accept_range": {"bed_time": ["23:45", "00:15"]}}, reading({BED: time(0, 15)})),
        ({"accept_range": {"bed_time": ["23:45", "00:15"]}}, reading({BED: time(23, 50)})),
        (
            {"expected": {}, "accept_range": {"waso_min": [10, 20]}},
            reading({AWAKE: 20}),
        ),
        ({"expected": {"bed_time": "unclear"}}, reading({}, BED)),
        (
            {"expected": {"waso_min": "unclear"}, "accept_range": {"waso_min": [60, 90]}},
            reading({AWAKE: 60}),
        ),
        ({"may_also_set": ["waso_min"]}, reading({BED: time(23, 0), AWAKE: 40})),
        ({"may_also_set": ["waso_min"]}, reading({BED: time(23, 0)}, AWAKE)),
        ({}, reading({BED: time(23, 0), Field.NOTE: "the dog barked"})),
        ({}, reading({BED: time(23, 0)}, Field.NOTE)),
        (
            {"expected": {"notes": "took a sleeping tablet at ten"}},
            reading({Field.NOTE: "Took a sleeping tablet, at ten."}),
        ),
        ({"expected": {}}, reading()),
        ({"expected": {}}, Reading(unknown=frozenset({BED}))),
        ({}, reading({BED: time(23, 0), Field.EARLY_WAKE_AWAKE: 20})),
    ],
)
def test_what_the_label_has_is_right(labels: dict[str, object], found: Reading) -> None:
    card = one(case("d1", **labels), found)

    assert card.items[0].ok, card.items[0].why
    assert metrics(card)["all_fields_right"] == (1, 1)
    assert metrics(card)["false_sets"] == (0, 1)


@pytest.mark.parametrize(
    ("labels", "found", "why", "false_sets"),
    [
        ({}, reading(), "bed_time: missed, expected 23:00", 0),
        ({}, reading({}, BED), "bed_time: missed (asked back), expected 23:00", 0),
        ({}, reading({BED: time(11, 0)}), "bed_time: wrong value 11:00, expected 23:00", 0),
        (
            {"accept_range": {"bed_time": ["23:45", "00:15"]}},
            reading({BED: time(12, 0)}),
            "bed_time: wrong value 12:00, expected 23:00",
            0,
        ),
        ({}, reading({BED: time(23, 0), AWAKE: 5}), "waso_min: false set 5", 1),
        ({}, reading({BED: time(23, 0)}, AWAKE), "waso_min: needlessly asked back", 0),
        ({"expected": {"bed_time": "unclear"}}, reading(), "bed_time: not asked back", 0),
        (
            {"expected": {"bed_time": "unclear"}},
            reading({BED: time(6, 0)}),
            "bed_time: false set 06:00",
            1,
        ),
        (
            {"expected": {"bed_time": "unclear"}},
            Reading(unknown=frozenset({BED})),
            "bed_time: not asked back",
            0,
        ),
        (
            {"expected": {"notes": "took a sleeping tablet"}},
            reading({Field.NOTE: "the dog barked all night"}),
            "notes: wrong value the dog barked all night, expected took a sleeping tablet",
            0,
        ),
    ],
)
def test_anything_else_fails_and_says_why(
    labels: dict[str, object], found: Reading, why: str, false_sets: int
) -> None:
    card = one(case("d1", **labels), found)

    assert not card.items[0].ok
    assert card.items[0].why == why
    assert metrics(card)["all_fields_right"] == (0, 1)
    assert metrics(card)["false_sets"] == (false_sets, 1)


def test_the_reader_is_given_the_product_s_fields_and_no_label() -> None:
    reader = Answers({"d1": RIGHT})

    run([case(known={"lights_out": "23:30", "shift_worker": True})], reader)

    known = Known({Field.TRIED_TO_SLEEP: time(23, 30)}, shift_worker=True)
    assert reader.heard == [("d1", [BED], known)]


def test_what_the_product_did_is_told_by_the_names_of_the_case_files() -> None:
    found = reading({LATENCY: 20, BED: time(0, 5)}, AWAKE, intent=Intent.CORRECT_EARLIER)

    card = one(case(), found)

    assert card.items[0].got == {
        "set": {"bed_time": "00:05", "sleep_latency_min": 20},
        "asked_back": ["waso_min"],
        "intent": "correct_earlier",
    }


def test_a_reader_that_raises_fails_the_case_and_the_run_goes_on() -> None:
    reader = Answers({"d2": RIGHT})

    card = run([case("d1"), case("d2"), case("d3", expected={})], reader)

    crashed = card.items[0]
    assert [item.ok for item in card.items] == [False, True, False]
    assert crashed.got is None
    assert crashed.why.startswith("crashed: KeyError")
    assert metrics(card)["crashes"] == (2, 3)


def test_a_crash_counts_against_asking_back() -> None:
    card = run([case(expected={"bed_time": "unclear"})], Answers({}))

    assert metrics(card)["ask_back_recall"] == (0, 1)


def test_the_intent_is_compared_only_where_the_case_names_it() -> None:
    found = {"d1": reading({BED: time(23, 0)}, intent=Intent.REFUSE), "d2": RIGHT, "d3": RIGHT}

    card = run([case("d1"), case("d2", intent=None), case("d3", intent="refuse")], Answers(found))

    assert metrics(card)["intent_right"] == (1, 2)
    assert [item.ok for item in card.items] == [True, True, True]
    assert card.items[2].why == "intent: None, expected refuse"


def test_yes_is_no_intent_of_a_case() -> None:
    card = one(case(intent=None), reading({BED: time(23, 0)}, intent=Intent.YES))

    assert metrics(card)["intent_right"] == (1, 1)


def test_asking_back_is_recalled_over_the_unclear_fields() -> None:
    unclear = {"expected": {"bed_time": "unclear", "waso_min": "unclear"}}
    found = {"d1": reading({}, BED, AWAKE), "d2": reading({AWAKE: 5}, BED)}

    card = run([case("d1", **unclear), case("d2", **unclear)], Answers(found))

    assert metrics(card)["ask_back_recall"] == (3, 4)


def test_each_style_has_its_own_row() -> None:
    cases = [case("d1", style="asr"), case("d2", style="whisper"), case("d3", style="asr")]

    card = run(cases, Answers({"d1": RIGHT, "d2": RIGHT, "d3": reading()}))

    assert metrics(card)["right_asr"] == (1, 2)
    assert metrics(card)["right_whisper"] == (1, 1)


def test_styles_agree_when_they_give_the_same_diary() -> None:
    same = [case(f"a{each}", sentence="a") for each in range(3)]
    other = [case(f"b{each}", sentence="b") for each in range(3)]
    relabelled = [
        case("c0", sentence="c"),
        case("c1", sentence="c", expected={"bed_time": "unclear"}),
    ]
    alone = [case("d0", sentence="d"), case("d1")]
    found = {each.utterance: RIGHT for each in [*same, *other, *relabelled, *alone]}
    found["b1"] = reading({}, BED)

    card = run([*same, *other, *relabelled, *alone], Answers(found))

    assert metrics(card)["style_agreement"] == (1, 2)


def test_styles_that_crash_alike_do_not_agree() -> None:
    card = run([case("a0", sentence="a"), case("a1", sentence="a")], Answers({}))

    assert metrics(card)["style_agreement"] == (0, 1)
