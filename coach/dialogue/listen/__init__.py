"""Reads diary values and intents out of one utterance, by rules, without a model."""

from coach.dialogue.listen.reader import read
from coach.dialogue.listen.reading import Intent, Known, Reading, Value

__all__ = ["Intent", "Known", "Reading", "Value", "read"]
