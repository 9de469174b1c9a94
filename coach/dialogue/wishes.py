"""Answers what is asked of the schedule at any moment: what it is, another rise time, no window.

Called by `decide` before the other requests. The time in bed is never changed here but by giving it
back; a rise time moves the bedtime with it.
"""

import re
from collections.abc import Mapping

from agendas.morning import SETS_TIME_IN_BED
from agendas.nights import away_on
from agendas.program import Program
from agendas.progress import track
from agendas.schedule import RuleId, ScheduleRules
from agendas.words import clock, duration
from coach.dialogue import course, rising
from coach.dialogue.answer import Answer, Utterance, line, uncounted
from coach.dialogue.basics import DEFAULT_RISE
from coach.dialogue.phrase import choose
from coach.dialogue.reply import Move
from coach.dialogue.schedule_words import plan_told
from coach.dialogue.screen_reading import plain
from coach.dialogue.state import State
from memory.course import Standing
from memory.diary import Field

_PLAN = re.compile(
    r"\b(?:what|whats|which) (?:s |is |was |are |re )?(?:my|the|our) (?:\w+ )?"
    r"(?:window|schedule|plan|bed ?time|rise time|rising time|get up time|wake ?up time|hours)\b"
    r"|\b(?:when|(?:at )?what time) (?:do|should|shall|must|can|may|am|did) (?:i|you say i) "
    r"(?:\w+ ){0,3}?(?:go(?:ing)? to bed|get(?:ting)? (?:in|into|to) bed|be in bed|turn in|"
    r"get(?:ting)? up|be up|rise|in bed)\b"
    r"|\bhow (?:long|many hours|much time) (?:should|do|am|may|can) i (?:\w+ ){0,3}in bed\b"
    r"|\b(?:tell|remind|give|repeat|read) (?:me )?(?:of |about )?(?:my|the) "
    r"(?:\w+ )?(?:window|schedule|plan|bed ?time|rise time)\b"
)
_NOT_MINE = re.compile(r"\b(?:did i|i (?:got|went)|was i|last night|yesterday)\b")
_RISE = re.compile(
    r"\b(?:can|could|may|might|shall|should) (?:i|we) (?:\w+ ){0,2}?"
    r"(?:get up|be up|rise|wake up|set (?:my|the) alarm|move (?:it|that|my \w+(?: \w+)?))\b"
    r"|\b(?:change|move|make|set|shift|put) (?:my|the) (?:\w+ )?"
    r"(?:rise|rising|wake|wake ?up|get ?up|getting up|alarm|up)(?: time)?\b"
    r"|\bi (?:want|need|have|would like|d like|d rather|d prefer|would prefer|m going|ve got|"
    r"must|prefer|would rather|ll have|will have)(?: got)? ?(?:to )?(?:\w+ )?"
    r"(?:get up|be up|rise|wake up|getting up)\b"
    r"|\bfrom (?:now on|tomorrow|monday|next week|today)(?: on)? i(?: ll| will| have to|"
    r" need to| must| get| m going to)?(?: \w+)? ?(?:get|be|getting) up\b"
)
_FROM_WHEN = re.compile(
    r"\b(?:(?:from|starting|as of|beginning) (?:now(?: on)?|today|tomorrow|next week|\w+day)"
    r"(?: on)?|instead|please|every ?day|(?:on )?(?:week|work|working) ?days|rather)\b",
    re.I,
)
_WANTS_TO = re.compile(r"^.*?\b(?=(?:get|be|wake|getting) up\b)", re.I)
"""The wish itself, which the reader of the diary would take for no account of a night."""
_ONCE = re.compile(
    r"\b(?:got|was|were|woke|had to|needed to|went|last night|this morning|yesterday|usually|"
    r"normally|used to|toilet|bathroom|loo|pee|in the night)\b"
)
_WINDOW = (
    r"(?:(?:the|this|that|my|our|your|a|any|with|doing|keeping|following|having|on|whole|new|sleep|"
    r"bed ?time|stupid|silly|damn|bloody|to|keep|do|have|follow|go on|continue) )*"
    r"(?:window|restriction|schedule|compression)"
    r"(?=$| (?:now|please|any ?more|at all|again|for|it|i|we|and|because|today|tonight|thing|from|"
    r"completely|altogether|entirely|thanks|thank you|then|plan|business|as|so|right|soon)\b)"
)
_NO_WINDOW = re.compile(
    rf"\b(?:stop|stopping|drop|end|quit|cancel|get rid of|give up(?: on)?|giving up(?: on)?|skip|"
    r"without|no more|(?:don t|do not|no longer) (?:really )?want (?:any )?(?:more )?|"
    rf"can t (?:do|keep|bear|stand|take|go on with|cope with))(?: |(?<= )){_WINDOW}"
)
_NOT_TO = re.compile(
    r"\b(?:(?:don|won|wouldn|didn|mustn|shouldn) t|not|never|no (?:need|reason|plans?)|rather than|"
    r"instead of)(?: (?:want|wish|like|plan|mean|going|gonna|have|need|really|to|think|we|i|should|"
    r"us|me|let s|just|ever|about|thinking|ready))* ?$|"
    r"\b(?:if|should|when|why did|did) (?:i|we|you)(?: \w+)? ?$"
)
"""Before such words they are no wish: denied, or only asked about."""
_AGAIN = re.compile(
    r"\b(?:try|start|want|like|have|do|take|go back to|give) (?:\w+ ){0,3}?(?:sleep )?"
    r"(?:window|schedule)(?: \w+){0,2}?(?: after all| again| now| a go| a try)\b"
)

_LESS_UNWANTED = re.compile(
    r"\b(?:don t|do not|no longer|wouldn t|never|will not|won t) (?:really )?(?:want|like|have|"
    r"accept|agree to|spend|need)(?: to (?:spend|have))? (?:any )?"
    r"(?:less|a shorter|shorter|fewer)(?: hours)? ?(?:time)?(?: in bed)?$"
)
_ONE_DAY = (
    r"(?:at (?:the )?weekends?|on (?:the |my )?(?:weekends?|days? off|free days?)|week ?ends?|"
    r"(?:on |this |next |every )?(?:mon|tues|wednes|thurs|fri|satur|sun)days?|"
    r"(?:just )?(?:once|tomorrow only|for one day))"
)
_END_HOLD = re.compile(
    r"\b(?:end|lift|release|stop|remove|drop|cancel|undo) (?:the|my|this) (?:\w+ )?hold\b"
)
_HOW_ON = re.compile(
    r"\b(?:how|when|what|why|can|could|who)\b.*\b(?:go(?:es)? on|continue\w*|resume\w*|"
    r"start(?:s|ed)? (?:again|up)|take it up|settled|lift\w*|on hold|the hold|set aside|waits?|"
    r"waiting)\b"
)
"""Asked about a programme that is on hold; where it is not, it is no question about one."""
_BESIDE: Mapping[str, re.Pattern[str]] = {
    "plan.lane": re.compile(
        r"\b(?:put|move|set|change|switch|get) me (?:\w+ )?(?:to |in |into )?"
        r"(?:the )?lane\b|\bchange my lane\b"
    ),
    "plan.why_rise": re.compile(r"\bwhy (?:\w+ ){1,4}?(?:get(?:ting)? up|be up|rise|wake up)\b"),
    "barrier.worse": re.compile(
        r"\b(?:feel\w*|am|m|got|getting|sleep\w*|it s|is) (?:\w+ )?worse\b.*\b(?:since|with|"
        r"because)\b.*\b(?:start\w*|began|begun|plan|window|schedule|programme|program|this)\b|"
        r"\bmak\w+ (?:me|it|things) (?:\w+ )?worse\b"
    ),
    "barrier.stay_up": re.compile(
        r"\b(?:can t|cannot|can not|couldn t|won t) (?:\w+ )?(?:stay up|stay awake|wait up|"
        r"last) (?:that |so |till|until)"
    ),
    "barrier.lie_in": re.compile(
        rf"\b(?:can|could|may|might|want to|like to|rather|need to) (?:\w+ ){{0,2}}?(?:get up|"
        rf"be up|rise|sleep in|lie in|wake up|have a lie in)\b.*\b{_ONE_DAY}\b"
        rf"|\b{_ONE_DAY} (?:\w+ ){{0,3}}?(?:can|could|may) (?:i|we) .*\b(?:up|sleep|lie)\b"
    ),
    "plan.earlier": re.compile(
        r"\b(?:can|could|may|might|want to|like to|rather|should) (?:i |we )?(?:\w+ )?"
        r"(?:go to bed|be in bed|get (?:in|into) bed|get to bed|turn in) (?:\w+ )?"
        r"(?:earlier|sooner)"
    ),
    "plan.by_hand": re.compile(
        r"\b(?:make|cut|set|change|reduce|put|shorten|give|bring)\b.*\b(?:window|time in bed|"
        r"schedule|me)\b.*\bhours?\b|\b(?:want|need) a shorter (?:window|schedule)\b"
    ),
}
"""What is answered beside the open question, by its line or by the barrier of the programme."""


def answer_wish(state: State, heard: Utterance, program: Program) -> Answer | None:
    """The answer to a wish or a question about the schedule; None where there is none."""
    if state.person.stage == "S0" or program.schedule is None:
        return None
    rise = rising.answered(state, heard, program)
    if rise is not None:
        return rise
    text = plain(heard.words)
    if _wants_no_window(heard.words, text):
        return _unwanted(state)
    beside = _answered_beside(state, heard, text, program)
    if beside is not None:
        return beside
    if _AGAIN.search(text):
        state = course.wishing(state, course.WILLING)
        return _beside(state, line("plan.again", state, fixed=True))
    named = _rise_named(heard, text)
    risen = None if named is None else rising.wished(state, heard, named, program)
    if risen is not None:
        return risen
    if _PLAN.search(text) and not _NOT_MINE.search(text):
        return _told(state, program.schedule)
    return None


def _answered_beside(state: State, heard: Utterance, text: str, program: Program) -> Answer | None:
    """What is said to a wish that changes nothing, or refuses; None where there is none."""
    told = set(heard.reading.values) - {Field.OUT_OF_BED, Field.FINAL_AWAKENING}
    if told or state.check_in.question in {"barrier", "course.agree"} or _ONCE.search(text):
        return None
    if _LESS_UNWANTED.search(text):
        left = line("plan.left", state, fixed=True)
        return Answer(uncounted(course.wishing(state, course.NO_CHANGE)), (left,), settled=False)
    held = _of_the_hold(state, text, program)
    if held is not None:
        return held
    found = next((key for key, pattern in _BESIDE.items() if pattern.search(text)), None)
    if found is None:
        return None
    barrier = next((each for each in program.barriers if each.id == found), None)
    if barrier is not None:
        words = choose(barrier.say, state.check_in.night, state.said, barrier.id, {})
        return _beside(state, Move(words, item_id=barrier.id, fixed=True))
    schedule = program.schedule
    floor = "" if schedule is None else duration(schedule.start.floor_min)
    return _beside(state, line(found, state, fixed=True, length=floor))


def _of_the_hold(state: State, text: str, program: Program) -> Answer | None:
    """What a hold waits for, who ends it and how; None where none is asked about."""
    hold = track(state.course.passages).sides.get(Standing.SAFETY_HOLD)
    if hold is None or program.schedule is None:
        return None
    if not (_END_HOLD.search(text) or _HOW_ON.search(text)):
        return None
    ours = hold.rule == RuleId.SUSPEND_SLEEPINESS
    says = program.schedule.explain(RuleId.HOLD_ALERT if ours else RuleId.HOLD_SAFETY)
    return _beside(state, Move(says, fixed=True))


def _rise_named(heard: Utterance, text: str) -> str | None:
    """The part of a wish for another rise time that names it; None where there is no such wish."""
    told = set(heard.reading.values) - {Field.OUT_OF_BED, Field.FINAL_AWAKENING}
    if told or _RISE.search(text) is None or _ONCE.search(text):
        return None
    return _WANTS_TO.sub("", _FROM_WHEN.sub(" ", heard.words))


def _wants_no_window(words: str, text: str) -> bool:
    """Whether they want the schedule stopped: not kept, not asked about, and nothing else."""
    asked = words.rstrip().endswith("?")
    for found in _NO_WINDOW.finditer(text):
        lead = text[: found.start()].rstrip()
        if not (_NOT_TO.search(lead) or (asked and re.match(r"(?:what|should|when)\b", text))):
            return True
    return False


def _unwanted(state: State) -> Answer | None:
    """No window any more; where none stands, none will be proposed."""
    plan = state.course.plan
    gentle = plan is not None and plan.measure in SETS_TIME_IN_BED
    gentle = gentle and course.wish_of(state).no_window
    state = course.wishing(state, course.NO_CHANGE if gentle else course.NO_WINDOW)
    return Answer(uncounted(state), (line("plan.no_more", state, fixed=True),), settled=False)


def _told(state: State, schedule: ScheduleRules) -> Answer:
    plan = state.course.plan
    if plan is None:
        at = state.person.rise_time or DEFAULT_RISE
        told = line("plan.none", state, fixed=True, rise=clock(at, state.person.country))
        return _beside(state, told)
    moves = plan_told(plan, state, schedule)
    if away_on(state.course.spells, state.check_in.night) is not None:
        moves = (moves[0], line("plan.waits", state, fixed=True))
    return _beside(state, *moves)


def _beside(state: State, *moves: Move) -> Answer:
    """Said beside the open question, which comes again without counting as not understood."""
    return Answer(uncounted(state), moves, settled=False)
