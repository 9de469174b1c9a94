"""`coach screen`: the health questions as a form, from a file, and the page that says why."""

import asyncio
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

from coach.__main__ import main
from coach.keeping import opened_store
from coach.settings import Settings
from memory.person import Consent, Person, Topic
from memory.screening import Screening, lane_of
from safety.lanes import Answer, Lane, load_lanes
from tests.kept import ADA, NOW, ada, keep

Out = pytest.CaptureFixture[str]
NAMES = [question.id.removeprefix("screen.") for question in load_lanes().asked({})]


def _person() -> Person:
    notice = Consent(Topic.DATA_NOTICE, given=True, at=NOW, wording="1")
    return replace(ada(), consents=(*ada().consents, notice))


def _screenings() -> list[Screening]:
    async def look() -> list[Screening]:
        async with opened_store(Settings()) as store:
            return await store.screenings(ADA)

    return asyncio.run(look())


def _file(folder: Path, **answers: object) -> str:
    path = folder / "answers.yaml"
    given = {"keep": True} | dict.fromkeys(NAMES, False) | answers
    path.write_text(
        "".join(
            f"{key}: {json.dumps(value)}\n" for key, value in given.items() if value is not ...
        ),
        encoding="utf-8",
    )
    return str(path)


def _types(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


def test_before_the_questions_the_page_says_that_nothing_is_shortened(capsys: Out) -> None:
    keep([_person()])

    code = main(["screen", "--show"])

    page = capsys.readouterr().out
    assert code == 0
    assert page.startswith("Lane C")
    assert "not taken yet" in page
    assert "no clinician has reviewed" in page


def test_a_form_of_noes_read_back_is_lane_a(monkeypatch: pytest.MonkeyPatch, capsys: Out) -> None:
    keep([_person()])
    _types(monkeypatch, "yes", *["n"] * len(NAMES), "yes")

    code = main(["screen"])

    assert code == 0
    assert capsys.readouterr().out.startswith("Lane A")
    assert lane_of(_screenings()) is Lane.A


def test_a_form_left_half_way_goes_on_where_it_was(
    monkeypatch: pytest.MonkeyPatch, capsys: Out
) -> None:
    keep([_person()])
    _types(monkeypatch, "yes", "no", "yes", "q")
    main(["screen"])
    half_way = capsys.readouterr().out
    _types(monkeypatch, *["no"] * (len(NAMES) - 2), "yes")

    main(["screen"])

    assert "2 answered, not finished" in half_way
    assert _screenings()[-1].answers["screen.baby"] is Answer.YES
    assert lane_of(_screenings()) is Lane.C


def test_the_form_says_why_goes_back_and_puts_right_at_the_end(
    monkeypatch: pytest.MonkeyPatch, capsys: Out
) -> None:
    keep([_person()])
    noes = ["no"] * (len(NAMES) - 2)
    _types(monkeypatch, "yes", "?", "no", "yes", "b", "blue", "skip", *noes, "2", "no", "yes")

    main(["screen"])

    told = capsys.readouterr().err
    assert load_lanes().questions[0].why in told
    assert "Please answer yes, no" in told
    assert _screenings()[-1].answers["screen.baby"] is Answer.NO
    assert lane_of(_screenings()) is Lane.A


def test_a_form_whose_answers_are_not_to_be_kept_keeps_the_lane_alone(
    monkeypatch: pytest.MonkeyPatch, capsys: Out
) -> None:
    keep([_person()])
    _types(monkeypatch, "no", "yes", *["no"] * (len(NAMES) - 1), "yes")

    main(["screen"])

    (kept,) = _screenings()
    assert (kept.lane, kept.answers, kept.rules) == (Lane.B, {}, ())
    assert "not kept" in capsys.readouterr().out


@pytest.mark.parametrize("reply", ["yes", "not sure"])
def test_dark_thoughts_bring_the_lines_of_help_before_anything_else(
    reply: str, monkeypatch: pytest.MonkeyPatch, capsys: Out
) -> None:
    keep([_person()])
    before = NAMES.index("thoughts")
    _types(monkeypatch, "yes", *["no"] * before, "yes", reply)

    main(["screen"])

    assert "findahelpline" in capsys.readouterr().err
    assert _screenings()[-1].answers["screen.thoughts"] is Answer.YES
    assert lane_of(_screenings()) is Lane.C


def test_dark_thoughts_that_are_no_danger_now_let_the_form_go_on(
    monkeypatch: pytest.MonkeyPatch, capsys: Out
) -> None:
    keep([_person()])
    at = NAMES.index("thoughts")
    rest = len(NAMES) - at - 1
    _types(monkeypatch, "yes", *["no"] * at, "yes", "no", *["no"] * rest, "yes")

    main(["screen"])

    captured = capsys.readouterr()
    assert "plain answer" in captured.err
    assert "Worth telling a doctor" in captured.out


def test_danger_typed_into_the_form_is_answered_by_the_safety_gate(
    monkeypatch: pytest.MonkeyPatch, capsys: Out
) -> None:
    keep([_person()])
    _types(monkeypatch, "yes", "I want to kill myself tonight")

    main(["screen"])

    assert "112" in capsys.readouterr().err


def test_answers_from_a_file_lead_to_their_lane_and_its_reasons(
    tmp_path: Path, capsys: Out
) -> None:
    keep([_person()])
    path = _file(tmp_path, work=True, mood="unsure", legs="declined")

    code = main(["screen", "--answers", path, "--json"])

    shown = json.loads(capsys.readouterr().out)
    assert code == 0
    assert shown["lane"] == "C"
    assert [rule["id"] for rule in shown["rules"]] == ["lane.work", "lane.declined", "lane.unsure"]
    assert shown["answers"]["screen.work"] == "yes"
    assert shown["reviewed_by"] is None


def test_dark_thoughts_in_a_file_bring_the_lines_of_help(tmp_path: Path, capsys: Out) -> None:
    keep([_person()])

    main(["screen", "--answers", _file(tmp_path, thoughts=True)])

    assert "findahelpline" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("answers", "problem"),
    [
        ({"work": ...}, "no answer to screen.work"),
        ({"keep": ...}, "no answer to keep"),
        ({"breathing": True}, "screen.breathing_untreated"),
        ({"wrok": True}, "Did you mean 'work'"),
        ({"work": "perhaps"}, "line 4"),
    ],
)
def test_a_file_that_does_not_fit_is_refused_in_words(
    answers: dict[str, object], problem: str, tmp_path: Path, capsys: Out
) -> None:
    keep([_person()])

    code = main(["screen", "--answers", _file(tmp_path, **answers)])

    assert code == 2
    assert problem in capsys.readouterr().err
    assert _screenings() == []


@pytest.mark.parametrize("name", ["gone.yaml", "broken.yaml"])
def test_a_file_of_answers_that_is_missing_or_broken_is_unusable_input(
    name: str, tmp_path: Path, capsys: Out
) -> None:
    keep([_person()])
    (tmp_path / "broken.yaml").write_text("keep: [yes\n")

    code = main(["screen", "--answers", str(tmp_path / name)])

    assert code == 2
    assert name in capsys.readouterr().err


def test_answering_anew_has_to_be_said(tmp_path: Path, capsys: Out) -> None:
    keep([_person()])
    main(["screen", "--answers", _file(tmp_path, work=True)])

    refused = main(["screen", "--answers", _file(tmp_path)])
    before = lane_of(_screenings())
    again = main(["screen", "--again", "--answers", _file(tmp_path)])

    assert (refused, again) == (2, 0)
    assert "--again" in capsys.readouterr().err
    assert (before, lane_of(_screenings())) == (Lane.C, Lane.A)


def test_once_answered_the_command_only_shows(tmp_path: Path, capsys: Out) -> None:
    keep([_person()])
    main(["screen", "--answers", _file(tmp_path)])

    main(["screen"])

    assert capsys.readouterr().out.count("Lane A") == 2
    assert len(_screenings()) == 1


def test_who_has_not_agreed_to_anything_yet_is_sent_to_the_check_in(
    tmp_path: Path, capsys: Out
) -> None:
    keep([ada()])

    code = main(["screen", "--answers", _file(tmp_path)])

    assert code == 2
    assert "coach checkin" in capsys.readouterr().err


def test_the_help_says_what_the_lanes_are_for(capsys: Out) -> None:
    main(["screen", "--help"])

    told = capsys.readouterr().out
    assert "time in bed" in told
    assert "--again" in told


def test_the_form_takes_no_answer_that_says_more_than_no(
    capsys: Out, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep([_person()])
    _types(monkeypatch, "yes", "n", "n", "no, I fly planes", "not really, I'm a midwife", "q")

    main(["screen"])

    assert "screen.work" not in _screenings()[-1].answers
    assert "not plain to me" in capsys.readouterr().err
