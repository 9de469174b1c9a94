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
