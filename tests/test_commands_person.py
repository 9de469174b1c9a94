"""`coach person`: who is meant, what is shown, changed, exported and erased."""

import io
import json
from datetime import time
from pathlib import Path

import pytest

from coach.__main__ import main
from memory.course import Measure, Standing
from safety.lanes import Lane
from tests.courses import away, one_of_each, passed, planned, screened
from tests.kept import ADA, ada, ben, keep, kept_people, slept

Out = pytest.CaptureFixture[str]


def test_nobody_on_file_is_told_how_to_begin(capsys: Out) -> None:
    assert main(["person", "show"]) == 2
    assert "coach checkin" in capsys.readouterr().err


def test_the_only_person_needs_no_naming(capsys: Out) -> None:
    keep([ada()], [slept()])

    code = main(["person", "show"])

    page = capsys.readouterr().out
    assert code == 0
    assert "Ada [b]Lovelace" in page
    assert "Germany (DE)" in page
    assert "Monday and Tuesday" in page
    assert "1 night" in page


def test_who_was_not_screened_is_told_what_that_means(capsys: Out) -> None:
    keep([ada()])

    main(["person", "show"])

    page = capsys.readouterr().out
    assert "C, time in bed is never cut (the safety questions are not answered yet)" in page
    assert "none yet" in page


def test_the_page_says_lane_plan_and_absence_in_words(capsys: Out) -> None:
    keep([ada()], course=[screened(Lane.A), planned(), away()])

    main(["person", "show"])

    page = capsys.readouterr().out
    assert "A, a sleep window may be set\n" in page
    assert "in bed from 0:15 to 6:30, 6 hours 15 minutes, since the night to 3 March 2026" in page
    assert "set by Dr Grace Hopper" in page
    assert "from 2 March 2026 and not back yet: the funeral in Leeds" in page


def test_the_lane_shown_is_the_one_that_applies_after_what_the_nights_found(capsys: Out) -> None:
    short = planned(1, measure=Measure.REGULARITY, rules=("lane.short_sleep",))
    keep([ada()], course=[screened(Lane.A), short])

    main(["person", "show"])
    page = capsys.readouterr().out
    main(["person", "show", "--json"])

    assert "C, time in bed is never cut (by your answers A;" in page
    assert json.loads(capsys.readouterr().out)["lane"] == "C"


def test_the_page_says_that_the_programme_is_on_hold(capsys: Out) -> None:
    keep([ada()], course=[screened(Lane.A), passed(Standing.SAFETY_HOLD)])

    main(["person", "show"])
    page = capsys.readouterr().out
    main(["person", "show", "--json"])

    shown = json.loads(capsys.readouterr().out)
    assert "on hold for your safety" in page
    assert "C, time in bed is never cut" in page
    assert (shown["lane"], shown["side_states"], shown["plan"]) == ("C", ["SAFETY_HOLD"], None)


def test_the_plan_is_shown_as_plain_values(capsys: Out) -> None:
    keep([ada()], course=[screened(), planned()])

    main(["person", "show", "--json"])

    shown = json.loads(capsys.readouterr().out)
    assert shown["lane"] == "B"
    assert shown["plan"] == {
        "measure": "window",
        "from_night": "2026-03-03",
        "rise_time": "06:30",
        "time_in_bed_min": 375,
    }


def test_the_export_holds_the_whole_course(tmp_path: Path) -> None:
    keep([ada()], course=one_of_each())
    out = tmp_path / "me.json"

    main(["person", "export", "--out", str(out), "--markdown"])

    kept, page = json.loads(out.read_text()), (tmp_path / "me.md").read_text()
    assert kept["screenings"][0]["answers"]["bipolar"] == "unsure"
    assert [len(kept[kind]) for kind in ("plans", "reviews", "passages", "spells")] == [1, 1, 1, 1]
    for line in (
        "lane B; bipolar: unsure, drives_for_a_living: no [lane.b.bipolar]",
        'set by Dr Grace Hopper: "flies to Tokyo" [override.person, lane.a]',
        "review (weekly): satisfaction 6 of 10, effect on the day 0 of 10, sleepy where it is "
        "dangerous no",
        "S2 entered [moved]",
        "Away from 2 March 2026 and not back yet: the funeral in Leeds",
    ):
        assert line in page


def test_several_people_must_be_told_apart(capsys: Out) -> None:
    keep([ada(), ben()])

    assert main(["person", "show"]) == 2
    said = capsys.readouterr().err
    assert str(ADA) in said
    assert "Ben" in said


@pytest.mark.parametrize(
    "wanted", ["ben", " BEN ", "1c9f5b5e", "1c9f5b5e-7f6c-4f57-8f0e-1f5dca6a0002"]
)
def test_a_person_is_found_by_name_or_by_the_beginning_of_the_id(wanted: str, capsys: Out) -> None:
    keep([ada(), ben()])

    code = main(["person", "show", "--json", "--person", wanted])

    assert code == 0
    assert json.loads(capsys.readouterr().out)["name"] == "Ben"


def test_an_unknown_name_is_answered_with_who_is_there(capsys: Out) -> None:
    keep([ada()])

    assert main(["person", "show", "--person", "Charles"]) == 2
    assert "Ada" in capsys.readouterr().err


def test_the_list_holds_everyone(capsys: Out) -> None:
    keep([ada(), ben()], [slept()])

    code = main(["person", "list"])

    lines = capsys.readouterr().out.splitlines()
    assert code == 0
    assert len(lines) == 2
    assert lines[0].startswith(str(ADA))


def test_what_is_set_is_kept_and_told(capsys: Out) -> None:
    keep([ada()])

    who = ["--name", "Ada", "--zone", "europe/london", "--country", "united kingdom"]
    when = ["--rise", "7am", "--work-days", "fri-mon,wed", "--day-starts", "14:00"]
    code = main(["person", "set", *who, *when])

    person = kept_people()[0]
    assert code == 0
    assert (person.name, person.tz, person.country) == ("Ada", "Europe/London", "GB")
    assert (person.rise_time, person.day_starts_at) == (time(7), time(14))
    assert person.work_days == frozenset({1, 3, 5, 6, 7})
    assert "Time zone: Europe/Berlin -> Europe/London" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("flag", "value", "hint"),
    [
        ("--zone", "Berln", "Europe/Berlin"),
        ("--zone", "germany", "Europe/Berlin"),
        ("--zone", "Nowhere/Atall", "America/New_York"),
        ("--country", "Atlantis", "two letters"),
        ("--rise", "25:00", "07:00"),
        ("--rise", "13pm", "07:00"),
        ("--work-days", "mon-someday", "mon-fri"),
        ("--work-days", "t", "mon-fri"),
        ("--name", " ", "1 to 40"),
    ],
)
def test_a_wrong_value_is_answered_with_a_right_one(
    flag: str, value: str, hint: str, capsys: Out
) -> None:
    keep([ada()])

    assert main(["person", "set", flag, value]) == 2
    assert hint in capsys.readouterr().err
    assert kept_people()[0].tz == "Europe/Berlin"


def test_setting_nothing_is_refused(capsys: Out) -> None:
    keep([ada()])

    assert main(["person", "set"]) == 2
    assert "nothing to change" in capsys.readouterr().err


def test_the_export_holds_the_words_and_is_for_its_owner_alone(tmp_path: Path) -> None:
    keep([ada()], [slept(note="the *dog*\n# barked")])
    out = tmp_path / "me.json"

    code = main(["person", "export", "--out", str(out), "--markdown"])

    kept, page = json.loads(out.read_text()), (tmp_path / "me.md").read_text()
    assert code == 0
    assert kept["nights"][0]["note"] == "the *dog*\n# barked"
    assert kept["check_ins"][0]["turns"][0]["text"] == "I lay awake"
    assert "You: I lay awake" in page
    assert "Nightjar: That is hard." in page
    assert "\n# barked" not in page
    assert out.stat().st_mode & 0o777 == 0o600


def test_an_export_replaces_no_file_unasked(tmp_path: Path, capsys: Out) -> None:
    keep([ada()])
    out = tmp_path / "me.json"
    out.write_text("dear diary")

    assert main(["person", "export", "--out", str(out)]) == 2
    assert out.read_text() == "dear diary"
    assert "--force" in capsys.readouterr().err
    assert main(["person", "export", "--out", str(out), "--force"]) == 0


def test_erasing_needs_the_name_typed(monkeypatch: pytest.MonkeyPatch, capsys: Out) -> None:
    keep([ada()], [slept()])
    monkeypatch.setattr("sys.stdin", io.StringIO("yes\n"))

    code = main(["person", "erase"])

    assert code == 1
    assert "Nothing was erased" in capsys.readouterr().out
    assert [person.id for person in kept_people()] == [ADA]


def test_erasing_says_what_went_and_what_is_beyond_us(
    monkeypatch: pytest.MonkeyPatch, capsys: Out, tmp_path: Path
) -> None:
    keep([ada(), ben()], [slept()])
    main(["backup", "--out", str(tmp_path / "copy")])
    capsys.readouterr()
    monkeypatch.setattr("sys.stdin", io.StringIO("ada [B]lovelace\n"))

    code = main(["person", "erase", "--person", "Ada [b]Lovelace"])

    told = capsys.readouterr().out
    assert code == 0
    assert "1 night" in told
    assert str(tmp_path / "copy") in told
    assert "Beyond us" in told
    assert [person.name for person in kept_people()] == ["Ben"]


def test_an_erasure_is_repeated_by_id(capsys: Out) -> None:
    keep([ada()])
    main(["person", "erase", "--yes"])

    assert main(["person", "erase", "--yes", "--person", str(ADA)]) == 0
    assert "was left" in capsys.readouterr().out
    assert main(["person", "erase", "--yes", "--person", str(ben().id)]) == 1


def test_a_zone_that_is_none_of_the_country_is_pointed_out(capsys: Out) -> None:
    keep([ada()])

    code = main(["person", "set", "--country", "CA"])

    said = capsys.readouterr().out
    assert code == 0
    assert "is no time zone of Canada" in said
    assert "--zone" in said


def test_a_zone_of_the_country_needs_no_hint(capsys: Out) -> None:
    keep([ada()])

    main(["person", "set", "--country", "CA", "--zone", "America/Toronto"])

    assert "no time zone" not in capsys.readouterr().out


def test_a_check_in_of_somebody_needs_a_terminal_or_text(
    capsys: Out, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))

    code = main(["checkin", "--person", "Bob"])

    said = capsys.readouterr()
    assert code == 2
    assert "--text" in said.err
    assert "demonstration" not in said.out
