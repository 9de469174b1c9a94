"""The wordings of events that win over the plain ones of `cue_plain` where the two overlap.

Regular expressions over the skeleton; of two that overlap the one listed first wins.
"""

from coach.dialogue.listen.cue_words import (
    ADV,
    CALLED_UP,
    DEVICE,
    ELSEWHERE,
    IN_BED,
    SOFA,
    WENT_UP,
)
from coach.dialogue.listen.events import Event
from coach.dialogue.listen.skeleton import VALUE

SPECIAL: tuple[tuple[Event, str], ...] = (
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
    (
        Event.OTHER,
        r"slept(?= (?:for )?(?:(?:about|around|maybe|only|just|like|roughly|a|good|barely|"
        r"at least) )*"
        r"<d\d>(?! (?:later|after)))|we (?:all )?went out|"
        r"(?:storm|rain|thunder|power|electricity|heating|boiler|music|party|snoring|noise|"
        r"drilling)"
        r" (?:\w+ )?(?:started|began|stopped|went off|went out|came on|ended|finished)",
    ),
    (
        Event.OTHER,
        r"(?:put|got|had|took|tucked|settled|dropped|picked up|bathed) (?:the|my|our) (?:\w+ )?"
        r"(?:kids?|children|child|baby|boys?|girls?|son|daughter|twins|toddler|grandkids|"
        r"little one)"
        r"(?: (?!me|us)[a-z]+){0,3}?(?= (?:at|around|about|by) <)",
    ),
    (Event.UP, r"gave up (?:trying|on (?:it|sleep|sleeping))(?= (?:at|around|about) <)"),
    (
        Event.AWAKE,
        r"(?:was|were|got|been|being) up with (?:her|him|them|(?:the|my) \w+)(?= (?:for )?"
        r"(?:(?:about|around|a|good|maybe) )*<d)",
    ),
    (Event.OTHER, rf"{VALUE} (?:was|is) (?:(?:when|what) )?(?:the|my) alarm(?: time)?"),
    (Event.FINAL, r"reveille|up for good|already (?:wide )?(?:awake|up)(?= (?:at|from|since) )"),
    (
        Event.FINAL,
        r"(?:awake|awoke|woke|up)(?: up)?"
        r"(?= (?:(?:at|from|since|by|around|about|like|just|maybe) )*<[cn]\d> for good)",
    ),
    (Event.FINAL, r"(?:(?<=[cn]\d> )|(?<=[cn]\d> , ))for good"),
    (
        Event.FINAL,
        r"(?:(?:back|off) (?:off|to sleep|asleep|again)|asleep again)"
        r"(?= (?:until|till) (?:(?:about|around|gone|nearly) )*<[cn]\d+> (?!.* (?:woke|awake|again|"
        r"waking) ))",
    ),
    (
        Event.OTHER,
        r"(?:took|popped|swallowed) (?!me )(?:(?:my|a|an|the|some) )?(?!nap )[a-z]+"
        r"(?= (?:at|around|about) <[cn])",
    ),
    (
        Event.ONSET,
        r"(?:could|did|can) not (?:\w+ly |even |really )?(?:settle|switch off|drop off|nod off|"
        r"get (?:off|over|settled|comfy|comfortable|to sleep)|sleep|fall asleep|go to sleep)"
        r"(?: down| to sleep| at all)?"
        r"(?= (?:until|till|before|for) )",
    ),
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
        Event.LIGHTS,
        r"(?:stopped|finished|quit|gave up|done|packed in|packed up)(?: (?:with|on))? (?:reading|"
        r"scroll\w*|watching|knitting|texting|gaming|(?:the|my) (?:book|phone|chapter|tv|telly|"
        r"puzzle|crossword|episode))(?= (?:at|around|about|by|just|<))|"
        r"(?:put|set|shut|closed|laid) (?:the|my) (?:tablet|laptop|computer|switch|ipad)"
        r"(?: (?:down|away|aside|off))?(?= (?:at|around|about|by|just|<))|"
        r"took (?:my )?glasses off|(?:hit|killed|doused|dimmed) the lights?|"
        r"(?:try|tried|trying) falling asleep",
    ),
    (Event.UP, r"(?:started|start|began) (?:the|my) day"),
    (
        Event.ONSET,
        r"(?:lay|lie|lying|laid|was|spent|sat)(?: (?:there|in bed|awake|up))*"
        r"(?= (?:for )?(?:(?:about|around|maybe|like|a|good|another) )*<[dv]\d+> (?:or so )?(?:, )?"
        r"(?:(?:before|until|till)(?: i| sleep)? (?:(?:finally|actually|eventually) )?(?:dropp|"
        r"fell|"
        r"fall|nodd|drift|slept|sleep|doz|came|got (?:to sleep|off)|went (?:to sleep|off))"
        r"(?!\w* back)|(?:just )?(?:trying|attempting|struggling) to (?:get to |fall |go to |drop |"
        r"nod |drift )?(?:sleep|asleep|off)(?! (?:back|again))))|"
        r"sleep took|(?<!back )(?:was |were )?(?<!back )(?:out|off|gone)(?= (?:within|inside|"
        r"in under) )",
    ),
    (
        Event.BED,
        rf"(?:got|came|was|were|arrived) (?:home|in|back)(?: (?:at|around|about))* {VALUE}"
        r"(?: (?:,|and|then|i|we|so|just))* (?:went|got|fell|headed|was) (?:straight|"
        r"right) (?:in ?to|"
        r"in|to|up to) bed",
    ),
    (
        Event.BED,
        rf"(?:woke|woken|came to)(?: up)?(?: (?:at|around|about))* {VALUE}(?: (?:,|and|then|i))*"
        r" (?:moved|went|got|came|crawled|dragged myself|headed|stumbled|climbed|transferred)"
        r"(?: (?:myself|me|up|upstairs|straight|over|in|into|in to|to|off|the|my))+ bed",
    ),
    (
        Event.OTHER,
        ELSEWHERE,
    ),
    (
        Event.DOING,
        rf"{IN_BED}(?: (?!bed|up|asleep|off|awake|sofa|couch|settee|downstairs)[a-z]+){{0,6}}?"
        r"(?= (?:until|till) "
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
        r"(?:nothing(?: at all)?|not know (?:a|another|a single) thing|not (?:hear|"
        r"remember) a thing|"
        r"spark out|out cold|dead to the world)(?: \w+)? (?:until|till)|"
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
        r"(?:could not|did not|never|was not able to) (?:(?:drop|nod|drift|doze|go|get) off again|"
        r"(?:get|got|fall|fell|go|went) back(?: off| to sleep| asleep)?(?! (?:off|to sleep|"
        r"asleep|for|till|until) ))))",
    ),
    (
        Event.FINAL,
        r"(?<=[cn]\d> )(?:(?:and|,|i|just|then) )*(?:could not|did not|never|was not able to|"
        r"can not) "
        r"(?:get|got|fall|fell|go|went|drop|nod|drift) (?:me )?(?:back(?: off| to sleep| asleep)?|"
        r"off "
        r"again)(?! (?:off|to sleep|asleep|for|till|until|straight|right))",
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
)
"""In the order in which they win."""
