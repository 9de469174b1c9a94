"""Tells text that Whisper made up over silence or noise from text that somebody spoke.

`listener` asks it of every stretch. A listed phrase spoken with a real voice always stands; text
that stays a guess after the second look does not: it is asked for again, not put into a diary.
"""

import re
from importlib import resources

import yaml
from pydantic import BaseModel, ConfigDict

from coach.voice.utterance import Clip
from coach.voice.whisper import Recognised

_FAINT_VOICED_S = 0.25
_FAINT_PEAK = 0.75
_FASTEST_CHARS_PER_S = 30.0
"""Twice as fast as people talk (about 15): more letters than that were not spoken in the time."""
_NOBODY_PROB = 0.6

_ASIDE = re.compile(r"\[[^\]]*\]|\([^)]*\)|\*[^*]*\*|[♩♪♫♬]+")
"""[Music], (coughs), *sighs*: descriptions of a sound, which nobody speaks."""
_MARKS = re.compile(r"[^\w.' ]+|\.(?!\w)")


class _Phantoms(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    phrases: frozenset[str]


_PHRASES = _Phantoms.model_validate(
    yaml.safe_load((resources.files("coach.voice") / "phantoms.yaml").read_text("utf-8"))
).phrases


def spoken_text(found: Recognised, clip: Clip) -> str:
    """The words somebody spoke: `found.text` without asides, or "" when it was made up."""
    text = " ".join(_ASIDE.sub(" ", found.text).split())
    if not _MARKS.sub("", text).strip(". '"):
        return ""
    if found.guessed or (faint(clip) and found.no_speech_prob > _NOBODY_PROB):
        return ""
    if _plain(text) in _PHRASES and (faint(clip) or too_much(text, clip)):
        return ""
    return text


def faint(clip: Clip) -> bool:
    """True when the voice detector hardly noticed anybody."""
    return clip.voiced_s < _FAINT_VOICED_S or clip.peak < _FAINT_PEAK


def too_much(text: str, clip: Clip) -> bool:
    """True when nobody can have said so many letters in the time there was a voice."""
    return len(text) > _FASTEST_CHARS_PER_S * clip.voiced_s


def _plain(text: str) -> str:
    return " ".join(
        _MARKS.sub(" ", text.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")).split()
    )
