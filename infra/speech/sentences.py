"""Makes sentences from grammar.yaml, and tells training sentences from held-out ones.

Used by the other scripts here. In the grammar `(a|b|)` is a choice with equal odds, `{name}`
expands the list of that name, and blanks collapse. A sentence is held out by the hash of its text,
so that no seed can leak it into training; `always` and the coach's own lines are never held out.
What a voice is given keeps its pauses (", " and ". "); what the model writes is `written(text)`.
"""

import hashlib
import random
import re
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

HELD_OUT_PERCENT = 6
_INNERMOST = re.compile(r"\(([^()]*)\)")
_NAME = re.compile(r"\{(\w+)\}")
_JOINS = ("and", "but", "so", "then", "because", "and then")
_HYPHENED = {"mm-hm", "uh-huh"}
_CONTRACTIONS = (
    ("i did not", "i didn't"),
    ("i do not", "i don't"),
    ("could not", "couldn't"),
    ("did not", "didn't"),
    ("i am ", "i'm "),
    ("i would ", "i'd "),
    ("i will ", "i'll "),
    ("it is ", "it's "),
    ("that is ", "that's "),
    ("cannot", "can't"),
    ("i have been", "i've been"),
    ("i have had", "i've had"),
    ("was not", "wasn't"),
    ("what is ", "what's "),
    ("let us", "let's"),
    ("do not", "don't"),
    ("is not", "isn't"),
)
DANGER_SCRIPTS = (
    "crisis",
    "emergency",
    "overdose",
    "third_party",
    "harm_others",
    "abuse",
    "next_day_",
    "ai_notice",
    "drowsy_driving_now",
)
"""What the names of the scripts begin with whose lines the model has to know word for word."""


@cache
def grammar() -> dict:
    """The grammar file, parsed."""
    path = Path(__file__).parent / "grammar.yaml"
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def expand(text: str, chance: random.Random) -> str:
    """One sentence of a form."""
    lists = grammar()["lists"]
    while "(" in text or "{" in text:
        text = _INNERMOST.sub(lambda m: chance.choice(m.group(1).split("|")), text, count=1)
        if "(" not in text:
            text = _NAME.sub(lambda m: lists[m.group(1)], text, count=1)
    text = re.sub(r"\s+([,.])", r"\1", " ".join(text.split()))
    return text.strip(" ,.")


def _form(chance: random.Random, since: int) -> str:
    forms = grammar()["sentences"][since:]
    return expand(chance.choices([f for _, f in forms], [w for w, _ in forms])[0], chance)


def sentence(chance: random.Random) -> str:
    """A sentence as it is said; one in nine is two joined, half are contracted."""
    text = _form(chance, 0)
    if chance.random() < 0.11 and len(text) < 60:
        text = f"{text} {chance.choice(_JOINS)} {_form(chance, 0)}"
    if chance.random() < 0.5:
        for long, short in _CONTRACTIONS:
            text = text.replace(long, short)
    return text


def written(said: str) -> str:
    """What the model has to write for a line as said: lower case, no marks, hyphens as blanks."""
    words = re.sub(r"[^\w\s'-]", " ", said.replace("\u2019", "'").lower()).split()
    return " ".join(word if word in _HYPHENED else word.replace("-", " ") for word in words)


def spoken(text: str) -> str:
    """What a voice is given so that the letters of "AI", "UK" and "the US" are said as letters."""
    text = re.sub(r"\b(ai|uk)\b", lambda m: m.group().upper(), text)
    return re.sub(r"\bthe us\b", "the US", text)


def held_out(said: str) -> bool:
    """Whether a sentence is kept for measuring."""
    text = written(said)
    if text in _always_written():
        return False
    return int(hashlib.md5(text.encode()).hexdigest(), 16) % 100 < HELD_OUT_PERCENT


@cache
def _always_written() -> frozenset[str]:
    return frozenset(written(line) for line in demo_lines())


def corpus(count: int, seed: int, *, held: bool, even: bool = False) -> list[str]:
    """That many different sentences, all held out or none.

    With `even`, of every thirty the one with the rarest word so far: a word that only one of many
    choices says would else be heard too seldom to be learnt.
    """
    chance = random.Random(seed)
    found: dict[str, None] = {}
    said: Counter[str] = Counter()
    while len(found) < count:
        drawn = [sentence(chance) for _ in range(30 if even else 1)]
        fit = [text for text in drawn if held_out(text) == held and text not in found]
        if fit:
            text = min(fit, key=lambda each: min(said[word] for word in written(each).split()))
            found.setdefault(text)
            said.update(written(text).split())
    return list(found)


def scrambled(texts: list[str], chance: random.Random) -> str:
    """Runs of words glued together, so that the decoder learns to listen and not to guess."""
    runs: list[str] = []
    for _ in range(chance.randint(2, 3)):
        words = written(chance.choice(texts)).split()
        start = chance.randrange(len(words))
        runs += words[start : start + chance.randint(1, 4)]
    return " ".join(runs[:12])


def demo_lines() -> list[str]:
    """What the person of the packaged demonstration says, with `always`."""
    path = ROOT / "coach" / "recordings" / "demo" / "recording.yaml"
    says = yaml.safe_load(path.read_text(encoding="utf-8"))["says"]
    return [" ".join(line.split()) for line in says] + list(grammar()["always"])


@cache
def coach_lines() -> list[list[str]]:
    """The coach's own lines in danger, each as filled for every country, named or not."""
    from safety.crisis import load_countries, resources
    from safety.script import load_scripts, script

    numbers: dict[str, None] = {}
    filled: dict[tuple[str, int, int], dict[str, None]] = {}
    names = [name for name in load_scripts() if name.startswith(DANGER_SCRIPTS)]
    for code in [None, *sorted(load_countries())]:
        for name in names:
            for variant in range(len(load_scripts()[name].variants)):
                for person in (None, "Sam"):
                    lines = script(
                        name,
                        resources(code),
                        name_of_person=person,
                        variant=variant,
                        spoken=True,
                    )
                    for place, line in enumerate(lines):
                        if not line.on_screen_only:
                            said = line.text.replace("findahelpline.com", FINDER)
                            filled.setdefault((name, variant, place), {}).setdefault(said)
        for line in load_countries()[code].lines if code else ():
            numbers.setdefault(f"The number is {', '.join(_digits(line.number))}.")
    return [list(lines) for lines in filled.values()] + [list(numbers)]


FINDER = "find a helpline dot com"


def _digits(number: str) -> list[str]:
    names = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
    return [names[int(char)] for char in number if char.isdigit()]
