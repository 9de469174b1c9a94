"""What the dialogue does when the input gate speaks up: fixed scripts, from crisis to a kind no.

From a crisis on there is no agenda, no model, no goodbye, and no words are kept (DECISIONS 14).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from coach.dialogue.answer import Answer, Utterance, has, leave, line, settle
from coach.dialogue.day_after import Since, beside_the_night, since_then, tells_a_night
from coach.dialogue.denial import answers_no, passes_over, taken_as_told
from coach.dialogue.heard_so_far import marks_of
from coach.dialogue.held import SEEN, held, laid_up, up_again
from coach.dialogue.listen.reading import Intent
from coach.dialogue.meant import CLARIFY_CRISIS, CLARIFY_OVERDOSE, worried
from coach.dialogue.place import country_in
from coach.dialogue.reply import Move
from coach.dialogue.scripted import scripted
from coach.dialogue.state import CRISIS_TOLD, EMERGENCY_TOLD, SAFETY_CHECK, State
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
from safety.crisis import resources
from safety.script import ASK_COUNTRY, load_scripts
from safety.thread import FROM_TALK, GUESSED, OWN
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
_FIRST_WORDS: Mapping[str, str] = {
    STAY: "crisis",
    STAY_EMERGENCY: "emergency_medical",
    STAY_OTHERS: "harm_others",
}
"""What each kind usually begins with; a question names its beginning only where it was another."""
_CHECK_QUESTION: Mapping[str, str] = {
    STAY: "crisis_check",
    STAY_EMERGENCY: "emergency_check",
    STAY_OTHERS: "others_check",
}
_BELIEVED: Mapping[str, str] = {
    STAY: "crisis_believed",
    STAY_EMERGENCY: "emergency_believed",
    STAY_OTHERS: "clarify_denied",
}
_NOT_JUDGED = "gate_failed"
_OF_THE_BODY = frozenset({"medical_clarify", "driving_clarify"})
_PERHAPS_MEANT = frozenset({"overdose-taken", "crisis.unclarified"})
_GOING_ON = (Action.CONTINUE, Action.CONTINUE_WITH_NOTE)
_AT_LENGTH = 4
"""So many words tell of something; fewer may be an answer that nobody understood."""
_OWN_CRISIS = frozenset({"crisis", "crisis_imminent"})
_OWN_COUNTRY = re.compile(
    r"^(no|not|wrong|sorry|actually)\b|\b(i m|i am|we re|live|living|here) in\b"
)
_UNWELL = re.compile(
    r"\b(no|not|n t|don t|can t|worse|still|bad|awful|terrible|unsafe|pills|hopeless|scared|same)\b"
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


def help_lines(state: State) -> tuple[Move, ...]:
    """Where help is, in the mandatory lines with which this crisis began."""
    _, _, began_with = _staying(state)
    resource = resources(state.person.country or None)
    named = (resource.finder, resource.emergency, *resource.emergency_digits)
    lines = scripted(began_with or "crisis", state, variant=0)
    return tuple(move for move in lines if move.owed and any(name in move.text for name in named))


def stopped(state: State, heard: Utterance, verdict: Heard) -> Answer:
    """Crisis and emergency: the agenda stops, the script answers, the line stays open."""
    kind, script_name = _kind(verdict), verdict.script or "crisis"
    begins = state.check_in.status is not Status.CRISIS
    staying, _, began_with = _staying(state)
    same = staying == kind and (kind == STAY or script_name == began_with)
    # Within a crisis a mere likelihood begins no other script.
    if not begins and (verdict.is_guess or (verdict.action is not Action.EMERGENCY and same)):
        # Who says it again has not answered what was asked, whatever yes or no it begins with.
        question = _question(staying, Asked.NOTHING, began_with)
        unanswered = replace(state, check_in=replace(state.check_in, question=question))
        return stay(unanswered, heard, serious=True)
    state, _ = _located(state, heard)
    gone = {CHECK, GO_ON, COUNTRY} if begins else {CHECK, GO_ON}
    check_in = replace(
        state.check_in,
        status=Status.CRISIS,
        attempts=0,
        answered=_marked(state, verdict, kind) - gone,
        question=_question(kind, Asked.NOTHING, script_name),
    )
    stop = laid_up if EMERGENCY_TOLD in check_in.answered else held
    state = stop(replace(state, check_in=check_in), heard.at, verdict.rule_id or script_name)
    return _stay_with(state, script_name, 0)


def _marked(state: State, verdict: Heard, kind: str) -> frozenset[str]:
    """What has been answered, with what the next day's check has to be about.

    Where anything but the body was in danger it is about that; pills may have been meant.
    """
    answered = state.check_in.answered
    of_the_body = kind == STAY_EMERGENCY and verdict.rule_id not in _PERHAPS_MEANT
    if of_the_body and (EMERGENCY_TOLD in answered or CRISIS_TOLD not in answered):
        return answered | {CRISIS_TOLD, EMERGENCY_TOLD}
    return (answered | {CRISIS_TOLD}) - {EMERGENCY_TOLD}


def stay(
    state: State, heard: Utterance, verdict: Heard | None = None, *, serious: bool = False
) -> Answer:
    """Any further words in a crisis: the coach stays, offers a person and a call, never goodbye.

    Asked to repeat, it says the first words with the numbers again; told the country it had asked
    for, the numbers of that country; to what is told of people and calls it has words that fit.
    Who says there is no danger is asked once, and believed on a plain no; not where the gate took
    the very words for `serious`. Who asks what it is is told (`verdict`).
    """
    kind, asked, began_with = _staying(state)
    serious = serious or (verdict is not None and verdict.takes_back)
    if _asks_what_it_is(verdict):
        name = "emergency_is_ai" if kind == STAY_EMERGENCY else "crisis_is_ai"
        return _stay_with(state, name, int(kind == STAY_OTHERS))
    if heard.reading.intent is Intent.REPEAT_QUESTION:
        return _stay_with(state, _CHECK_QUESTION[kind] if asked is Asked.RISK else began_with, 0)
    state, located = _located(state, heard)
    if located:
        return _stay_with(state, "crisis_country", 0)
    if asked is Asked.RISK and not serious and answers_no(heard.words):
        return _let_go_on(state, scripted(_BELIEVED[kind], state, variant=0))
    so_told = told(heard.words, asked)
    if so_told is Told.DENIES and (serious or asked is Asked.RISK):
        so_told = None
    if so_told is Told.CONFIRMS:
        return _stay_with(state, began_with, 0)
    fitting = _FITTING[kind](so_told) if so_told else None
    name = fitting or ("emergency_stay" if kind == STAY_EMERGENCY else "crisis_stay")
    variant = int(asked is Asked.LEFT) if so_told is Told.LEAVES else state.check_in.turn_no + 1
    return _stay_with(state, name, variant)


def _asks_what_it_is(verdict: Heard | None) -> bool:
    return verdict is not None and verdict.action is Action.DISCLOSE_AI


def _let_go_on(state: State, moves: tuple[Move, ...]) -> Answer:
    """Out of a crisis: they are asked whether to go on. The check of the next day stays due."""
    state = settle(state, CHECK)
    check_in = replace(state.check_in, status=Status.OPEN, question=GO_ON, attempts=0)
    asking = replace(line("safety.go_on", state), asks=True)
    return Answer(replace(state, check_in=check_in), (*moves, asking), settled=False)


def is_staying(state: State) -> bool:
    """Whether a crisis or an emergency was heard in this talk."""
    return bool(_staying(state)[0])


def is_emergency(state: State) -> bool:
    """Whether what was heard asks for help at once."""
    return _staying(state)[0] == STAY_EMERGENCY


def _kind(verdict: Heard) -> str:
    if verdict.category is Category.RED_FLAG_EMERGENCY:
        return STAY_EMERGENCY
    return STAY if (verdict.script or "crisis") in _OWN_CRISIS else STAY_OTHERS


def _staying(state: State) -> tuple[str, Asked, str]:
    """The kind of crisis stayed in, empty for none, what was last asked, and the first script."""
    kind, _, rest = (state.check_in.question or "").partition(":")
    if kind not in _FITTING:
        return "", Asked.NOTHING, ""
    asked, _, began_with = rest.partition(":")
    return kind, Asked(asked), began_with or _FIRST_WORDS[kind]


def _question(kind: str, asked: Asked, began_with: str) -> str:
    """The open question of a crisis, as `_staying` reads it."""
    other = "" if began_with == _FIRST_WORDS[kind] else began_with
    return f"{kind}:{asked}:{other}".rstrip(":")


def _stay_with(state: State, name: str, variant: int) -> Answer:
    """A script's lines, and with them the line kept open."""
    kind, _, began_with = _staying(state)
    check_in = state.check_in
    ask_country = not state.person.country and COUNTRY not in check_in.answered
    moves = scripted(name, state, variant=variant, ask_country=ask_country)
    if any(move.text == ASK_COUNTRY for move in moves):
        check_in = replace(check_in, answered=check_in.answered | {COUNTRY})
    asked = ASKED_IN.get((name, variant % len(load_scripts()[name].variants)), Asked.NOTHING)
    check_in = replace(check_in, question=_question(kind, asked, began_with))
    return Answer(replace(state, check_in=check_in), moves, settled=False)


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
    """One plain question before anything else; its answer decides.

    Where the gate could not judge, what had been asked before is kept for `judged_anew`.
    """
    name = verdict.script or CLARIFY_CRISIS
    question = CLARIFY if name == CLARIFY_CRISIS else f"{CLARIFY}:{name}"
    if name == _NOT_JUDGED and state.check_in.question:
        question = f"{question}:{state.check_in.question}"
    check_in = replace(state.check_in, question=question, attempts=0)
    moves = scripted(name, state, variant=0)
    return Answer(replace(state, check_in=check_in), moves, settled=False)


def judged_anew(state: State) -> State:
    """The state with its question as it was before words that could not be judged."""
    _, name, before = _clarifying(state)
    if name != _NOT_JUDGED:
        return state
    return replace(state, check_in=replace(state.check_in, question=before or None))


def is_asking(state: State) -> bool:
    """Whether a question of safety is open: what was meant, how they are, whether to go on."""
    return (state.check_in.question or "").partition(":")[0] in {CLARIFY, CHECK, GO_ON}


def is_clarifying(state: State) -> bool:
    """Whether the plain question about what was meant is open."""
    return bool(_clarifying(state)[0])


def _clarifying(state: State) -> tuple[bool, str, str]:
    """Whether it is open, under which script, and what had been asked before."""
    first, _, rest = (state.check_in.question or "").partition(":")
    if first != CLARIFY:
        return False, "", ""
    name, _, before = rest.partition(":")
    return True, name or CLARIFY_CRISIS, before


def answer_clarify(state: State, heard: Utterance, verdict: Heard) -> Answer:
    """A plain no is believed, with where help is; all else is as serious as it may be meant.

    Asked because of the talk as a whole, or on a likelihood alone, who tells of something harmless
    instead is asked once more; if they do again, a mere likelihood is let go, with where help is.
    """
    _, name, _ = _clarifying(state)
    if heard.reading.intent is Intent.REPEAT_QUESTION or verdict.script == _NOT_JUDGED:
        return ask_what_was_meant(state, replace(verdict, script=name))
    if _asks_what_it_is(verdict):
        asked = ask_what_was_meant(state, replace(verdict, script=name))
        return replace(asked, moves=(*scripted("is_ai", state), *asked.moves))
    no = taken_as_told if name == CLARIFY_OVERDOSE else answers_no
    marks, again = marks_of(state), state.check_in.attempts > 1
    harmless = _passes_over(heard, verdict, guessed=GUESSED in marks)
    if no(heard.words) or (harmless and again and GUESSED in marks):
        cleared = replace(state, check_in=replace(state.check_in, question=None, attempts=0))
        denied = "overdose_denied" if name == CLARIFY_OVERDOSE else "clarify_denied"
        script_name = denied if no(heard.words) else "clarify_passed"
        return Answer(cleared, scripted(script_name, state, variant=0))
    if harmless and not again and marks & {FROM_TALK, GUESSED}:
        asked = ask_what_was_meant(state, replace(verdict, script=name))
        attempts = replace(asked.state.check_in, attempts=state.check_in.attempts)
        return replace(asked, state=replace(asked.state, check_in=attempts))
    if verdict.action is Action.CLARIFY and verdict.script == CLARIFY_CRISIS:
        name = CLARIFY_CRISIS
    rule_id = "emergency.unclarified" if name in _OF_THE_BODY else "crisis.unclarified"
    return stopped(state, heard, worried(verdict, rule_id, name))


def _passes_over(heard: Utterance, verdict: Heard, *, guessed: bool) -> bool:
    """Whether they tell of something harmless instead of answering: of the night, or at length."""
    dark = any(mark.startswith(f"{OWN}:") for mark in verdict.marks)
    harmless = verdict.action in _GOING_ON and not dark and passes_over(heard.words)
    at_length = guessed and len(heard.words.split()) >= _AT_LENGTH
    return harmless and (bool(heard.reading.values) or at_length)


def next_of_safety(state: State) -> tuple[str, tuple[Move, ...]] | None:
    """What comes before all else: a question of safety still open, or the check after a crisis."""
    question = state.check_in.question or ""
    clarifying, name, _ = _clarifying(state)
    if clarifying:
        moves = scripted(name, state, variant=0)
        # What is owed is said anyway, before.
        return question, tuple(move for move in moves if move.owed not in state.check_in.owed)
    if state.after_crisis and not has(state, CHECK):
        name = "next_day_emergency" if state.after_emergency else "next_day_check"
        lines = scripted(name, state, variant=0)
        text = " ".join(each.text for each in lines)
        return CHECK, (replace(lines[0], text=text, asks=True),)
    if question == GO_ON and not has(state, GO_ON):
        return GO_ON, (replace(line("safety.go_on", state), asks=True),)
    return None


def answer_check(state: State, heard: Utterance, verdict: Heard) -> Answer:
    """Takes how they are today: who is not well is stayed with, else going on is theirs to say.

    Who says nothing may not be well. A night told in the same breath says nothing of that.
    """
    if _asks_what_it_is(verdict):
        return Answer(state, scripted("is_ai", state))
    if state.after_emergency:
        return _answer_emergency(state, heard, verdict)
    told = tells_a_night(heard.reading)
    words = " ".join(beside_the_night(heard.words)) if told else heard.words
    plain = " ".join(re.findall(r"[a-z]+", words.lower()))
    if not (plain or told) or _UNWELL.search(re.sub(r"\bnot (too |so )?bad\b", "well", plain)):
        return stopped(state, heard, worried(verdict, "crisis.not_well_after"))
    return _let_go_on(state, (line("ack", state),))


def _answer_emergency(state: State, heard: Utterance, verdict: Heard) -> Answer:
    """Who is still ill is sent for help again; who was not seen hears that it is not too late."""
    since = since_then(heard.words) if heard.words.strip() else Since.STILL_ILL
    if since is Since.STILL_ILL:
        unwell = worried(verdict, "emergency.not_well_after", CLARIFY_OVERDOSE)
        return stopped(state, heard, unwell)
    seen = SEEN if since is Since.SEEN else "safety.not_seen"
    state = settle(state, seen)
    if not tells_a_night(heard.reading):
        return _let_go_on(state, (line(seen, state),))
    # Who tells the night has chosen to go on with it.
    cleared = replace(state, check_in=replace(state.check_in, question=None, attempts=0))
    return Answer(up_again(settle(settle(cleared, CHECK), GO_ON), heard.at), (line(seen, state),))


def answer_go_on(state: State, heard: Utterance) -> Answer:
    """Goes on with the diary only on a yes."""
    if heard.reading.intent is Intent.YES or heard.reading.values:
        return Answer(up_again(settle(state, GO_ON), heard.at))
    return leave(state, "safety.left", heard.at)
