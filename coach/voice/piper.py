"""Speaks text with a Piper voice, from a folder, through the model worker.

`piper_tts` wraps it for a call; `doctor` and `evals` use it bare. It uses an unpatched
`piper.PiperVoice` on an onnxruntime session of ours (one thread, no spinning, no arena: a quarter
of the memory). The text has to be in spoken form already: `spoken` writes numbers as words.
"""

import logging
from collections import OrderedDict
from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing
from pathlib import Path

import onnxruntime  # type: ignore[import-untyped]
from piper import PiperVoice, SynthesisConfig
from piper.config import PiperConfig

from coach.settings import FASTEST_SPEECH, SLOWEST_SPEECH
from coach.voice.clauses import pieces
from coach.voice.model_folder import SpeechModelError, damaged, json_object, require
from coach.voice.model_worker import ModelWorker, Priority

_STOCK_PIECES = 256
"""Of up to 100 characters each: 70 MB at the very most, in practice a tenth of it."""
_SENTENCE_PAUSE_S = 0.15
_NOTHING_TO_SAY_S = 0.1

# Its debug lines hold every sentence spoken.
logging.getLogger("piper").setLevel(logging.INFO)


class Voice:
    """A Piper voice in memory. Loading blocks (0.1 s and more): do it before the calls.

    Stock phrases are kept as audio; anything else is forgotten once spoken.

    Raises:
        SpeechModelError: the folder, or a file in it, is missing or damaged.
        ValueError: `speed` is not one that the settings allow.
    """

    def __init__(self, folder: Path, worker: ModelWorker, *, speed: float = 1.0) -> None:
        """`speed`: 1 as recorded, 1.5 half as fast again."""
        if not SLOWEST_SPEECH <= speed <= FASTEST_SPEECH:
            bounds = f"{SLOWEST_SPEECH} to {FASTEST_SPEECH}"
            raise ValueError(f"a speed of {speed}: it has to be from {bounds}")
        model = _model_file(folder)
        require(folder, f"{model.name}.json")
        config = _config(model.with_name(f"{model.name}.json"))
        self.name = model.stem
        self.sample_rate = config.sample_rate
        """Hz, of 16-bit mono samples."""
        self._worker = worker
        self._voice = PiperVoice(config=config, session=_session(model))
        self._how = SynthesisConfig(length_scale=config.length_scale / speed)
        self._stock: OrderedDict[str, bytes] = OrderedDict()

    async def warm(self, phrases: Iterable[str]) -> None:
        """Make stock phrases ahead, when nothing else waits; the 256 pieces used last are kept."""
        for phrase in phrases:
            for piece in pieces(phrase):
                if piece not in self._stock:
                    self._stock[piece] = await self._made(piece, Priority.WARM)
        while len(self._stock) > _STOCK_PIECES:
            self._stock.popitem(last=False)

    def keeps(self, text: str) -> bool:
        """Whether all of it is kept as audio."""
        return all(piece in self._stock for piece in pieces(text))

    async def pcm(self, text: str, *, priority: Priority = Priority.FINAL) -> bytes:
        """The whole text as 16-bit samples; a short silence when there is nothing to pronounce."""
        async with aclosing(self.stream(text, priority=priority)) as spoken:
            return b"".join([piece async for piece in spoken])

    async def stream(
        self, text: str, *, priority: Priority = Priority.FINAL
    ) -> AsyncGenerator[bytes, None]:
        """The same, sentence by sentence and clause by clause, each as soon as it is made."""
        for piece in pieces(text) or [""]:
            stock = self._stock.get(piece)
            if stock is not None:
                self._stock.move_to_end(piece)
            yield stock if stock is not None else await self._made(piece, priority)

    async def _made(self, piece: str, priority: Priority) -> bytes:
        return await self._worker.submit(lambda: self._speak(piece), priority)

    def _speak(self, piece: str) -> bytes:
        # Piper takes [[...]] for phonemes; nobody who writes for this coach means that.
        plain = piece.replace("[[", " ").replace("]]", " ")
        chunks = self._voice.synthesize(plain, self._how) if plain.strip() else ()
        samples = b"".join(chunk.audio_int16_bytes for chunk in chunks)
        if not samples:
            return self._silence(_NOTHING_TO_SAY_S)
        return samples + (self._silence(_SENTENCE_PAUSE_S) if piece[-1] in ".!?" else b"")

    def _silence(self, duration_s: float) -> bytes:
        return bytes(2 * round(duration_s * self.sample_rate))


def _model_file(folder: Path) -> Path:
    require(folder)
    found = sorted(folder.glob("*.onnx"))
    if not found:
        raise SpeechModelError(
            f"There is no voice in {folder}: no file there ends in .onnx. "
            "Run `coach setup` to download one."
        )
    if len(found) > 1:
        names = ", ".join(path.name for path in found)
        raise SpeechModelError(
            f"There are {len(found)} voices in {folder} ({names}): "
            "keep one .onnx file with its .onnx.json in a folder of its own."
        )
    require(folder, found[0].name)
    return found[0]


def _config(path: Path) -> PiperConfig:
    said = json_object(path)
    try:
        return PiperConfig.from_dict(said)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise damaged(path) from error


def _session(model: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        return onnxruntime.InferenceSession(
            str(model), sess_options=options, providers=["CPUExecutionProvider"]
        )
    except Exception as error:
        raise damaged(model) from error
