"""The typed door as a stranger finds it: the demonstration, a piped check-in, what goes wrong."""

import io
import json
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from coach.__main__ import main
from memory.diary import CLOCK_FIELDS, DiaryEntry, Field
from memory.person import Person
from memory.store import Store
from tests.running import DEMO, coach, diary, in_store
from tests.talking import NIGHT, REST, known_person

pytestmark = [pytest.mark.system, pytest.mark.timeout(120)]

Printed = pytest.CaptureFixture[str]

DEMO_NIGHT = {
    "got_into_bed_at": "22:30",
    "tried_to_sleep_at": "23:00",
    "final_awakening_at": "06:15",
    "out_of_bed_at": "07:00",
    "sleep_onset_latency_min": 40,
    "awakenings": 2,
    "wake_after_sleep_onset_min": 30,
    "naps_min": 0,
    "quality_1_5": 2,
}
"""What the person of the demonstration says about the night, in the end."""

BAD_RECORDINGS = {
    "a key it does not know": ("opend_at: 2026-03-02T07:20:00+00:00\n", "line 1", "opend_at"),
    "a time without its zone": ("opened_at: 2026-03-02T07:20:00\n", "line 1", "opened_at"),
    "a zone that is none": ("\nlocal_zone: Mars/Olympus\n", "line 2", "local_zone"),
    "nothing said": ("says: []\n", "line 1", "says"),
    "no YAML": ("says: [\n", "line 2", ""),
    "a list": ("- hello\n", "line 1", "the whole file"),
}


class Played:
    """The demonstration, played once for the tests that look at it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.done = coach("checkin", "--recording", "demo", folder=folder)
        self.out = folder / "checkin-demo"
        self.kept = json.loads((self.out / "checkin.json").read_text(encoding="utf-8"))
        self.agenda = json.loads((self.out / "agenda.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    return Played(tmp_path_factory.mktemp("demo"))


def test_the_demonstration_prints_both_sides_word_for_word(played: Played) -> None:
    shown = " ".join(played.done.stdout.split())
    turns = played.kept["check_ins"][0]["turns"]

    assert played.done.returncode == 0, played.done.stderr
    assert played.done.stderr == ""
    assert [t["text"] for t in turns if t["speaker"] == "person" and t["text"]] == list(DEMO)
    for turn in turns:
        assert turn["text"] is None or turn["text"] in shown
    assert shown.count("You: ") == len(DEMO)


def test_the_demonstration_shows_the_diary_row(played: Played) -> None:
    row = next(line for line in played.done.stdout.splitlines() if line.startswith("Mon 2 Mar"))

    for shown in ("22:30", "23:00", "40", "06:15", "07:00", "8h30", "6h05"):
        assert shown in row.split()
    assert _as_told(played.kept["nights"][0]) == DEMO_NIGHT


def test_the_demonstration_shows_the_next_agenda_with_a_reason_for_each_item(
    played: Played,
) -> None:
    _, _, after = played.done.stdout.partition("The next agenda, for Tuesday 03 March")
    shown = " ".join(after.split())

    assert played.agenda["night"] == "2026-03-03"
    assert {"follow_up", "observation", "step"} < {i["kind"] for i in played.agenda["items"]}
    for item in played.agenda["items"]:
        assert item["reason"]
        if item["kind"] != "question":
            assert item["id"] in shown
            assert " ".join(item["reason"].split()) in shown


def test_the_demonstration_ends_with_the_line_that_starts_your_own(played: Played) -> None:
    assert played.done.stdout.rstrip().splitlines()[-1].endswith("coach checkin")


def test_the_demonstration_leaves_nothing_behind_but_its_own_folder(played: Played) -> None:
    assert [each.name for each in played.folder.iterdir()] == ["checkin-demo"]


def test_the_demonstration_goes_where_out_says(tmp_path: Path) -> None:
    code = main(["checkin", "--recording", "demo", "--out", str(tmp_path / "a" / "b")])

    assert code == 0
    assert (tmp_path / "a" / "b" / "checkin.json").exists()


def test_the_piped_lines_of_the_demonstration_give_its_diary(
    played: Played, tmp_path: Path
) -> None:
    done = coach("checkin", "--text", folder=tmp_path, stdin="\n".join(DEMO) + "\n")

    person, (entry,) = in_store(tmp_path, _person_and_nights)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert "Saved." in done.stdout
    assert _as_told(diary(entry)) == _as_told(played.kept["nights"][0]) == DEMO_NIGHT
    assert (person.name, person.country, person.tz) == ("Sam", "GB", "Europe/London")
    assert set(played.kept["nights"][0]["sources"]) == {str(field) for field in entry.sources}


def test_a_finished_check_in_called_again_is_not_said_to_be_unfinished(
    tmp_path: Path, capsys: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_store(tmp_path, lambda store: store.add_person(known_person()))
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join([NIGHT, *REST, "yes", "yes"])))
    main(["checkin", "--text"])
    first = capsys.readouterr().out
    monkeypatch.setattr("sys.stdin", io.StringIO(""))

    code = main(["checkin", "--text"])

    assert code == 0
    assert "Saved." in first
    assert "as far as we got" not in capsys.readouterr().out


def test_input_that_ends_in_the_middle_is_saved_and_taken_up_again(tmp_path: Path) -> None:
    first = coach("checkin", "--text", folder=tmp_path, stdin="\n".join(DEMO[:7]) + "\n")
    middle = in_store(tmp_path, _person_and_nights)[1][0]

    second = coach("checkin", "--text", folder=tmp_path, stdin="\n".join(DEMO[7:]))

    _, (entry,) = in_store(tmp_path, _person_and_nights)
    assert first.returncode == second.returncode == 0
    assert first.stdout.rstrip().splitlines()[-1].endswith("coach checkin")
    assert middle.sleep_onset_latency_min == 40
    assert "Sam" in second.stdout.splitlines()[0]
    assert _as_told(diary(entry)) == DEMO_NIGHT


def test_a_byte_that_is_no_letter_does_not_hang_the_check_in(tmp_path: Path) -> None:
    in_store(tmp_path, lambda store: store.add_person(known_person()))

    done = coach(
        "checkin",
        "--text",
        folder=tmp_path,
        stdin="I slept \udcff badly\nno naps\n",
        PYTHONIOENCODING="utf-8:strict",
    )

    assert done.returncode == 0
    assert "no naps" in done.stdout


def test_without_a_terminal_or_a_flag_it_plays_the_demonstration_and_says_so_first(
    tmp_path: Path,
) -> None:
    done = coach("checkin", folder=tmp_path, stdin="these lines are not mine\n")

    assert done.returncode == 0
    assert "demonstration" in done.stdout.splitlines()[0]
    assert "--text" in done.stdout.splitlines()[0]
    assert "these lines" not in done.stdout
    assert not (tmp_path / "data").exists()


def test_a_no_to_keeping_anything_keeps_nothing(
    tmp_path: Path, capsys: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("yes\nno, don't keep anything\n"))

    code = main(["checkin", "--text"])

    assert code == 0
    assert "Nothing was kept." in capsys.readouterr().out
    assert in_store(tmp_path, lambda store: store.persons()) == []


def test_lines_beyond_the_goodbye_are_no_failure(
    tmp_path: Path, capsys: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_store(tmp_path, lambda store: store.add_person(known_person()))
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{NIGHT}\nI have to go\nbye\nbye\n"))

    code = main(["checkin", "--text"])

    assert code == 0
    assert capsys.readouterr().err == ""


def test_a_person_who_is_not_on_file_is_named_back_with_those_who_are(
    tmp_path: Path, capsys: Printed
) -> None:
    in_store(tmp_path, lambda store: store.add_person(known_person()))

    code = main(["checkin", "--text", "--person", "Nobody"])

    out, told = capsys.readouterr()
    _refused(told, "'Nobody'", "Sam")
    assert (code, out) == (2, "")


def test_of_two_people_one_has_to_be_named(tmp_path: Path, capsys: Printed) -> None:
    for someone in (known_person(name="Ada"), known_person()):
        in_store(tmp_path, partial(Store.add_person, person=someone))

    code = main(["checkin", "--text"])

    out, told = capsys.readouterr()
    _refused(told, "Ada", "Sam")
    assert (code, out) == (2, "")


def test_the_one_of_two_people_who_is_named_checks_in(
    tmp_path: Path, capsys: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    for someone in (known_person(name="Ada"), known_person()):
        in_store(tmp_path, partial(Store.add_person, person=someone))
    monkeypatch.setattr("sys.stdin", io.StringIO(""))

    code = main(["checkin", "--text", "--person", "ada"])

    assert code == 0
    assert "Ada" in capsys.readouterr().out


@pytest.mark.parametrize("amiss", BAD_RECORDINGS)
def test_a_bad_recording_is_refused_by_line_and_key(
    tmp_path: Path, capsys: Printed, amiss: str
) -> None:
    text, *told = BAD_RECORDINGS[amiss]
    (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")

    code = main(["checkin", "--recording", str(tmp_path / "mine.yaml")])

    out, said = capsys.readouterr()
    _refused(said, "mine.yaml", *told)
    assert code != 0
    assert out == ""


def test_a_recording_that_is_not_there_is_named(tmp_path: Path, capsys: Printed) -> None:
    code = main(["checkin", "--recording", str(tmp_path / "missing.yaml")])

    _refused(capsys.readouterr().err, "missing.yaml")
    assert code != 0


def test_a_recording_that_ends_before_the_coach_does_fails(tmp_path: Path, capsys: Printed) -> None:
    (tmp_path / "short.yaml").write_text(
        "opened_at: 2026-03-02T07:20:00+00:00\nlocal_zone: Europe/London\n"
        "seconds_a_turn: 8\nsays: ['yes', 'yes']\n",
        encoding="utf-8",
    )

    code = main(
        ["checkin", "--recording", str(tmp_path / "short.yaml"), "--out", str(tmp_path / "out")]
    )

    _refused(capsys.readouterr().err, "recording")
    assert code == 1


@pytest.mark.parametrize("setting", ["COACH_DATA_DIR", "COACH_CONFIG_DIR"])
def test_a_folder_that_cannot_be_made_is_named(
    tmp_path: Path, capsys: Printed, monkeypatch: pytest.MonkeyPatch, setting: str
) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    monkeypatch.setenv(setting, str(tmp_path / "file" / "folder"))

    code = main(["checkin", "--text"])

    _refused(capsys.readouterr().err, str(tmp_path / "file"))
    assert code != 0


def _refused(told: str, *named: str) -> None:
    """A sentence or two that name what is wrong, and no traceback."""
    assert told.strip()
    assert "Traceback" not in told
    assert "unforeseen" not in told
    for each in named:
        assert each in told


async def _person_and_nights(store: Store) -> tuple[Person, list[DiaryEntry]]:
    (person,) = await store.persons()
    return person, await store.nights(person.id)


def _as_told(entry: Mapping[str, object]) -> dict[str, object]:
    """A night by its wall clock, minutes, counts and quality, as anyone would say it."""
    told: dict[str, object] = {}
    for field in Field:
        value = entry[str(field)]
        if field in CLOCK_FIELDS:
            at = datetime.fromisoformat(value) if isinstance(value, str) else value
            assert isinstance(at, datetime)
            value = f"{at.astimezone(ZoneInfo(str(entry['tz']))):%H:%M}"
        if str(field) in DEMO_NIGHT:
            told[str(field)] = value
    return told
