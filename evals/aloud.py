"""Cases as a recogniser writes them: said by a Piper voice, heard by a Whisper, both really run.

Called by `coach-evals run SUITE --through speech` with the models in use, and by `through-speech
--spoken` with the demonstration models. Synthetic speech only: it stands for no person's voice.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np

from coach.dialogue.sentences import split
from coach.settings import Settings
from coach.speech import Kind, Origin, SpeechModel, model_in_use
from coach.voice.model_worker import ModelWorker
from coach.voice.piper import Voice
from coach.voice.resample import at_rate
from coach.voice.spoken import speak
from coach.voice.whisper import RATE_HZ, WINDOW_S, Recogniser
from evals.case import InputCase
from evals.channel import plain
from evals.inputs import run
from evals.scorecard import Item, Metric, Scorecard
from safety.policy import Policy

NOT_MEASURED = (
    "not measured: no Whisper is set up here (`coach setup`); the demonstration's knows a thousand "
    "words and measures nothing"
)
PIPELINE = (
    "Pipeline check with the demonstration models: sentences and templates they were not trained "
    "on, words they were. It says that sound becomes words and words a verdict, and is no recall."
)
PROBES = Path(__file__).with_name("cases") / "spoken-risk.jsonl"


class NotMeasuredError(Exception):
    """Nothing can be measured here; the message says what it would take."""


class Speech(Protocol):
    """Says a text and gives what was heard, empty for silence."""

    async def __call__(self, text: str) -> str:
        """What the recogniser wrote."""


class Errors(NamedTuple):
    """Words heard otherwise, left out or added, and the words that were said."""

    wrong: int
    words: int


def of_persons(settings: Settings) -> tuple[SpeechModel, SpeechModel]:
    """The Whisper and the voice these settings name.

    Raises:
        NotMeasuredError: the Whisper is the demonstration's.
        coach.speech.SpeechError: a model is set that is not there.
    """
    hears = model_in_use(settings, Kind.WHISPER)
    if hears.origin is Origin.DEMO:
        raise NotMeasuredError(NOT_MEASURED)
    return hears, model_in_use(settings, Kind.VOICE)


@asynccontextmanager
async def speech(hears: Path, speaks: Path, compute_type: str) -> AsyncIterator[Speech]:
    """Voice and ears out of two model folders; text goes in as written."""
    with ModelWorker() as worker:
        ears = await asyncio.to_thread(Recogniser, hears, worker, compute_type=compute_type)
        voice = await asyncio.to_thread(Voice, speaks, worker)

        async def heard(text: str) -> str:
            said = [await _heard(speak(each, british=True), voice, ears) for each in split(text)]
            return " ".join(each for each in said if each)

        yield heard


async def _heard(sentence: str, voice: Voice, ears: Recogniser) -> str:
    pcm = np.frombuffer(await voice.pcm(sentence), np.int16)
    sound = at_rate(pcm, voice.sample_rate, RATE_HZ)[: int(WINDOW_S * RATE_HZ)]
    found = await ears.recognise(sound)
    return "" if found.silence else found.text.strip()


def graded(cases: Sequence[InputCase], texts: Sequence[str], policy: Policy) -> Scorecard:
    """Actions on what was written beside those on what was heard, with the word error rate.

    `texts` holds what was heard of each case. The metrics of the text as it stands are named
    "clean: ..."; the items are those of what was heard, with both.
    """
    spoken = [c.model_copy(update={"text": t}) for c, t in zip(cases, texts, strict=True)]
    clean, through = run(cases, policy), run(spoken, policy)
    errors = [word_errors(c.text, t) for c, t in zip(cases, texts, strict=True)]
    items = [
        _with_words(item, case.text, text)
        for item, case, text in zip(through.items, cases, texts, strict=True)
    ]
    rates = Metric("word_error", sum(e.wrong for e in errors), sum(e.words for e in errors))
    before = [Metric(f"clean: {m.name}", m.hits, m.n, exact=m.exact) for m in _kept(clean)]
    return Scorecard(f"{through.suite} through speech", items, [rates, *before, *_kept(through)])


def _kept(card: Scorecard) -> list[Metric]:
    """The rates over all cases; those of single styles mean nothing once all was spoken."""
    return [metric for metric in card.metrics if not metric.name.startswith("right_")]


def _with_words(item: Item, said: str, heard: str) -> Item:
    return replace(item, got={**(item.got or {}), "said": said, "heard": heard})


def word_errors(said: str, heard: str) -> Errors:
    """How many words have to be changed, dropped or added to make one of the other."""
    one, other = plain(speak(said, british=True)).split(), plain(heard).split()
    row = list(range(len(other) + 1))
    for at, word in enumerate(one, 1):
        before, row[0] = row[0], at
        for to, guess in enumerate(other, 1):
            least = min(row[to] + 1, row[to - 1] + 1, before + (word != guess))
            before, row[to] = row[to], least
    return Errors(row[-1], len(one))
