"""The one engine that voice, text and evals go through.

`respond` is pure: it writes nothing, reads no clock, and may be run twice or dropped. The only
writes are `hear`, when the person's turn is final, and `said`, when the coach's words were heard.
"""

from collections import Counter
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import replace
from datetime import datetime

from agendas.draft import with_draft
from agendas.program import Program
from coach.dialogue.answering import consulted
from coach.dialogue.decide import Versions, decide, open_talk
from coach.dialogue.drafting import drafted
from coach.dialogue.heard_so_far import marks_of
from coach.dialogue.listen.reading import Reading
from coach.dialogue.memory_gate import MemoryGate
from coach.dialogue.night_talk import field_asked
from coach.dialogue.phrase import phrase
from coach.dialogue.read_in import known_of, read_in
from coach.dialogue.reply import Proposal, Sentence, Spoken
from coach.dialogue.second_reading import read_again
from coach.dialogue.state import CRISIS_TOLD, State, Store
from coach.dialogue.today import day_of, program_for, tomorrow_of
from coach.dialogue.worded_answer import WORD_ANSWER, answer_by_model, answers
from coach.dialogue.wording import PROMPT_VERSION, by_model, from_script
from memory.answers import Searcher
from memory.checkin import Audited, CheckIn, Saying, StaleError, Status, UnknownPersonError
from safety.ask import LLM
from safety.gates import hear
from safety.policy import Policy
from safety.verdict import Action, Heard

MODEL_FAILURES_BORNE = 3
"""After so many failed replies the rest of the check-in is scripted."""

SAVE_ATTEMPTS = 5

QUOTED = "memory.quoted"
"""Why a reply that quotes a fact is not kept: what is forgotten must be gone from everywhere."""
PROMPTS = f"{PROMPT_VERSION}, {WORD_ANSWER.name} {WORD_ANSWER.digest}"
"""The prompts under which a model words a check-in's replies."""


class Engine:
    """Answers one turn at a time. Holds no state of a talk: that is in `State` and the store."""

    def __init__(
        self,
        store: Store,
        program: Program,
        policy: Policy,
        llm: LLM | None = None,
        *,
        late_s: float = 1.0,
        reading_s: float = 2.0,
        earlier: Mapping[str, Program] | None = None,
        searcher: Searcher | None = None,
    ) -> None:
        """Makes an engine.

        `late_s`: seconds of waiting for a model's first sentence before an opener is said;
        `reading_s`: seconds a model may take over an answer that the rules could not read;
        `earlier`: programmes that were changed since, by label, for whoever is still under them;
        `searcher`: finds what the articles say to a question, None where none are looked into.
        """
        self._store = store
        self._program = program
        self._earlier = earlier or {}
        self._policy = policy
        self._llm = llm
        self._searcher = searcher
        self._late_s = late_s
        self._reading_s = reading_s
        self._gate = MemoryGate(policy)
        self._versions = Versions(policy.version, PROMPTS if llm else "")

    async def respond(
        self, state: State, heard: str | None, now: datetime
    ) -> AsyncGenerator[Proposal | Sentence, None]:
        """First the `Proposal`, decided whole; then its gated sentences.

        `heard` is what the person said, None when the talk is opened; `now` is aware.
        """
        proposal = await self._propose(state, heard, now)
        yield proposal
        if self._llm is None or state.check_in.model_failures >= MODEL_FAILURES_BORNE:
            for sentence in from_script(proposal.moves, self._policy):
                yield sentence
            return
        opener = phrase("opener", state.check_in.night, state.said)
        word = answer_by_model if answers(proposal.moves) else by_model
        worded = word(
            proposal.moves,
            heard or "",
            self._llm,
            self._policy,
            late_s=self._late_s,
            opener=opener,
            known=self._gate.known(proposal.state, heard or ""),
        )
        async with aclosing(worded):
            async for sentence in worded:
                yield sentence

    async def hear(self, proposal: Proposal) -> State:
        """Writes what was heard and decided, once; the state under the new version.

        Raises:
            StaleError: someone else wrote first. Load the state anew and respond to the same words.
        """
        check_in = await self._store.hear(proposal.hearing)
        return proposal.state.written(check_in, person=proposal.hearing.person is not None)

    async def said(
        self, spoken: Spoken, state: State, now: datetime, *, heard: str, interrupted: bool = False
    ) -> State:
        """Writes what the person was told: `heard` is the part of the reply that reached them.

        An item counts as delivered, and a mandatory line as heard, only if all of it did. After a
        reply that keeps nothing the person is erased instead.

        Raises:
            UnknownPersonError: the person was erased meanwhile.
        """
        if spoken.proposal.erases:
            await self._store.erase(state.person.id, now)
            return state
        whole = _wholly_heard(spoken, heard)
        moves = spoken.proposal.moves
        withheld = spoken.proposal.hearing.withheld_rule
        withheld = withheld or (QUOTED if any(each.quotes for each in moves) else None)
        check_in = state.check_in
        for _ in range(SAVE_ATTEMPTS):
            saying = Saying(
                check_in_id=check_in.id,
                turn_no=spoken.proposal.hearing.check_in.turn_no,
                version=check_in.version,
                at=now,
                text=None if withheld else heard,
                interrupted=interrupted,
                withheld_rule=withheld,
                delivered=frozenset(i for place in whole if (i := moves[place].item_id)),
                settled=frozenset(key for place in whole if (key := moves[place].owed)),
                model_failures=int(spoken.model_failed),
                audited=_audited(spoken, now),
            )
            try:
                stored = await self._store.said(saying)
            except StaleError:
                # What was said was said: it is written beside whatever came in between.
                check_in = await self._current(check_in)
                continue
            if stored.version > state.check_in.version + 1:
                # The nights in this state are older than what came in between. Under its old
                # version the next words are refused, and everything is loaded anew for them.
                stored = replace(stored, version=state.check_in.version)
            return state.told(stored, heard)
        raise StaleError(f"check-in {check_in.id} kept changing while a reply was being saved")

    async def _current(self, check_in: CheckIn) -> CheckIn:
        found = await self._store.check_in(check_in.person_id, check_in.night, check_in.part)
        if found is None:
            raise UnknownPersonError(check_in.person_id)
        return found

    async def prepare(self, state: State, now: datetime) -> bool:
        """Lets a model draft the next agenda once a check-in is done; whether a draft was kept.

        For a door to call when nobody waits any more. Without a model, after a crisis, and where
        anything fails, the programme's own agenda stands.
        """
        check_in = state.check_in
        over = check_in.status is Status.DONE and CRISIS_TOLD not in check_in.answered
        if self._llm is None or not over or check_in.model_failures >= MODEL_FAILURES_BORNE:
            return False
        tomorrow = tomorrow_of(state, now)
        program = program_for(tomorrow, self._program, self._earlier)
        draft = await drafted(self._llm, day_of(tomorrow, program), program)
        if draft is None:
            return False
        try:
            await self._store.set_agenda(check_in, with_draft(check_in.agenda, draft))
        except StaleError:
            return False
        return True

    async def _propose(self, state: State, heard: str | None, now: datetime) -> Proposal:
        program = program_for(_opened(state, now), self._program, self._earlier)
        state = self._gate.passed(state, heard)
        if heard is None:
            return open_talk(state, now, program, self._versions)
        verdict = hear(heard, self._policy, marks_of(state))
        asked = await consulted(self._searcher, state, heard, verdict, self._policy)
        reading = None if asked else await self._read(state, heard, verdict)
        return self._gate.admitted(decide(state, heard, verdict, now, program, reading, asked))

    async def _read(self, state: State, heard: str, verdict: Heard) -> Reading | None:
        """The rules' reading, and where they are at a loss a model's, checked; None unread.

        Only an ordinary answer to a question of the diary is ever shown to a model.
        """
        check_in = state.check_in
        field = field_asked(check_in.question)
        spent = check_in.model_failures >= MODEL_FAILURES_BORNE
        ordinary = verdict.action is Action.CONTINUE and check_in.status is Status.OPEN
        if self._llm is None or spent or not ordinary or field is None:
            return None
        floor = read_in(state, heard)
        known = known_of(state)
        return await read_again(floor, heard, field, known, self._llm, limit_s=self._reading_s)


def _opened(state: State, now: datetime) -> State:
    """The state as it is once the door has opened: what is due depends on the hour."""
    opened = state.check_in.opened_at or now
    return replace(state, check_in=replace(state.check_in, opened_at=opened))


def _wholly_heard(spoken: Spoken, heard: str) -> tuple[int, ...]:
    """The places of the moves all of whose sentences stand in what was heard."""
    parts: dict[int, bool] = {}
    for sentence in spoken.sentences:
        if sentence.move is not None:
            parts[sentence.move] = parts.get(sentence.move, True) and sentence.text in heard
    return tuple(place for place, whole in parts.items() if whole)


def _audited(spoken: Spoken, now: datetime) -> tuple[Audited, ...]:
    """The verdicts on a reply: each that stopped a sentence, and how many let one pass."""
    stopped = {s.instead_of for s in spoken.sentences if s.instead_of is not None}
    passed = Counter(s.verdict.policy_version for s in spoken.sentences if s.verdict.allowed)
    return (
        *(
            Audited(now, "said blocked", v.rule_id or str(v.rule), v.policy_version)
            for v in stopped
        ),
        *(Audited(now, f"said {n} allowed", "", version) for version, n in passed.items()),
    )
