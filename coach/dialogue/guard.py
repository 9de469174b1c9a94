"""What the dialogue does when the input gate speaks up: fixed scripts, from crisis to a kind no.

From a crisis on there is no agenda, no model, no goodbye, and no words are kept (DECISIONS 14).
"""

import re
from dataclasses import replace

from coach.dialogue.answer import Answer, Utterance, has, leave, line, settle
from coach.dialogue.listen.reading import Intent
from coach.dialogue.reply import Move
from coach.dialogue.state import State
from memory.checkin import Status
from memory.person import spoken_name
from safety.crisis import resources
from safety.script import script
from safety.verdict import Action, Category, Heard

STAY = "safety.stay"
STAY_EMERGENCY = "safety.stay.emergency"
CLARIFY = "safety.clarify"
CHECK = "safety.check"
GO_ON = "safety.go_on"
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


def scripted(name: str, state: State, *, variant: int | None = None) -> tuple[Move, ...]:
    """The lines of a fixed script as moves; mandatory ones are owed until they were heard.

    Numbers stand in digits, as they are dialled; how they are spoken is for the voice to know.
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
    medical = verdict.category is Category.RED_FLAG_EMERGENCY
    check_in = replace(
        state.check_in,
        status=Status.CRISIS,
        question=STAY_EMERGENCY if medical else STAY,
        attempts=0,
        answered=state.check_in.answered - {CHECK, GO_ON},
    )
    first = state.check_in.status is not Status.CRISIS or verdict.action is Action.EMERGENCY
    state = replace(state, check_in=check_in)
    if not first:
        return stay(state, heard)
    return Answer(state, scripted(verdict.script or "crisis", state, variant=0), settled=False)


def stay(state: State, heard: Utterance) -> Answer:
    """Any further words in a crisis: the coach stays, offers a person and a call, never goodbye.

    Asked to repeat, it says the first words with the numbers again.
    """
    emergency = state.check_in.question == STAY_EMERGENCY
    if heard.reading.intent is Intent.REPEAT_QUESTION:
        first = "emergency_medical" if emergency else "crisis"
        return Answer(state, scripted(first, state, variant=0), settled=False)
    name = "emergency_stay" if emergency else "crisis_stay"
    return Answer(state, scripted(name, state), settled=False)


def is_staying(state: State) -> bool:
    """Whether a crisis or an emergency was heard in this talk."""
    return state.check_in.question in {STAY, STAY_EMERGENCY}


def remarks(state: State, verdict: Heard) -> tuple[Move, ...]:
    """The fixed words for what does not stop the agenda: a kind no, a referral, a note."""
    return scripted(verdict.script, state) if verdict.script else ()


def ask_what_was_meant(state: State, verdict: Heard) -> Answer:
    """One plain question before anything else; its answer decides."""
    check_in = replace(state.check_in, question=CLARIFY, attempts=0)
    moves = scripted(verdict.script or "crisis_clarify", state, variant=0)
    return Answer(replace(state, check_in=check_in), moves, settled=False)


def answer_clarify(state: State, heard: Utterance, verdict: Heard) -> Answer:
    """Exhaustion goes back to the diary; anything else is taken as seriously as it may be meant."""
    plain = " ".join(re.findall(r"[a-z]+", heard.words.lower()))
    said_so = heard.reading.intent is Intent.NO or _EXHAUSTED.search(plain)
    if said_so and verdict.action is not Action.CLARIFY and not _GRAVE.search(plain):
        return Answer(state, (line("ack", state),))
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


def check_first(state: State) -> Move | None:
    """The gentle check that opens the check-in after a crisis; None where there is none to make."""
    again_today = state.check_in.status is Status.CRISIS
    if not (again_today or state.after_crisis) or has(state, CHECK):
        return None
    lines = scripted("next_day_check", state, variant=0)
    return replace(lines[0], text=" ".join(each.text for each in lines), asks=True)


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
