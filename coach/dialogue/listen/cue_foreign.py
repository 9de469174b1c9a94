"""The wordings that keep a value away from the diary: what else was done at that time, or so long.

Read last by `cues`, so that every wording of the night wins over them. "I had a bath at nine" asked
about bed is no answer; `left_open` then asks.
"""

import re

from coach.dialogue.listen.events import Event
from coach.dialogue.listen.lexicon import LEXICON

_HEDGED = (
    r"(?:(?:at|around|about|by|until|till|from|for|like|maybe|roughly|only|just|nearly|almost|"
    r"another|good|a|gone) )*"
)
_DONE = "|".join(map(re.escape, LEXICON.doings))
_BY_ME = r"(?:(?<=^ )|(?<= i )|(?<= we )|(?<= and )|(?<= just )|(?<= then )|(?<= was )|(?<= were ))"
_OF_SLEEP = (
    r"sleep\w*|slept|nap\w*|bed\w*|woke\w*|wak\w+|awake|asleep|doz\w+|up|lights?|off|out|eyes|lie|"
    r"night|rest|kip|snooze|then|before|and|so|was"
)

FOREIGN: tuple[tuple[Event, str], ...] = (
    (
        Event.OTHER,
        rf"{_BY_ME}(?:{_DONE})(?: (?!(?:{_OF_SLEEP}) )[a-z']+){{0,5}}?(?= {_HEDGED}<[cdnkv])",
    ),
    (
        Event.OTHER,
        r"(?:had|got|did|made|took|have|having) (?:a|an|my|our|the|some|another)"
        rf"(?: (?!(?:{_OF_SLEEP}|\w*time|total|good|bad|rough|short|long|little|bit|while|lamp|"
        r"lights?|book|phone|telly|tv|kindle|laptop|radio|alarm) )[a-z']+)"
        rf"{{1,4}}?(?= {_HEDGED}<[cn])",
    ),
    (
        Event.OTHER,
        r"(?:got|had|managed)(?= (?:(?:about|around|maybe|only|just|like|roughly|a|good) )*<d\d>"
        r"(?: or so)? (?:of )?(?:sleep|shut ?eye|rest|kip))|"
        r"got(?= (?:(?:about|around|maybe|only|just|like|roughly|a|good) )*<d\d>)|"
        r"(?:need|needs|needed)(?= (?:(?:about|around|at least) )*<[dn]\d>)|"
        r"(?:heart rate|pulse|score|temperature|weight|age|blood pressure) (?:was|is)|"
        r"we (?:all )?went out|(?:i|we) (?:ate|eight)(?: [a-z]+| <v\d>){0,4}?(?= (?:at|around|"
        r"about) <)|"
        r"(?<=^ )i am(?= <n\d> (?:[.,]|years|$))",
    ),
)
"""In the order in which they win, after `cue_plain.PLAIN`."""
