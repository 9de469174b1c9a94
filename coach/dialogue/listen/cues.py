"""Finds the wordings that name an event of the night: into bed, lights out, asleep, awake, up.

Matched on the skeleton; of two that overlap the one listed first wins. Adding a field of the diary
starts here: an `Event`, its wordings, and its turn in `settle`.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from coach.dialogue.listen.cue_words import (
    ADV,
    CALLED_UP,
    DEVICE,
    ELSEWHERE,
    GONE_OUT,
    IN_BED,
    INTO,
    LIGHT,
    SOFA,
    WENT_UP,
)
from coach.dialogue.listen.skeleton import VALUE
from memory.diary import Field


class Event(StrEnum):
    """What a value can be about."""

    BED = "bed"
    LIGHTS = "lights"
    START = "start"
    """Started, of what is not said: trying to sleep where that was asked, else kept away."""
    ONSET = "onset"
    WAKE = "wake"
    AWAKE = "awake"
    BACK = "back"
    FINAL = "final"
    UP = "up"
    NAP = "nap"
    QUALITY = "quality"
    EARLY = "early"
    """Awake after the last waking; only the question tells it from other time awake."""
    DOING = "doing"
    """Reading in bed, staying in bed: its end is lights out or getting up, by what came before."""
    SLEPT = "slept"
    """Slept from one time to another."""
    OTHER = "other"
    """Named to keep its value away from the diary: back to bed, stayed up till."""


@dataclass(frozen=True)
class Cue:
    """An event's wording at [start, end) of the skeleton."""

    event: Event
    start: int
    end: int


FIELD_OF = {
    Event.BED: Field.GOT_INTO_BED,
    Event.LIGHTS: Field.TRIED_TO_SLEEP,
    Event.ONSET: Field.SLEEP_ONSET_LATENCY,
    Event.WAKE: Field.AWAKENINGS,
    Event.AWAKE: Field.WAKE_AFTER_SLEEP_ONSET,
    Event.BACK: Field.WAKE_AFTER_SLEEP_ONSET,
    Event.FINAL: Field.FINAL_AWAKENING,
    Event.UP: Field.OUT_OF_BED,
    Event.NAP: Field.NAPS,
    Event.QUALITY: Field.QUALITY,
}
"""The field that an event's value settles."""

_PATTERNS: tuple[tuple[Event, str], ...] = (
    (
        Event.NAP,
        r"(?:(?:fell|fall|was|drop\w*|doz\w*|nodd\w*|drift\w*) (?:asleep|off)|doz\w+|nodd\w+|"
        rf"out)(?: {VALUE})?(?: for(?: about| around| maybe)? {VALUE})? (?:on|in|at|in front "
        rf"of) (?:the|my) {SOFA}",
    ),
    (
        Event.OTHER,
        r"(?:was |went )?(?:(?:out|off) like a light|out like a lamp|dead to the world|out cold)",
    ),
    (
        Event.NAP,
        r"(?:power |cat ?|little |short |quick |long |afternoon |lunchtime )*(?:naps?|napped|"
        r"napping|catnap\w*|siestas?|snooze in the afternoon|kip|forty winks|shut ?eye|lie down)\b",
    ),
    (
        Event.NAP,
        r"doz(?:ed|ing)\b(?! off| back| again)(?=.*\b(?:afternoon|lunch|yesterday|dinner|work|"
        r"tea)\b)",
    ),
    (
        Event.NAP,
        r"(?:nodded|dozed|dropped|drifted) off (?=(?:for )?(?:about |around )?(?:<d\d+> "
        r")?(?:in the afternoon|after lunch|yesterday|after work|after dinner|at my desk))",
    ),
    (
        Event.WAKE,
        r"(?:\w+ )?(?:came on|went off|went on|started(?: up)?|kicked in|began)(?: ,)?(?: and)?"
        r"(?: (?:that|which|it))? woke me(?: up)?",
    ),
    (Event.FINAL, r"reveille|up for good"),
    (Event.BED, WENT_UP),
    (Event.WAKE, rf"up(?: (?:at|around|about))* {VALUE}(?= {CALLED_UP})"),
    (Event.BED, r"(?:all )?(?:tucked|snuggled|cosied|curled|wrapped) (?:up|in|down)(?: in bed)?"),
    (Event.ONSET, r"(?:finally|eventually) (?:off|gone|under)(?= (?:at|about|around|by) )"),
    (
        Event.WAKE,
        r"(?:(?:a|an|another|one|quick|the|my) )*(?:wee|pee|tinkle|loo)(?= (?:at|around|about|,|"
        r"\.|and|"
        r"then|in the night|<[cn]))",
    ),
    (Event.WAKE, r"(?:(?<=[cn]\d> )|(?<=[cn]\d> , ))awake(?= [.,?]| $| and )"),
    (Event.UP, r"on deck|(?:(?<=[cn]\d> )|(?<=[cn]\d> , ))up(?= [.,?]| $| and (?!down))"),
    (
        Event.LIGHTS,
        rf"(?:clos|shut|put|set|laid)\w* (?:it|that|{DEVICE})(?: (?:down|away|aside|up))?"
        r" to sleep",
    ),
    (
        Event.OTHER,
        ELSEWHERE,
    ),
    (
        Event.DOING,
        rf"{IN_BED}(?: (?!bed|up|asleep|off|awake)[a-z]+){{0,6}}?(?= (?:until|till) "
        r"(?:(?:about|around|maybe|like|gone|nearly) )*<[cn])",
    ),
    (
        Event.DOING,
        rf"{IN_BED}(?: (?!bed|up|asleep|off|awake)[a-z]+){{0,6}}?(?= (?:for )?(?:(?:about|"
        r"around|maybe|like|a|good|another) )*<d\d+> (?:or so )?(?:, )?(?:and )?"
        r"(?:(?:then|probably another|maybe another|another)|lights?|(?:before|until|"
        r"till)(?! (?:i )?(?:\w+ly )?(?:dropp|fell|fall|nodd|drift|"
        r"slept|sleep|doz|got (?:to sleep|off)|went (?:to sleep|off)))) )",
    ),
    (
        Event.DOING,
        r"(?:stay|remain)\w* (?:in bed|put)(?: [a-z]+){0,4}(?= for (?:(?:about|around|maybe|"
        r"like|a|good|another) )*<d)",
    ),
    (
        Event.SLEPT,
        r"(?:slept|was asleep|asleep)(?: <q\d+>)?(?= (?:from |between )(?:(?:about|around|"
        r"maybe|like) )*<[cn])|"
        r"slept(?= (?:(?:about|around|roughly|maybe|like) )*<c\d+>)",
    ),
    (
        Event.FINAL,
        r"eyes (?:\w+ )?open(?:ed)?|"
        r"(?:alarm|radio|light|noise|phone)(?: clock)? (?:dragged|pulled|jolted|roused|shook|"
        r"prised|yanked) me(?: (?:out of|from)(?: \w+){1,2}| up| awake)?|"
        r"slept(?: <q\d+>)?(?: \w+){0,3} (?:until|till)|"
        r"(?:not|never) (?:\w+ )?(?:wake|woke|stir|stirred|waken)(?: up)? (?:until|till|before)|"
        r"(?:finished|stopped|done) sleeping",
    ),
    (
        Event.WAKE,
        r"(?:was |were |am |been )?(?:wide )?awake(?= (?:(?:at|by) )?(?:about |around |just "
        r")*<[cn])|"
        r"up to (?!bed)(?:\w+ ){0,3}\w+(?= <k)",
    ),
    (
        Event.FINAL,
        r"(?:(?:woke|woken|wake|waking|awake|woken up|wide awake)(?: me)?(?: up)?(?: "
        rf"{ADV})?(?: at| around| about| by| just)*(?: {VALUE})? (?:and that was (?:it|that)|"
        r"for good|for the (?:last|final) time|for the day|properly|(?:and |, |but |then )*(?:i )?"
        r"(?:could not|did not|never|was not able to) (?:get|got|fall|fell|go|went) "
        r"back(?: off| to sleep| asleep)?(?! (?:for|till|until) )))",
    ),
    (
        Event.FINAL,
        r"(?<=[cn]\d> )(?:(?:and|,|i|just|then) )*(?:could not|did not|never|was not able to|"
        r"can not) "
        r"(?:get|got|fall|fell|go|went|drop|nod|drift) (?:me )?(?:back(?: off| to sleep| asleep)?|"
        r"off "
        r"again)(?! (?:for|till|until|straight|right))",
    ),
    (
        Event.FINAL,
        r"next thing i (?:knew|know)(?: (?:it was|i was awake))?|alarm(?: clock)? (?:was )?"
        r"(?:going|ringing|beeping|buzzing|blaring)(?: off)?",
    ),
    (
        Event.FINAL,
        r"(?:final(?:ly)?|last)(?: time i)? (?:woke|wake|woken|waking|awakening|awake|"
        r"wakeup)(?: up)?(?: time)?(?: for good)?",
    ),
    (
        Event.FINAL,
        r"(?:alarm|sun|light|sunlight|daylight|birds)(?: clock)? (?:woke|got|wakes|waking)(?: "
        r"me)?(?: up)?",
    ),
    (
        Event.FINAL,
        r"(?:woke|woken)(?: me)?(?: up)? (?:by|with|to|from)(?: the| my)? (?:alarm|sun|"
        r"sunlight|daylight|birds|light)(?: clock)?",
    ),
    (
        Event.FINAL,
        (
            r"(?<!before the )(?<!before my )(?<!set the )(?<!set my )(?<!set an )alarm(?: "
            r"clock)?(?: (?:went|goes|rang|sounded|buzzed|beeped)(?: off)?|(?= (?:at|by) ))"
        ),
    ),
    (Event.FINAL, r"(?:been )?(?:wide )?awake (?:since|from then)"),
    (
        Event.WAKE,
        rf"(?:had to get|have to get|got|getting|get|was|been) up {ADV}(?:(?:(?:at|around|"
        rf"about) )*{VALUE} )?(?:(?:in|during) the night|to (?:go to (?:the )?)?(?:use |visit "
        r")?(?:the )?(?:pee|wee|toilet|loo|bathroom|have a pee|restroom)|for (?:a|the) (?:pee|"
        r"wee|loo|toilet|bathroom|drink)|with the (?:baby|dog|cat|kids|child))",
    ),
    (
        Event.WAKE,
        r"up (?:for (?:a|the) (?:pee|wee|loo|toilet|bathroom)|to (?:pee|wee)|in the night)",
    ),
    (
        Event.WAKE,
        r"(?:(?:got|getting|get|was|been|were) )?up(?= (?:about |around |like |maybe |at least "
        r")*<k\d+>)",
    ),
    (
        Event.BACK,
        r"(?:(?:get|got|getting|go|went|going|fall|fell|falling|drop\w*|drift\w*|nod\w*|doz\w*|"
        r"be|was) )?(?:straight |right |me )?(?:back (?:(?:off )?to sleep|asleep|off|down)|"
        r"asleep again|off again|to sleep again|under again|back over|settled again)",
    ),
    (
        Event.LIGHTS,
        r"(?:turn\w*|switch\w*|flick\w*|put|putting|got|shut\w*|click\w*|knock\w*|had) "
        rf"{ADV}(?:{LIGHT}|{DEVICE}) {ADV}(?:out|off|down|away)",
    ),
    (
        Event.LIGHTS,
        rf"(?:turn\w*|switch\w*|flick\w*|put|putting|shut\w*|click\w*) {ADV}(?:out|off|down|"
        rf"away) {ADV}(?:{LIGHT}|{DEVICE})",
    ),
    (
        Event.LIGHTS,
        rf"{LIGHT}(?= at| by| around| about| <)|"
        rf"{LIGHT} {ADV}(?:(?:were|was|went|go|going|are|is|all|to|time) )*{ADV}(?:out|off)\b",
    ),
    (Event.LIGHTS, r"(?:for|to) (?:the )?lights?(?= [.,]| $| and| out| off)(?: out| off)?"),
    (Event.LIGHTS, r"(?:switched|switch) (?:it |everything |all )?off\b"),
    (
        Event.LIGHTS,
        r"(?:try(?:ing)?|tried|attempt\w*|start\w*|began|begin|aim\w*|want\w*|ready|decid\w*|"
        r"settl\w* down|lay down|lie down|down|turned over|rolled over)(?: (?:to|try|trying|"
        r"actually|properly|and))* (?:(?:go|get|going|getting|fall|drop|nod|drift|doze) "
        r")?(?:(?:to |for )?sleep(?:ing)?|asleep|off)",
    ),
    (
        Event.START,
        r"(?:started|began)(?= (?:(?:at|around|about|just|from|by|maybe|roughly) )*<[cn])",
    ),
    (Event.LIGHTS, r"(?:tried|trying)(?= (?:(?:at|around|about|just|from|by|maybe) )*<[cn])"),
    (Event.LIGHTS, rf"(?:turn|switch|put|flick|click)\w* mine {ADV}(?:out|off)"),
    (
        Event.LIGHTS,
        r"sleep(?:ing)? from\b|"
        r"(?:clos|shut)\w* my eyes|"
        r"eyes (?:closed|shut)|"
        r"(?:put|laid|lay) my head down|"
        r"head down|"
        r"settled down|"
        r"settled(?: to sleep)?|"
        r"(?:started|began) trying",
    ),
    (
        Event.BED,
        r"(?:went|go|gone|going) (?:on )?up(?:stairs)?(?= (?:to \w+ |<v\d+> (?:, )?)?(?:at|"
        r"around|about|by))",
    ),
    (
        Event.AWAKE,
        r"(?:was|were|been) up(?= (?:from|between) )|"
        r"(?:was|were|been|be|stayed) up(?= for (?:(?:about|around|maybe|like|over|at|least|a|"
        r"good|another|nearly|almost) )*<[dv])",
    ),
    (
        Event.UP,
        r"(?:out (?:of|off) bed|(?:got|get|getting|gotten|was|were|am|been|be|dragg\w*|haul\w*|"
        rf"made it|jump\w*|leapt|hopp\w*|roll\w*) {ADV}(?:out(?!{GONE_OUT})|up)(?: and (?:about|"
        rf"dressed|out|"
        rf"at it|going))?(?: for the day| properly)?(?: {ADV})?(?: (?:out )?of bed)?|up and "
        r"(?:about|out|dressed|at them)|rose|arose|(?:feet|boots) (?:were )?"
        r"(?:hit|on|touched)(?: on)? the floor|left (?:the )?bed|surfaced|up for the day|"
        r"(?:stay|lay|lie|lying|laid|stuck|remain)\w* (?:there|in|in bed)(?: (?:bed|awake|dozing))?"
        r"(?= (?:until|till|to|for|another))|"
        r"lie in(?= until| till)|lay in(?= until| till)|rising)\b",
    ),
    (Event.UP, r"up(?= (?:about |around |maybe |just )*<d\d+> (?:later|after(?! being)))"),
    (
        Event.AWAKE,
        r"(?:(?:lay|lying|laid|lie|was|were|am|been|kept|stay(?:ed)?|be|being|spent|sat|"
        r"stare\w*|staring|spend) )?(?:there |in bed |me |up )?(?:wide )?(?:awake|awoken|"
        r"staring at the ceiling|tossing(?: and turning)?|tossed(?: and turned)?|counting "
        r"sheep|lay there|lying there|up(?= (?:for )?(?:about |around |maybe )*<d))",
    ),
    (
        Event.AWAKE,
        r"(?:lay|lying|laid) (?:there|in bed)|"
        r"tossing and turning|"
        r"tossed and turned|"
        r"staring at the ceiling|"
        r"(?:was|were|been) up for(?= (?:about |around |maybe )*<d)",
    ),
    (
        Event.WAKE,
        r"(?:woke|woken|waking|wakes|awakened|wake|stirred|stirring|came (?:round|to)|(?:got|"
        r"had) me up|disturbed)(?: me| us)?(?: up| ups)?|"
        r"wakings?|"
        r"awakenings?|"
        r"wakeups?",
    ),
    (
        Event.ONSET,
        r"(?:(?:get|got|getting|go|went|going|fall|fell|falling|drop\w*|drift\w*|nod\w*|doz\w*|"
        r"be|was|were|gone|took me|been|conk\w*|pass\w*|crash\w*|sent|fast|sound) "
        r")+(?:(?:straight|right|finally|eventually|actually|me|probably|properly|fast|sound|"
        r"me) )*(?:asleep|off to sleep|to sleep|off|out"
        rf"(?!{GONE_OUT}))\b|"
        r"went under",
    ),
    (
        Event.ONSET,
        r"\b(?:asleep|sleep came|crashed|conked out|passed out|drifting|dropping off|to sleep|"
        r"(?:out|off) like a light|out like a lamp|dead to the world|sleep onset|off(?= by| "
        r"within| in (?:about |around |maybe )*<)|(?:gone|out)(?= in (?:about |maybe )*<| "
        r"within| by (?:about )?<)|not a wink|not sleep a wink|out cold|before (?:i )?slept|"
        r"before sleep(?:ing)?)\b",
    ),
    (
        Event.ONSET,
        r"(?<=> )and (?:i (?:was|am) |was )?(?:gone|off|out|away)(?= [.,]| $| and | until)",
    ),
    (Event.BED, r"(?:not|never) (?:\w+ ){0,4}bed(?= until| till| before)"),
    (
        Event.BED,
        r"(?:got|get|getting|gotten|gone|went|go|going|climb\w*|crawl\w*|hopp\w*|jump\w*|"
        r"slip\w*|fell|collaps\w*|tumbl\w*|was|were|been|head\w*|came|made it|flopp\w*|roll\w*|"
        rf"took|put|lay|laid|tuck\w*|sat|snuggl\w*|plonk\w*|be|hit)(?: {ADV})?(?: {INTO})? "
        r"(?:my |the )?bed(?! (?:reading|until|till|awake))\b",
    ),
    (
        Event.BED,
        r"(?:turn\w*|retir\w*) (?:in|for the night)|"
        r"retired|"
        r"(?:in|into|hit) (?:the|my) (?:hay|sack|pillow|rack|pit|bunk)|"
        r"head (?:was )?on the pillow|"
        r"head hit the pillow|"
        r"under the (?:covers|duvet|sheets|blankets)|"
        r"bed ?time|"
        r"(?:in|into|in to|to|for) bed(?! (?:until|till|awake))|"
        r"called it a night|"
        r"got in(?= at| about| around)|"
        r"lay down|"
        r"(?<!of )(?<!left )\bbed\b(?! (?:until|till|awake))",
    ),
    (
        Event.UP,
        r"(?<!gave )(?<!give )up(?= (?:and \w+ )?(?:at|by|around|about|just|before|after|<[cn]|"
        r"straight|immediately|again at))|"
        r"on my feet",
    ),
    (Event.WAKE, r"again(?= (?:at|around|about|for|<))"),
    (
        Event.ONSET,
        r"took(?: me| us)?(?= (?:(?:about|around|like|maybe|roughly|probably|only|just|at|"
        r"least|almost|nearly|a|good|another|over|under|up|to|another|or) )*<[dnv]\d+>(?! "
        r"(?:or so )?(?:to|before|until)))",
    ),
    (Event.ONSET, r"slept(?= (?:in|within|after) (?:about |around |maybe |like )*<d)"),
    (
        Event.WAKE,
        r"(?:trips?|visits?) to the (?:bathroom|loo|toilet|ladies|gents)|"
        r"(?:bathroom|loo|toilet|wee|pee) (?:trips?|breaks?|visits?|runs?|stops?|calls?)|"
        r"(?:night )?feeds",
    ),
    (Event.QUALITY, r"(?:sleep )?quality|rat(?:e|ed|ing)|slept|sleep was|night was|score"),
)
_COMPILED = tuple((event, re.compile(rf"(?<= )(?:{pattern})(?= )")) for event, pattern in _PATTERNS)


def cues(text: str) -> list[Cue]:
    """All cues of a skeleton's text in order, none overlapping another."""
    taken: list[Cue] = []
    for event, pattern in _COMPILED:
        for match in pattern.finditer(text):
            start, end = match.span()
            if all(end <= cue.start or start >= cue.end for cue in taken):
                taken.append(Cue(event, start, end))
    return sorted(taken, key=lambda cue: cue.start)
