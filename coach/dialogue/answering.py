"""Answers a question about sleep from the articles, beside whatever is being asked.

Called by the engine (`consulted`) before a turn is decided and by `decide` (`answered`). An answer
is the passage's own first sentences with its source named; what no article holds is said to be
unknown. Nothing of the diary is settled by it, and the open question comes again.
"""

import asyncio
import logging
import re
from dataclasses import replace

from agendas.slots import missing_basics
from coach.dialogue import guard
from coach.dialogue.answer import Answer, Consulted, Utterance, line, uncounted
from coach.dialogue.listen.questions import Form, Question, question_in
from coach.dialogue.listen.reading import Intent
from coach.dialogue.read_in import read_in
from coach.dialogue.reply import Move
from coach.dialogue.state import State
from memory.answers import Abstained, Found, Passage, Searcher
from memory.article import Evidence, Risk, Source
from memory.checkin import Status
from safety.gates import admit
from safety.policy import Policy
from safety.verdict import Action, Heard

LIMIT_S = 2.0
"""How long a turn waits for the articles; after that the answer is that nothing was found."""
MOST_WORDS = 45
"""A second sentence is left out where the two together are longer."""
LAST = "knowledge.last:"
"""Begins the mark that names the passage of the last answer: "where does that come from?"."""
ASK = "For your own case, please ask a doctor or a pharmacist."
"""Said behind what touches health, where the passage's first words name nobody to ask."""
_SENDS = re.compile(r"\b(?:doctor|pharmacist|midwife|clinician|nurse|counsellor|dentist)\b", re.I)
_GOES_ON = frozenset({Action.CONTINUE, Action.CONTINUE_WITH_NOTE})
_NO_WISH = frozenset({None, Intent.ASK_WHY, Intent.NO, Intent.SAME_AS_PREVIOUS})
_MOST_NAMED = 2
_log = logging.getLogger(__name__)


async def consulted(
    searcher: Searcher | None, state: State, words: str, verdict: Heard, policy: Policy
) -> Consulted | None:
    """What the articles say to what was asked; None where nothing was, or another thing matters.

    A passage that may not be quoted is left out. Never raises but for a cancellation.
    """
    if searcher is None or verdict.action not in _GOES_ON or not _is_free(state):
        return None
    question = question_in(words)
    if question is None:
        return None
    if question.form is Form.SOURCE:
        return Consulted(question, Found()) if _last(state) else None
    try:
        async with asyncio.timeout(LIMIT_S):
            found = await searcher.search(question.text)
    except TimeoutError:
        found = Found(abstained=Abstained.TOO_LATE)
    except Exception as error:  # noqa: BLE001 - a search that fails must not end the talk
        _log.error("knowledge search failed", extra={"error": type(error).__name__})
        found = Found(abstained=Abstained.FAILED)
    return Consulted(question, admitted(found, policy))


def admitted(found: Found, policy: Policy) -> Found:
    """What was found without the passages that may not be quoted."""
    fit = tuple(each for each in found.nearest if _may_be_quoted(each, policy))
    if found.passages and not (fit and fit[0] is found.nearest[0]):
        return Found(fit, Abstained.NOT_FIT)
    return Found(fit, found.abstained)


def answered(state: State, heard: Utterance) -> tuple[State, Utterance, tuple[Move, ...]]:
    """The state, what is left to be taken as an answer, and what is said to the question first.

    Without anything to say all is as it was. The utterance left is blank where there is no more
    in it than the question.
    """
    asked = heard.consulted
    if asked is None or heard.reading.intent not in _NO_WISH:
        return state, heard, ()
    rest = _rest(state, heard, asked.question)
    if asked.question.form is Form.SOURCE:
        return state, rest, (_of_the_source(_last(state)),)
    if asked.found.passages:
        passage = asked.found.passages[0]
        state = _with_last(state, passage)
        return state, rest, told(passage)
    if asked.question.form is Form.WONDERED:
        return state, heard, ()
    return state, rest, (line("knowledge.unknown", state),)


def beside(state: State, moves: tuple[Move, ...]) -> Answer:
    """Said beside the open question, which comes again and was not misunderstood."""
    return Answer(uncounted(state), moves, settled=False)


def told(passage: Passage) -> tuple[Move, ...]:
    """A passage as it is spoken, its source named, and on a screen with all that it rests on."""
    words = spoken(passage)
    source = f'That is from our article "{passage.article.title}".'
    shown = f"{shown_source(passage)}."
    ask = passage.section.risk is Risk.CAUTION and not _SENDS.search(words)
    return (
        Move(words, fixed=passage.section.risk is not Risk.GENERAL, passages=(passage,)),
        *((Move(ASK, fixed=True),) if ask else ()),
        Move(source, fixed=True),
        Move(shown, fixed=True, on_screen_only=True),
    )


def spoken(passage: Passage) -> str:
    """At most two of the passage's own sentences, word for word."""
    first, *others = passage.section.sentences
    both = " ".join((first, *others[:1]))
    refers = passage.section.risk is Risk.REFER
    return both if refers or len(both.split()) <= MOST_WORDS else first


def shown_source(passage: Passage) -> str:
    """Article, section and what it rests on, for a screen."""
    sources = "; ".join(_cited(each) for each in passage.section.sources)
    state = ", a draft that nobody has reviewed" if passage.article.is_draft else ""
    return (
        f"Source: {passage.article.title}, {passage.section.heading} "
        f"({passage.section.id}{state}), from {sources}"
    )


def _cited(source: Source) -> str:
    recalled = " [not yet verified]" if source.evidence is Evidence.RECALL else ""
    return f"{source.short}{recalled}"


def _is_free(state: State) -> bool:
    """Whether this is a moment for questions: agreed to the talk, and nothing of safety open."""
    sure = (state.check_in.question or "").startswith("sure.")
    busy = sure or guard.is_staying(state) or guard.is_asking(state) or missing_basics(state.person)
    return state.check_in.status in {Status.OPEN, Status.DONE} and not busy


def _may_be_quoted(passage: Passage, policy: Policy) -> bool:
    section = passage.section
    verdict = admit(section.text, policy, sentences=section.sentences)
    if not verdict.allowed:
        _log.warning(
            "a passage may not be quoted",
            extra={"passage": section.id, "rule": verdict.rule_id or str(verdict.rule)},
        )
    return verdict.allowed


def _rest(state: State, heard: Utterance, question: Question) -> Utterance:
    """What was said besides the question, if an answer can be read in it."""
    reading = read_in(state, question.rest)
    tells = reading.values or reading.unclear or reading.unknown or reading.intent
    words = question.rest if question.rest and tells else ""
    return replace(heard, words=words, reading=reading)


def _with_last(state: State, passage: Passage) -> State:
    """The state with the passage that was quoted, and why."""
    kept = {each for each in state.check_in.answered if not each.startswith(LAST)}
    names = "|".join(dict.fromkeys(each.short for each in passage.section.sources))
    mark = f"{LAST}{passage.id}|{passage.article.title}|{names}"
    answered = frozenset({*kept, mark})
    return replace(state, check_in=replace(state.check_in, answered=answered))


def _last(state: State) -> str:
    marks = (each for each in state.check_in.answered if each.startswith(LAST))
    return next(marks, "").removeprefix(LAST)


def _of_the_source(last: str) -> Move:
    """What the last answer rests on, for the ear: at most two of its sources by name."""
    _, article, *names = last.split("|")
    own = [each for each in names if each.startswith("Nightjar")]
    papers = [each for each in names if each not in own][:_MOST_NAMED]
    rests = f"It rests on {' and on '.join(papers)}." if papers else "It is how Nightjar works."
    return Move(f'That came from our article "{article}". {rests}', fixed=True)
