"""Which speech models there are to set up, in which repository, as which files.

Called by `coach.setup.install` and the command. It knows names only: sizes, hashes and licences are
the hub's and the card's to say.
"""

import re
from dataclasses import dataclass

from coach.speech import Kind

DEFAULT_WHISPER = "base.en"
WHISPERS = {
    "tiny.en": "Systran/faster-whisper-tiny.en",
    "base.en": "Systran/faster-whisper-base.en",
    "small.en": "Systran/faster-whisper-small.en",
    "medium.en": "Systran/faster-whisper-medium.en",
    "distil-small.en": "Systran/faster-distil-whisper-small.en",
}
"""The English ones of faster-whisper's own list (`faster_whisper.utils`)."""

DEFAULT_VOICES = {"british": "en_GB-cori-medium", "american": "en_US-ljspeech-medium"}
"""Proposed because their cards, when this was written, said "public domain" and "trained from
scratch". What the card says on the day decides."""
VOICES_REPO = "rhasspy/piper-voices"
CARD = "MODEL_CARD"

_WHISPER_FILES = ("config.json", "model.bin", "tokenizer.json")
_WHISPER_MAY_HAVE = ("preprocessor_config.json", "vocabulary.json", "vocabulary.txt")
_VOICE = re.compile(
    r"(?P<code>en_[A-Z]{2})-(?P<voice>[a-z0-9_]+)-(?P<quality>x_low|low|medium|high)"
)


class SetupError(Exception):
    """A model that cannot be set up; the message says why and what to do."""


class UnknownModelError(SetupError):
    """There is no model of the name that was given."""


@dataclass(frozen=True)
class Wanted:
    """A model as named by a person: where it is, and which files of it are fetched, no others."""

    kind: Kind
    name: str
    repo: str
    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    card: str | None = None
    """The file that states the licence; None means that the repository's own card does."""


def whisper(name: str) -> Wanted:
    """A Whisper model by its size, such as "base.en".

    Raises:
        UnknownModelError: there is none of that name.
    """
    if name not in WHISPERS:
        raise UnknownModelError(
            f"there is no Whisper model {name!r}; there are {', '.join(WHISPERS)}."
        )
    return Wanted(Kind.WHISPER, name, WHISPERS[name], _WHISPER_FILES, _WHISPER_MAY_HAVE)


def voice(name: str) -> Wanted:
    """A Piper voice by its name, such as "en_GB-cori-medium".

    Raises:
        UnknownModelError: no English voice is named like that.
    """
    parts = _VOICE.fullmatch(name)
    if parts is None:
        raise UnknownModelError(
            f"{name!r} is no name of an English Piper voice; they look like "
            f"{DEFAULT_VOICES['british']} (x_low, low, medium or high)."
        )
    folder = f"en/{parts['code']}/{parts['voice']}/{parts['quality']}"
    card = f"{folder}/{CARD}"
    files = (card, f"{folder}/{name}.onnx.json", f"{folder}/{name}.onnx")
    return Wanted(Kind.VOICE, name, VOICES_REPO, files, card=card)
