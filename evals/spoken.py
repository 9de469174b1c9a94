"""The two commands that say cases aloud: with the models in use, and with the demonstration's.

Called by `evals.__main__`; `evals.aloud` does the work. Neither holds a threshold.
"""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from coach import __version__
from coach.settings import Settings, SettingsError, SpeechSettings
from coach.speech import DEMO, Kind, SpeechError, SpeechModel, model_in_use
from coach.voice.model_folder import SpeechModelError
from evals.aloud import PIPELINE, PROBES, NotMeasuredError, graded, of_persons, speech
from evals.case import InputCase
from evals.case_file import CaseError, read_cases
from evals.report import show, write_json
from safety.policy import load_policy

SUITE = "safety-inputs"
"""The suite whose cases can be said aloud: one utterance, one action."""
_UNUSABLE = (CaseError, OSError, SettingsError, SpeechError, SpeechModelError)
_HEADING = "said by {voice}, heard by {whisper}: synthetic speech, no person's"


def through_speech_in_use(cases: Path, out: Path | None, limit: int | None) -> int:
    """Says and hears cases with the models in use, shows both verdicts; the exit status.

    1 and "not measured" where no Whisper for people is set up.
    """
    try:
        settings = Settings()
        hears, speaks = of_persons(settings)
        _run(read_cases(cases, InputCase)[:limit], hears, speaks, settings.speech.compute_type, out)
    except NotMeasuredError as missing:
        _console().print(f"{SUITE} through speech: {missing}")
        return 1
    except _UNUSABLE as error:
        _console(stderr=True).print(f"coach-evals: {error}")
        return 2
    return 0


def pipeline_check(cases: Path | None, out: Path | None) -> int:
    """The same with the demonstration models and words they know; the exit status."""
    _console().print(PIPELINE)
    try:
        settings = Settings(speech=SpeechSettings(whisper=DEMO, voice=DEMO))
        hears, speaks = (model_in_use(settings, kind) for kind in (Kind.WHISPER, Kind.VOICE))
        _run(
            read_cases(cases or PROBES, InputCase), hears, speaks, settings.speech.compute_type, out
        )
    except _UNUSABLE as error:
        _console(stderr=True).print(f"coach-evals: {error}")
        return 2
    return 0


def _run(
    cases: Sequence[InputCase],
    hears: SpeechModel,
    speaks: SpeechModel,
    compute_type: str,
    out: Path | None,
) -> None:
    _console().print(_HEADING.format(voice=speaks.name, whisper=hears.name))
    texts = asyncio.run(_heard(cases, hears, speaks, compute_type))
    card = graded(cases, texts, load_policy())
    if out is not None:
        write_json(card, __version__, out)
    show(card, {}, Console())


async def _heard(
    cases: Sequence[InputCase], hears: SpeechModel, speaks: SpeechModel, compute_type: str
) -> list[str]:
    async with speech(hears.folder, speaks.folder, compute_type) as heard:
        return [await heard(case.text) for case in cases]


def _console(*, stderr: bool = False) -> Console:
    return Console(soft_wrap=True, highlight=False, markup=False, stderr=stderr)
