"""Reads what somebody answers to a health question: yes, no, not sure, would rather not.

Called by `coach.dialogue.screen` and `screen_told`, after the safety gate has spoken. What is not
plain is None, so that it is asked again; of two ways to read an answer the more careful one counts.
"""

import re
from collections.abc import Iterator, Sequence

from coach.dialogue.listen.reading import Intent, Reading
from coach.dialogue.plain_answer import is_plain_no, is_plain_yes
from safety.lanes import Answer, ScreenQuestion
from safety.numbers import Unit, numbers_in
from safety.sleepiness import Sleepiness, sleepy_told

_CLAUSE = re.compile(
    r"[.,;:!]+\s|[.;!]$|(?<=\?)|\b(?:but|except|although|though|however|apart from)\b", re.I
)
_FILLER = (
    r"(?:(?:um|uh|er|erm|oh|ah|ha|haha|hm|hmm|my|dear|heavens|lord|well|so|ok|okay|and|"
    r"actually|honestly|to be honest|god|gosh|"
    r"i guess|i suppose|let me see|yeah no) )*"
)
_NOT = r"(?! (?:not|never|no|none|nothing|nobody|t)\b)"
_YES = re.compile(
    rf"^{_FILLER}(?:(?:yes|yeah|yep|yup|yea|aye|mhm|uh huh|sure|certainly|of course|absolutely|"
    r"definitely|correct|indeed|true|there (?:is|are|was|were)|that (?:s|is) (?:me|right)|"
    r"guilty|afraid so|i m afraid (?:so|i do|i am)|"
    r"i (?:think|guess|suppose|believe) so|probably|both|all (?:of (?:it|them|those|that)|three)|"
    r"(?:some|one|two|most|a few) of (?:it|them|those|that|these)|"
    r"(?:a|just a) (?:bit|little)|sometimes|occasionally|often|every now and then|"
    rf"now and (?:then|again)|once|twice|sort of|kind of|unfortunately|sadly)\b{_NOT}|"
    r"(?:(?:i|we) (?:do|am|have|did|was|are|were)|it (?:is|was|does)|"
    r"(?:the )?(?:first|second|third|last|former|latter)(?: one)?)"
    r"(?: (?:sometimes|actually|indeed|yes|once|often|really|a bit|a little|now|too|both|so))*$)"
)
_WILLING = re.compile(
    rf"^{_FILLER}(?:go ahead|go on|please do|fine|good|do it|you (?:may|can)|"
    rf"keep (?:them|it)|no problem|not a problem|i don t mind|no worries|alright|all right)\b{_NOT}"
    r"|^(?:ok|okay)$"
)
"""A yes to a request or a read-back, but to no question about health."""
_NO = re.compile(
    rf"^{_FILLER}(?:no|nope|nah|not|never|none|neither|nothing|nobody|no one|zero|negative|"
    r"i don t|i do not|i didn t|i did not|i m not|i am not|i wasn t|i haven t|i have not|i have no|"
    r"i ve (?:never|no|not)|i have never|i never|haven t|hasn t|isn t|aren t|don t|doesn t|"
    r"there (?:isn t|aren t|wasn t|is no\w*|s no\w*|are no\w*|is not)|it isn t|it s not|it is not|"
    r"(?:absolutely|definitely|certainly|of course|really|luckily|thankfully|happily|"
    r"fortunately|just) (?:not|none|no)|thank (?:god|goodness) no\w*)\b"
    r"(?! (?:sure|certain|idea|clue|problem|worries|a problem|know)\b)"
)
_AS_NO = re.compile(
    r"\b(?:(?:not|none|nothing|never)(?: \w+)? (?:that (?:i|we) (?:(?:ve|have|m|am|was|can|"
    r"could) )?(?:ever )?(?:know|aware|think|"
    r"noticed|heard|remember|recall|been told)(?: of| about)?|to my knowledge|"
    r"that any(?:one|body) (?:s|has|ever|has ever|s ever)? ?(?:told me|mentioned|noticed|said)|"
    r"as far as i know)|not really|(?:as far as i know|to my knowledge) (?:no|not|none)|"
    r"i don t (?:think|believe|suppose) so|i wouldn t say so|i doubt it|"
    r"don t think (?:so|i (?:do|am|have)))\b"
)
_YES_AND = re.compile(r"(?:yes|yeah|yep|yup|i do|it is)(?: (?:it is|i do))? and ")
_UNSURE = re.compile(
    r"\b(?:not (?:\w+ )?(?:sure|certain)|unsure|dunno|no idea|no clue|don t know|do not know|"
    r"(?:couldn|wouldn) t (?:say|tell|know)|"
    r"(?:could|would) not (?:say|tell|know)|can t (?:say|tell)|hard to (?:say|tell)|maybe|"
    r"perhaps|possibly|"
    r"might be|may be|could be|it depends|who knows|i wonder|(?:don t|can t) remember|"
    r"difficult to say|sort of maybe)\b"
)
_DECLINES = re.compile(
    r"\b(?:rather|prefer|like) (?:not|you (?:didn|don|did) )|none of your|no comment|"
    r"\b(?:that s|that is|it s|too) (?:private|personal)|"
    r"\b(?:skip|pass)(?: (?:this|that|it|on))*$|^next(?: question| one)?$|"
    r"\bleave (?:that|this|it) (?:one )?(?:out|open|blank)|"
    r"\b(?:don t|won t|do not|will not|not going to) (?:\w+ to )?(?:say|answer|tell|discuss|talk)"
)
_AFTER_NO = re.compile(
    rf"^{_FILLER}(?:no|nope|nah)(?= (?:just|only|well|i|my|we|there|it|that|and)\b)"
)
_DENIED = re.compile(
    r"\b(?:no|not|never|without|none|neither|nor|t|hardly|isn|free of|ruled out|instead of|"
    r"negative for)\b"
)
_NO_DENIAL = re.compile(r"\bnot (?:only|just)\b|\bcan t (?:stop|help)\b|\bwhy not\b|\bno doubt\b")
_KIN = (
    r"(?:husband|wife|partner|spouse|mum|mom|mother|dad|father|parents?|son|daughter|child|kids?|"
    r"brother|sister|friend|gran\w*|nan|uncle|aunt\w*|cousin|fiancee?|boyfriend|girlfriend|dog|"
    r"cat|boss|colleague|neighbou?r|family|grand\w+)"
)
_OF_OTHERS = re.compile(rf"\b(?:my|our|his|her|their|the) (?:\w+ )?{_KIN}\b(?!.*\b(?:i|me)\b)")
_PAST = re.compile(
    r"\b(?:(?:years|decades|ages|a (?:long time|decade|while)) ago|as a (?:child|kid|teenager|teen|"
    r"student|boy|girl)|when i was|used to|in the past|back in|long ago|any ?more|no longer|"
    r"in my (?:teens|twenties|thirties|forties|youth)|(?:is|are|s|re|all) (?:grown|adults?))\b"
)
_YOUNGER = re.compile(r"\b(?:under|below|younger|not|nearly|almost|less|isn)\b")
_MISSAID = re.compile(r"^(?:yes|yeah|yep)[ ,.]+(?:oh[ ,]+)?(?:no[ ,]+)?(?:wait|sorry|i mean)[ ,.]+")
_CHANGED_MIND = re.compile(r"\b(?:no wait|wait|sorry|i mean|scratch that|rather|actually)\b")
_NOT_NOW = (
    r"not (?:at (?:the moment|present)|right now|now|currently|these days|today|this (?:week|"
    r"month)|lately|recently|yet|so far|since(?: (?:then|we (?:last )?(?:spoke|talked)(?: of it)?|"
    r"last (?:time|week)))?)",
)
_NEWS = (
    r"news?|changes?|changed|changing|different|health|work|job|driving|medicines?|medication|"
    r"tablets|pills|doctors?|illness\w*|happened|happening|report|since|last|time|week|"
    r"(?:we )?(?:spoke|talked)",
)
_SAME = ("same", "usual", "unchanged", "quiet", "ordinary")
_NO_NEWS = (
    r"(?:nothing|not) (?:so |very |too |really |all that )*(?:much|a lot)(?: (?:new|really|"
    r"going on|"
    r"to (?:say|tell|report)|happening|has changed|changed|different))*",
    r"(?:it s |it is |they re |things are |i m |everything is |everything s |all |just |much |"
    r"pretty |exactly |about |still |always |very )*(?:the )?same(?: (?:as (?:ever|always|before|"
    r"usual|last (?:week|time)|yesterday|it was)|old(?: same old)?|again|here|thing|job|work|"
    r"routine|with (?:me|work|health|driving)))*",
    r"(?:it s |everything s |all |everything is |everything |still |just |much )*"
    r"as (?:usual|always|before|ever|it was|they were|normal)|unchanged|business as usual|"
    r"steady as she goes|ticking along|no change|stable",
    r"(?:forget|scrap|never mind|leave)(?: (?:it|that|about it|i said (?:it|that|anything)))?",
    r"(?:work|the job|life|my job|health|driving)(?: s| is| has been| been)? ?(?:still |very |"
    r"a bit "
    r"|as |always |just |all |quite |pretty |really )*(?:busy|quiet|boring|the same|fine|ok|okay|"
    r"good|as (?:usual|ever|always|before)|going (?:well|fine)|unchanged|normal)",
)
YOUNGEST, OLDEST = 18, 120


def plain(words: str) -> str:
    """Lower-case words and figures with single spaces; "don't" becomes "don t"."""
    return " ".join(re.findall(r"[a-z0-9]+", words.lower()))


def answer_in(words: str, reading: Reading, question: ScreenQuestion | None) -> Answer | None:
    """The answer that an utterance gives to a question; None where it gives none, or two.

    `question` is None for a plain yes-or-no question that has no words of its own.
    """
    said = _said_of_it(words, question)
    if said is Answer.YES:
        return Answer.YES
    text = _AS_NO.sub("no", plain(words))
    if question is not None and question.asked_turned:
        return _turned(words, text, reading, question)
    answer = _straight(words, text, reading, question, said)
    taken_back = answer is Answer.NO and question is not None and takes_back(words, question)
    return None if taken_back else answer


def _straight(
    words: str,
    text: str,
    reading: Reading,
    question: ScreenQuestion | None,
    said: Answer | None,
) -> Answer | None:
    """The answer as it stands, `said` being what the question's own words say."""
    if reading.intent is Intent.REFUSE or _DECLINES.search(text):
        return Answer.DECLINED
    aged = _by_age(words, question)
    if aged is not None:
        return aged
    willing = question is None and _WILLING.match(text)
    stated = Answer.YES if willing else _yes_or_no(text)
    if stated is None and _UNSURE.search(text):
        return Answer.UNSURE
    if stated is Answer.YES and said is Answer.NO:
        return None
    return stated or said


def takes_back(words: str, question: ScreenQuestion | None) -> bool:
    """Whether a no says anything beside it that is neither a denial nor known to be harmless.

    `question` is None for what is new about health, work and driving.
    """
    said = _AS_NO.sub("no", words.lower().replace("\u2019", "'").replace("'", " "))
    said = _MISSAID.sub("", said)
    if question is None:
        return not is_plain_no(said, denied=_NEWS, beside=_SAME, harmless=(*_NOT_NOW, *_NO_NEWS))
    if question.yes_from_age is not None and max(_ages(words), default=0) > question.yes_from_age:
        return True
    harmless = (*question.harmless, *(_NOT_NOW if question.about_now else ()))
    return not is_plain_no(
        said,
        denied=question.denied,
        beside=question.beside,
        harmless=harmless,
        past=not question.ever,
    )


def _turned(words: str, text: str, reading: Reading, question: ScreenQuestion) -> Answer | None:
    """The answer to a question asked the other way round: only a plain yes to it is a no.

    A yes with anything unknown beside it is none, and a no that affirms it is asked again.
    """
    if reading.intent is Intent.REFUSE or _DECLINES.search(text):
        return Answer.DECLINED
    affirmed = any(re.search(rf"\b(?:{each})\b", text) for each in question.affirmed)
    stated = _yes_or_no(text)
    if stated is Answer.NO:
        return None if affirmed else Answer.YES
    if _UNSURE.search(text):
        return Answer.UNSURE
    said = words.replace("\u2019", "'").replace("'", " ")
    main = (*question.affirmed, *question.harmless)
    plain_yes = is_plain_yes(said, harmless=(*main, *question.one_of_two))
    yes = affirmed or (stated is Answer.YES and not _half_of_it(text, question))
    return Answer.NO if plain_yes and yes else None


def _half_of_it(text: str, question: ScreenQuestion) -> bool:
    """Whether only the lesser of two things asked for is named: "yes, I'm alert".

    "Yes, and I'm alert" is a yes to the other one.
    """
    if _YES_AND.match(text):
        return False
    rest = text
    for each in question.one_of_two:
        rest = re.sub(rf"\b(?:{each})\b", " ", rest)
    main = (re.search(rf"\b(?:{each})\b", rest) for each in question.harmless)
    return rest != text and not any(main)


def mentions(words: str, question: ScreenQuestion) -> bool:
    """Whether somebody says the question's own words of themselves, undenied and of today."""
    return _said_of_it(words, question) is Answer.YES


def denies(words: str, question: ScreenQuestion) -> bool:
    """Whether the question's own words are only said to be untrue."""
    return _said_of_it(words, question) is Answer.NO


def names(words: str, question: ScreenQuestion) -> bool:
    """Whether somebody refers to the question."""
    text = plain(words)
    return any(re.search(rf"\b(?:{p})\b", text) for p in (*question.named, *question.words))


def _yes_or_no(text: str) -> Answer | None:
    """A plain yes or no at the beginning; after a change of mind the last one counts."""
    *_, last = _CHANGED_MIND.split(text)
    text = last.strip() or text
    if _NO.match(text):
        # A no with a yes in it is not plain.
        return None if re.search(r"\byes\b", text) else Answer.NO
    if not _YES.match(text):
        return Answer.NO if re.search(r"\b(?:no|none|neither)$", text) else None
    return None if re.search(r"\b(?:no|none)$", text) else Answer.YES


def _said_of_it(words: str, question: ScreenQuestion | None) -> Answer | None:
    """YES where the question's words are said of oneself, NO where they are only denied."""
    if question is None or not question.words:
        return None
    if question.sleepiness and sleepy_told(words) is Sleepiness.TOLD:
        return Answer.YES
    pattern = re.compile(rf"\b(?:{'|'.join(question.words)})\b")
    denied = False
    for clause in _clauses(words):
        found = pattern.search(clause)
        if found is None or _OF_OTHERS.search(clause[: found.end()]):
            continue
        if _UNSURE.search(clause) or (_PAST.search(clause) and not question.ever):
            continue
        if _DENIED.search(_NO_DENIAL.sub(" ", clause[: found.start()])):
            denied = True
            continue
        return Answer.YES
    return Answer.NO if denied else None


def _clauses(words: str) -> Iterator[str]:
    """The clauses that state something, each as plain words, without a no that only leads in."""
    for raw in _CLAUSE.split(words.replace("\u2019", "'")):
        if raw and not raw.rstrip().endswith("?"):
            yield _AFTER_NO.sub("", plain(raw)).strip()


def _by_age(words: str, question: ScreenQuestion | None) -> Answer | None:
    from_age = question.yes_from_age if question is not None else None
    if from_age is None:
        return None
    ages = _ages(words)
    if len(ages) != 1:
        return None
    younger = ages[0] < from_age or (ages[0] == from_age and _YOUNGER.search(plain(words)))
    return Answer.NO if younger else Answer.YES


def _ages(words: str) -> Sequence[int]:
    return [
        int(n.value)
        for n in numbers_in(words)
        if n.unit is Unit.COUNT and YOUNGEST <= n.value <= OLDEST
    ]
