"""What `coach worker` refuses: options, settings, and jobs that are for nobody."""

import json
from uuid import UUID

import pytest

from coach.__main__ import main
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


def test_a_worker_without_a_server_says_what_to_set(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COACH_LIVEKIT__API_KEY", "devkey")

    code = main(["worker"])

    told = capsys.readouterr().err
    assert code == 2
    assert told.rstrip().endswith("Not set: COACH_LIVEKIT__URL, COACH_LIVEKIT__API_SECRET.")


@pytest.mark.parametrize("port", ["99999", "-1", "80a", "", "65536"])
def test_a_port_that_is_none_is_refused_as_an_option(
    capsys: pytest.CaptureFixture[str], port: str
) -> None:
    code = main(["worker", f"--health-port={port}"])

    told = capsys.readouterr().err
    assert code == 2
    assert "--health-port" in told
    assert "0 to 65535" in told
