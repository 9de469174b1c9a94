"""Weighs a mere likelihood of danger by what the talk knows and the classifier does not.

Called by `coach.dialogue.decide` on every verdict. What a rule found stands: only the classifier,
which sees an answer out of all context, is corrected here, and danger is asked about at the least.
"""

from dataclasses import replace
from datetime import datetime

from coach.dialogue import closing, settling
from coach.dialogue.answer import Utterance
from coach.dialogue.consenting import affirms
from coach.dialogue.day_after import tells_a_night
from coach.dialogue.listen.reading import Intent, Reading
from coach.dialogue.meant import asked_instead
from coach.dialogue.read_in import read_in
from coach.dialogue.state import State
from safety.verdict import Action, Category, Heard

_PROPOSALS = frozenset({closing.AGREE, settling.AGREE})


def weighed_in_talk(
    state: State, verdict: Heard, words: str, reading: Reading | None, at: datetime
) -> Heard:
    """The verdict; an ordinary one where a guess was made of a plain move of the talk.

    A goodbye is one, and a yes to a proposal: "I am going to do it" said to anything else is not.
    Whoever tells the night beside it is asked what was meant before anything is stopped.
    """
    if not verdict.is_guess:
        return verdict
    heard = Utterance(words, reading or read_in(state, words), at)
    if verdict.stops_the_agenda:
        return asked_instead(verdict) if tells_a_night(heard.reading) else verdict
    proposed = state.check_in.question in _PROPOSALS
    if heard.reading.intent is not Intent.LEAVE and not (proposed and affirms(words)):
        return verdict
    return replace(
        verdict, category=Category.IN_SCOPE, action=Action.CONTINUE, rule_id=None, script=None
    )
