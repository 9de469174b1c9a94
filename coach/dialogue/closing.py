"""The second half of a check-in: a look back, one sight from the data, one step, one agreement."""

from dataclasses import replace

from agendas.agenda import Item, Kind, from_json
from agendas.planner import kept
from agendas.program import Program, Step
from coach.dialogue.agreeing import leaves_open, will_try
from coach.dialogue.answer import Answer, Utterance, asked, closed, has, line, settle, worn_out
from coach.dialogue.listen.reading import Intent
from coach.dialogue.phrase import choose
from coach.dialogue.reply import Move
from coach.dialogue.state import State
from memory.checkin import Commitment, Status
from memory.person import spoken_name

FOLLOW_UP = "follow_up"
AGREE = "agree"
MORE = "more"


def next_of_closing(state: State, program: Program) -> tuple[str, tuple[Move, ...]] | None:
    """What follows the diary: its question and moves; None when the agreement is answered."""
    if state.check_in.commitment is not None:
        return None
    look_back = _look_back(state, program)
    if look_back is not None and look_back.asks:
        return FOLLOW_UP, (look_back,)
    before = () if look_back is None else (look_back,)
    observation = _item(state, Kind.OBSERVATION)
    step = program.step(_item(state, Kind.STEP).id)
    sight = _sight(state, program, observation.id)
    told = [move for move in (*sight, _step(state, step)) if not _is_told(move, state)]
    again = state.check_in.question == AGREE
    key = "agree.again" if state.check_in.attempts > 1 else "agree.anew"
    question = line(key, state).text if again else _choose(state, step.ask, step.id)
    return AGREE, (*before, *told, Move(question, item_id=AGREE, fixed=True, asks=True))


def answer_follow_up(state: State, heard: Utterance, program: Program) -> Answer:
    """Takes how yesterday's agreement went, in whatever words; it is asked once."""
    state = settle(state, FOLLOW_UP)
    keys = {Intent.YES: "kept.yes", Intent.NO: "kept.no"}
    intent = heard.reading.intent
    return Answer(state, (line(keys.get(intent, "kept.noted") if intent else "kept.noted", state),))


def answer_agree(state: State, heard: Utterance, program: Program) -> Answer:
    """Takes the answer to the day's agreement and closes the check-in."""
    tries = will_try(heard.words)
    agreed = heard.reading.intent is Intent.YES or tries
    refused = heard.reading.intent in {Intent.NO, Intent.REFUSE} or leaves_open(heard.words)
    if not (agreed or refused or worn_out(state, program)):
        return Answer(state, settled=False)
    item = _item(state, Kind.STEP).id
    commitment = Commitment(item_id=item, agreed=agreed, night=state.check_in.night)
    state = replace(state, check_in=replace(state.check_in, commitment=commitment))
    state = closed(state, Status.DONE, heard.at)
    words = line("agree.try" if tries else "agree.yes" if agreed else "agree.no", state)
    return Answer(state, (words, bye(state)), ends=True)


def bye(state: State) -> Move:
    """The goodbye of a finished check-in."""
    return line("bye", state, comma_name=comma_name(state))


def comma_name(state: State) -> str:
    """`, Sam` where a name is known, else nothing."""
    name = spoken_name(state.person)
    return f", {name}" if name else ""


def _look_back(state: State, program: Program) -> Move | None:
    """Yesterday's agreement: stated where the figures show it, asked about where they cannot."""
    items = _items(state, Kind.FOLLOW_UP)
    if not items or state.last is None or has(state, FOLLOW_UP):
        return None
    step = program.step(state.last.item_id)
    shown = kept(step, state.figures())
    if shown is None:
        if step.kept_when is not None:
            return None
        return asked(program.question(FOLLOW_UP), state, again=False, promise=step.promise)
    move = Move(_choose(state, step.kept if shown else step.missed, step.id), item_id=FOLLOW_UP)
    return None if _is_told(move, state) else move


def _sight(state: State, program: Program, item_id: str) -> tuple[Move, ...]:
    if item_id not in {o.id for o in program.observations}:
        return ()
    observation = program.observation(item_id)
    words = state.figures().words
    text = choose(observation.say, state.check_in.night, state.said, item_id, words)
    return (Move(text, item_id=item_id),)


def _step(state: State, step: Step) -> Move:
    """The step and its agreement are what is later asked about: in the programme's own words."""
    return Move(_choose(state, step.say, step.id), item_id=step.id, fixed=True)


def _choose(state: State, variants: tuple[str, ...], salt: str) -> str:
    return choose(variants, state.check_in.night, state.said, salt, {})


def _is_told(move: Move, state: State) -> bool:
    return move.item_id in state.check_in.delivered


def _items(state: State, kind: Kind) -> tuple[Item, ...]:
    agenda = from_json(state.check_in.agenda)
    return agenda.of(kind) if agenda else ()


def _item(state: State, kind: Kind) -> Item:
    return _items(state, kind)[0]
