"""What the dialogue does when the input gate speaks up: fixed scripts, from crisis to a kind no.

From a crisis on there is no agenda, no model, no goodbye, and no words are kept (DECISIONS 14).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from coach.dialogue.answer import Answer, Utterance, has, leave, line, settle
from coach.dialogue.listen.reading import Intent
from coach.dialogue.place import country_in
from coach.dialogue.reply import Move
from coach.dialogue.state import CRISIS_TOLD, SAFETY_CHECK, State
from coach.dialogue.staying import (
    ASKED_IN,
    Asked,
    Told,
    script_among_others,
    script_in_crisis,
    script_in_emergency,
    told,
)
from memory.checkin import Status
from memory.person import spoken_name
from safety.crisis import resources
from safety.script import ASK_COUNTRY, load_scripts, script
from safety.verdict import Action, Category, Heard

STAY = "safety.stay"
STAY_EMERGENCY = "safety.stay.emergency"
STAY_OTHERS = "safety.stay.others"
"""Where other people are the danger or in danger: that someone is there is then no comfort."""
CLARIFY = "safety.clarify"
CHECK = SAFETY_CHECK
GO_ON = "safety.go_on"
COUNTRY = "safety.country"
"""Stands among the answered once a crisis has asked for the country, so that it is asked once."""
_FITTING: Mapping[str, Callable[[Told], str | None]] = {
    STAY: script_in_crisis,
    STAY_EMERGENCY: script_in_emergency,
    STAY_OTHERS: script_among_others,
}
_CLARIFY_CRISIS = "crisis_clarify"
_OWN_CRISIS = frozenset({"crisis", "crisis_imminent"})
_OWN_COUNTRY = re.compile(
    r"^(no|not|wrong|sorry|actually)\b|\b(i m|i am|we re|live|living|here) in\b"
)
_EXHAUSTED = re.compile(
    r"\b(exhaust(ed|ion)|worn out|knackered|the second( one)?|figure of speech|"
    r"(just|only) (so |really |very )?tired)\b"
)
_GRAVE = re.compile(
    r"\b(yes|yeah|end(ing)?|die|dying|dead|life|live|living|stop|point|both|first|here|everything)\b"
)
_UNWELL = re.compile(
    r"\b(no|not|n t|don t|can t|worse|still|bad|awful|terrible|unsafe|pills|hopeless|scared|same)\b"
)


def scripted(
    name: str, state: State, *, variant: int | None = None, ask_country: bool = False
) -> tuple[Move, ...]:
    """The lines of a fixed script as moves; mandatory ones are owed until they were heard.

    Numbers stand in digits, as they are dialled; how they are spoken is for the voice to know.
    `ask_country` asks for an unknown country where the script shows lines of help.
    """
    chosen = state.check_in.turn_no + 1 if variant is None else variant
    resource = resources(state.person.country or None)
    digits = " or ".join(resource.emergency_digits) or resource.emergency
    return tuple(
        Move(
            each.text,
            fixed=True,
            owed=f"{name}:{chosen}:{place}" if each.mandatory else None,
            on_screen_only=each.on_screen_only,
        )
        for place, each in enumerate(
            script(
                name,
                replace(resource, emergency=digits),
                name_of_person=spoken_name(state.person),
                variant=chosen,
                ask_country=ask_country,
            )
        )
    )


def still_owed(state: State) -> tuple[Move, ...]:
    """The mandatory lines that were never wholly heard, to be said first in the next reply."""
    owed = set(state.check_in.owed)
    scripts = dict.fromkeys(key.rpartition(":")[0] for key in state.check_in.owed)
    lines = [
        move
        for name, _, variant in (each.rpartition(":") for each in scripts)
        for move in scripted(name, state, variant=int(variant))
    ]
    return tuple(move for move in lines if move.owed in owed)


def stopped(state: State, heard: Utterance, verdict: Heard) -> Answer:
    """Crisis and emergency: the agenda stops, the script answers, the line stays open."""
    kind = _kind(verdict)
    begins = state.check_in.status is not Status.CRISIS
    if not begins and verdict.action is not Action.EMERGENCY and _staying(state)[0] == kind:
        # Who says it again has not answered what was asked, whatever yes or no it begins with.
        return stay(replace(state, check_in=replace(state.check_in, question=kind)), heard)
    state, _ = _located(state, heard)
    gone = {CHECK, GO_ON, COUNTRY} if begins else {CHECK, GO_ON}
    answered = (state.check_in.answered - gone) | {CRISIS_TOLD}
    check_in = replace(state.check_in, status=Status.CRISIS, attempts=0, answered=answered)
    return _stay_with(replace(state, check_in=check_in), kind, verdict.script or "crisis", 0)


def stay(state: State, heard: Utterance) -> Answer:
    """Any further words in a crisis: the coach stays, offers a person and a call, never goodbye.

    Asked to repeat, it says the first words with the numbers again; told the country it had asked
    for, the numbers of that country; to what is told of people and calls it has words that fit.
    """
    kind, asked = _staying(state)
    emergency = kind == STAY_EMERGENCY
    if heard.reading.intent is Intent.REPEAT_QUESTION:
        return _stay_with(state, kind, "emergency_medical" if emergency else "crisis", 0)
    state, located = _located(state, heard)
    if located:
        return _stay_with(state, kind, "crisis_country", 0)
    so_told = told(heard.words, asked)
    fitting = _FITTING[kind](so_told) if so_told else None
    name = fitting or ("emergency_stay" if emergency else "crisis_stay")
    return _stay_with(state, kind, name, state.check_in.turn_no + 1)


def is_staying(state: State) -> bool:
    """Whether a crisis or an emergency was heard in this talk."""
    return bool(_staying(state)[0])


def _kind(verdict: Heard) -> str:
    if verdict.category is Category.RED_FLAG_EMERGENCY:
        return STAY_EMERGENCY
    return STAY if (verdict.script or "crisis") in _OWN_CRISIS else STAY_OTHERS


def _staying(state: State) -> tuple[str, Asked]:
    """The kind of crisis the coach is staying in, empty for none, and what it last asked."""
    kind, _, asked = (state.check_in.question or "").partition(":")
    if kind not in _FITTING:
        return "", Asked.NOTHING
    return kind, Asked(asked)


def _stay_with(state: State, kind: str, name: str, variant: int) -> Answer:
    """A script's lines, and with them the line kept open."""
    check_in = state.check_in
    ask_country = not state.person.country and COUNTRY not in check_in.answered
    moves = scripted(name, state, variant=variant, ask_country=ask_country)
    if any(move.text == ASK_COUNTRY for move in moves):
        check_in = replace(check_in, answered=check_in.answered | {COUNTRY})
    asked = ASKED_IN.get((name, variant % len(load_scripts()[name].variants)), Asked.NOTHING)
    question = f"{kind}:{asked}" if asked else kind
    state = replace(state, check_in=replace(check_in, question=question))
    return Answer(state, moves, settled=False)


def _located(state: State, heard: Utterance) -> tuple[State, bool]:
    """The state with the country this crisis asked for, and whether it was told just now.

    Once it is known, only a correction of it counts: "my brother is in Canada" changes nothing.
    """
    known = state.person.country
    code = country_in(heard.words) if COUNTRY in state.check_in.answered else None
    if code is None or code == known:
        return state, False
    plain = " ".join(re.findall(r"[a-z]+", heard.words.lower()))
    if known and not _OWN_COUNTRY.search(plain):
        return state, False
    return replace(state, person=replace(state.person, country=code)), True


def remarks(state: State, verdict: Heard) -> tuple[Move, ...]:
    """The fixed words for what does not stop the agenda: a kind no, a referral, a note."""
    return scripted(verdict.script, state) if verdict.script else ()


def ask_what_was_meant(state: State, verdict: Heard) -> Answer:
    """One plain question before anything else; its answer decides."""
    name = verdict.script or _CLARIFY_CRISIS
    question = CLARIFY if name == _CLARIFY_CRISIS else f"{CLARIFY}:{name}"
    check_in = replace(state.check_in, question=question, attempts=0)
    moves = scripted(name, state, variant=0)
    return Answer(replace(state, check_in=check_in), moves, settled=False)


def is_clarifying(state: State) -> bool:
    """Whether the plain question about what was meant is open."""
    return (state.check_in.question or "").partition(":")[0] == CLARIFY


def answer_clarify(state: State, heard: Utterance, verdict: Heard) -> Answer:
    """Exhaustion goes back to the diary; anything else is taken as seriously as it may be meant."""
    plain = " ".join(re.findall(r"[a-z]+", heard.words.lower()))
    said_so = heard.reading.intent is Intent.NO or _EXHAUSTED.search(plain)
    if said_so and verdict.action is not Action.CLARIFY and not _GRAVE.search(plain):
        cleared = replace(state, check_in=replace(state.check_in, question=None, attempts=0))
        return Answer(cleared, (line("ack", state),))
    return stopped(state, heard, _worried(verdict, "crisis.unclarified"))


def _worried(verdict: Heard, rule_id: str) -> Heard:
    """The verdict made safer: where it cannot be ruled out, it is a crisis."""
    return replace(
        verdict,
        category=Category.CRISIS_PASSIVE,
        action=Action.CRISIS_PROTOCOL,
        rule_id=rule_id,
        script="crisis",
    )


def next_of_safety(state: State) -> tuple[str, tuple[Move, ...]] | None:
    """What comes before all else: a question of safety still open, or the check after a crisis."""
    question = state.check_in.question or ""
    if is_clarifying(state):
        name = question.partition(":")[2] or _CLARIFY_CRISIS
        moves = scripted(name, state, variant=0)
        # What is owed is said anyway, before.
        return question, tuple(move for move in moves if move.owed not in state.check_in.owed)
    if state.after_crisis and not has(state, CHECK):
        lines = scripted("next_day_check", state, variant=0)
        text = " ".join(each.text for each in lines)
        return CHECK, (replace(lines[0], text=text, asks=True),)
    if question == GO_ON and not has(state, GO_ON):
        return GO_ON, (replace(line("safety.go_on", state), asks=True),)
    return None


def answer_check(state: State, heard: Utterance, verdict: Heard) -> Answer:
    """Takes how they are today: who is not well is stayed with, else going on is theirs to say."""
    plain = " ".join(re.findall(r"[a-z]+", heard.words.lower()))
    if _UNWELL.search(re.sub(r"\bnot (too |so )?bad\b", "well", plain)):
        return stopped(state, heard, _worried(verdict, "crisis.not_well_after"))
    state = settle(state, CHECK)
    check_in = replace(state.check_in, status=Status.OPEN, question=GO_ON, attempts=0)
    moves = (line("ack", state), replace(line("safety.go_on", state), asks=True))
    return Answer(replace(state, check_in=check_in), moves, settled=False)


def answer_go_on(state: State, heard: Utterance) -> Answer:
    """Goes on with the diary only on a yes."""
    if heard.reading.intent is Intent.YES or heard.reading.values:
        return Answer(settle(state, GO_ON))
    return leave(state, "safety.left", heard.at)
