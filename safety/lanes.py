"""The lanes: how far the programme may go with somebody's time in bed.

Called by the screening, the agenda and every check of a plan. No model can change a lane: it
follows from conditions the person stated, never from what they seem to have. `lanes.yaml` has the
shape of `LaneRules`; unknown keys, rules that make freer, review dates without a name: refused.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cache, reduce
from pathlib import Path
from typing import Annotated, NamedTuple

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from safety.content import Pattern, Reviewed, read_yaml

_PACKAGED = Path(__file__).parent / "lanes.yaml"


class Lane(StrEnum):
    """A: a sleep window is allowed. B: compression. C: no less time in bed."""

    A = "A"
    B = "B"
    C = "C"


class Answer(StrEnum):
    """An answer to one question of the screen."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"
    DECLINED = "declined"


class Fact(StrEnum):
    """What is known of somebody without a question of the screen."""

    CONDITIONS_NOT_KEPT = "conditions_not_kept"
    NEWS_UNTOLD = "news_untold"


def safer(one: Lane, other: Lane) -> Lane:
    """The more careful of two lanes."""
    return max(one, other)


def _as_answer(value: object) -> object:
    """YAML reads a bare yes or no as true or false."""
    return ("yes" if value else "no") if isinstance(value, bool) else value


StatedAnswer = Annotated[Answer, BeforeValidator(_as_answer)]
_Variants = Annotated[tuple[str, ...], Field(min_length=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class LaneRule(Reviewed, _Strict):
    """What one condition leads to. `tell` explains it to the person, without a diagnosis."""

    id: str
    lane: Lane
    refer: bool
    tell: str
    source: str

    @model_validator(mode="after")
    def _makes_careful(self) -> "LaneRule":
        if self.lane is Lane.A:
            raise ValueError(f"rule {self.id!r} gives lane A: a rule can only make more careful")
        return self


class AnswerRule(LaneRule):
    """What one answer to its question leads to; a no leads to nothing."""

    answer: StatedAnswer

    @model_validator(mode="after")
    def _is_not_for_a_no(self) -> "AnswerRule":
        if self.answer is Answer.NO:
            raise ValueError(f"rule {self.id!r} is for a no: a no fires no rule")
        return self


class FactRule(LaneRule):
    """What a known fact leads to."""

    fact: Fact


class Asking(_Strict):
    """How something is asked: at first, `again` when it was not understood, `why` on request."""

    id: str
    ask: _Variants
    again: _Variants
    why: str


class ScreenQuestion(Asking):
    """One question with its rules. A follow-up is asked only after a yes to what it `follows`.

    `topic` names it in a few words, `named` is how people refer to it, `covers` lists what it
    stands for of PROTOCOL 2.10. `words` are phrases that say yes, `say_on_yes` is said at once. A
    yes to a `careful` question is first a matter of safety. `yes_from_age` lets an age in years
    answer it. A no is plain where all of it denies, be it in the words `denied`, or is harmless: in
    words `beside` it or a `harmless` phrase. `about_now`: "not at the moment" is a plain no. With
    `sleepiness` what `safety.sleepiness` finds counts as its words. One `asked_turned` is worded so
    that a yes to it is stored as no, since rules are for what is wrong; `affirmed` are phrases of
    that yes.
    """

    topic: str
    covers: _Variants
    named: tuple[Pattern, ...]
    words: tuple[Pattern, ...]
    rules: tuple[AnswerRule, ...]
    follows: str | None = None
    ever: bool = False
    careful: bool = False
    yes_from_age: int | None = None
    say_on_yes: tuple[str, ...] = ()
    harmless: tuple[Pattern, ...] = ()
    denied: tuple[Pattern, ...] = ()
    beside: tuple[Pattern, ...] = ()
    about_now: bool = False
    sleepiness: bool = False
    asked_turned: bool = False
    affirmed: tuple[Pattern, ...] = ()

    def as_said(self, answer: Answer) -> Answer:
        """An answer as it was said or, given that, as it is stored: turned where it is so asked."""
        turn = {Answer.YES: Answer.NO, Answer.NO: Answer.YES} if self.asked_turned else {}
        return turn.get(answer, answer)

    @model_validator(mode="after")
    def _decides_a_yes_once(self) -> "ScreenQuestion":
        answers = [rule.answer for rule in self.rules]
        if Answer.YES not in answers or len(set(answers)) < len(answers):
            raise ValueError(f"question {self.id!r} needs one rule for yes, and no answer twice")
        return self


class LaneWords(_Strict):
    """A lane in the person's words: said by the coach, and for a page."""

    lane: Lane
    title: str
    tell: _Variants
    page: str


class Told(_Strict):
    """A rule of the input gate after which a question counts as answered with yes."""

    gate: str
    question: str
    by_words: bool = False


class LaneVerdict(NamedTuple):
    """A lane, the ids of the rules that led to it, and whether a clinician should be named.

    `rules` is empty only for lane A.
    """

    lane: Lane
    rules: tuple[str, ...]
    refer: bool


class LaneRules(Reviewed, _Strict):
    """All of `lanes.yaml`. Its version is recorded with every lane.

    `held` explains lane C while a crisis holds the programme (`memory.course.lane_now`).
    """

    version: str
    reconfirm_after_days: int = Field(ge=1, le=90)
    ask_news_after_days: int = Field(ge=1, le=7)
    lanes: tuple[LaneWords, ...]
    unknown: tuple[AnswerRule, ...]
    questions: tuple[ScreenQuestion, ...] = Field(min_length=1)
    facts: tuple[FactRule, ...]
    unanswered: LaneRule
    held: LaneRule
    told: tuple[Told, ...]
    keep: Asking
    news: Asking
    what: Asking
    where: Asking

    @model_validator(mode="after")
    def _is_whole(self) -> "LaneRules":
        for problem in self._problems():
            raise ValueError(problem)
        return self

    def _problems(self) -> Iterator[str]:
        ids = Counter([*(each.id for each in self.every_rule()), *(q.id for q in self.questions)])
        yield from (f"id {each!r} is used twice" for each, times in ids.items() if times > 1)
        if [each.lane for each in self.lanes] != list(Lane):
            yield "lanes must hold A, B and C, in this order"
        if {rule.answer for rule in self.unknown} != {Answer.UNSURE, Answer.DECLINED}:
            yield "unknown needs a rule for unsure and one for declined"
        for name, rule in (("unanswered", self.unanswered), ("held", self.held)):
            if rule.lane is not Lane.C:
                yield f"{name} must be lane C"
        before: set[str] = set()
        for question in self.questions:
            if question.follows is not None and question.follows not in before:
                yield f"{question.id!r} follows {question.follows!r}, which is not asked before it"
            before.add(question.id)
        yield from (
            f"told: {each.gate!r} names no question {each.question!r}"
            for each in self.told
            if each.question not in before
        )

    def every_rule(self) -> Iterator[LaneRule]:
        """Every rule of the file, in its order."""
        yield from self.unknown
        for question in self.questions:
            yield from question.rules
        yield from self.facts
        yield self.unanswered
        yield self.held

    def rule(self, rule_id: str) -> LaneRule | None:
        """The rule of that id; None where this version has none."""
        return next((each for each in self.every_rule() if each.id == rule_id), None)

    def question(self, question_id: str) -> ScreenQuestion | None:
        """The question of that id; None where this version has none."""
        return next((each for each in self.questions if each.id == question_id), None)

    def words(self, lane: Lane) -> LaneWords:
        """A lane in words."""
        return self.lanes[list(Lane).index(lane)]

    def asked(self, answers: Mapping[str, Answer]) -> tuple[ScreenQuestion, ...]:
        """The questions these answers call for: all but the follow-ups of what was no yes."""
        return tuple(
            each
            for each in self.questions
            if each.follows is None or answers.get(each.follows) is Answer.YES
        )

    def missing(self, answers: Mapping[str, Answer]) -> tuple[ScreenQuestion, ...]:
        """The questions still to be asked, in order; empty when the screen is whole."""
        return tuple(each for each in self.asked(answers) if each.id not in answers)

    def fired_by(self, question: ScreenQuestion, answer: Answer | None) -> LaneRule | None:
        """The rule that an answer to a question fires; that of no answer at all for None."""
        if answer is None:
            return self.unanswered
        rules = (*question.rules, *self.unknown)
        return next((rule for rule in rules if rule.answer is answer), None)


@cache
def load_lanes(path: Path = _PACKAGED) -> LaneRules:
    """Reads and checks the lanes; once per process.

    Raises:
        safety.content.ContentError: unreadable, no YAML, or a key that does not fit; names file,
            line and key.
    """
    return read_yaml(path, LaneRules)


def lane_for(
    answers: Mapping[str, Answer],
    lanes: LaneRules,
    *,
    whole: bool = True,
    conditions_kept: bool = True,
    news_untold: bool = False,
) -> LaneVerdict:
    """The most careful lane that any stated answer or known fact leads to.

    What the diary shows besides (too short a sleep, sleepiness) is `agendas.morning`'s, and a
    crisis that holds is `memory.course.lane_now`'s.

    Args:
        answers: by question id. One that this version does not know is left out of account.
        lanes: the rules.
        whole: whether a question without an answer holds lane C, as it must before a lane may be
            relied on; False judges what was said so far (a follow-up still counts as unanswered).
        conditions_kept: False where the person declined to have their conditions kept.
        news_untold: something is new, and it is not known what.
    """
    holds = {Fact.CONDITIONS_NOT_KEPT: not conditions_kept, Fact.NEWS_UNTOLD: news_untold}
    of_facts = [rule for rule in lanes.facts if holds[rule.fact]]
    fired = [*_fired(answers, lanes, whole=whole), *of_facts]
    return LaneVerdict(
        lane=reduce(safer, (rule.lane for rule in fired), Lane.A),
        rules=tuple(dict.fromkeys(rule.id for rule in fired)),
        refer=any(rule.refer for rule in fired),
    )


def _fired(answers: Mapping[str, Answer], lanes: LaneRules, *, whole: bool) -> Iterator[LaneRule]:
    asked = lanes.asked(answers)
    for question in lanes.questions:
        answer = answers.get(question.id)
        counts = whole or question.follows is not None
        if answer is None and not (counts and question in asked):
            continue
        rule = lanes.fired_by(question, answer)
        if rule is not None:
            yield rule
