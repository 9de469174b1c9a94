"""Whom a LiveKit dispatch is for."""

import json
from uuid import UUID

import pytest

from coach.voice.dispatch import DispatchError, dispatched_person

ANYONE = UUID("0b9f5b5e-7f6c-4f57-8f0e-1f5dca6a0001")


@pytest.mark.parametrize(
    "other",
    [
        "",
        "null",
        "{}",
        str(ANYONE),
        '{"person_id": "Sam"}',
        json.dumps({"person_id": str(ANYONE), "name": "Sam"}),
        json.dumps({"person_id": str(ANYONE), "diary": {"slept": "badly"}}),
    ],
)
def test_a_dispatch_holds_a_persons_id_and_nothing_else(other: str) -> None:
    with pytest.raises(DispatchError) as refused:
        dispatched_person(other)

    assert "Sam" not in str(refused.value)
    assert dispatched_person(json.dumps({"person_id": str(ANYONE)})) == ANYONE
