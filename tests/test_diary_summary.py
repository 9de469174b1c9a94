"""`coach diary --summary`: the page for a doctor holds what was told, and nothing else."""

from datetime import timedelta

import pytest

from coach.__main__ import main
from memory.diary import Field, Source
from memory.screening import Occasion
from safety.lanes import Answer
from tests.courses import reviewed, screened
from tests.kept import NIGHT, NOW, ada, keep, slept

Out = pytest.CaptureFixture[str]
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _a_monday_in_march(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coach.commands.diary.utc_now", lambda: NOW)
    monkeypatch.setenv("COLUMNS", "80")


def _page(capsys: Out, *more: str) -> str:
    assert main(["diary", "--summary", *more]) == 0
    return capsys.readouterr().out


def _row(page: str, week: str) -> list[str]:
    return next(line for line in page.splitlines() if line.startswith(week)).split()


def test_each_week_has_the_means_of_its_nights_that_count(capsys: Out) -> None:
    short, long = slept(sleep_onset_latency_min=10), slept(NIGHT - DAY, sleep_onset_latency_min=45)
    odd = slept(NIGHT - 2 * DAY, sleep_onset_latency_min=900)
    before = slept(NIGHT - 7 * DAY, awakenings=1, wake_after_sleep_onset_min=40)
    keep([ada()], [before, odd, long, short])

    page = _page(capsys)

    assert _row(page, "2 Mar")[2:] == [
        *("2", "22:45", "06:45", "28", "0.0", "0", "30"),
        *("8h00", "6h48", "84%", "4.0", "-"),
    ]
    assert _row(page, "23 Feb")[2:] == [
        *("1", "22:45", "06:45", "15", "1.0", "40", "30"),
        *("8h00", "6h20", "79%", "4.0", "-"),
    ]
    assert "4 told of 8, 3 of them complete" in " ".join(page.split())


def test_bedtimes_on_both_sides_of_midnight_have_a_time_between_them(capsys: Out) -> None:
    late = timedelta(hours=2)
    early = slept()
    nights = [
        slept(
            NIGHT - DAY,
            got_into_bed_at=early.got_into_bed_at - DAY + late,  # type: ignore[operator]
            tried_to_sleep_at=early.tried_to_sleep_at - DAY + late,  # type: ignore[operator]
        ),
        early,
    ]
    keep([ada()], nights)

    assert _row(_page(capsys), "2 Mar")[3] == "23:45"


def test_the_page_says_what_it_is_and_what_was_stated(capsys: Out) -> None:
    answers = {"screen.breathing": Answer.YES, "screen.sleepy": Answer.NO}
    noted = slept(note="The neighbours had a party")
    keep([ada()], [noted], [screened(answers=answers), reviewed()])

    page = " ".join(_page(capsys).split())

    assert "not a medical record; nobody has checked them" in page
    assert "yes to" in page
    assert "satisfaction 6 of 10" in page
    assert "The neighbours had a party" in page
    assert "no clinician has reviewed" in page


def test_a_doctor_reads_what_is_in_force_now_and_what_was_left_open(capsys: Out) -> None:
    answers = {
        "screen.body": Answer.YES,
        "screen.breathing": Answer.YES,
        "screen.breathing_untreated": Answer.YES,
        "screen.mood": Answer.DECLINED,
        "screen.legs": Answer.UNSURE,
        "screen.baby": Answer.NO,
    }
    told = screened(number=86400, occasion=Occasion.TOLD, answers={"screen.baby": Answer.YES})
    keep([ada()], [slept()], [screened(answers=answers), told])

    page = " ".join(_page(capsys).split())

    stated = page[page.index("yes to:") : page.index("No to:")]
    assert "pregnancy and babies (told " in stated
    assert "your physical health" in stated
    assert "No to: treatment of your breathing every night" in page
    assert "Left open, not sure or not answered: legs that must move" in page
    assert "mood, eating, alcohol and drugs" in page[page.index("Left open") :]


def test_no_two_lines_of_the_page_begin_alike(capsys: Out) -> None:
    answers = {"screen.body": Answer.YES, "screen.legs": Answer.UNSURE}
    keep([ada()], [slept()], [screened(answers=answers)])

    heads = [each.partition(":")[0] for each in _page(capsys).splitlines() if ":" in each]

    assert len(heads) == len(set(heads))


def test_a_night_remembered_late_is_told_but_not_counted(capsys: Out) -> None:
    late = slept(NIGHT - DAY, sources={Field.OUT_OF_BED: Source.RECALLED})
    keep([ada()], [late, slept()])

    page = " ".join(_page(capsys).split())

    assert "2 told of 2, 1 of them complete" in page


def test_without_a_night_the_page_says_where_the_first_comes_from(capsys: Out) -> None:
    keep([ada()])

    assert "coach checkin" in _page(capsys)
