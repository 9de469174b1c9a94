"""The gate for stored text before the dialogue: no fact is kept or spoken that does not pass it.

Held by the engine. A sentence that gives orders to a model, was said in a crisis, or that the coach
may not say, is neither learnt nor brought up (DECISIONS 10).
"""

from dataclasses import replace

from coach.dialogue.own_memory import conditions_of, may_come_up, told_form
from coach.dialogue.remembering import OFF
from coach.dialogue.reply import Proposal
from coach.dialogue.state import State
from memory.fact import Fact
from memory.recall import recall
from safety.gates import admit, say
from safety.numbers import numbers_in
from safety.policy import Policy


class MemoryGate:
    """Judges each sentence once."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._admitted: dict[str, bool] = {}

    def passed(self, state: State, words: str | None) -> State:
        """The state with those facts left aside that a reply to the words may not speak of."""
        found = may_come_up(state, state.check_in.night, words)
        return replace(
            state, unspoken=frozenset(each.id for each in found if not self._may_be_said(each))
        )

    def known(self, state: State, words: str) -> tuple[str, ...]:
        """What a model is shown beside the words: what bears on them or matters today, as lines.

        The health questions answered with yes come first; they never fade.
        """
        if OFF in state.check_in.answered:
            return ()
        block = recall(state.facts, state.check_in.night, words)
        lines = [each.line for each in block.recalled if self._is_admitted(each.fact.text)]
        return (*(f"Said yes to: {each}" for each in conditions_of(state)), *lines)

    def admitted(self, proposal: Proposal) -> Proposal:
        """The proposal without what must not be kept."""
        learnt = proposal.hearing.learnt
        refused = {each.id for each in learnt.added if not self._is_admitted(each.text)}
        if not refused:
            return proposal
        added = tuple(each for each in learnt.added if each.id not in refused)
        hearing = replace(proposal.hearing, learnt=replace(learnt, added=added))
        facts = tuple(each for each in proposal.state.facts if each.id not in refused)
        return replace(proposal, hearing=hearing, state=replace(proposal.state, facts=facts))

    def _may_be_said(self, fact: Fact) -> bool:
        if not self._is_admitted(fact.text):
            return False
        told = f"You told me {told_form(fact)}."
        numbers = frozenset(numbers_in(told))
        return say(told, self._policy, may_speak=numbers).allowed

    def _is_admitted(self, text: str) -> bool:
        if text not in self._admitted:
            self._admitted[text] = admit(text, self._policy).allowed
        return self._admitted[text]
