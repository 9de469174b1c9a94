"""What a person may set, how a slip is told, and that infra/env.example says all of it."""

import itertools
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from coach.keeping import program_set
from coach.settings import Settings, SettingsError, StoreSettings, setting_names

EXAMPLE = Path(__file__).parents[1] / "infra" / "env.example"
SECRET = "sk-very-secret-0123456789"  # noqa: S105 - made up, to see that it stays unseen


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.upper().startswith("COACH_")]:  # noqa: TID251
        monkeypatch.delenv(name)


def _problems() -> str:
    with pytest.raises(SettingsError) as caught:
        Settings()
    assert str(caught.value) == "\n".join(caught.value.problems)
    return str(caught.value)


def test_with_nothing_set_the_coach_is_scripted_and_keeps_sqlite_in_the_users_folder() -> None:
    settings = Settings()

    assert not settings.llm.configured
    assert settings.key.command is None
    assert settings.data_dir.is_absolute()
    assert settings.data_dir.name == "nightjar"
    assert settings.config_dir.name == "nightjar"
    url = settings.store_url.get_secret_value()
    assert url == f"sqlite+aiosqlite:///{settings.data_dir / 'nightjar.db'}"


def test_every_group_is_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_DATA_DIR", "~/diary")
    monkeypatch.setenv("COACH_STORE__URL", "postgresql://me:pw@db/nightjar")
    monkeypatch.setenv("COACH_KEY__COMMAND", "pass show 'my key'")
    monkeypatch.setenv("COACH_LLM__BASE_URL", " http://127.0.0.1:11434/v1/ ")
    monkeypatch.setenv("COACH_LLM__MODEL", "llama3.2")
    monkeypatch.setenv("COACH_LLM__API_KEY", SECRET)
    monkeypatch.setenv("COACH_LLM__FIRST_TOKEN_S", "3.5")
    monkeypatch.setenv("COACH_LIVEKIT__URL", "wss://rooms.example/")
    monkeypatch.setenv("COACH_LIVEKIT__API_SECRET", SECRET)

    settings = Settings()

    assert settings.data_dir == Path("~/diary").expanduser()
    assert settings.store_url.get_secret_value() == "postgresql+psycopg://me:pw@db/nightjar"
    assert settings.key.command == "pass show 'my key'"
    assert settings.llm.base_url == "http://127.0.0.1:11434/v1"
    assert settings.llm.configured
    assert settings.llm.api_key is not None
    assert settings.llm.api_key.get_secret_value() == SECRET
    assert settings.llm.first_token_s == 3.5
    assert settings.livekit.url == "wss://rooms.example"
    assert settings.livekit.unset == ("COACH_LIVEKIT__API_KEY",)
    assert SECRET not in repr(settings)


def test_the_demonstration_may_replace_folders_and_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_STORE__URL", "postgresql://me:pw@db/nightjar")
    monkeypatch.setenv("COACH_DATA_DIR", "/somewhere/real")

    settings = Settings(data_dir=tmp_path, store=StoreSettings(url=None))

    assert settings.data_dir == tmp_path
    assert str(tmp_path / "nightjar.db") in settings.store_url.get_secret_value()


def test_an_empty_variable_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    unset = Settings()
    for name in setting_names():
        monkeypatch.setenv(name, "")

    assert Settings() == unset


@pytest.mark.parametrize(
    ("unknown", "nearest"),
    [
        ("COACH_LLM__MODLE", "COACH_LLM__MODEL"),
        ("COACH_LLM_MODEL", "COACH_LLM__MODEL"),
        ("COACH_DATADIR", "COACH_DATA_DIR"),
        ("coach_llm__api_keys", "COACH_LLM__API_KEY"),
    ],
)
def test_an_unknown_variable_is_named_with_its_nearest(
    unknown: str, nearest: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(unknown, SECRET)

    told = _problems()

    assert told == f"{unknown} is no setting of Nightjar; did you mean {nearest}?"


@pytest.mark.parametrize("name", ["COACH_LLM", "COACH_QQQQQQQQ"])
def test_a_variable_like_no_other_points_to_the_list(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, "not json")

    told = _problems()

    assert told.startswith(f"{name} is no setting of Nightjar; ")
    assert told.count("\n") == 0


def test_each_wrong_value_gets_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_LLM__MAX_TOKENS", "99999")
    monkeypatch.setenv("COACH_LLM__STALL_S", "soon")
    monkeypatch.setenv("COACH_STORE__URL", "mysql://root:hunter2@db/x")

    told = _problems().splitlines()

    assert sorted(told) == [
        "COACH_LLM__MAX_TOKENS is '99999', but should be less than or equal to 2000.",
        "COACH_LLM__STALL_S is 'soon', but should be a valid number, "
        "unable to parse string as a number.",
        "COACH_STORE__URL has to begin with sqlite:/// or postgresql://.",
    ]


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///", "sqlite:///:memory:", "sqlite:///?a=1"])
def test_a_sqlite_address_without_a_file_is_told_what_to_write(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_STORE__URL", url)

    told = _problems()

    assert told == f"COACH_STORE__URL names no file in {url}: write sqlite:////folder/nightjar.db."


@pytest.mark.parametrize("seconds", ["nan", "inf", "-1", "0", "61"])
def test_a_wait_is_a_bounded_number_of_seconds(
    seconds: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_LLM__FIRST_TOKEN_S", seconds)

    assert f"COACH_LLM__FIRST_TOKEN_S is '{seconds}'" in _problems()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("COACH_LLM__API_KEY", f"{SECRET} with space"),
        ("COACH_LLM__API_KEY", f"{SECRET}\u00e9"),
        ("COACH_STORE__URL", f"oracle://me:{SECRET}@db"),
        ("COACH_LLM__BASE_URL", f"http://me:{SECRET}@127.0.0.1/v1"),
        ("COACH_LLM__BASE_URL", f"http://127.0.0.1/v1?key={SECRET}"),
        ("COACH_KEY__COMMAND", f"print '{SECRET}"),
    ],
)
def test_no_secret_is_ever_printed(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(SettingsError) as caught:
        Settings()

    assert name in str(caught.value)
    assert SECRET not in repr(caught.value) + str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_a_secret_does_not_show_when_settings_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_LLM__API_KEY", SECRET)
    monkeypatch.setenv("COACH_STORE__URL", f"postgresql://me:{SECRET}@db/x")

    assert SECRET not in repr(Settings()) + str(Settings()) + Settings().model_dump_json()


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1:11434",
        "ftp://host/v1",
        "http://",
        "http://host:notaport/v1",
        "http://ho st/v1",
        "http://host/v1/chat/completions",
        "http://[::1/v1",
    ],
)
def test_an_address_no_model_could_be_at_is_refused(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_LLM__BASE_URL", address)
    monkeypatch.setenv("COACH_LLM__MODEL", "m")

    assert _problems().startswith("COACH_LLM__BASE_URL has to ")


@pytest.mark.parametrize(
    ("set_one", "value", "missing"),
    [
        ("COACH_LLM__BASE_URL", "http://127.0.0.1:1/v1", "COACH_LLM__MODEL"),
        ("COACH_LLM__MODEL", "m", "COACH_LLM__BASE_URL"),
    ],
)
def test_half_a_model_is_no_model(
    set_one: str, value: str, missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(set_one, value)

    assert _problems() == f"{set_one} is set, but {missing} is not: a model needs both."


def test_settings_cannot_be_changed_once_made() -> None:
    settings = Settings()

    with pytest.raises(ValueError, match="frozen"):
        setattr(settings, "data_dir", Path("elsewhere"))  # noqa: B010 - mypy refuses it already


def test_the_example_says_every_setting_with_a_comment_and_its_default() -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    settings = Settings()
    real: dict[str, object] = {
        "COACH_LLM__FIRST_TOKEN_S": settings.llm.first_token_s,
        "COACH_LLM__STALL_S": settings.llm.stall_s,
        "COACH_LLM__MAX_TOKENS": settings.llm.max_tokens,
        "COACH_JUDGE__FIRST_TOKEN_S": settings.judge.first_token_s,
        "COACH_JUDGE__STALL_S": settings.judge.stall_s,
        "COACH_JUDGE__MAX_TOKENS": settings.judge.max_tokens,
        "COACH_EMBEDDER__KIND": settings.embedder.kind,
        "COACH_SPEECH__ENGLISH": settings.speech.english,
        "COACH_SPEECH__SPEED": settings.speech.speed,
        "COACH_SPEECH__COMPUTE_TYPE": settings.speech.compute_type,
    }

    found: dict[str, str] = {}
    for before, line in itertools.pairwise(lines):
        if setting := re.fullmatch(r"#?([A-Z_]+)=(.*)", line):
            name, default = setting.groups()
            found[name] = default
            assert before.startswith("# "), f"{name} has no comment above it"
            if not default:
                assert re.search(r"Default: \w", _paragraph(lines, line)), f"{name}: which default?"

    assert tuple(found) == setting_names()
    assert {name: value for name, value in found.items() if value} == {
        name: str(value) for name, value in real.items()
    }


def _paragraph(lines: list[str], setting: str) -> str:
    end = lines.index(setting)
    start = max((at for at in range(end) if not lines[at].strip()), default=0)
    return " ".join(lines[start:end])


def test_importing_the_settings_loads_neither_a_model_client_nor_a_database() -> None:
    heavy = "{'openai', 'httpx2', 'sqlalchemy', 'sqlmodel', 'rich', 'cryptography'}"
    probe = f"import sys, coach.settings; sys.exit(len({heavy} & set(sys.modules)))"

    done = subprocess.run([sys.executable, "-c", probe], check=False, cwd=EXAMPLE.parents[1])  # noqa: S603

    assert done.returncode == 0


def test_the_programme_is_sleep_unless_another_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    before = Settings().program
    monkeypatch.setenv("COACH_PROGRAM", "walk")

    assert (before, Settings().program) == ("sleep", "walk")


@pytest.mark.parametrize("name", ["../walk", "Walk", "a walk"])
def test_a_programme_is_named_by_a_plain_word(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_PROGRAM", name)

    assert "name of a programme" in _problems()


def test_a_programme_that_is_not_there_is_refused_with_those_that_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COACH_PROGRAM", "swim")

    with pytest.raises(SettingsError, match="sleep, walk"):
        program_set(Settings())
