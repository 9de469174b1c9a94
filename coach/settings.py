"""Reads every setting of Nightjar from the environment (COACH_*), once, for an entry point.

Nothing else reads the environment, and no file is read. A variable that is unknown or wrong is
refused in one plain sentence each; a secret is never printed.
"""

import difflib
import os
import shlex
from pathlib import Path
from typing import Annotated, ClassVar, Literal, Self, get_args
from urllib.parse import urlsplit

from platformdirs import user_config_path, user_data_path
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    SecretStr,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "COACH_"
_DELIMITER = "__"
_GROUP = ConfigDict(
    extra="forbid", frozen=True, hide_input_in_errors=True, str_strip_whitespace=True
)

_ASYNC_DRIVER = {
    "sqlite": "sqlite+aiosqlite",
    "sqlite+aiosqlite": "sqlite+aiosqlite",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}


class SettingsError(Exception):
    """Settings that cannot be used. `problems` holds one sentence for a person per problem."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


def _home(path: Path) -> Path:
    return path.expanduser().absolute()


def _database(url: SecretStr) -> SecretStr:
    scheme, separator, rest = url.get_secret_value().partition("://")
    if not separator or scheme not in _ASYNC_DRIVER:
        raise ValueError("has to begin with sqlite:/// or postgresql://")
    if scheme.startswith("sqlite") and rest.partition("?")[0] in {"", "/", "/:memory:"}:
        raise ValueError(f"names no file in {scheme}://{rest}: write sqlite:////folder/nightjar.db")
    return SecretStr(f"{_ASYNC_DRIVER[scheme]}://{rest}")


def _program(name: str) -> str:
    if not (name.isascii() and name.isalnum() and name.islower()):
        raise ValueError("has to be the name of a programme, such as sleep")
    return name


def _command(command: str) -> str:
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise ValueError(f"is no command line: {str(error).lower()}") from error
    if not words:
        raise ValueError("names no command")
    return command


def _endpoint(url: str) -> str:
    no_address = ValueError("has to be an address such as http://127.0.0.1:11434/v1")
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        raise no_address from None
    if not usable or any(letter.isspace() or not letter.isprintable() for letter in url):
        raise no_address
    if parts.username is not None or parts.password is not None:
        raise ValueError(f"holds a password: put it in {PREFIX}LLM__API_KEY")
    if parts.query or parts.fragment:
        raise ValueError("may hold neither '?' nor '#'")
    if parts.path.rstrip("/").endswith("/chat/completions"):
        raise ValueError("has to end before /chat/completions, which is added by itself")
    return url.rstrip("/")


def _livekit(url: str) -> str:
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("ws", "wss", "http", "https") and bool(parts.hostname)
        usable = usable and parts.port != 0 and parts.username is None
    except ValueError:
        usable = False
    if not usable or any(letter.isspace() or not letter.isprintable() for letter in url):
        raise ValueError("has to be an address such as ws://127.0.0.1:7880")
    return url.rstrip("/")


def _token(key: SecretStr) -> SecretStr:
    if any(not "!" <= letter <= "~" for letter in key.get_secret_value()):
        raise ValueError("may hold only plain letters, digits and signs, without spaces")
    return key


class StoreSettings(BaseModel):
    """Where the diary is kept."""

    model_config = _GROUP

    url: Annotated[SecretStr, AfterValidator(_database)] | None = None
    """sqlite:///FILE or postgresql://...; None means a SQLite file in the data directory."""


class KeySettings(BaseModel):
    """Where the master key of sealed columns comes from."""

    model_config = _GROUP

    command: Annotated[str, AfterValidator(_command)] | None = None
    """A command line that prints the key; None means a 0600 file in the config directory."""


class LLMSettings(BaseModel):
    """The model that words the coach's moves; without one the scripted wording speaks."""

    model_config = _GROUP
    group: ClassVar[str] = "llm"

    base_url: Annotated[str, AfterValidator(_endpoint)] | None = None
    """Any OpenAI-compatible endpoint, up to and with its /v1; without a slash at the end."""
    api_key: Annotated[SecretStr, AfterValidator(_token)] | None = None
    model: str | None = Field(default=None, min_length=1, max_length=200)
    first_token_s: float = Field(default=2.0, ge=0.1, le=60, allow_inf_nan=False)
    """Longest wait for the first text of a reply, connecting included."""
    stall_s: float = Field(default=2.0, ge=0.1, le=60, allow_inf_nan=False)
    """Longest wait between two pieces of a reply."""
    max_tokens: int = Field(default=300, ge=16, le=2000)
    """Longest reply asked for; the adapter also bounds what it accepts by it."""

    @model_validator(mode="after")
    def _both_or_neither(self) -> Self:
        for set_one, missing in (("base_url", "model"), ("model", "base_url")):
            if getattr(self, set_one) is not None and getattr(self, missing) is None:
                raise ValueError(
                    f"{_name(self.group, set_one)} is set, but {_name(self.group, missing)} is "
                    "not: "
                    "a model needs both"
                )
        return self

    @property
    def configured(self) -> bool:
        """True when a model is to be asked; False means the scripted coach."""
        return self.base_url is not None and self.model is not None


class JudgeSettings(LLMSettings):
    """The model that judges stored talks (`coach-evals judge`); never asked in a talk.

    Better of another family than the coach's. None: the coach's own model judges.
    """

    group: ClassVar[str] = "judge"

    first_token_s: float = Field(default=60.0, ge=0.1, le=600, allow_inf_nan=False)
    """Longest wait for the first text of an answer."""
    stall_s: float = Field(default=30.0, ge=0.1, le=600, allow_inf_nan=False)
    """Longest wait between two pieces of an answer."""
    max_tokens: int = Field(default=500, ge=16, le=4000)
    """Longest answer asked for."""


_NEEDED = {"fastembed": ("model", "folder"), "endpoint": ("model", "base_url")}


class EmbedderSettings(BaseModel):
    """What compares meanings, for memory and articles; without one, words alone are compared."""

    model_config = _GROUP

    kind: Literal["minilm", "fastembed", "endpoint", "none"] = "minilm"
    """minilm needs its weights' package, fastembed the extra of that name."""
    folder: Annotated[Path, AfterValidator(_home)] | None = None
    """The weights of minilm, instead of the package's; the model of fastembed."""
    base_url: Annotated[str, AfterValidator(_endpoint)] | None = None
    """An OpenAI-compatible endpoint with /embeddings; what the person says is sent there."""
    api_key: Annotated[SecretStr, AfterValidator(_token)] | None = None
    model: str | None = Field(default=None, min_length=1, max_length=200)

    @model_validator(mode="after")
    def _has_what_it_needs(self) -> Self:
        for field in _NEEDED.get(self.kind, ()):
            if getattr(self, field) is None:
                needs = f"{_name('embedder', 'kind')} is {self.kind}"
                raise ValueError(f"{needs}, but {_name('embedder', field)} is not set")
        return self


class QdrantSettings(BaseModel):
    """A Qdrant server that holds the index of the articles; None: an engine inside this process."""

    model_config = _GROUP

    url: Annotated[str, AfterValidator(_endpoint)] | None = None
    api_key: Annotated[SecretStr, AfterValidator(_token)] | None = None


def _device(name: str) -> str:
    if not name.isprintable():
        raise ValueError("has to be the name or the number of a sound device")
    return name


_Model = Annotated[str, Field(min_length=1, max_length=4096)]
_Device = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_device)]


SLOWEST_SPEECH, FASTEST_SPEECH = 0.6, 1.6
"""Below and above, a voice is hard to follow."""


class SpeechSettings(BaseModel):
    """What a spoken check-in hears and speaks with; typed ones use none of it."""

    model_config = _GROUP

    whisper: _Model | None = None
    """A model that `coach setup` installed, "demo", or a folder; None means the last installed."""
    voice: _Model | None = None
    """The same for the Piper voice."""
    english: Literal["british", "american"] = "british"
    """Which voice `coach setup` proposes, and how times, dates and numbers are spoken to who has
    not said their country; who has is spoken to as there."""
    speed: float = Field(default=1.0, ge=SLOWEST_SPEECH, le=FASTEST_SPEECH, allow_inf_nan=False)
    """How fast the coach speaks: 1.5 is half as fast again as the voice was made."""
    compute_type: Literal["int8", "int8_float32", "int16", "bfloat16", "float32", "auto"] = "int8"
    """The arithmetic of Whisper, in CTranslate2's words."""
    microphone: _Device | None = None
    """Part of a sound device's name, or its number; None means the machine's default."""
    loudspeaker: _Device | None = None


class LiveKitSettings(BaseModel):
    """The LiveKit server that `coach worker` takes calls from; nothing else needs one."""

    model_config = _GROUP

    url: Annotated[str, AfterValidator(_livekit)] | None = None
    api_key: Annotated[SecretStr, AfterValidator(_token)] | None = None
    api_secret: Annotated[SecretStr, AfterValidator(_token)] | None = None

    @property
    def unset(self) -> tuple[str, ...]:
        """The variables that still have to be set before a worker can run."""
        return tuple(
            _name("livekit", field) for field in type(self).model_fields if not getattr(self, field)
        )


class Settings(BaseSettings):
    """Everything a person can set. Make it once, in an entry point, and pass values down.

    Keyword arguments replace the environment (the demonstration's throw-away folders).

    Raises:
        SettingsError: a COACH_* variable is unknown or holds something that cannot be used.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter=_DELIMITER,
        env_ignore_empty=True,
        enable_decoding=False,
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
    )

    data_dir: Annotated[Path, AfterValidator(_home)] = Field(
        default_factory=lambda: user_data_path("nightjar", appauthor=False)
    )
    config_dir: Annotated[Path, AfterValidator(_home)] = Field(
        default_factory=lambda: user_config_path("nightjar", appauthor=False)
    )
    program: Annotated[str, AfterValidator(_program)] = "sleep"
    """The programme of the check-ins, by the name of its file: "sleep", or "walk"."""
    store: StoreSettings = StoreSettings()
    key: KeySettings = KeySettings()
    llm: LLMSettings = LLMSettings()
    judge: JudgeSettings = JudgeSettings()
    embedder: EmbedderSettings = EmbedderSettings()
    qdrant: QdrantSettings = QdrantSettings()
    speech: SpeechSettings = SpeechSettings()
    livekit: LiveKitSettings = LiveKitSettings()

    @model_validator(mode="wrap")
    @classmethod
    def _in_plain_words(cls, given: object, check: ModelWrapValidatorHandler[Self]) -> Self:
        problems = _unknown_variables()
        if problems:
            raise SettingsError(problems)
        try:
            return check(given)
        except ValidationError as error:
            found = [_sentence(problem) for problem in error.errors(include_url=False)]
            raise SettingsError(found) from None

    @property
    def store_url(self) -> SecretStr:
        """The database's address with an async driver: the one set, else SQLite in `data_dir`."""
        if self.store.url is not None:
            return self.store.url
        return SecretStr(f"sqlite+aiosqlite:///{self.data_dir / 'nightjar.db'}")


def apart(folder: Path, embedder: EmbedderSettings | None = None) -> Settings:
    """Settings of a throw-away coach: folders of its own, and nothing configured.

    It has no embedder unless one is given: its network is written anew into each folder.
    """
    return Settings(
        data_dir=folder / "data",
        config_dir=folder / "config",
        program="sleep",
        store=StoreSettings(),
        key=KeySettings(),
        llm=LLMSettings(),
        judge=JudgeSettings(),
        embedder=embedder or EmbedderSettings(kind="none"),
        qdrant=QdrantSettings(),
        speech=SpeechSettings(),
        livekit=LiveKitSettings(),
    )


def setting_names() -> tuple[str, ...]:
    """The environment variables there are, in the order of `infra/env.example`."""
    return tuple(_shown_value)


def _name(*path: str) -> str:
    return PREFIX + _DELIMITER.join(path).upper()


def _leaves(model: type[BaseModel], path: tuple[str, ...] = ()) -> dict[str, bool]:
    """Every variable, with whether its value may be repeated in a message (numbers only)."""
    found: dict[str, bool] = {}
    for field, about in model.model_fields.items():
        kind = about.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            found |= _leaves(kind, (*path, field))
        else:
            found[_name(*path, field)] = bool({kind, *get_args(kind)} & {int, float})
    return found


_shown_value = _leaves(Settings)


def _unknown_variables() -> list[str]:
    problems = []
    for name in sorted(os.environ):
        if not name.upper().startswith(PREFIX) or name.upper() in _shown_value:
            continue
        near = difflib.get_close_matches(name.upper(), _shown_value, n=1)
        hint = f"did you mean {near[0]}?" if near else "the settings are in infra/env.example."
        problems.append(f"{name} is no setting of Nightjar; {hint}")
    return problems


def _sentence(problem: ErrorDetails) -> str:
    cause = problem.get("ctx", {}).get("error")
    path = [str(part) for part in problem["loc"]]
    name = _name(*path)
    if problem["type"] == "extra_forbidden":
        return f"{name} is no setting of Nightjar."
    if name not in _shown_value and cause is not None:
        return f"{cause}."
    what = str(cause) if cause is not None else problem["msg"].removeprefix("Input ")
    was = f" is {problem['input']!r}, but" if _shown_value.get(name) else ""
    return f"{name}{was} {what}."
