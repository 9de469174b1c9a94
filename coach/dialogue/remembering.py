"""What the coach learns from a turn of the talk, and when it may: one rule for every door.

Called by `decide` at each turn. Nothing is learnt without consent, from a crisis or a question of
safety, in a talk that is not to be remembered, or from an account of the night, the diary's own.
"""

from dataclasses import replace
from uuid import UUID

from agendas.program import Program
from agendas.slots import missing_basics
from coach.dialogue import guard, screen
from coach.dialogue.answer import Utterance
from coach.dialogue.consenting import affirms
from coach.dialogue.day_after import beside_the_night, tells_a_night
from coach.dialogue.listen.reading import Reading
from coach.dialogue.remember.asked import Wish, request_in
from coach.dialogue.remember.clauses import passages_of
from coach.dialogue.remember.learn import Said, learnt
from coach.dialogue.remember.lexicon import plain_of, says
from coach.dialogue.state import State, Unlearnt
from memory.checkin import Status
from memory.fact import Change, Fact, Kind, Origin, applied, current, difference
from safety.verdict import Action, Category, Heard

OFF = "memory.off"
"""Among a check-in's answered once it is not to be remembered."""
OFF_RULE = "memory.off"
"""Why the words of such a talk are not kept."""
FORGOTTEN = "forgotten"
"""Why words that name what is to be forgotten are not kept."""
_SHOWN = "memory.shown:"
_SHORT_ANSWER = 6
"""So few words with a plain intent are an answer, and tell nothing."""


def may_learn(state: State) -> bool:
    """Whether anything may be learnt in this talk: agreed to, and not put off."""
    person = state.person
    private = OFF in state.check_in.answered or screen.is_taking(state)
    crisis = state.check_in.status is Status.CRISIS or guard.is_asking(state)
    return person.is_remembered and not (private or crisis or missing_basics(person))


def taken_in(before: State, state: State, heard: Utterance, verdict: Heard) -> State:
    """The state with what was said of the person's life, and what was asked to be forgotten.

    Words that were only guessed at wait for the answer to what was meant.
    """
    state = showing(state)
    if not may_learn(before):
        return state
    turn_no = before.check_in.turn_no + 1
    if verdict.is_guess and verdict.action is Action.CLARIFY:
        return replace(state, unlearnt=Unlearnt(heard.words, heard.at, turn_no))
    words = of_their_life(heard.words, heard.reading)
    if not words or _denies_the_night(before, heard.words):
        return state
    shown = shown_in(before)
    only = shown if len(shown) == 1 else frozenset()
    return _learnt(state, Unlearnt(words, heard.at, turn_no), verdict, only)


def once_meant(before: State, state: State, verdict: Heard | None) -> State:
    """The state once it is known what was meant: harmless words are learnt from, others dropped."""
    waiting = before.unlearnt
    if waiting is None or verdict is None or guard.is_clarifying(state):
        return state
    state = replace(state, unlearnt=None)
    denied = state.check_in.status is not Status.CRISIS and not verdict.stops_the_agenda
    if not denied or not may_learn(replace(before, check_in=replace(before.check_in, question=""))):
        return state
    ordinary = Heard(Category.IN_SCOPE, Action.CONTINUE, None, verdict.policy_version)
    return _learnt(state, waiting, ordinary, frozenset())


def kept(before: State, state: State, *, withheld: bool) -> State:
    """The state with the facts it may keep, each at the version it will be stored at."""
    if withheld:
        return replace(state, facts=before.facts)
    return replace(state, facts=applied(before.facts, difference(before.facts, state.facts)))


def withheld_by(state: State, change: Change) -> str | None:
    """The rule under which the words of a turn are not kept: off the record, or they forget."""
    if OFF in state.check_in.answered:
        return OFF_RULE
    return FORGOTTEN if change.forgotten else None


def shown_in(state: State) -> frozenset[UUID]:
    """The facts of which the coach spoke last."""
    marks = (each for each in state.check_in.answered if each.startswith(_SHOWN))
    return frozenset(UUID(each.removeprefix(_SHOWN)) for each in marks)


def showing(state: State, *facts: Fact) -> State:
    """The state with these as what the coach spoke of last."""
    others = {each for each in state.check_in.answered if not each.startswith(_SHOWN)}
    shown = {f"{_SHOWN}{each.id}" for each in facts}
    return replace(state, check_in=replace(state.check_in, answered=frozenset(others | shown)))


def averse_to(state: State, program: Program) -> frozenset[str]:
    """The techniques that the person told they do not like."""
    told = [plain_of(each.text) for each in current(state.facts) if each.kind is Kind.PREFERENCE]
    disliked = [each for each in told if says("dislike", each)]
    return frozenset(
        technique.id
        for technique in program.techniques
        if technique.named is not None and any(technique.named.search(each) for each in disliked)
    )


def _learnt(state: State, said: Unlearnt, verdict: Heard, shown: frozenset[UUID]) -> State:
    person = state.person
    told = Said(
        person.id,
        said.words,
        said.at,
        state.tz,
        person.day_starts_at,
        Origin(state.check_in.id, said.turn_no, wording=state.check_in.program_version),
        keeps_health=screen.kept_wish(state.screenings) is True,
        shown=shown,
    )
    return replace(state, facts=applied(state.facts, learnt(told, state.facts, verdict)))


def of_their_life(words: str, reading: Reading) -> str:
    """What of the words may be of their life: not the night, not a plain answer to a question."""
    asks = any(request_in(each[0]) is not None for each in passages_of(words))
    short = len(words.split()) <= _SHORT_ANSWER
    if not asks and short and (reading.intent is not None or affirms(words)):
        return ""
    if not tells_a_night(reading):
        return words
    return ". ".join(each[:1].upper() + each[1:] for each in beside_the_night(words))


def _denies_the_night(state: State, words: str) -> bool:
    """Whether "that's wrong" is said of the night that was just read back, and of no fact."""
    if shown_in(state) or not (state.check_in.question or "").startswith(("diary.", "doubt.")):
        return False
    asked = [request_in(each[0]) for each in passages_of(words)]
    return any(each is not None and each.wish is Wish.WRONG and not each.topic for each in asked)
