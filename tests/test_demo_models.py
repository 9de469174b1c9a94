"""The demonstration speech models are those their card describes, and know the demonstration."""

import hashlib
import re

import yaml

from tests.running import ROOT

DEMO = ROOT / "coach" / "voice" / "demo"


def _words(said: str) -> list[str]:
    """As the model writes them: lower case, hyphens as blanks, apostrophes kept."""
    plain = re.sub(r"[^\w\s']", " ", said.replace("\u2019", "'").lower())
    return plain.split()


def test_the_card_names_every_model_file_with_its_checksum() -> None:
    card = (DEMO / "CARD.md").read_text(encoding="utf-8")
    named = dict(re.findall(r"\| `([\w./-]+)` \|[^|\n]*\| `([0-9a-f]{64})` \|", card))

    shipped = {
        path.relative_to(DEMO).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in DEMO.glob("*/*")
        if path.name != "nightjar.json"  # how we use the folder, no part of the model
    }

    assert shipped == named


def test_the_recogniser_was_trained_on_every_word_of_the_demonstration() -> None:
    recording = ROOT / "coach" / "recordings" / "demo" / "recording.yaml"
    says = yaml.safe_load(recording.read_text(encoding="utf-8"))["says"]
    known = set((DEMO / "micro-whisper.words.txt").read_text(encoding="utf-8").split())

    unknown = {word for line in says for word in _words(line)} - known

    assert unknown == set(), "say it in known words, or extend the grammar and train"
