"""The memory cases made from a world: the same seed gives the same people."""

from pathlib import Path

import yaml

from evals import timelines
from evals.case_file import read_cases
from evals.memory_case import MemoryCase

WORLD = yaml.safe_load(Path(timelines.__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
KEPT = Path(timelines.__file__).parent / "cases" / "memory-generated.jsonl"


def _made(number: int, seed: int = 1) -> MemoryCase:
    return MemoryCase.model_validate(timelines.case(number, seed, WORLD))


def test_the_kept_people_are_those_the_script_makes() -> None:
    kept = read_cases(KEPT, MemoryCase)

    assert kept == [_made(number) for number in range(len(kept))]
    assert sum(len(each.utterances) for each in kept) >= 400


def test_nothing_must_and_must_not_be_shown_at_once() -> None:
    for query in (each for number in range(6) for each in _made(number, 5).queries):
        wrong = {*query.must_not_surface, *query.forgotten, *query.do_not_raise}
        assert not wrong & set(query.must_surface), query.id


def test_another_seed_lives_through_something_else() -> None:
    assert _made(0, 1).utterances != _made(0, 2).utterances
