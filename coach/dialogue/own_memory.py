"""Answers what a person asks of the coach's memory: what it knows, why, forget it, leave it out.

Called by `decide`. The granting itself is done in `remembering`; here is what is said of it. All of
it is fixed wording and the person's own words, which no model rewords.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from agendas.remembered import due
from agendas.slots import missing_basics
from agendas.words import listed
from coach.dialogue import guard, screen
from coach.dialogue.answer import Answer, Utterance, line, uncounted
from coach.dialogue.day_after import tells_a_night
from coach.dialogue.listen.asides import aside_of
from coach.dialogue.remember.asked import Request, Wish, request_in
from coach.dialogue.remember.book import Book
from coach.dialogue.remember.clauses import passages_of
from coach.dialogue.remember.rights import Asked, Right, right_in
from coach.dialogue.remember.second_person import second_person
from coach.dialogue.remembering import OFF, showing, shown_in
from coach.dialogue.reply import Move
from coach.dialogue.state import State
from memory.fact import Fact, Status, current, difference
from memory.person import Consent, Topic
from memory.recall import briefing
from safety.lanes import Answer as Told
from safety.lanes import load_lanes
from safety.verdict import Action, Heard

MOST_LISTED = 4
"""So many facts are told at once; one listens."""


def told_form(fact: Fact) -> str:
    """The fact as the coach says it: "you're in Lisbon until Friday", or quoted as it was said."""
    turned = second_person(fact.text)
    return turned if turned is not None else f"\u201c{fact.text.rstrip('.')}\u201d"


def may_come_up(state: State, today: date, words: str | None) -> tuple[Fact, ...]:
    """The facts that a reply to the words may speak of; those the gate is asked about."""
    found = [each.fact for each in briefing(state.facts, today).recalled]
    found += [each.fact for each in due(state.facts, today, ())]
    asked = right_in(words) if words else None
    if asked is not None:
        found += _about(state, asked)
    return tuple(dict.fromkeys(found))


def answered(before: State, state: State, heard: Utterance, verdict: Heard) -> Answer | None:
    """As `answer_memory`, where nothing of safety comes first and the night is not being told."""
    grave = verdict.stops_the_agenda or verdict.action in {Action.CLARIFY, Action.DISCLOSE_AI}
    busy = guard.is_staying(before) or guard.is_asking(before) or screen.is_taking(before)
    if grave or busy or verdict.script == "minor" or missing_basics(state.person):
        return None
    return None if tells_a_night(heard.reading) else answer_memory(before, state, heard)


def answer_memory(before: State, state: State, heard: Utterance) -> Answer | None:
    """The answer to what is asked of the memory; None where nothing is."""
    asked = right_in(heard.words)
    if asked is not None:
        answer = _HANDLERS[asked.right](before, state, heard, asked)
        if answer is not None:
            return answer
    request = _request_in(heard.words)
    return None if request is None else _granted(before, state, heard, request)


def _request_in(words: str) -> Request | None:
    found = (request_in(each[0]) for each in passages_of(words))
    return next((each for each in found if each is not None), None)


def _granted(before: State, state: State, heard: Utterance, request: Request) -> Answer | None:
    """Says what became of a wish; None where it was about nothing that is kept."""
    change = difference(before.facts, state.facts)
    wrong = any(each.status is Status.RETRACTED for each in change.changed)
    muted = [*change.changed, *change.added]
    if request.wish is Wish.FORGET and change.forgotten:
        return _said(state, "memory.forgotten")
    if request.wish is Wish.MUTE and any(each.status is Status.MUTED for each in muted):
        return _said(state, "memory.muted")
    if request.wish is Wish.WRONG and wrong:
        return _said(state, "memory.put_right")
    if not request.topic and len(shown_in(before)) > 1:
        named = showing(uncounted(state), *(f for f in state.facts if f.id in shown_in(before)))
        return Answer(named, (line("memory.which", state, fixed=True),), settled=False)
    of_the_talk = heard.reading.intent or aside_of(heard.words) or _is_of_the_talk(state)
    if request.wish is Wish.FORGET and request.topic and not of_the_talk:
        return _said(state, "memory.nothing_such")
    return None


def _is_of_the_talk(state: State) -> bool:
    """Whether "forget the second one" may be about what is being asked."""
    return (state.check_in.question or "").startswith(("diary.", "doubt.", "sure.", "edit"))


def _know(_before: State, state: State, _heard: Utterance, asked: Asked) -> Answer | None:
    """Lists what is known, or what is known of one thing."""
    facts = [each for each in _about(state, asked) if each.id not in state.unspoken]
    moves = [*_lines(state, facts[:MOST_LISTED])]
    if len(facts) > MOST_LISTED:
        moves.append(line("memory.more", state, fixed=True, more=_more(len(facts) - MOST_LISTED)))
    if not asked.topic:
        moves += _conditions(state)
    if not moves:
        return _said(state, "memory.none_such" if asked.topic else "memory.none")
    first = line("memory.know", state, fixed=True)
    return Answer(showing(uncounted(state), *facts[:MOST_LISTED]), (first, *moves), settled=False)


def _why(before: State, state: State, _heard: Utterance, asked: Asked) -> Answer | None:
    """Says when and in what words it was told; None where it is not known what is meant."""
    shown = shown_in(before)
    facts = [each for each in state.facts if each.id in shown] or (
        _about(state, asked) if asked.topic else []
    )
    facts = [each for each in facts if each.id not in state.unspoken][:1]
    if not facts:
        return None
    told = line(
        "memory.why",
        state,
        fixed=True,
        day=f"{facts[0].said_on:%A}, {facts[0].said_on:%B} {facts[0].said_on.day}",
        words=facts[0].text.rstrip("."),
    )
    quoted = replace(told, quotes=True)
    return Answer(showing(uncounted(state), *facts), (quoted,), settled=False)


def _off(_before: State, state: State, _heard: Utterance, _asked: Asked) -> Answer | None:
    """From here on nothing of this talk is remembered, and what was is forgotten."""
    here = state.check_in.id
    facts = tuple(each for each in state.facts if each.origin.check_in_id != here)
    check_in = replace(state.check_in, answered=state.check_in.answered | {OFF})
    return _said(replace(state, facts=facts, check_in=check_in), "memory.off")


def _never(_before: State, state: State, heard: Utterance, _asked: Asked) -> Answer | None:
    return _consented(state, heard, "memory.never", given=False)


def _again(_before: State, state: State, heard: Utterance, _asked: Asked) -> Answer | None:
    answered = state.check_in.answered - {OFF}
    state = replace(state, check_in=replace(state.check_in, answered=answered))
    return _consented(state, heard, "memory.again", given=True)


def _consented(state: State, heard: Utterance, key: str, *, given: bool) -> Answer:
    wording = state.check_in.program_version
    consent = Consent(Topic.MEMORY, given=given, at=heard.at, wording=wording)
    person = replace(state.person, consents=(*state.person.consents, consent))
    return _said(replace(state, person=person), key)


def _said(state: State, key: str) -> Answer:
    return Answer(showing(uncounted(state)), (line(key, state, fixed=True),), settled=False)


def _about(state: State, asked: Asked) -> list[Fact]:
    """The facts a question is about: of one thing, or what matters most today."""
    today = state.check_in.night
    if asked.topic:
        book = Book(state.facts, today)
        return book.about(asked.topic, current(state.facts))
    ranked = [each.fact for each in briefing(state.facts, today).recalled]
    return [each for each in ranked if each.is_live]


def _lines(state: State, facts: Sequence[Fact]) -> list[Move]:
    keys = ("memory.told", "memory.told_too")
    return [
        replace(line(keys[place > 0], state, fixed=True, fact=told_form(each)), quotes=True)
        for place, each in enumerate(facts)
    ]


def _more(count: int) -> str:
    return "one more thing" if count == 1 else f"{count} more things"


def _conditions(state: State) -> list[Move]:
    """What was said yes to in the health questions, where that is kept."""
    topics = conditions_of(state)
    return [line("memory.health", state, fixed=True, topics=listed(list(topics)))] if topics else []


def conditions_of(state: State) -> tuple[str, ...]:
    """The topics of the health questions answered with yes; they never fade (DECISIONS 18)."""
    whole = screen.last_complete(state.screenings)
    if whole is None or not whole.kept:
        return ()
    lanes = load_lanes()
    asked = (lanes.question(each) for each, told in whole.answers.items() if told is Told.YES)
    return tuple(each.topic for each in asked if each is not None)


_HANDLERS = {
    Right.KNOW: _know,
    Right.WHY: _why,
    Right.OFF: _off,
    Right.NEVER: _never,
    Right.AGAIN: _again,
}
