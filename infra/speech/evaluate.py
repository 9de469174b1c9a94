"""Measures a demonstration Whisper by voice, band and noise, at both windows.

    python evaluate.py MODEL_DIR [--count 60] [--wrong]

Prints the Markdown table of the model's card. Sentences: held out by hash (of the grammar); the
lines of the demonstration and the tests (in training); the coach's own lines in danger (in
training, fixture voice only). Both windows run the real code: `WhisperModel.transcribe` with beam 5
for 30 s; encode and generate on the audio plus 50 empty frames, beam 1, as the product's fast path.
"""

import argparse
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import ctranslate2
import jiwer
import numpy as np
from faster_whisper import WhisperModel
from faster_whisper.tokenizer import Tokenizer

import channel
import sentences
from espeak import Espeak, random_voice
from make_audio import FixtureVoice

EMPTY_FRAMES = 50
TOKENS_A_SECOND = 7
HELD_OUT, LINES, COACH = "held-out sentences", "demo and test lines", "coach's lines in danger"


class Clip(NamedTuple):
    """Audio at 16 kHz and what has to be written."""

    audio: np.ndarray
    text: str


class Condition(NamedTuple):
    """A row of the table."""

    name: str
    unseen: bool = False
    fixture: bool = False
    change: Callable[[np.ndarray, np.random.Generator], np.ndarray] | None = None


CONDITIONS = (
    Condition("seen voices"),
    Condition("unseen voices", unseen=True),
    Condition("telephone band", change=lambda audio, _: channel.telephone(audio)),
    Condition("15 dB noise", change=lambda audio, rng: channel.with_noise(audio, 15, rng)),
    Condition("5 dB noise", change=lambda audio, rng: channel.with_noise(audio, 5, rng)),
    Condition("fixture Piper voice", fixture=True),
)


class Speaker:
    """Says sentences in a condition; the same number gives the same voice and noise."""

    def __init__(self) -> None:
        self._espeak = Espeak()
        self._fixture = FixtureVoice()

    def clip(self, said: str, number: int, how: Condition) -> Clip:
        chance = random.Random(f"{how.name}{number}")
        rng = np.random.default_rng(number + 17)
        if how.fixture:
            audio = self._fixture.plain(sentences.spoken(said)) * 0.5
        else:
            voice, manner = random_voice(chance, held_out=how.unseen)
            audio = self._espeak.say(sentences.spoken(said), voice, **manner).audio
            audio = audio / np.abs(audio).max() * 10 ** (-chance.uniform(3, 15) / 20)
        before = np.zeros(int(chance.uniform(0.1, 0.6) * 16000), np.float32)
        after = np.zeros(int(chance.uniform(0.2, 0.8) * 16000), np.float32)
        audio = np.concatenate([before, audio, after]).astype(np.float32)
        return Clip(how.change(audio, rng) if how.change else audio, sentences.written(said))


def full_window(model: WhisperModel, audio: np.ndarray) -> str:
    """faster-whisper as it comes: padded to 30 s, beam 5."""
    found, _ = model.transcribe(
        audio, language="en", beam_size=5, temperature=0.0, condition_on_previous_text=False
    )
    return " ".join(segment.text.strip() for segment in found)


def short_window(model: WhisperModel, audio: np.ndarray) -> str:
    """The audio and one second of nothing, beam 1."""
    tokens = Tokenizer(model.hf_tokenizer, False, task="transcribe", language="en")  # noqa: FBT003
    mel = np.pad(model.feature_extractor(audio)[:, :-1], ((0, 0), (0, EMPTY_FRAMES)))
    mel = np.ascontiguousarray(mel[None, :, : mel.shape[1] // 2 * 2])
    seconds = len(audio) / 16000
    result = model.model.generate(
        model.model.encode(ctranslate2.StorageView.from_array(mel)),
        [[*tokens.sot_sequence, tokens.no_timestamps]],
        beam_size=1,
        max_length=2 * int(TOKENS_A_SECOND * seconds + 16),  # it writes half of that at most
        suppress_blank=True,
    )[0]
    return tokens.decode([k for k in result.sequences_ids[0] if k < tokens.eot]).strip()


WINDOWS = {"30 s": full_window, "short": short_window}


def measured(model: WhisperModel, clips: list[Clip], window: str, *, show_wrong: bool) -> str:
    """WER, exact share and milliseconds an utterance, as table cells."""
    began = time.perf_counter()
    heard = [WINDOWS[window](model, clip.audio) for clip in clips]
    each_ms = (time.perf_counter() - began) / len(clips) * 1000
    if show_wrong:
        for clip, got in zip(clips, heard, strict=True):
            if clip.text != got:
                print(f"    {window}: {clip.text!r} heard as {got!r}")
    wer = 100 * jiwer.wer([clip.text for clip in clips], [got or "-" for got in heard])
    exact = 100 * sum(c.text == got for c, got in zip(clips, heard, strict=True)) / len(clips)
    return f"{wer:.1f} | {exact:.0f} | {each_ms:.0f}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("model", type=Path)
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--wrong", action="store_true", help="print what was misheard")
    args = parser.parse_args()
    model = WhisperModel(str(args.model), device="cpu", compute_type="int8", cpu_threads=1)
    speaker = Speaker()
    coach = [random.Random(n).choice(x) for n, x in enumerate(sentences.coach_lines())]
    texts = {HELD_OUT: sentences.corpus(args.count, 2, held=True), LINES: sentences.demo_lines()}
    columns = ["sentences", "condition", "n", "mean s", "WER % 30 s", "exact %", "ms"]
    columns += ["WER % short", "exact %", "ms"]
    print(f"| {' | '.join(columns)} |")
    print(f"{'|---' * len(columns)}|")
    rows = [(kind, said, how) for kind, said in texts.items() for how in CONDITIONS]
    rows.append((COACH, coach, CONDITIONS[-1]))
    for kind, said, how in rows:
        clips = [speaker.clip(text, number, how) for number, text in enumerate(said)]
        mean_s = sum(len(clip.audio) for clip in clips) / 16000 / len(clips)
        cells = [measured(model, clips, each, show_wrong=args.wrong) for each in WINDOWS]
        print(
            f"| {kind} | {how.name} | {len(clips)} | {mean_s:.1f} | {' | '.join(cells)} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
