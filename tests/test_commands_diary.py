"""`coach diary`: the table, the sentences, the files for a clinician, and deleting a night."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta

import pytest

from coach.__main__ import main
from coach.commands.diary import night_table
from tests.kept import NIGHT, NOW, ada, keep, kept_nights, slept

Out = pytest.CaptureFixture[str]
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _a_monday_in_march(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coach.commands.diary.utc_now", lambda: NOW)
    monkeypatch.setenv("COLUMNS", "80")


def test_the_table_shows_a_night_in_its_own_zone(capsys: Out) -> None:
    keep([ada()], [slept()])

    code = main(["diary"])

    row = next(line for line in capsys.readouterr().out.splitlines() if line.startswith("Mon 2"))
    assert code == 0
    cells = " ".join(row.split())
    assert cells == "Mon 2 Mar 22:45 23:00 15 0 0 06:15 06:45 8h00 7h00 87% 4 -"


def test_the_table_keeps_within_eighty_columns(capsys: Out) -> None:
    keep([ada()], [slept(NIGHT - 3 * DAY, confirmed_at=None), slept(naps_min=120)])

    main(["diary"])

    assert max(map(len, capsys.readouterr().out.splitlines())) <= 80


def test_a_wide_page_shows_am_and_pm_where_people_use_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    page = io.StringIO()

    night_table([slept()], page, country="GB")

    assert "10:45pm" in page.getvalue()


def test_a_doubtful_and_an_unconfirmed_night_are_marked(capsys: Out) -> None:
    out_of_order = slept(NIGHT - DAY, final_awakening_at=datetime(2026, 2, 28, 1, tzinfo=UTC))
    keep([ada()], [out_of_order, slept(confirmed_at=None)])

    main(["diary"])

    page = capsys.readouterr().out
    assert "! Sun 1 Mar does not count: the times are out of order" in page
    assert "? not confirmed" in page


def test_the_week_is_the_ratio_of_its_sums_cut_to_a_whole_percent(capsys: Out) -> None:
    short = slept(NIGHT - DAY, got_into_bed_at=datetime(2026, 2, 28, 20, 46, tzinfo=UTC))
    keep([ada()], [slept(NIGHT - 8 * DAY), short, slept()])

    main(["diary"])

    page = capsys.readouterr().out
    assert "slept 14h00 of 16h59 in bed, 82%, over 2 nights" in " ".join(page.split())
    assert page.count("in bed, 87%") == 1


def test_a_narrow_page_is_told_in_sentences(capsys: Out, monkeypatch: pytest.MonkeyPatch) -> None:
    keep([ada()], [slept()])
    monkeypatch.setenv("COLUMNS", "50")

    main(["diary"])

    assert "into bed at 22:45" in " ".join(capsys.readouterr().out.split())


def test_the_csv_has_iso_times_with_offset_zone_and_minutes(capsys: Out) -> None:
    keep([ada()], [slept(note="=1+1, he said\nloudly")])

    code = main(["diary", "--csv"])

    (row,) = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert code == 0
    assert row["got_into_bed_at"] == "2026-03-01T22:45+01:00"
    assert row["tz"] == "Europe/Berlin"
    assert (row["time_in_bed_min"], row["total_sleep_time_min"]) == ("480", "420")
    assert row["sleep_efficiency_percent"] == "87"
    assert row["naps_min"] == ""
    assert row["sources"] == "quality_1_5=said"
    assert row["note"] == "'=1+1, he said\nloudly"
    assert row["valid"] == "yes"


def test_the_csv_of_an_empty_diary_is_its_header(capsys: Out) -> None:
    keep([ada()])

    main(["diary", "--csv"])

    assert capsys.readouterr().out.startswith("night,part,tz,got_into_bed_at,")


def test_the_json_holds_the_same_with_null_for_unknown(capsys: Out) -> None:
    keep([ada()], [slept()])

    main(["diary", "--json"])

    told = json.loads(capsys.readouterr().out)
    assert told["nights"][0]["out_of_bed_at"] == "2026-03-02T06:45+01:00"
    assert told["nights"][0]["naps_min"] is None
    assert told["sums"]["sleep_efficiency_percent"] == 87


def test_only_as_many_nights_as_asked_are_shown(capsys: Out) -> None:
    keep([ada()], [slept(NIGHT - 20 * DAY), slept(NIGHT - DAY), slept()])

    main(["diary", "--nights", "1", "--json"])

    nights = json.loads(capsys.readouterr().out)["nights"]
    assert [night["night"] for night in nights] == ["2026-03-02"]


def test_older_nights_are_pointed_to(capsys: Out) -> None:
    keep([ada()], [slept(NIGHT - 20 * DAY)])

    main(["diary"])

    assert "2026-02-10" in capsys.readouterr().out


@pytest.mark.parametrize("word", ["2026-03-01", "yesterday"])
def test_a_night_is_deleted_after_a_yes(
    word: str, capsys: Out, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep([ada()], [slept(NIGHT - DAY), slept()])
    monkeypatch.setattr("sys.stdin", io.StringIO("yes\n"))

    code = main(["diary", "--delete", word])

    assert code == 0
    assert [entry.night for entry in kept_nights()] == [NIGHT]
    assert "Deleted" in capsys.readouterr().out


def test_a_night_stays_without_a_yes(monkeypatch: pytest.MonkeyPatch) -> None:
    keep([ada()], [slept()])
    monkeypatch.setattr("sys.stdin", io.StringIO(""))

    assert main(["diary", "--delete", "today"]) == 1
    assert len(kept_nights()) == 1


@pytest.mark.parametrize("word", ["the other day", "2026-02-30", "2026-02-01"])
def test_a_night_that_is_not_there_is_refused(word: str) -> None:
    keep([ada()], [slept()])

    assert main(["diary", "--delete", word, "--yes"]) == 2
