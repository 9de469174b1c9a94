"""`coach diary --plot`: bars that are as long as the nights were, here or in a file."""

from datetime import time, timedelta
from pathlib import Path

import pytest

from coach.__main__ import main
from coach.commands.diary_plot import clock_of, drawn_nights, minutes_from_noon
from tests.courses import planned
from tests.kept import NIGHT, NOW, ada, keep, slept

Out = pytest.CaptureFixture[str]
DAY = timedelta(days=1)
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(autouse=True)
def _a_monday_in_march(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coach.commands.diary.utc_now", lambda: NOW)
    monkeypatch.setenv("COLUMNS", "80")


def _row(page: str, night: str) -> str:
    return next(line for line in page.splitlines() if line.startswith(night))


def test_a_bar_is_as_long_as_the_night_and_its_figures_stand_beside_it(capsys: Out) -> None:
    keep([ada()], [slept(sleep_onset_latency_min=30)])

    code = main(["diary", "--plot"])

    row = _row(capsys.readouterr().out, "Mon 2 Mar")
    asleep, awake = row.count("\u2588"), row.count("\u2592")
    assert code == 0
    assert asleep + awake == 36
    assert asleep == round(36 * 405 / 480)
    assert row.split()[-6:] == ["6h45", "of", "8h00", "84%", "up", "06:45"]


def test_a_day_without_a_night_is_a_gap_that_says_so(capsys: Out) -> None:
    keep([ada()], [slept(NIGHT - 2 * DAY), slept()])

    main(["diary", "--plot"])

    row = _row(capsys.readouterr().out, "Sun 1 Mar")
    assert row.endswith("not told")
    assert "\u2588" not in row


def test_a_night_that_decides_nothing_is_marked_and_the_mark_explained(capsys: Out) -> None:
    keep([ada()], [slept(confirmed_at=None)])

    main(["diary", "--plot"])

    page = capsys.readouterr().out
    assert "%?" in _row(page, "Mon 2 Mar")
    assert "such a night decides nothing" in page


def test_the_window_is_that_of_the_plan_which_stood_on_the_night() -> None:
    plan = planned(from_night=NIGHT, time_in_bed_min=390)

    before, on = drawn_nights([slept(NIGHT - DAY), slept()], [plan])

    assert (before.window_min, on.window_min) == (None, 390)
    assert on.planned_rise == plan.rise_time


def test_every_time_of_day_comes_back_from_the_minutes_since_noon() -> None:
    times = [time(hour, minute) for hour in range(24) for minute in (0, 1, 59)]

    back = [clock_of(minutes_from_noon(each)) for each in times]

    assert back == times


@pytest.mark.parametrize("more", [(), ("--dark",)])
def test_the_picture_is_a_png_as_wide_as_a_phone(
    tmp_path: Path, capsys: Out, more: tuple[str, ...]
) -> None:
    keep([ada()], [slept(NIGHT - DAY, confirmed_at=None), slept()])
    file = tmp_path / "nights.png"

    code = main(["diary", "--plot", str(file), *more])

    picture = file.read_bytes()
    assert code == 0
    assert picture.startswith(PNG)
    assert int.from_bytes(picture[16:20]) == 1080
    assert f"2 days in {file}" in capsys.readouterr().out


def test_dark_and_light_are_two_pictures(tmp_path: Path) -> None:
    keep([ada()], [slept()])

    for name, more in (("light", ()), ("dark", ("--dark",))):
        main(["diary", "--plot", str(tmp_path / name), *more])

    assert (tmp_path / "light").read_bytes() != (tmp_path / "dark").read_bytes()


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path, capsys: Out) -> None:
    keep([ada()], [slept()])

    code = main(["diary", "--plot", str(tmp_path / "none" / "nights.png")])

    assert code == 2
    assert "nights.png cannot be written: No such file or directory" in capsys.readouterr().err
