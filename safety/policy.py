"""The safety policy: `policy.yaml` and `outputs.yaml`, parsed, checked and compiled once.

Called by the gates and by `coach doctor`. A file with an unknown key, an unknown lexicon, a broken
pattern or a review date without a name is refused; nothing is repaired.
"""

import datetime
import re
from functools import cache, cached_property
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from safety.content import read_yaml
from safety.normal import Normaliser
from safety.verdict import Action, Category, Rule

_PACKAGED = Path(__file__).parent / "policy.yaml"
_OUTPUTS = "outputs.yaml"
_THREAD = "thread.yaml"
_LEXICON = re.compile(r"<([a-z][a-z0-9_]*)>")
_GROUP_NAMES = 3
_STOPPING = (Action.EMERGENCY, Action.CRISIS_PROTOCOL)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Reviewed(_Strict):
    """Who answers for a rule. Both null means draft: nobody reviewed it (DECISIONS 13)."""

    source: str
    owner: str | None = None
    reviewed_on: datetime.date | None = None

    @model_validator(mode="after")
    def _a_date_has_a_name(self) -> "Reviewed":
        if self.reviewed_on is not None and not self.owner:
            raise ValueError("reviewed_on without owner: a date needs a person's name")
        return self


class Idiom(_Strict):
    """Sayings taken out of a sentence before it is judged."""

    id: str
    patterns: tuple[str, ...]


class Negation(_Strict):
    """What denies, what may stand between, and what only looks like a denial (patterns)."""

    words: str
    fillers: str
    breaks: str


class InputRule(Reviewed):
    """A rule on what a person says.

    `negated` and `past` are the actions for a denied or long-past match, None where that changes
    nothing; `unless` silences the rule in the sentence that matched.
    """

    source: str = "safety policy 4.2-4.4"
    id: str
    stage: Literal["crisis", "red_flag", "scope", "identity", "note"]
    category: Category
    action: Action
    script: str | None = None
    patterns: tuple[str, ...]
    unless: tuple[str, ...] = ()
    negated: Action | None = None
    past: Action | None = None


class Kind(_Strict):
    """A kind of utterance the classifier knows; `asked` is the plain question in doubt.

    `redirect_at` is its own threshold where it redirects, in place of `Weighing.redirect_at`.
    """

    id: str
    category: Category
    action: Action
    script: str | None = None
    asked: str = "crisis_clarify"
    redirect_at: float | None = Field(default=None, gt=0, le=1)

    @property
    def is_danger(self) -> bool:
        """Whether it stops the agenda."""
        return self.action in _STOPPING


class Weighing(Reviewed):
    """What is made of the classifier's shares, each 0 to 1, beside the verdict of the rules."""

    ask_at: float = Field(gt=0, le=1)
    act_at: float = Field(gt=0, le=1)
    redirect_at: float = Field(gt=0, le=1)
    note_at: float = Field(gt=0, le=1)
    harmless_at: float = Field(gt=0.5, le=1)
    may_soften: tuple[str, ...]
    kinds: tuple[Kind, ...]


class OutputRule(Reviewed):
    """A rule on what the coach says. `after` limits it to replies to words that match."""

    source: str = "evaluation formats, safety-outputs"
    id: str
    rule: Rule
    patterns: tuple[str, ...]
    unless: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


class Outputs(Reviewed):
    """The rules on the coach's own sentences."""

    version: str
    lexicons: dict[str, tuple[str, ...]]
    rules: tuple[OutputRule, ...]


class Signal(_Strict):
    """Something that is no danger by itself, and one with others over a talk."""

    id: str
    grave: bool
    patterns: tuple[str, ...]


class Sign(_Strict):
    """One sign of the body; two of a group in one talk mean an ambulance."""

    id: str
    group: str
    patterns: tuple[str, ...]


class ThreadRules(Reviewed):
    """What earlier turns make of later ones; the file says what each list means."""

    version: str
    ask_at: int
    ask_at_told: int
    topic_turns: int
    signals: tuple[Signal, ...]
    not_signals: tuple[str, ...]
    meant: tuple[str, ...]
    unmasked: tuple[str, ...]
    fiction: tuple[str, ...]
    signs: tuple[Sign, ...]
    not_signs: tuple[str, ...]
    light: tuple[str, ...]
    still: tuple[str, ...]
    medicine_more: tuple[str, ...]
    some: tuple[str, ...]
    after: tuple[str, ...]
    insists: tuple[str, ...]
    about_sleep: tuple[str, ...]
    everyday: tuple[str, ...]
    of_life: tuple[str, ...]
    of_the_body: tuple[str, ...]
    of_others: tuple[str, ...]
    of_the_road: tuple[str, ...]
    departing: tuple[str, ...]
    leaving_signals: frozenset[str]
    mood_signals: frozenset[str]


class Compiled:
    """A rule with its patterns compiled."""

    def __init__(self, patterns: tuple[str, ...], unless: tuple[str, ...] = ()) -> None:
        self.pattern = _compile(patterns)
        self.unless = _compile(unless) if unless else None

    def silenced(self, sentence: str) -> bool:
        """Whether an exception holds in this sentence."""
        return self.unless is not None and self.unless.search(sentence) is not None


class Policy(Reviewed):
    """The whole policy. Its version is recorded with every verdict."""

    version: str
    spelling: tuple[tuple[str, str], ...]
    typo_words: tuple[str, ...]
    lexicons: dict[str, tuple[str, ...]]
    idioms: tuple[Idiom, ...]
    negation: Negation
    past: str
    weighing: Weighing
    rules: tuple[InputRule, ...]
    outputs: Outputs
    thread: ThreadRules

    @model_validator(mode="after")
    def _everything_compiles(self) -> "Policy":
        ids = [*(rule.id for rule in self.rules), *(rule.id for rule in self.outputs.rules)]
        twice = sorted({name for name in ids if ids.count(name) > 1})
        if twice:
            raise ValueError(f"rule ids used twice: {', '.join(twice)}")
        _ = self.normal, self.input_rules, self.output_rules, self.idiom_pattern
        _ = self.denial, self.past_pattern, self.denial_break, self.thread_patterns
        return self

    @model_validator(mode="after")
    def _no_rule_of_danger_is_softened(self) -> "Policy":
        soft = {rule.id for rule in self.rules if is_soft(rule)}
        hard = [name for name in self.weighing.may_soften if name not in soft]
        if hard:
            raise ValueError(f"weighing.may_soften: {', '.join(hard)} may never be silenced")
        return self

    @cached_property
    def normal(self) -> Normaliser:
        """Brings words to the form the patterns are written in."""
        vocabulary = {
            word
            for pattern in (p for rule in self.rules for p in rule.patterns)
            for word in re.findall(r"[a-z]{3,}", pattern)
        } | {word for terms in self.lexicons.values() for t in terms for word in t.split()}
        return Normaliser(self.spelling, self.typo_words, vocabulary)

    @cached_property
    def input_rules(self) -> tuple[tuple[InputRule, Compiled], ...]:
        """Rules with compiled patterns, in the order of the file."""
        return tuple(
            (rule, self._compiled(rule.id, rule.patterns, rule.unless)) for rule in self.rules
        )

    @cached_property
    def output_rules(self) -> tuple[tuple[OutputRule, Compiled, Compiled | None], ...]:
        """Output rules with compiled patterns, the last for the words they answer."""
        return tuple(
            (
                rule,
                self._compiled(rule.id, rule.patterns, rule.unless),
                self._compiled(rule.id, rule.after, ()) if rule.after else None,
            )
            for rule in self.outputs.rules
        )

    @cached_property
    def idiom_pattern(self) -> re.Pattern[str]:
        """All sayings as one pattern."""
        parts = tuple(part for idiom in self.idioms for part in idiom.patterns)
        return self._compiled("idioms", parts, ()).pattern

    @cached_property
    def denial(self) -> re.Pattern[str]:
        """Matches words before a risk phrase that end in a denial of it."""
        negation = self.negation
        return re.compile(
            rf"(?<!\S)(?:{negation.words})(?: (?:{negation.fillers}))*(?: (?:or|and|nor) "
            rf"(?:[^ .]+)(?: (?:{negation.fillers}))*)? $"
        )

    @cached_property
    def denial_break(self) -> re.Pattern[str]:
        """Looks like a denial and is none."""
        return re.compile(rf"(?<!\S)(?:{self.negation.breaks})(?!\S)")

    @cached_property
    def past_pattern(self) -> re.Pattern[str]:
        """Says that something was long ago."""
        return re.compile(rf"(?<!\S)(?:{self.past})(?!\S)")

    @cached_property
    def thread_patterns(self) -> dict[str, re.Pattern[str]]:
        """The signals by "signal:" and their id, and the other lists of the thread by name."""
        one = self.thread
        lists = {f"signal:{each.id}": each.patterns for each in one.signals}
        lists |= {f"sign:{each.id}": each.patterns for each in one.signs}
        lists |= {
            "not_signals": one.not_signals,
            "not_signs": one.not_signs,
            "meant": one.meant,
            "unmasked": one.unmasked,
            "fiction": one.fiction,
            "light": one.light,
            "still": one.still,
            "medicine_more": one.medicine_more,
            "somebody": ("<other>",),
            "medicine": ("<drug>|<pill>|<supplement>",),
            "insists": one.insists,
            "about_sleep": one.about_sleep,
            "everyday": one.everyday,
            "of_life": one.of_life,
            "of_the_body": one.of_the_body,
            "of_others": one.of_others,
            "of_the_road": one.of_the_road,
            "departing": one.departing,
        }
        return {
            name: self._compiled(f"thread.{name}", patterns, ()).pattern
            for name, patterns in lists.items()
        }

    def _compiled(self, owner: str, patterns: tuple[str, ...], unless: tuple[str, ...]) -> Compiled:
        try:
            return Compiled(
                tuple(self._expand(one) for one in patterns),
                tuple(self._expand(one) for one in unless),
            )
        except (re.error, KeyError) as error:
            raise ValueError(f"rule {owner!r}: pattern cannot be used: {error}") from error

    def _expand(self, pattern: str) -> str:
        for _ in range(_GROUP_NAMES):
            pattern = _LEXICON.sub(self._terms, pattern)
        return pattern

    def _terms(self, found: re.Match[str]) -> str:
        own = {"some": self.thread.some, "after": self.thread.after}
        terms = {**self.lexicons, **self.outputs.lexicons, **own}[found[1]]
        gap = len(terms) == 1 and terms[0].startswith("(?:[^ .]+ )")
        return terms[0] if gap else f"(?:{'|'.join(terms)})"


def is_soft(rule: InputRule) -> bool:
    """Whether a rule merely redirects or notes, whatever is denied or past: never danger."""
    asks_or_stops = {*_STOPPING, Action.CLARIFY}
    return rule.stage != "crisis" and asks_or_stops.isdisjoint(
        (rule.action, rule.negated, rule.past)
    )


def _compile(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\S)(?:{'|'.join(patterns)})(?!\S)")


@cache
def load_policy(path: Path = _PACKAGED) -> Policy:
    """Reads and checks the policy with the two files beside it, `outputs.yaml` and `thread.yaml`.

    Once per process.

    Raises:
        ContentError: unreadable, no YAML, or a key that does not fit; names file, line and key.
    """
    outputs = read_yaml(path.with_name(_OUTPUTS), Outputs)
    thread = read_yaml(path.with_name(_THREAD), ThreadRules)
    return read_yaml(path, Policy, also={"outputs": outputs, "thread": thread})
