"""S0: who the person is. Reads the answers to the first questions, with safe defaults.

Nothing is kept of someone under 18 or of someone who says no to the data notice.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, time

from agendas.program import Program
from agendas.slots import missing_basics
from agendas.words import clock, listed
from coach.dialogue.answer import Answer, Utterance, asked, closed, line, uncounted, worn_out
from coach.dialogue.consenting import affirms
from coach.dialogue.listen.reading import Intent
from coach.dialogue.place import (
    country_in,
    country_name,
    keep_one_clock,
    zone_in,
    zone_name,
    zones_of,
)
from coach.dialogue.reply import Move
from coach.dialogue.rise import rise_in
from coach.dialogue.state import State
from memory.checkin import Status
from memory.person import Consent, Topic, spoken_name
from safety.numbers import Unit, numbers_in

ADULT_AGE = 18
ADULT = "s0.adult"
DATA = "s0.data"
DEFAULT_RISE = time(7, 0)
WEEKDAYS = frozenset({1, 2, 3, 4, 5})
_LEAD = r"(?:um|uh|er|oh|well|so|i guess|i suppose|ok|okay) "
_YES = (
    r"yes|yeah|yep|yup|aye|sure|certainly|of course|absolutely|definitely|i am|i do|go ahead|fine"
)
_NO = r"no|nope|nah|not|i m not|i don t|i d rather not|never"
_DENIAL = re.compile(r"\b(no|not|don t|never|nope|won t|can t|rather)\b")
_UNSURE = re.compile(
    r"\b(not (really |quite |entirely |so |too |very |at all )?(sure|certain)|unsure|dunno|no idea|"
    r"don t know|do not know|maybe|perhaps|depends|possibly|have to think|think about it)\b"
)
_PLAINLY = {ADULT: "basics.adult_plain", DATA: "basics.data_plain"}
"""What is said once before the question comes again to somebody unsure of it."""
_NOT_YET = re.compile(
    r"\b(no|not|almost|nearly|turn|turning|will be|ll be|be|younger|under|below|next|until|soon)\b"
)
_DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DAYS = tuple(name[:3].lower() for name in _DAY_NAMES)
DAYS_OF_A_WEEK = 7
LONGEST_NAME = 40
MOST_NAMES = 3
MOST_NAMES_INTRODUCED = 5
"""So many words are still a name where they come with "my name is"."""


def next_basic(state: State, program: Program) -> tuple[str, tuple[Move, ...]] | None:
    """The next question of S0 with its moves, or None when all are answered."""
    missing = missing_basics(state.person)
    if not missing:
        return None
    country = country_name(state.person.country or "")
    again = state.check_in.question == missing[0]
    question = asked(program.question(missing[0]), state, again=again, country_name=country)
    if missing[0] == DATA and state.check_in.prompt_version and not again:
        return DATA, (line("basics.model_notice", state, fixed=True), replace(question, fixed=True))
    return missing[0], (replace(question, fixed=missing[0] in {ADULT, DATA}),)


def answer_basic(state: State, heard: Utterance, program: Program) -> Answer:
    """Takes the answer to the open S0 question."""
    question = state.check_in.question or ""
    refused = heard.reading.intent is Intent.REFUSE
    read_answer, default = _HANDLERS[question]
    answer = None if refused else read_answer(state, heard)
    if answer is not None:
        return answer
    unsure = question in _PLAINLY and _is_unsure(heard)
    if refused or (unsure and state.check_in.attempts > 1) or worn_out(state, program):
        return default(state, heard)
    key = _PLAINLY[question] if unsure else "not_caught"
    return Answer(state, (line(key, state, fixed=unsure),), settled=False)


def _adult(state: State, heard: Utterance) -> Answer | None:
    ages = [n.value for n in numbers_in(heard.words) if n.unit is Unit.COUNT]
    grown = _yes_or_no(heard)
    if len(ages) == 1 and grown is not False:
        plain = " ".join(re.findall(r"[a-z]+", heard.words.lower()))
        grown = False if ages[0] < ADULT_AGE else None if _NOT_YET.search(plain) else True
    if grown is None:
        return None
    state = _consented(state, heard, Topic.ADULT, given=grown)
    return Answer(state) if grown else _unserved(state, "basics.minor_bye", heard)


def _data(state: State, heard: Utterance) -> Answer | None:
    agreed = True if affirms(heard.words) else _yes_or_no(heard)
    if agreed is None:
        return None
    state = _consented(state, heard, Topic.DATA_NOTICE, given=agreed)
    if not agreed:
        return _unserved(state, "basics.no_consent", heard)
    return Answer(state, (line("ack", state),))


def _no_yes(state: State, heard: Utterance) -> Answer:
    """Without a clear yes to the first two questions nothing is begun and nothing kept."""
    return _unserved(state, "basics.no_consent", heard)


def _name(state: State, heard: Utterance) -> Answer | None:
    name = name_in(heard.words)
    if name is None:
        return None
    state = replace(state, person=replace(state.person, name=name))
    spoken = spoken_name(state.person)
    return None if spoken is None else Answer(state, (line("basics.met", state, name=spoken),))


def _no_name(state: State, _heard: Utterance) -> Answer:
    state = replace(state, person=replace(state.person, name=""))
    return Answer(state, (line("basics.no_name", state),))


def _country(state: State, heard: Utterance) -> Answer | None:
    code = country_in(heard.words)
    if code is None:
        return None
    return _with_country(state, code, heard.at)


def _with_country(state: State, code: str, at: datetime) -> Answer:
    state = replace(state, person=replace(state.person, country=code))
    zones = zones_of(code)
    if state.local_zone in zones:
        return _with_zone(state, state.local_zone, "basics.zone_taken")
    if zones and keep_one_clock(zones, at):
        return _with_zone(state, zones[0], "basics.zone_taken")
    return Answer(state) if zones else _default_zone(state)


def _no_country(state: State, _heard: Utterance) -> Answer:
    state = replace(state, person=replace(state.person, country=""))
    answer = _default_zone(state)
    return replace(answer, moves=(line("basics.country_unknown", state), *answer.moves))


def _zone(state: State, heard: Utterance) -> Answer | None:
    zone = zone_in(heard.words, state.person.country or "")
    return _with_zone(state, zone, "basics.zone_taken") if zone else None


def _no_zone(state: State, _heard: Utterance) -> Answer:
    return _default_zone(state)


def _default_zone(state: State) -> Answer:
    zones = zones_of(state.person.country or "")
    return _with_zone(state, zones[0] if zones else state.local_zone, "basics.zone_default")


def _with_zone(state: State, zone: str, key: str) -> Answer:
    state = replace(state, person=replace(state.person, tz=zone))
    return Answer(state, (line(key, state, zone_name=zone_name(zone)),))


def _rise(state: State, heard: Utterance) -> Answer | None:
    at = rise_in(heard.words)
    return _with_rise(state, at, "basics.rise_taken") if at is not None else None


def _no_rise(state: State, _heard: Utterance) -> Answer:
    return _with_rise(state, DEFAULT_RISE, "basics.rise_default")


def _with_rise(state: State, at: time, key: str) -> Answer:
    state = replace(state, person=replace(state.person, rise_time=at))
    return Answer(state, (line(key, state, rise=clock(at, state.person.country)),))


def _work(state: State, heard: Utterance) -> Answer | None:
    days = work_days_in(heard.words)
    if days is None:
        rise = _rise(state, heard)
        return None if rise is None else replace(rise, state=uncounted(rise.state), settled=False)
    state = replace(state, person=replace(state.person, work_days=days))
    told = line("basics.work_taken", state, Work=_work_words(days, heard.words))
    return Answer(state, (told, line("basics.done", state)))


def _work_words(days: frozenset[int], words: str) -> str:
    """The work days as the coach echoes them."""
    if not days:
        changing = re.search(
            r"\b(shifts?|varies|vary|depends|rota|other|second|alternat\w+|odd|some\w*|"
            r"occasional\w*)\b",
            words.lower(),
        )
        return "Changing days" if changing else "No work days"
    if len(days) == DAYS_OF_A_WEEK:
        return "Every day"
    return (
        "Monday to Friday"
        if days == WEEKDAYS
        else listed([_DAY_NAMES[d - 1] for d in sorted(days)])
    )


def _no_work(state: State, _heard: Utterance) -> Answer:
    state = replace(state, person=replace(state.person, work_days=WEEKDAYS))
    return Answer(state, (line("basics.work_default", state),))


_SHORT_FOR = re.compile(
    r",?\s*(?:it s |it's |that s |that's |which is )?short for\b.*$", re.I | re.S
)


def name_in(words: str) -> str | None:
    """A name to be called by; None where the words hold no such thing."""
    lead = (
        r"^(well|um|uh|oh|hi|hello|yes|sure|okay|ok|just|so|you can|please|people|everyone|they|"
        r"(?:my |most )?(?:friends|mates|family|people|colleagues)|everybody|"
        r"call|me|calls|my|name|names|first|is|s|i m|im|i am|i go by|it s|its|that s|the)\b\s*"
    )
    words = _SHORT_FOR.sub("", words)
    plain = re.sub(r"[^\w\s'-]", " ", words.replace("\u2019", "'"))
    plain = re.sub(r"(?<=\b[A-Za-z])'(?=m\b)|'(?=s\b)", " ", plain)
    rest = " ".join(plain.split())
    while (shorter := re.sub(lead, "", rest, flags=re.IGNORECASE)) != rest:
        rest = shorter
    rest = re.sub(r"\s+(please|thanks|thank you|is fine|will do|for short)$", "", rest, flags=re.I)
    introduced = re.search(r"\b(?:name is|name s|call me|i m called)\b", plain, re.I)
    bare = re.sub(r"\s+(the \w+|junior|senior|jr|sr|i{2,3}|iv)$", "", rest, flags=re.I)
    most = MOST_NAMES_INTRODUCED if introduced else MOST_NAMES
    if not rest or len(rest) > LONGEST_NAME or len(bare.split()) > most or re.search(r"\d", rest):
        return None
    return rest if any(c.isupper() for c in rest) else rest.title()


_NOT_EACH = re.compile(
    r"\b(?:and |plus )?(?:every (?:other|second|third)|alternate|alternating|the odd|"
    r"occasional(?:ly)?|some|"
    r"sometimes(?: on)?|one in (?:two|three|four))(?: (?:a )?(?:mon|tues|wednes|thurs|fri|satur|"
    r"sun)days?|"
    r" weekends?)"
)
"""Days that are worked now and then: they are no work day of every week."""


def work_days_in(words: str) -> frozenset[int] | None:
    """The ISO weekdays named as work days; empty for none or changing; None if not understood."""
    plain = " ".join(re.findall(r"[a-z]+", words.lower()))
    plain, now_and_then = _NOT_EACH.subn(" ", plain)
    if now_and_then and not _days_named(plain) and not re.search(r"\bweek ?(days?|ends?)\b", plain):
        return frozenset()
    if re.search(r"\b(weekends?|saturdays? and sundays?)\b.*\b(off|free)\b", plain):
        return WEEKDAYS
    _, but, exceptions = re.sub(r"apart from|but not", "except", plain).partition("except")
    if but and (off := _days_named(exceptions)):
        return frozenset(range(1, 8)) - off
    if re.search(r"\b(every ?day|all (seven|week|of them)|seven days)\b", plain):
        return frozenset(range(1, 8))
    if re.search(r"\b(week ?days?|working days|the usual|nine to five|normal week)\b", plain):
        return WEEKDAYS
    if re.search(r"\bweekends?\b", plain):
        return frozenset({6, 7})
    named = _days_named(plain)
    if named:
        return named
    idle = (
        r"\b(none|retired|not? work(ing)?|don t (?:have (?:any )?)?work|unemployed|no (?:work|job|"
        r"days?)|"
        r"shifts?|varies|vary|depends|rota)\b|"
        r"^(?:(?:well|um|oh|i|me|afraid|sorry) )*(?:no|nope|never|not any ?more)(?: (?:i don t|"
        r"not any ?more|"
        r"thanks|sorry|really|i m afraid|at all|longer))*$"
    )
    return frozenset() if re.search(idle, plain) else None


def _days_named(plain: str) -> frozenset[int] | None:
    day = rf"({'|'.join(_DAYS)})[a-z]*"
    span = re.search(rf"\b{day} (?:to|till|until|through|thru) {day}\b", plain)
    if span:
        first, last = (_DAYS.index(name) for name in span.groups())
        return frozenset((first + i) % 7 + 1 for i in range((last - first) % 7 + 1))
    found = frozenset(_DAYS.index(name) + 1 for name in re.findall(rf"\b{day}\b", plain))
    return found or None


def _yes_or_no(heard: Utterance) -> bool | None:
    """A plain yes or no, or one that leads into more words."""
    plain = " ".join(re.findall(r"[a-z]+", heard.words.lower()))
    if _is_unsure(heard):
        return None
    plain = re.sub(r"\b(no problem|not a problem|don t mind|no worries)\b", "yes", plain)
    yes = heard.reading.intent is Intent.YES or re.match(rf"({_LEAD})*({_YES})\b", plain)
    no = heard.reading.intent is Intent.NO or re.match(rf"({_LEAD})*({_NO})\b", plain)
    if yes and not no:
        # "Absolutely not", "I do not": a yes with a no in it is asked again.
        return None if _DENIAL.search(plain) else True
    return False if no and not yes else None


def _is_unsure(heard: Utterance) -> bool:
    plain = " ".join(re.findall(r"[a-z]+", heard.words.lower()))
    return _UNSURE.search(plain) is not None


def _consented(state: State, heard: Utterance, topic: Topic, *, given: bool) -> State:
    consent = Consent(topic, given, heard.at, wording=state.check_in.program_version)
    person = replace(state.person, consents=(*state.person.consents, consent))
    return replace(state, person=person)


def _unserved(state: State, key: str, heard: Utterance) -> Answer:
    return turn_away(state, (line(key, state, fixed=True),), heard)


def turn_away(state: State, moves: tuple[Move, ...], heard: Utterance) -> Answer:
    """Ends the talk with someone the programme is not for; nothing of them is to be kept.

    Someone who said before that they are an adult is stopped, but not erased on one sentence: the
    next check-in begins with the question how old they are.
    """
    if state.person.agreed_to(Topic.ADULT) and state.person.stage != "S0":
        state = _consented(state, heard, Topic.ADULT, given=False)
        return Answer(closed(state, Status.LEFT, heard.at), moves, ends=True)
    return Answer(closed(state, Status.DONE, heard.at), moves, ends=True, erases=True)


_Reader = Callable[[State, Utterance], Answer | None]
_Default = Callable[[State, Utterance], Answer]
_HANDLERS: Mapping[str, tuple[_Reader, _Default]] = {
    "s0.adult": (_adult, _no_yes),
    "s0.data": (_data, _no_yes),
    "s0.name": (_name, _no_name),
    "s0.country": (_country, _no_country),
    "s0.zone": (_zone, _no_zone),
    "s0.rise": (_rise, _no_rise),
    "s0.work": (_work, _no_work),
}
