"""The models that `coach setup` offers, by name. Its `--help` reads them: no imports here."""

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
