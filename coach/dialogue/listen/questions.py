"""Tells a question about sleep from an answer, a request, and a question about the call.

Called by the engine before it looks into the articles, and by `coach.dialogue.answering`. It knows
the shape of a question only: whether the articles have anything to it is theirs to say.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from coach.dialogue.listen import read
from coach.dialogue.listen.reading import Known, Reading


class Form(StrEnum):
    """How sure it is that an answer is wanted."""

    ASKED = "asked"
    WONDERED = "wondered"
    """Said as a statement: answered where there is an answer, else passed over."""
    SOURCE = "source"
    """Where the last answer came from."""


@dataclass(frozen=True)
class Question:
    """A question heard. `text` is what to look up; `rest` is what else was said, "" for nothing."""

    form: Form
    text: str
    rest: str


_SENTENCE = re.compile(r"[^.!?]*[.!?]+(?=\s|$)|[^.!?]+$|[^\s](?:[^.!?]|[.!?](?=\S))*")
_LEAD = (
    r"(?:(?:and|but|so|um+|uh+|er+m*|oh|ah|well|ok|okay|right|hey|hi|hello|also|actually|anyway|"
    r"look|listen|sorry|please|quick question|by the way|before (?:that|we go on|i answer)|now|"
    r"yes|yeah|no|hm+|like|first|one (?:more )?(?:thing|question)|just|"
    r"(?:can|could|may) i (?:just )?ask(?: you)?(?: something)?|i have a question|"
    r"(?:do|would) you (?:happen to )?know|tell me|any idea|out of interest|honestly|seriously|"
    r"generally|in general|apparently|realistically|officially) )*"
)
_AUX = (
    r"(?:is|are|am|does|do|can|could|should|shall|would|will|may|might|must|has|have|"
    r"isn t|aren t|doesn t|don t|can t|couldn t|shouldn t|wouldn t|won t|ain t)"
)
_WHY = r"(?:why|how come|what for|what (?:on earth )?makes)"
_WH = (
    rf"(?:{_WHY}\b(?! not$)(?: \w+){{2,}}|what (?:s|are|is|does|do|can|could|should|would|will|"
    r"happens|helps|causes|counts|works|stops|gives|am|if|about|else (?:helps|works|can|could)|"
    r"(?:kind|sort|time|good|sense|difference|amount|way|\w+) (?:of |is |are |do |does |"
    r"should |can |would )+)\b(?: \w+){1,}|whats? (?:\w+ ){2,}\w+|"
    rf"how (?:{_AUX}|(?:\w+ ){{1,4}}?{_AUX})\b(?: \w+){{1,}}|how about(?: \w+)+|"
    rf"(?:when|where|which(?: \w+)?|who|whose) (?:\w+ )?{_AUX}\b(?: \w+){{1,}}|"
    r"who (?:won|invented|wrote|made|needs|gets|has)\b(?: \w+)+)"
)
_INVERTED = (
    rf"{_AUX} (?:i|we|you|he|she|it|they|there|this|that|these|those|one|my|your|our|the|a|an|any|"
    r"some|all|most|everyone|everybody|people|anyone|anything|somebody|someone|"
    r"(?!have|not|be|been|get|fall|sleep|tell|say|stay|only)\w{3,})\b(?: \w+){1,}"
)
_ASKED = re.compile(rf"{_LEAD}(?:{_WH}|{_INVERTED})")
_INSIDE = re.compile(
    r"\b(?<!know )(?<!remember )(?<!recall )(?<!tell )(?<!sure )(?<!is )(?<!s )(?<!was )"
    rf"(?:(?:why|how come) {_AUX}\b|(?:what|how|when|where) (?:\w+ )?(?:{_AUX}) "
    rf"(?:i|we|you|it|that|this|they|the|my|people|one)\b|whats? the (?:sense|point|catch|trick|"
    r"reason|harm|deal|difference)\b|what s (?:the|that|this|going|up|behind|wrong)\b|"
    rf"(?:(?<!\d )am|do|should|shall|can|could|would|must|may|have|might) i\b"
    r"(?! (?:fix|change|correct))|(?:does|is|will|would|could|can) "
    r"(?:it|that|this|my)\b|(?:are|do|will|would) (?:they|we|these|those|people)\b|"
    r"(?:is|isn t|are) (?:there|he|she)\b|any (?:point|remedy|fixes|ideas|tips|advice)\b|"
    r"what (?:helps|now|happens|works|can be done|gives)\b|"
    r"what(?:ever)? (?:\w+ )?should (?:i|we|one)\b"
    r")(?: \w+)*"
)
_WONDERED = re.compile(
    rf"{_LEAD}(?:i (?:was |am |m |have been |ve been |keep |just |do |often |always |sometimes )*"
    r"(?:wonder|wondering|wondered|curious) (?:if|whether|why|how|what|about|when|which)|"
    r"i (?:would|d) (?:really )?(?:like|love) to know|i want to know|"
    r"i (?:have |ve )?(?:heard|read|been told|seen)(?: (?:that|somewhere|people say|it said))\b|"
    r"(?:people|they|everyone|everybody|some people) (?:say|says|keep saying|always say|tell me)|"
    r"(?:is it|it is|it s|that s) (?:really )?true (?:that|what)|"
    r"i (?:do not|don t|never|can t|cannot) (?:really |quite |fully )?(?:understand|get|see) "
    r"(?:why|how|what)|i (?:m|am) (?:not|never) (?:convinced|sure) (?:that |if |whether |about )|"
    r"(?:tell me|talk me through|explain(?: to me)?) (?:about|more|how|why|what|if|whether|the)|"
    r"(?:any|got any|have you any|give me (?:some|a few|any)) (?:\w+ )?(?:ideas?|tips?|advice|"
    r"thoughts?|suggestions?) (?:why|on|for|about|how|to)|i worry (?:that|about))\b(?: \w+)+"
)
_OF_THE_CALL = re.compile(
    rf"^{_LEAD}(?:"
    r"(?:can|could|would|will|did|do|are|have|should|were) you (?:please |just |still |even |"
    r"really |not |ever )?"
    r"(?:repeat|say|said|hear|go|going|ask|asked|asking|change|put|delete|remove|correct|call|believe|"
    r"ring|remind|write|note|noted|record|recording|get|got|wait|hold|slow|speak|skip|start|stop|"
    r"help(?: me| us)?(?= (?:to )?(?:sleep|get|feel|with|through|out|please)\b|$)|"
    r"save|saved|mean|meant|there|ready|done|finished|real|human|a robot|an ai|want|need|"
    r"listen|listening|understand|remember|know me|keep|kept|store|share|sell|see (?:my|me)|"
    r"add|make that|take that|move on|rephrase|explain (?:that|it|the question)|clarify)\b|"
    r"(?:what|which|why|how|when|where|who) (?:did|do|does|were|are|have|will|would|should|can|"
    r"could)? ?you (?:just )?(?:say|said|ask|asked|asking|mean|meant|want|wanted|need|saying|keep|"
    r"know|remember|have|store|record|call|do|think|get|hear|put|write|got|told|note|there)\b|"
    r"what (?:was|is|s) (?:that|this|it|the (?:next )?question|your (?:last )?question|next|"
    r"your name|my name|the (?:time|date|day|matter))$|"
    r"what (?:was|is|s) (?:the|your) (?:last |next |first )?question\b|whats? (?:that|this)$|"
    r"(?:what|which) (?:question|night|day|one|part|time)(?: (?:is|was|do|did|does|are) "
    r"(?:it|that|this|you|we|now)(?: \w+)?)?$|"
    r"(?:are|were|shall|should|can|could) we (?:nearly |almost |all )?(?:done|finished|through|"
    r"stop|start|go (?:on|back)|continue|skip|move|do this|talk|leave|finish|carry on)\b|"
    r"(?:is|was|does|will|would|could|can|should) (?:that|this|it) (?:be |all |everything |enough|"
    r"ok|okay|right|clear|correct|make sense|help|count|work|do|what you|fine|good|it|you|me|on|"
    r"still|recording|working|nightjar|a (?:human|robot|person|machine|recording)|really you)\b"
    r"(?: \w+){0,2}$|"
    r"how (?:many|much) (?:more |other )?(?:questions|longer|more)\b|"
    r"how long (?:will|does|is) (?:this|it|the (?:call|check in|talk))\b|"
    r"how (?:do|can|should) i (?:answer|say|put|count|tell|work|use|put it|know (?:that|what))\b|"
    r"how (?:would|should|could|do) i (?:know|remember|tell)\b|how are you\b|"
    r"(?:do|should|must|can|may|could|would|shall|have) i (?:have to |need to |got to |still )?"
    r"(?:answer|tell you|say|go on|stop|skip|leave|speak|talk|call|repeat|change|correct|fix|add|"
    r"ask|be honest|give you|go now|come back|call back|guess|estimate)\b|"
    r"(?:who knows|who cares|what can i say|what do i know|why not|how (?:nice|lovely|annoying)|"
    r"what a|guess what|what else|what now|what (?:does|do) (?:it|that) matter|"
    r"(?:isn|wasn|don|doesn|aren|didn|won|can|couldn|haven|hasn|weren) t (?:it|i|we|that|you|he|"
    r"she|they)$)|have a (?:good|nice|great)|will do|may be|do not|don t|can t (?:say|remember|"
    r"recall|tell|think|complain)|could be|might be|must have|would have|should have|"
    r"could have|might have|may have|can do|would be|should be|have to|has to|is fine|am fine"
    r")"
)
_OWN_RECORD = re.compile(
    r"\b(?:how|what|when|was|were|did|have|had|is|s|which|whats)\b(?: \w+){0,4}? "
    r"(?:my (?:own )?(?:\w+ )?(?:average|mean|figures?|numbers?|record|entry|entries|diary|"
    r"bedtime|rise time|schedule|plan|window|stage|lane|target|results?|progress|data|goal|notes?)|"
    r"(?:did|have|had|was) i (?:\w+ ){0,2}?(?:sleep|slept|do|doing|done|tell|told|say|said|wake|"
    r"woken|nap|get|go|gone|agree|agreed|promise|change|logged|log)|am i doing|i told you|"
    r"you (?:have|know|remember) (?:about|on|of) me)\b"
)
_WHY_ANY = re.compile(r"\bwhy\b|\bhow come\b|\bhow (?:do|does|is|are) .*\b(?:work|count)")
_PAST_INVERTED = re.compile(rf"^{_LEAD}(?:was|were|did|had|wasn t|didn t|hadn t)\b")
_SOURCE = re.compile(
    rf"^{_LEAD}(?:(?:and |so )?where (?:does|do|did|is|s) (?:all )?(?:that|this|it|you|your \w+)"
    r"(?: \w+)? ?(?:come|get|from|know|read|learn)\b.*|"
    r"(?:and )?(?:how (?:do|can|would) you know(?: (?:that|this|all that))?|"
    r"what (?:s|is|are) (?:your|the|that) (?:sources?|evidence|authority|proof)(?: \w+){0,3}|"
    r"(?:have you|you) got (?:a|any) (?:source|proof|evidence)\b.*|says who|"
    r"who (?:says|said) (?:so|that|this|it)|according to (?:who|whom|what)|"
    r"on what authority\b.*|which (?:article|study|studies|paper|source|research)\b.*|"
    r"(?:do you have|is there|what is the) (?:a|any|the)? ?(?:source|sources|evidence|research|"
    r"proof|study|studies)(?: (?:for|behind|on) (?:that|this|it))?|"
    r"what (?:is|s) (?:that|this|it) (?:based|from)(?: \w+)?|based on what|"
    r"can i (?:read|see|look) .*(?:source|article|more)\b.*|"
    r"(?:is|was) (?:that|this) (?:from|based on|proven|scientific|science|backed)\b.*)$)"
)
_TOLD = re.compile(
    r"\b(?:woke|got|went|took|was|were|did|had|lay|slept|fell|felt|stayed|came|drank|ate|"
    r"\w{2,}ed)\b"
)
_SUBJECT = re.compile(r"\b(?:i|we|he|she|they|my|you|it)\b")
_FIGURE = re.compile(
    r"\b(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half|quarter|"
    r"midnight|noon)\b"
)
_ASIDE_OF_CALL = re.compile(
    r"\b(?:(?:can|could|would|will) (?:you|we)|didn t you|did you|do you mean|you know|not sure|"
    r"ish)\b"
)
_AT_THE_END = re.compile(
    r"(?<=\w\w )(?<!know )\b(?:why|how come|why s that|yes or no|or not)(?: you know| um)?$"
)
_SHORT = 5
"""A question of fewer words leans on the sentence before it: "is that normal?"."""


def question_in(words: str) -> Question | None:
    """The question that was asked, beside or instead of an answer; None where there is none."""
    parts = [each.strip() for each in _SENTENCE.findall(words) if each.strip()]
    for place, part in enumerate(parts):
        found = _in_sentence(part)
        if found is None:
            continue
        form, before = found
        rest = " ".join((*parts[:place], before, *parts[place + 1 :])).strip()
        short = place and len(_plain(part).split()) < _SHORT
        text = f"{parts[place - 1]} {part}" if short else part
        return Question(form, text, rest)
    return None


def _in_sentence(part: str) -> tuple[Form, str] | None:
    """The form of the question a sentence is or holds, and what was told before it."""
    plain = _plain(part)
    if _SOURCE.search(plain):
        return Form.SOURCE, ""
    if _OF_THE_CALL.search(plain) or _PAST_INVERTED.search(plain):
        return None
    if _OWN_RECORD.search(plain) and not _WHY_ANY.search(plain):
        return None
    reading = read(part, (), Known())
    if _WONDERED.match(plain):
        told = reading.values or reading.unknown
        return None if told else (Form.WONDERED, "")
    if _ASKED.match(plain):
        return None if _is_bare(plain, reading) else (Form.ASKED, "")
    inside = _INSIDE.search(plain) or _AT_THE_END.search(plain)
    if inside is not None and not _OF_THE_CALL.search(inside[0]):
        return Form.ASKED, _told_before(part, plain[: inside.start()])
    empty = not (reading.values or reading.unclear or reading.unknown)
    written = part.endswith("?") and empty and len(plain.split()) >= _SHORT - 1
    written = written and not (_FIGURE.search(plain) or _ASIDE_OF_CALL.search(plain))
    return (Form.ASKED, "") if written else None


def _is_bare(plain: str, reading: Reading) -> bool:
    """Whether it is an answer put as a question: "would eleven be right"."""
    figures = len(_FIGURE.findall(plain))
    return bool(reading.values) and figures > 0 and len(plain.split()) <= 5 + figures


def _told_before(part: str, lead: str) -> str:
    """What stands before the question and is told of the night, not what is usual."""
    count = len(lead.split())
    if not count or (_SUBJECT.search(lead) and not _TOLD.search(lead)):
        return ""
    kept = re.match(rf"(?:\W*[\w]+(?:['\u2019:.]\w+)*){{{_words_in(part, count)}}}", part)
    return kept[0].strip(" ,;") if kept else ""


def _words_in(part: str, count: int) -> int:
    """How many written words make up the first `count` plain ones."""
    written, plain = 0, 0
    for word in part.split():
        if plain >= count:
            break
        plain += len(_plain(word).split())
        written += 1
    return written


def _plain(words: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", words.lower()))
