"""Reads the training sentences: `*.yaml` beside this file, a list of templates each.

A template is one meaning in one manner: id, category, action, also_ok, near_miss, texts, and slots
for `{place}`s in them. The split into seen and unseen is by template, minimal pairs kept together.
Called by the training command. What does not fit is refused with file and template.
"""

import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from zlib import crc32

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from safety.verdict import Action, Category

FOLDER = Path(__file__).parent
UNSEEN_ONE_IN = 8
"""One template group in so many is never trained on."""
_SLOT = re.compile(r"\{(\w+)\}")
_DRAWS = 4
_ALIKE = 0.6
"""The share of common words from which two sentences count as one."""
_STOPPING = (Action.CRISIS_PROTOCOL, Action.EMERGENCY)


class TrainingError(ValueError):
    """A training file that cannot be used; names file and template."""


class Template(BaseModel):
    """One meaning in one manner, with its sentences."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    category: Category
    action: Action
    also_ok: tuple[Action, ...] = ()
    near_miss: bool
    texts: tuple[str, ...]
    slots: dict[str, tuple[str | int, ...]] = {}

    @cached_property
    def group(self) -> str:
        """The template and its twin: `pair-jump-danger` and `pair-jump-benign` are one."""
        return re.sub(r"-(?:danger|benign)$", "", self.id)

    @property
    def unseen(self) -> bool:
        """Whether it is kept from training for good."""
        return crc32(self.group.encode()) % UNSEEN_ONE_IN == 0

    def sentences(self) -> list[str]:
        """Its sentences, up to four for one with slots; the same ones each time."""
        rng = random.Random(self.id)  # noqa: S311 - a choice of sentences is no secret
        return list(dict.fromkeys(one for text in self.texts for one in self._filled(text, rng)))

    def _filled(self, text: str, rng: random.Random) -> list[str]:
        if not _SLOT.search(text):
            return [text]
        return [
            _SLOT.sub(lambda found: str(rng.choice(self.slots[found[1]])), text)
            for _ in range(_DRAWS)
        ]


@dataclass(frozen=True)
class Sentence:
    """One sentence and the template it came from."""

    text: str
    template: Template


def templates(folder: Path = FOLDER) -> list[Template]:
    """All templates, files in the order of their names.

    Raises:
        TrainingError: a file does not fit, an id occurs twice, or a slot is missing.
    """
    found: list[Template] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            tree = yaml.safe_load(path.read_text(encoding="utf-8"))
            found += TypeAdapter(list[Template]).validate_python(tree)
        except (yaml.YAMLError, ValidationError) as error:
            raise TrainingError(f"{path.name}: {error}") from error
    ids = [one.id for one in found]
    twice = sorted({one for one in ids if ids.count(one) > 1})
    if twice:
        raise TrainingError(f"template ids used twice: {', '.join(twice)}")
    return found


def sentences(chosen: Iterable[Template]) -> list[Sentence]:
    """Every sentence of the templates, each text once."""
    found: dict[str, Sentence] = {}
    for template in chosen:
        for text in template.sentences():
            found.setdefault(text, Sentence(text, template))
    return list(found.values())


def apart(chosen: Iterable[Sentence], kept: Iterable[Sentence]) -> list[Sentence]:
    """Those of the chosen that share too few words with any sentence kept from training.

    Two templates may say a thing in nearly the same words; only one of them may then be trained on.
    """
    others = [_words(one.text) for one in kept]
    return [one for one in chosen if not _near(_words(one.text), others)]


def _near(words: frozenset[str], others: Iterable[frozenset[str]]) -> bool:
    return any(len(words & other) >= _ALIKE * len(words | other) for other in others)


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z0-9]+", text.lower().replace("'", "")))


_BY_CATEGORY = {Category.CRISIS_PASSIVE: "passive", Category.PSYCHOSIS_MANIA: "psychosis"}
_BY_ID: Sequence[tuple[str, str, str]] = (
    (r"driv|drowsy|machine", "driving_told", "driving_now"),
    (r"harm-others", "harm_others", "harm_others_now"),
)
"""What only the id of a template tells: part of the id, the kind, the kind where it is urgent."""


def kind_of(template: Template) -> str:
    """The kind of utterance, as `weighing.kinds` of the policy names it."""
    action, category = template.action, template.category
    if action is Action.CONTINUE:
        return "continue"
    if action is Action.CONTINUE_WITH_NOTE:
        return "pregnancy" if category is Category.PREGNANCY else "note"
    for part, told, now in _BY_ID:
        if re.search(part, template.id):
            return now if action is Action.EMERGENCY else told
    if action in _STOPPING:
        return _danger(template)
    if category in (Category.PREGNANCY, Category.RED_FLAG_EMERGENCY):
        return "medical_symptom"
    return _BY_CATEGORY.get(category, category.value)


def _danger(template: Template) -> str:
    category, urgent = template.category, template.action is Action.EMERGENCY
    if category is Category.ABUSE:
        return "abuse_now" if urgent else "abuse"
    if category is Category.CRISIS_PASSIVE:
        return "passive"
    if category is Category.PSYCHOSIS_MANIA and not urgent:
        return "psychosis_crisis"
    if category is not Category.CRISIS_ACTIVE:
        return "medical"
    if "third" in template.id:
        return "third_party"
    if urgent:
        return "imminent"
    return "self_harm" if re.search(r"self-?harm|-sh-", template.id) else "active"
