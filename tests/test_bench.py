import json
import re
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import numpy as np
import onnxruntime  # type: ignore[import-untyped]
import pytest

from coach.voice.model_worker import ModelWorker
from coach.voice.piper import Voice
from coach.voice.whisper import Recognised, Recogniser
from evals.bench import nearest, recall
from evals.bench.__main__ import _BENCHES, Part, main
from evals.bench.calls import Calls, Lag, calls_shown, lag_of
from evals.bench.forced import (
    ForcedRecogniser,
    Line,
    Pcm,
    Transcript,
    demo_lines,
    speech_s,
    tokens_for,
)
from evals.bench.machine import busy, machine, memory
from evals.bench.measure import Row, percentiles_ms, row, shown
from evals.bench.onnx_file import Graph
from evals.bench.plain_arm import PlainEars
from evals.bench.random_voice import make_voice
from evals.bench.random_whisper import TOKENS, make_whisper
from evals.bench.retrieval import engines
from evals.bench.safety import layers
from evals.bench.stub import REPLY
from evals.bench.voice import meets_goal
from memory.fact import Kind
from safety.gates import say
from safety.policy import load_policy

LOUD = (3000 * np.sin(np.arange(16_000) / 4)).astype(np.int16)
SILENCE = np.zeros(8_000, np.int16)


def judged(p50_ms: float, ratio: float) -> Row:
    return Row("product", 15, p50_ms, p50_ms, ratio, "plain")


def test_percentiles_are_of_all_runs_in_milliseconds() -> None:
    p50, p95 = percentiles_ms([each / 1000 for each in range(101)])

    assert (p50, p95) == pytest.approx((50.0, 95.0))


def test_a_ratio_is_of_medians() -> None:
    made = row("ours", [0.1, 0.2, 9.0], [0.4, 0.8, 0.9], "theirs", None)

    assert made.ratio == pytest.approx(0.25)
    assert made.n == 3


@pytest.mark.parametrize(("met", "says"), [(True, ": met"), (False, ": MISSED"), (None, "")])
def test_a_goal_is_shown_with_what_came_of_it(*, met: bool | None, says: str) -> None:
    table = shown([judged(100, 0.2)._replace(goal="p50 at most 500 ms", met=met)])

    assert table.endswith(f"goal: p50 at most 500 ms{says}")


@pytest.mark.parametrize(
    ("p50_ms", "ratio", "met"), [(500, 0.3, True), (501, 0.1, False), (100, 0.31, False)]
)
def test_the_goal_wants_the_time_and_the_share(*, p50_ms: float, ratio: float, met: bool) -> None:
    assert meets_goal(judged(p50_ms, ratio)) is met


def test_both_arms_say_twenty_five_words_in_three_sentences() -> None:
    assert len(REPLY) == 3
    assert len(" ".join(REPLY).split()) == 25


def test_the_reply_passes_the_gate_that_the_product_puts_before_it() -> None:
    policy = load_policy()

    for sentence in REPLY:
        assert say(sentence, policy, may_speak=frozenset()).allowed, sentence


def test_silence_round_the_speech_changes_no_number_of_tokens() -> None:
    clip = np.concatenate([SILENCE, LOUD, SILENCE])

    assert speech_s(clip) == pytest.approx(1.0)
    assert tokens_for(clip) == tokens_for(LOUD) == 4


def test_the_silence_behind_a_line_is_not_waited_for() -> None:
    line = Line("hello", np.concatenate([LOUD, SILENCE]))

    assert line.after_s == pytest.approx(0.5)


def test_every_line_of_the_demonstration_holds_speech() -> None:
    for line in demo_lines():
        assert 0.3 < line.speech_s < 6, line.words
        assert line.after_s < 0.5, line.words


def test_a_clip_is_told_its_share_of_the_words() -> None:
    transcript = Transcript()
    transcript.begin(Line("one two three four", np.concatenate([LOUD, LOUD])))

    assert transcript.so_far(LOUD) == "one two"
    assert transcript.so_far(np.concatenate([LOUD, LOUD])) == "one two three four"


def test_clips_one_after_the_other_give_every_word_once() -> None:
    transcript = Transcript()
    transcript.begin(Line("one two three four five", np.concatenate([LOUD, LOUD])))

    said = [transcript.following(LOUD), transcript.following(LOUD)]

    assert " ".join(said) == "one two three four five"


def test_a_written_graph_computes_what_it_says(tmp_path: Path) -> None:
    graph = Graph()
    given = graph.input("given", "float", (1, 1, "length"))
    kernel = graph.const([[[1.0, 0.0, -1.0]]], "float")
    moved = graph("Conv", given, kernel, pads=(1, 1), dilations=(1,))
    graph("LeakyRelu", moved, name="output", alpha=0.5)

    graph.write(tmp_path / "graph.onnx", "output")

    session = onnxruntime.InferenceSession(str(tmp_path / "graph.onnx"))
    (found,) = session.run(None, {"given": np.array([[[1, 2, 4]]], np.float32)})
    assert found.tolist() == [[[-1.0, -1.5, 2.0]]]


@pytest.mark.system
@pytest.mark.timeout(120)
async def test_the_made_up_voice_speaks_at_a_persons_pace_and_keeps_to_the_speed(
    tmp_path: Path,
) -> None:
    make_voice(tmp_path)
    size = (tmp_path / "medium-random.onnx").stat().st_size

    with ModelWorker() as worker:
        usual = await Voice(tmp_path, worker).pcm(REPLY[0])
        fast = await Voice(tmp_path, worker, speed=1.6).pcm(REPLY[0])

    words_a_minute = 60 * len(REPLY[0].split()) * 22_050 / (len(usual) // 2)
    sound = np.frombuffer(usual, np.int16)
    assert 100 < words_a_minute < 220
    assert 0.6 < len(fast) / len(usual) < 0.8
    assert sound.std() > 100
    assert 60e6 < size < 66e6, "a real medium voice is 63 MB"


@pytest.fixture(scope="module")
def whisper(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whisper")
    make_whisper(folder)
    return folder


@pytest.mark.system
@pytest.mark.timeout(120)
def test_the_made_up_whisper_has_the_shapes_of_base_en(whisper: Path) -> None:
    with ModelWorker() as worker:
        loaded = Recogniser(whisper, worker)

    vocabulary = json.loads((whisper / "vocabulary.json").read_text("utf-8"))
    assert len(vocabulary) == TOKENS == 51_864
    assert loaded.window == "auto"
    assert 70e6 < (whisper / "model.bin").stat().st_size < 80e6, "base.en in int8 is 75 MB"


class _Counting(ForcedRecogniser):
    """Each token of the made-up Whisper is a word of its own."""

    tokens = 0

    def _decode(self, pcm: Pcm, frames: int, most: int) -> tuple[Recognised, bool]:
        found, finished = super()._decode(pcm, frames, most)
        self.tokens = len(found.text.split())
        return found, finished


@pytest.fixture
def ears(whisper: Path) -> Iterator[tuple[_Counting, PlainEars, Transcript]]:
    transcript = Transcript()
    with ModelWorker() as worker:
        yield _Counting(whisper, worker, transcript), PlainEars(whisper, threads=1), transcript


@pytest.fixture(scope="module")
def long_line() -> Line:
    return max(demo_lines(), key=lambda line: line.speech_s)


@pytest.mark.system
@pytest.mark.timeout(180)
async def test_both_arms_write_the_same_number_of_tokens(
    ears: tuple[_Counting, PlainEars, Transcript], long_line: Line
) -> None:
    ours, theirs, transcript = ears
    transcript.begin(long_line)

    found = await ours.recognise(long_line.pcm)
    plain = theirs.write(long_line.pcm)

    assert ours.tokens == plain == tokens_for(long_line.pcm) > 10
    assert found.text == long_line.words


def test_lag_is_in_milliseconds() -> None:
    lag = lag_of([0.0] * 99 + [0.2])

    assert lag.p50_ms == 0
    assert lag.max_ms == pytest.approx(200)


def test_calls_are_shown_as_a_ratio_to_the_first_run() -> None:
    quiet = Lag(0.1, 1.0, 2.0)
    one = Calls(1, 4, 60.0, quiet, quiet, 300, 400, 5.0, (500, 900), 4, 4)
    four = one._replace(at_once=4, cpu_s_per_call=4.0, heard=15, said=16)

    table = calls_shown([one, four]).splitlines()

    assert "the first 4 of 16 lines" in table[0]
    assert "1.00x" in table[-2]
    assert "0.80x" in table[-1]
    assert table[-1].endswith("15/16")


def test_calls_in_which_nobody_was_answered_have_no_wait_to_show() -> None:
    lag = Lag(0.1, 1.0, 2.0)
    deaf = Calls(1, 4, 60.0, lag, lag, 300, 400, 5.0, None, 0, 4)

    assert re.search(r"- +- +0/4$", calls_shown([deaf]))


def test_the_machine_is_named_with_how_busy_it_is() -> None:
    assert busy() in machine()
    assert re.fullmatch(r"[\d.]+ [\d.]+ [\d.]+", busy())


def test_the_memory_of_this_process_is_never_more_than_its_most() -> None:
    found = memory()

    assert 10 < found.now_mb <= found.most_mb


def test_the_help_names_every_bench(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["--help"])

    told = capsys.readouterr().out
    assert left.value.code == 0
    for name in ("turn", "cold-start", "recall", "voice", "calls", "retrieval", "--json"):
        assert name in told


async def test_recall_is_measured_at_growing_sizes_and_says_what_was_not_there(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(recall, "PEOPLE", 3)
    monkeypatch.setattr(recall, "embedder_if_usable", lambda _: None)
    monkeypatch.setattr(recall, "qdrant_local", lambda _: None)
    told: list[str] = []

    report = await recall.recalls(tmp_path, 2, told.append, (3, 12))

    assert told == ["3 facts are kept", "12 facts are kept"]
    assert [each.name.split(": ")[1] for each in report.rows] == [
        "read and recalled",
        "asked in a turn",
    ] * 2
    assert report.rows[0].ratio == 1.0
    assert "none is set up" in report.notes[0]
    assert "not installed" in report.notes[1]
    assert "ix_fact_person_id" in report.notes[2]


def test_the_yardstick_of_recall_finds_only_one_persons_vectors() -> None:
    pytest.importorskip("qdrant_client")
    store = nearest.qdrant_local(2)
    assert store is not None
    facts = [recall._fact(UUID(int=1 + number % 2), number, "x", Kind.TRAIT) for number in range(6)]

    store.add(facts, np.ones((6, 2), np.float32))

    assert store.query(UUID(int=1), [1.0, 0.0]) == 3


@pytest.mark.parametrize("words", [["nothing"], ["voice", "--lines", "1"], ["calls", "--at-once"]])
def test_what_cannot_be_measured_is_refused(words: list[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(words)

    assert left.value.code == 2


def test_the_figures_are_written_beside_the_machine_they_are_of(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out.json"
    monkeypatch.setitem(_BENCHES, "turn", lambda _: Part("a table", [{"p50_ms": 1.0}]))

    status = main(["turn", "--json", str(out)])

    tree = json.loads(out.read_text("utf-8"))
    told = capsys.readouterr().out
    assert status == 0
    assert tree["turn"] == [{"p50_ms": 1.0}]
    assert "load average" in tree["machine"]
    assert "a table" in told
    assert "load average after it" in told


def test_every_engine_is_asked_the_same_beside_numpy(tmp_path: Path) -> None:
    rows = list(engines(tmp_path, (20,)))

    assert [each.name for each in rows] == [
        "numpy, 20 passages",
        "Qdrant Edge, 20 passages",
        "qdrant-client local mode, 20 passages",
    ]
    assert len({each.n for each in rows}) == 1
    assert all(each.yardstick == "numpy" for each in rows)


def test_every_layer_of_the_safety_gates_is_timed_and_judged_by_its_goal() -> None:
    rows = {each.name: each for each in layers(1)}

    assert list(rows) == [
        "normalisation",
        "rules",
        "classifier",
        "thread of the talk",
        "whole input gate",
        "output gate, a sentence",
    ]
    assert {name for name, each in rows.items() if each.met is not None} == {
        "rules",
        "whole input gate",
    }
    assert min(each.n for each in rows.values()) >= 500
