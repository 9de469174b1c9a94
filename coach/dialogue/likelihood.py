"""Lets a mere likelihood of danger go where all that was said is a plain move of the talk.

Called by `coach.dialogue.decide` on every verdict. What a rule found stands: only the classifier,
which sees short answers out of all context, is corrected here.
"""

from dataclasses import replace

from coach.dialogue import closing, settling
from coach.dialogue.answer import Utterance
from coach.dialogue.consenting import affirms
from coach.dialogue.listen.reading import Intent
from coach.dialogue.state import State
from safety.verdict import Action, Category, Heard

_PROPOSALS = frozenset({closing.AGREE, settling.AGREE})


def weighed_in_talk(state: State, verdict: Heard, heard: Utterance) -> Heard:
    """The verdict, or an ordinary one where a guess was made of a goodbye or a yes to a proposal.

    "I am going to do it" is a plain yes only to what was proposed.
    """
    if not verdict.is_guess or verdict.stops_the_agenda:
        return verdict
    proposed = state.check_in.question in _PROPOSALS
    if heard.reading.intent is not Intent.LEAVE and not (proposed and affirms(heard.words)):
        return verdict
    return replace(
        verdict, category=Category.IN_SCOPE, action=Action.CONTINUE, rule_id=None, script=None
    )
