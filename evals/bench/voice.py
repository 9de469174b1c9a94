"""The voice bench (DECISIONS 26): what a person waits for by voice, beside a plain build of it.

Each arm plays in a process of its own, one after the other, in real time. Random weights of the
real shapes cost what real ones cost and know nothing: accuracy is not measured here.
"""

import asyncio
import logging
import multiprocessing
import sys
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

from coach.settings import apart
from coach.speech import Kind, model_in_use
from coach.voice.turns import Patience
from evals.bench.forced import TOKENS_PER_S, Line, demo_lines
from evals.bench.machine import busy
from evals.bench.measure import Row, row
from evals.bench.random_voice import make_voice
from evals.bench.random_whisper import make_whisper
from evals.bench.stage import Turn
from evals.bench.stub import REPLY

GOAL_MS = 500.0
GOAL_SHARE = 0.3
GOAL = f"p50 at most {GOAL_MS:.0f} ms and {GOAL_SHARE} x plain"
WAITS = Patience(0.3, 1.2)
"""The product's for a yes or no, without the morning's addition."""
THRESHOLD = 0.0
"""Every pause is taken for the end: how well the turn model guesses is not what is measured."""
_WARM_UP = 1
_JUDGED = "first uncached"
_MEASURES: dict[str, Callable[[Turn], float]] = {
    "end of turn": lambda turn: turn.end_of_turn_s,
    "first audio": lambda turn: turn.first_audio_s,
    _JUDGED: lambda turn: turn.first_uncached_s,
    "CPU until then": lambda turn: turn.cpu_s,
}

PAIRS = ("base.en + medium", "demonstration")


class Job(NamedTuple):
    """One arm's run. `waits` None: the product's patience for each question."""

    arm: str
    whisper: Path
    voice: Path
    lines: int
    waits: tuple[Patience, ...] | None
    threshold: float | None
    first_token_s: float
    own_threads: bool = False


class Wanted(NamedTuple):
    """What is asked of the voice bench; `lines` beside the first, which warms up."""

    lines: int
    rounds: int
    first_token_s: float
    cache: Path | None


class Report(NamedTuple):
    """The rows and what they stand for."""

    notes: tuple[str, ...]
    rows: tuple[Row, ...]


def voice_report(wanted: Wanted, told: Callable[[str], None]) -> Report:
    """Runs every pair and arm; some minutes."""
    with tempfile.TemporaryDirectory(prefix="nightjar-bench-") as folder:
        cache = wanted.cache or Path(folder)
        made = _random_pair(cache, told)
        demo = (
            model_in_use(apart(cache), Kind.WHISPER).folder,
            model_in_use(apart(cache), Kind.VOICE).folder,
        )
        rows = _compared(PAIRS[0], made, wanted, told, goal=True)
        rows += _compared(PAIRS[1], demo, wanted, told, goal=False)
        rows += _own_thresholds(made, wanted, told)
    return Report(_notes(wanted), tuple(rows))


def meets_goal(first_uncached: Row) -> bool:
    """Whether the product's first uncached audio beside the plain arm's is what was asked for."""
    return first_uncached.p50_ms <= GOAL_MS and first_uncached.ratio <= GOAL_SHARE


def _random_pair(cache: Path, told: Callable[[str], None]) -> tuple[Path, Path]:
    whisper, voice = cache / "base.en-random", cache / "medium-random"
    for folder, make in ((whisper, make_whisper), (voice, make_voice)):
        finished = folder / "finished"
        if not finished.is_file():
            told(f"making {folder.name}")
            make(folder)
            finished.touch()
    return whisper, voice


def _compared(
    pair: str,
    folders: tuple[Path, Path],
    wanted: Wanted,
    told: Callable[[str], None],
    *,
    goal: bool,
) -> list[Row]:
    """The arms with the same endpointing and threshold, round by round in turns."""
    waits = (WAITS,) * (wanted.lines + _WARM_UP)
    arms = {"product": ("product", False), "plain": ("plain", False)}
    if goal:
        arms["plain, all cores"] = ("plain", True)
    found: dict[str, list[Turn]] = {name: [] for name in arms}
    for number in range(1, wanted.rounds + 1):
        for name, (arm, own) in arms.items():
            job = Job(arm, *folders, len(waits), waits, THRESHOLD, wanted.first_token_s, own)
            found[name] += _run(job, f"{pair}, {name}, round {number} of {wanted.rounds}", told)
    return _rows(pair, found, goal=goal)


def _own_thresholds(
    folders: tuple[Path, Path], wanted: Wanted, told: Callable[[str], None]
) -> list[Row]:
    """One round as the product really waits: by question, and by the turn model's threshold."""
    count = wanted.lines + _WARM_UP
    name = f"{PAIRS[0]}, own waits"
    job = Job("product", *folders, count, None, None, wanted.first_token_s)
    product = _run(job, f"{name}, product", told, warm_up=0)
    waits = tuple(turn.waits for turn in product)
    plain = _run(job._replace(arm="plain", waits=waits), f"{name}, plain", told, warm_up=0)
    found = {"product": product[_WARM_UP:], "plain": plain[_WARM_UP:]}
    return _rows(name, found, goal=False)


def _rows(pair: str, found: dict[str, list[Turn]], *, goal: bool) -> list[Row]:
    whole = {name: [turn for turn in turns if not turn.cut] for name, turns in found.items()}
    rows = []
    for measure, of in _MEASURES.items():
        plain = [of(turn) for turn in whole["plain"]]
        for arm, turns in whole.items():
            times = [of(turn) for turn in turns]
            made = row(f"{pair} | {measure} | {arm}", times, plain, "plain", None)
            if goal and arm == "product" and measure == _JUDGED:
                made = made._replace(goal=GOAL, met=meets_goal(made))
            rows.append(made)
    return rows


def _run(
    job: Job, name: str, told: Callable[[str], None], *, warm_up: int = _WARM_UP
) -> list[Turn]:
    """The turns of a run in a fresh process, without the first ones, which warm up."""
    told(f"{name} (load average {busy()})")
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawn) as process:
        turns = process.submit(_play, job).result()
    cut = sum(turn.cut for turn in turns)
    if cut:
        told(f"{name}: {cut} of {len(turns)} lines were answered before their end; not counted")
    return turns[warm_up:]


def _play(job: Job) -> list[Turn]:
    logging.basicConfig(level=logging.ERROR)
    lines = demo_lines()[: job.lines]
    return asyncio.run(_played(job, lines))


async def _played(job: Job, lines: Sequence[Line]) -> list[Turn]:
    # LiveKit takes two seconds to import: only where it is used.
    if job.arm == "plain":
        from evals.bench.plain_arm import plain_turns

        return await plain_turns(
            job.whisper,
            job.voice,
            lines,
            waits=job.waits or (WAITS,) * len(lines),
            threshold=job.threshold,
            first_token_s=job.first_token_s,
            own_threads=job.own_threads,
            told=_in_place,
        )
    from evals.bench.product_arm import product_turns

    with tempfile.TemporaryDirectory(prefix="nightjar-bench-") as home:
        return await product_turns(
            job.whisper,
            job.voice,
            lines,
            home=Path(home),
            fixed=job.waits[0] if job.waits else None,
            threshold=job.threshold,
            first_token_s=job.first_token_s,
            told=_in_place,
        )


def _in_place(text: str) -> None:
    print(f"\r    {text}  ", end="", file=sys.stderr, flush=True)


def _notes(wanted: Wanted) -> tuple[str, ...]:
    words = " ".join(REPLY).split()
    return (
        "Both arms: the same recorded lines in the same LiveKit session in real time, temperature "
        f"0, {TOKENS_PER_S:g} tokens written a second of speech, redo and no-speech rule off, "
        f"the same reply of {len(REPLY)} sentences and {len(words)} words, "
        f"its model stubbed ({wanted.first_token_s:g} s to the first token), one thread a model.",
        f"Endpointing {WAITS.least_s} to {WAITS.most_s} s, turn model's threshold {THRESHOLD} "
        "(every pause ends a turn); under `own waits` the product's patience for each "
        "question and the turn model's own.",
        "Plain: faster-whisper's transcribe, beam 5, 30 s window, and Piper after the whole reply. "
        "Product: its own ears, engine, store, gate and mouth.",
        "base.en and the medium voice: RANDOM WEIGHTS of the real shapes, int8 and float32; the "
        "voice without relative positions and duration splines, a few thousandths of the "
        "arithmetic. Accuracy and real weights: not run here.",
        "Times from the end of speech to the loudspeaker; ratios are of medians, within this run.",
    )
