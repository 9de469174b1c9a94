"""Finds what was drunk or taken beside the night: caffeine, alcohol, medicines, in their own words.

Called by `coach.dialogue.decide` while a night is being told. It is kept as the night's note and
met with no comment; questions and other people's drinks are none of it.
"""

import re
from dataclasses import replace

from agendas.slots import missing_basics
from coach.dialogue.answer import Answer, line, uncounted
from coach.dialogue.denial import plain_words
from coach.dialogue.listen import read
from coach.dialogue.listen.reading import Known
from coach.dialogue.reply import Move
from coach.dialogue.state import State
from memory.diary import DiaryEntry, Field, Source

_DRUNK = (
    r"coffees?|espresso(?:s|es)?|lattes?|cappuccinos?|americanos?|flat whites?|caffeine|"
    r"(?:green |black |iced )?teas?|colas?|coke|energy drinks?|red ?bull|beers?|pints?|lagers?|"
    r"ciders?|wines?|whisk(?:e)?ys?|vodkas?|gins?|rum|brandy|port|sherry|prosecco|champagne|"
    r"cocktails?|spirits|nightcaps?|alcohol|drinks?|booze|shots?"
)
_TAKEN = (
    r"zopiclone|zolpidem|ambien|temazepam|diazepam|valium|lorazepam|melatonin|trazodone|"
    r"mirtazapine|amitriptyline|quetiapine|doxylamine|diphenhydramine|promethazine|antihistamines?|"
    r"nytol|benadryl|paracetamol|ibuprofen|aspirin|codeine|painkillers?|sleeping (?:pills?|"
    r"tablets?)|pills?|tablets?|medication|medicines?|meds|valerian|cbd|cannabis|weed|"
    r"antidepressants?|beta ?blockers?"
)
_SUBSTANCE = rf"(?:{_DRUNK}|{_TAKEN})"
_AMOUNT = (
    r"(?:an?|one|two|three|four|five|six|half an?|some|my|the|too much|a lot of|lots of|no|any|"
    r"another|\d+|a couple of|a few|several|(?:a |one |two |three |\d+ )?(?:glass(?:es)?|cups?|"
    r"pints?|cans?|bottles?|shots?|mugs?) of|half a glass of|a bit of|a little|a drop of)"
)
_TOLD = re.compile(
    rf"\b(?:had|have had|ve had|drank|drunk|took|taken|used|popped|swallowed|without|smoked|"
    rf"having|taking|drinking)\b(?: (?!(?:breakfast|dinner)\b)\w+){{0,6}} (?:{_SUBSTANCE})\b"
    rf"|\b{_AMOUNT} (?:(?:strong|large|big|small|red|white|black|decaf|mg|milligrams?) )*"
    rf"(?:{_SUBSTANCE})\b"
)
_NONE_OF_IT = re.compile(
    r"^(?:and |but |so )?(?:can|could|should|shall|may|do|does|did|is|are|was|would|will|what|how|"
    r"why|when|which|if)\b|\b(?:my|our|his|her) (?:wife|husband|partner|son|daughter|mum|mom|dad|"
    r"friend|brother|sister|boyfriend|girlfriend)\b(?: \w+)? (?:had|took|drank|has|takes)\b"
    r"|\b(?:he|she|they) (?:had|took|drank)\b"
    r"|\b(?:too many|overdose|all my|whole (?:bottle|pack))\b"
)
_SENTENCE = re.compile(r"(?<=[.!?;])\s+")
_PART = re.compile(r",\s+(?:and |but )?|(?<!\bnow)\s+(?:and|but) (?=i\b|then\b)", re.IGNORECASE)
_OPEN = ("diary.", "doubt.")


def noted(state: State, words: str) -> tuple[State, str]:
    """The state with it among what is noted of the night, and the words without what is only that.

    As they were, outside the night's questions.
    """
    question = state.check_in.question or ""
    if not question.startswith(_OPEN) or missing_basics(state.person):
        return state, words
    if question == f"diary.{Field.NOTE}" or state.is_settled(state.night):
        return state, words
    rest, notes = [], []
    for sentence in _SENTENCE.split(words.strip()):
        if not _is_told(sentence):
            rest.append(sentence)
        elif _tells_nothing_else(sentence):
            notes.append(sentence.strip(" .;"))
        else:
            rest.append(sentence)
            notes += [part.strip(" .;") for part in _PART.split(sentence) if _is_told(part)]
    return (_with_note(state, notes) if notes else state), " ".join(rest)


def is_all(state: State, words: str) -> bool:
    """Whether nothing else was said."""
    return bool(words.strip()) and not noted(state, words)[1]


def taken_up(state: State, remarks: tuple[Move, ...]) -> Answer:
    """The answer where nothing else was said: the open question stands and is asked again."""
    return Answer(uncounted(state), remarks or (line("ack", state),), settled=False)


def _is_told(sentence: str) -> bool:
    text = plain_words(sentence)
    return not (sentence.rstrip().endswith("?") or _NONE_OF_IT.search(text)) and bool(
        _TOLD.search(text)
    )


def _tells_nothing_else(sentence: str) -> bool:
    reading = read(sentence, (), Known())
    told = (reading.values.keys() | reading.unclear | reading.unknown) - {Field.NOTE}
    return not told and Field.NOTE not in reading.values and reading.intent is None


def _with_note(state: State, notes: list[str]) -> State:
    entry = state.entry or DiaryEntry(state.person.id, state.night, state.tz)
    kept = [] if entry.note is None else [entry.note]
    new = [each for each in notes if each not in (entry.note or "")]
    changed = replace(
        entry,
        note="; ".join([*kept, *new]),
        sources={**entry.sources, Field.NOTE: Source.SAID},
        confirmed_at=None,
    )
    return state.with_entry(changed)
