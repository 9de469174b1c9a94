"""Finds an earlier health answer taken back: "no wait, the second one is yes", "go back".

Called by `coach.dialogue.screen_talk`. The answers are counted in the order they were asked; what
cannot be placed is no correction.
"""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from coach.dialogue.answer import Utterance
from coach.dialogue.screen_reading import answer_in, mentions, names, plain
from safety.lanes import Answer, LaneRules, ScreenQuestion

_ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth", "thirteenth", "fourteenth",
)  # fmt: skip
_PLACE = re.compile(
    rf"\b(?:(?P<nth>{'|'.join(_ORDINALS)})|(?P<last>last|previous)) (?:one|question|answer)\b"
    r"|\b(?:question|answer|number) (?P<number>\d{1,2})\b"
    r"|\b(?P<back>go back|one before|before that|(?:that|it) was wrong|(?:made|was) a mistake|"
    r"(?:got|said) (?:that|it) wrong)\b"
)
_CUE = re.compile(
    r"\b(?:wait|actually|sorry|hang on|hold on|change|correct|correction|wrong|mistake|meant|"
    r"go back|back to|instead|should (?:be|have been)|one before|before that)\b"
)
_LEAD = re.compile(
    r"^(?:(?:um|uh|oh|so|and|but|wait|actually|sorry|hang on|hold on|go back(?: to)?|change|"
    r"correct|i meant|i mean|please|can you|could you|can we|i want to|the answer to|the|on|about|"
    r"my answer (?:to|on)|(?:no|yes)(?=[\s,]+(?:wait|sorry|actually|the|hang|hold))|"
    r"(?:the |my )?(?:one|question|answer)|(?:should (?:be|have been)|is|was|s|to|wrong|it s|its|"
    r"that s|it is|make (?:it|that)|a|be)\b)[\s,.:;\u2019']+)+"
)


class Correction(NamedTuple):
    """The question meant, and its new answer; None where that is still to be asked."""

    question: ScreenQuestion
    answer: Answer | None


def correction_in(
    heard: Utterance,
    answers: Mapping[str, Answer],
    asked: ScreenQuestion | None,
    lanes: LaneRules,
) -> Correction | None:
    """The correction of an earlier answer; `asked` is the open question, None at the read-back."""
    text = plain(heard.words)
    if asked is not None and (not _CUE.search(text) or mentions(heard.words, asked)):
        return None
    done = [each for each in lanes.asked(answers) if each.id in answers]
    meant = _placed(text, done) or _named(heard.words, done)
    if meant is None:
        return None
    return Correction(meant, _new_answer(heard, meant))


def _placed(text: str, done: Sequence[ScreenQuestion]) -> ScreenQuestion | None:
    found = _PLACE.search(text)
    if found is None or not done:
        return None
    if found["nth"] or found["number"]:
        place = _ORDINALS.index(found["nth"]) if found["nth"] else int(found["number"]) - 1
        return done[place] if 0 <= place < len(done) else None
    return done[-1]


def _named(words: str, done: Sequence[ScreenQuestion]) -> ScreenQuestion | None:
    """The one answered question whose own words or name were said; the latest of several."""
    said = [each for each in done if mentions(words, each)]
    named = said or [each for each in done if names(words, each)]
    return named[-1] if named else None


def _new_answer(heard: Utterance, meant: ScreenQuestion) -> Answer | None:
    """The new answer, read like one to the question itself; None where it is to be asked again."""
    name = rf"\b(?:{'|'.join(meant.named)})"
    said = re.sub(rf"{name} (?:one|question|answer)\b", " ", heard.words, count=1, flags=re.I)
    if mentions(said, meant):
        return Answer.YES
    rest = re.sub(rf"{name}\b", " ", _PLACE.sub(" ", said.lower(), count=1), count=1)
    return answer_in(_LEAD.sub("", rest.strip()), heard.reading, meant)
