"""The embedder: near in meaning is near in numbers; missing or damaged weights are told."""

import struct
from pathlib import Path

import numpy as np
import pytest

from coach.doctor.check import State
from coach.doctor.meaning import look_at_embedder
from coach.embedding import embedder, embedder_if_usable
from coach.settings import EmbedderSettings, Settings
from memory import embedder as port
from memory.embedder import Embedder, load_embedder
from memory.minilm import DIMENSIONS, EmbedderError, network_folder, packaged_weights
from memory.onnx_file import FLOAT, Graph
from memory.other_embedders import FastEmbedder

needs_weights = pytest.mark.skipif(packaged_weights() is None, reason="no weights are installed")


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="module")
def minilm(models: Path) -> Embedder:
    found = load_embedder(models)
    assert found is not None
    return found


def _settings(folder: Path, embedder: EmbedderSettings | None = None) -> Settings:
    return Settings(data_dir=folder, embedder=embedder or EmbedderSettings())


@needs_weights
def test_sentences_that_mean_the_same_are_nearer_than_those_that_share_words(
    minilm: Embedder,
) -> None:
    asked, meant, worded = minilm.embed(
        [
            "my puppy gets me up at dawn",
            "the dog wakes her early every morning",
            "I got up to speed on my puppy fat",
        ]
    )

    assert asked @ meant > asked @ worded


@needs_weights
def test_every_vector_is_of_length_one_whatever_the_text(minilm: Embedder) -> None:
    vectors = minilm.embed(["", "a", "word " * 2000, "\N{SNOWMAN} \u202e", "Why?\n\n"])

    assert vectors.shape == (5, DIMENSIONS)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert minilm.embed([]).shape == (0, DIMENSIONS)


@needs_weights
def test_a_vector_does_not_depend_on_the_texts_beside_it(minilm: Embedder) -> None:
    alone = minilm.embed(["I slept badly"])
    beside = minilm.embed(
        ["a far longer sentence about something else altogether", "I slept badly"]
    )

    assert np.array_equal(alone[0], beside[1])


@needs_weights
def test_the_network_is_written_once_and_loaded_afterwards(
    minilm: Embedder, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(port, "packaged_weights", lambda: None)

    again = load_embedder(models)

    assert again is not None
    assert again.revision == minilm.revision
    assert np.array_equal(again.embed(["night"]), minilm.embed(["night"]))


@needs_weights
def test_weights_that_are_not_the_published_ones_are_refused(tmp_path: Path) -> None:
    weights = tmp_path / "weights"
    weights.mkdir()
    (weights / "model.safetensors").write_bytes(struct.pack("<Q", 2) + b"{}")
    (weights / "tokenizer.json").write_text("{}", encoding="utf-8")

    with pytest.raises(EmbedderError, match="not the published file"):
        load_embedder(tmp_path / "models", weights)

    assert not network_folder(tmp_path / "models").exists()


def test_without_weights_there_is_no_embedder_and_the_doctor_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(port, "packaged_weights", lambda: None)
    monkeypatch.setattr("coach.doctor.meaning.packaged_weights", lambda: None)

    found = look_at_embedder(_settings(tmp_path))

    assert embedder(_settings(tmp_path)) is None
    assert found.state is State.WARN
    assert "words alone" in found.what
    assert "--no-deps" in found.repair


@needs_weights
def test_the_doctor_tries_a_written_network_and_writes_none(tmp_path: Path) -> None:
    settings = _settings(tmp_path)

    before = look_at_embedder(settings)
    assert list(tmp_path.iterdir()) == []
    embedder(settings)
    after = look_at_embedder(settings)

    assert "first check-in" in before.what
    assert after.state is State.OK
    assert "all-MiniLM-L6-v2" in after.what


def test_a_damaged_network_is_as_none_and_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = network_folder(tmp_path / "models")
    folder.mkdir(parents=True)
    (folder / "model.onnx").write_bytes(b"no network")

    found = embedder_if_usable(_settings(tmp_path))

    assert found is None
    assert "coach doctor" in caplog.text
    with pytest.raises(EmbedderError, match="remove"):
        embedder(_settings(tmp_path))


def test_a_network_that_gives_other_vectors_is_refused(tmp_path: Path) -> None:
    folder = network_folder(tmp_path)
    folder.mkdir(parents=True)
    source = packaged_weights()
    if source is None:
        pytest.skip("no weights are installed")
    (folder / "tokenizer.json").write_bytes((source / "tokenizer.json").read_bytes())
    (folder / "model.onnx").write_bytes(_constant_network())

    with pytest.raises(EmbedderError, match="wrong vectors"):
        load_embedder(tmp_path)


def _constant_network() -> bytes:
    """The number of tokens, 384 times over."""
    graph = Graph()
    both = graph.operation("Add", ["input_ids", "attention_mask"])
    counted = graph.operation("ReduceSum", [both, graph.constant("one", np.array([1]))], keepdims=1)
    real = graph.operation("Cast", [counted], to=FLOAT)
    wide = graph.operation(
        "Mul", [real, graph.constant("wide", np.ones((1, DIMENSIONS), np.float32))]
    )
    return graph.model(["input_ids", "attention_mask"], wide, DIMENSIONS)


def test_switched_off_is_no_embedder(tmp_path: Path) -> None:
    settings = _settings(tmp_path, EmbedderSettings(kind="none"))

    assert embedder(settings) is None
    assert look_at_embedder(settings).state is State.OFF


@pytest.mark.parametrize(
    ("kind", "missing"), [("fastembed", "FOLDER"), ("endpoint", "BASE_URL"), ("fastembed", "MODEL")]
)
def test_another_embedder_is_refused_without_what_it_needs(
    monkeypatch: pytest.MonkeyPatch, kind: str, missing: str
) -> None:
    given = {"MODEL": "some-model", "FOLDER": "/a/folder", "BASE_URL": "http://127.0.0.1:1/v1"}
    given.pop(missing)
    for name, value in {**given, "KIND": kind}.items():
        monkeypatch.setenv(f"COACH_EMBEDDER__{name}", value)

    with pytest.raises(Exception, match=f"COACH_EMBEDDER__{missing} is not set"):
        Settings()


def test_fastembed_that_is_not_installed_is_told(tmp_path: Path) -> None:
    with pytest.raises(EmbedderError, match="fastembed"):
        FastEmbedder("BAAI/bge-small-en-v1.5", tmp_path)
