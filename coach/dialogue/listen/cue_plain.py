"""The plain wordings of events: lights out, up, awake, asleep, in bed.

Regular expressions over the skeleton; of two that overlap the one listed first wins.
"""

from coach.dialogue.listen.cue_words import (
    ADV,
    DEVICE,
    GONE_OUT,
    INTO,
    LIGHT,
)
from coach.dialogue.listen.events import Event

PLAIN: tuple[tuple[Event, str], ...] = (
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
        r"lie in(?= until| till)|lay in(?= until| till)|rising|"
        r"gave up(?= (?:and (?:got|went) \w+ )?(?:at|around|about) <[cn])|got going(?= (?:at|"
        r"around|about|by) )|"
        r"(?:was |got )?(?:vertical|upright)|emerged|tumbled out|(?:went|came|got|"
        r"was) downstairs)\b",
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
        r"(?:surfaced|roused|(?:was |were |been )?interrupted|opened my eyes)(?= <[kn]\d)|"
        r"(?:went|go|get|got|going|had|needed|nipped|popped) (?:up )?(?:to |for )?(?:go to |use )?"
        r"(?:the |a )?(?:bathroom|loo|toilet|restroom|pee|wee)(?= <k)|"
        r"(?:interruptions|disturbances)|"
        r"(?<=<k\d> )(?:during|in|through|over) the night|"
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
        rf"moved|took|put|lay|laid|tuck\w*|sat|snuggl\w*|plonk\w*|be|hit)(?: {ADV})?(?: {INTO})? "
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
        r"(?:packed it in|bedded down|between the sheets|headed up|head up)(?= (?:(?:at|around|"
        r"about|"
        r"by|just|roughly) )*<)|"
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
        r"the|guts|best|better|part|of|close|"
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
"""In the order in which they win, after `cue_special.SPECIAL`."""
