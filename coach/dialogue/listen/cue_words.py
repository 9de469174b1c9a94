"""Pieces of the wordings in `coach.dialogue.listen.cues`: lamps, sofas, what is done in bed.

Alternatives of a regular expression over the skeleton; they match nothing on their own.
"""

import re

LIGHT = r"(?:(?:the|my|that|our) )?(?:bedside |reading |bedroom |big )?(?:lights?|lamps?)"
DEVICE = r"(?:(?:the|my) )?(?:book|phone|kindle|tablet|ipad|telly|tv|laptop|magazine|everything)"
ADV = (
    r"(?:(?:just|then|finally|eventually|actually|probably|only|straight|all|properly|really|"
    r"first|kind of|sort of|myself|me) )*"
)
INTO = r"(?:back )?(?:in ?to|in|to|off to|for|up to|down to)"
SOFA = (
    r"(?:sofa|couch|settee|chair|armchair|recliner|train|bus|plane|telly|tv|desk|car|garden|"
    r"film|hammock|lounger)"
)

IN_BED = (
    r"(?:read|reading|scroll\w*|doom ?scroll\w*|watch\w*|listen\w*|knit\w*|chat\w*|talk\w*|"
    r"play\w*|text\w*|cuddl\w*|pray\w*|meditat\w*|brows\w*|was on|on (?:my|the) (?:phone|ipad|"
    r"tablet|laptop|kindle)|(?:radio|telly|tv|podcast|audiobook|netflix|laptop|film)(?: was)? "
    r"on|(?:did|doing) (?:a|the|my|some) (?:crossword|sudoku|puzzle|wordle)|snooz\w*|loung\w*|"
    r"linger\w*|laz\w*|doz\w*|dawdl\w*|(?:stay|remain|lay|lie|laid|lying|hung|chill)\w* (?:put|"
    r"around|about|there|in bed|on|under the (?:covers|duvet)))"
)
DOING = re.compile(rf" {IN_BED}(?: (?:[a-z]+|,)){{0,6}} $")
"""What is done in bed before sleep or before getting up, just before its length."""

GONE_OUT = (
    r" (?:at (?:a|the|my|our)|with|for (?:a|the|my|our|dinner|drinks|tea)|late|drinking|dancing|"
    r"partying|in town|on the town|to (?:dinner|eat)|celebrating)(?= )"
)
"""After "out": where somebody was of an evening, which is no getting up."""

WENT_UP = (
    r"(?:dragged|took|hauled|went|climbed|crawled|staggered|headed|trudged|stumbled|shuffled)"
    r"(?: (?:myself|me|off))* (?:up the (?:stairs|wooden hill)|upstairs|up to the bedroom)"
)
CALLED_UP = (
    r"(?:with the|to (?:feed|settle|change|see)|feeding|seeing to|for (?:a|the) (?:wee|pee|loo|"
    r"toilet|bathroom|feed))"
)
"""Why somebody is up in the night and not for the day."""
ELSEWHERE = (
    r"(?:back (?:in|to|into|in to) bed|(?:came|went|go|come) back up(?:stairs)?|stay(?:ed|"
    r"ing)? up|sat up|(?:was|were|been|be) "
    r"up(?: late)?(?= (?:until|till) )|(?:was|were|been|be|am) up (?:with|watching|doing|"
    r"working|playing|reading|talking|finishing|studying|on|late|dealing|seeing)(?: "
    r"[a-z]+){0,5}(?= (?:until|till) )|get home|got home|came home|got (?:back )?in from|"
    r"got back from|got in(?= from)|came off|came on|clocked (?:out|off|in)|punched (?:out|in)|"
    r"knocked off|"
    r"parked up|got off(?= (?:at|work|shift|from|my|<))|handed over|still awake|finished(?! sleep)|"
    r"(?:started|began)(?= (?!try|to )[a-z])(?! (?:at|around|about|just|from|by|maybe|"
    r"roughly) )|ended(?! up)|look(?:ing|ed) at(?!(?: \w+){1,3}(?: ,)?(?: and)? (?:it|"
    r"that) (?:was|said|read|showed))|(?:work|shift|film|movie|meeting|dinner|match|show|"
    r"news|programme|train|flight|appointment|class|lecture|school|bus|breakfast|lunch|"
    r"interview|exam|gym|call|delivery|dentist|doctor|coffee|tea|wine|drink|beer|pill|"
    r"tablet)s?(?= (?:\w+ ){0,2}(?:at|around|about|by|until|till) ))"
)
"""What was done out of bed, or by somebody's timetable."""
