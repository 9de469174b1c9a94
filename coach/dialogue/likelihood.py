"""Weighs a mere likelihood of danger by what the talk knows and the classifier does not.

Called by `coach.dialogue.decide` on every verdict. What a rule found stands: only the classifier,
which sees an answer out of all context, is corrected here, and danger is asked about at the least.
"""

import re
from dataclasses import replace
from datetime import datetime

from coach.dialogue import closing, settling
from coach.dialogue.answer import Utterance
from coach.dialogue.away import Kind, spell_in
from coach.dialogue.consenting import affirms
from coach.dialogue.day_after import tells_a_night
from coach.dialogue.denial import plain_words
from coach.dialogue.listen.reading import Intent, Reading
from coach.dialogue.meant import asked_instead
from coach.dialogue.read_in import read_in
from coach.dialogue.state import State
from coach.dialogue.wishes import wants_no_window
from safety.verdict import Action, Category, Heard

_GLAD_TO_LIVE = re.compile(
    r"(?:no|nope|not at all|never|god no|of course not|i m|i am|really|quite|very|far from it|"
    r"on the contrary|(?:happy|glad|grateful|lucky) to be (?:alive|here)|i have|i ve|got|"
    r"i (?:really )?(?:love|enjoy|like) (?:my life|life|living)|i (?:do )?want to live|"
    r"(?:lots|plenty|so much|too much|a lot) to live for)(?: |$)"
)
"""What says, every word of it, that somebody wants to live."""
_ONE_SENTENCE = 9
_MEDICAL = "classifier:medical"
_DISLIKES_A_WAY = re.compile(
    r"(?:(?:honestly|well|no|sorry|but|and|oh|to be honest|counting sheep) )*"
    r"(?:(?:i|we) (?:\w+ ){0,3}?(?:(?:can t|cannot|couldn t) (?:stand|bear|abide|do with|"
    r"get on with)|hate|dislike|loathe|detest|(?:don t|do not|never|didn t) (?:\w+ )?"
    r"(?:like|liked|get on with|want|fancy|believe in)|am not (?:a fan of|into)|"
    r"m not (?:a fan of|into|keen on)) )?"
    r"(?:(?:all|that|those|these|the|your|any|doing|of|slow|deep|this|and) )*"
    r"breathing (?:exercises?|stuff|techniques?|apps?|things?|routines?|tricks?|practices?)"
    r"(?: (?:at all|really|either|any more|i (?:just )?(?:can t|cannot) (?:bear|stand|abide) (?:it|"
    r"them)|(?:is|are) not for me|(?:does|do|did)(?:n t| not) (?:work|help)(?: for)?(?: me)?|"
    r"(?:bores?|annoys?|irritates?) me|(?:makes?|made) (?:me|it) \w+))*"
)
"""Breathing as something to be practised, and disliked: no trouble with one's breath."""
_PROPOSALS = frozenset({closing.AGREE, settling.AGREE})


def weighed_in_talk(
    state: State, verdict: Heard, words: str, reading: Reading | None, at: datetime
) -> Heard:
    """The verdict; an ordinary one where a guess was made of a plain move of the talk.

    A goodbye is one, being glad to be alive, and a yes to a proposal: "I am going to do it" said to
    anything else is not.
    Whoever tells the night beside it is asked what was meant before anything is stopped.
    """
    if not verdict.is_guess:
        return verdict
    heard = Utterance(words, reading or read_in(state, words), at)
    if _is_plain(words) or _dislikes_a_way(words, verdict):
        return _ordinary(verdict)
    if verdict.stops_the_agenda:
        return asked_instead(verdict) if tells_a_night(heard.reading) else verdict
    proposed = state.check_in.question in _PROPOSALS
    if heard.reading.intent is not Intent.LEAVE and not (proposed and affirms(words)):
        return verdict
    return _ordinary(verdict)


def once_denied(verdict: Heard, words: str) -> Heard:
    """The verdict once a plain question about a mere likelihood was answered with a no.

    An ordinary one then, as where the guess is let go at once; what stops the talk stands.
    """
    harmless = verdict.action is Action.CLARIFY or _is_plain(words)
    if verdict.is_guess and (harmless or _dislikes_a_way(words, verdict)):
        return _ordinary(verdict)
    return verdict


def _dislikes_a_way(words: str, verdict: Heard) -> bool:
    """Whether a guess at an emergency was made of breathing exercises that are not liked."""
    return verdict.rule_id == _MEDICAL and bool(_DISLIKES_A_WAY.fullmatch(plain_words(words)))


def _is_plain(words: str) -> bool:
    """Whether all of it is an illness or a wish about the schedule, or being glad to live.

    More than a sentence's worth of words may hold something else beside it.
    """
    text = plain_words(words)
    if not _GLAD_TO_LIVE.sub("", f"{text} ").strip():
        return True
    short = len(text.split()) <= _ONE_SENTENCE
    spell = spell_in(words)
    ill = spell is not None and spell.kind is Kind.ILLNESS
    return short and (ill or wants_no_window(words, text))


def _ordinary(verdict: Heard) -> Heard:
    return replace(
        verdict, category=Category.IN_SCOPE, action=Action.CONTINUE, rule_id=None, script=None
    )
