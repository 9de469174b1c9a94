"""Whole wordings that settle a field without a number: slept through, no naps, straight off."""

import re

_ADV = (
    r"(?:(?:really|even|actually|once|ever|at all|i think|remember|recall|think i|any|have|had|"
    r"a|up|get|getting) )*"
)
NO_WAKING = re.compile(
    r" (?:no|without) (?:any )?(?:interruptions?|disturbances?)(?= )|"
    r" (?:nothing|nobody|no one) (?:\w+ )?(?:woke|disturbed|roused) me(?= )|"
    r" (?:nothing(?: at all)?|not know (?:a|another|a single) thing|not (?:hear|remember) a thing|"
    r"dead to the world|out cold|spark out) (?:until|till)(?= )|"
    r" (?:uninterrupted|unbroken|undisturbed)(?= )|(?<!before) i was (?:out (?:cold|for the count)|"
    r"dead to the world|gone) (?:all night|the whole night|(?:until|till) (?:morning|the alarm))"
    r"(?= )|"
    r"(?<! not)(?<! hardly)(?<! barely)(?<! never) (?:slept|"
    r"sleep)(?: <q\d+>)? (?:all night(?: long)?|"
    r"(?:right )?(?:until|till) (?:the|my) alarm|the night through)(?= )|"
    r" (?:did not|never|not|no|without|zero|do not think i|do not remember|did not once) "
    rf"{_ADV}(?:wake|woke|waking|woken|wakings|awakenings|wake ups|wakeups|stir|stirred)(?: "
    r"up)?(?: ups)?(?= )(?! (?:\w+ ){0,3}(?:until|till|before|again))|"
    r"(?<!not) (?:slept|sleep|sleeping|went|out|asleep|right|straight)(?: <q\d+>)?(?: \w+)? "
    r"(?:right |straight |clean |all the way )?through(?: the (?:whole |entire )?night|(?= "
    r")(?! (?:the|my|his|her|our|their|its?|that|this|some|all|a|an|most|much|every|half|"
    r"part)(?= )(?! (?:alarm|final|last|sun|kids|baby|dog|cat) (?:wak|woke|went|rang|got))))|"
    r"(?<!not sleep) through the (?:whole )?night (?=without|with no)|"
    r"(?<! not) (?:slept|sleep) the (?:whole|entire|full) night"
)
NO_NAP = re.compile(
    r" (?:no|did not|never|not|without|zero|have not|had not)(?: (?:a|any|do|really|usually|"
    r"had|take|taken|actually|really|get|even|need|manage|bother|with|daytime|day time|"
    r"afternoon))* (?:naps?|napped|napping|doze|dozing|kip|siesta|snooze)(?= )|"
    r"(?:did not|never)(?: \w+)? sleep (?:in|during) the day|"
    r" (?:stayed (?:awake|up)|was (?:awake|up)|kept (?:myself )?(?:going|awake|busy)) all day(?= )"
)
NO_CHANCE = re.compile(
    r" (?:(?:not|never) (?:get|got|have|had|find|found) (?:a |the |any |much )?(?:chance|time|"
    r"opportunity|moment)|no (?:chance|time|such luck|opportunity)|too busy|if only|"
    r"(?:i )?wish(?! i (?:had|would))|chance would be|kept going|"
    r"(?:i |managed to |just )(?:resist(?:ed)?|avoid(?:ed)?|fought|fight|pushed|push|powered|power|"
    r"held|hold|stay|managed|soldiered)(?: (?:it|off|through|out|on|without|awake|the urge|one))+|"
    r"(?:i |managed to )(?:resisted|resist)|"
    r"(?:wanted|would have loved|would have liked) (?:to|one|a nap) but (?:no|did not|could not|"
    r"never))(?= )"
)
"""Why there was no nap, asked whether there was one."""
STRAIGHT_OFF = re.compile(
    r"(?<! not)(?<! never) (?:out like a (?:light|lamp)|off like a light|"
    r"(?<! light )(?<! lights )(?<! lamp )(?:straight|right) (?:off(?: to sleep)?|"
    r"to sleep|out(?! of)|asleep)|asleep (?:straight|right) (?:away|off)|(?:straight|right) "
    r"(?:away|off) asleep|(?:fell|was|drop\w*|went|drift\w*|nod\w*|conk\w*) "
    r"(?:asleep|off|out|to sleep)(?: pretty much| almost| more or less)? (?:immediately|"
    r"instantly|straight ?away|"
    r"right away|at once|in no time|in seconds|within seconds|straight off|as soon as)|"
    r"(?:crashed|zonked|conked|passed|i was|and was)(?: out)? (?:immediately|instantly|"
    r"straight ?away|right away|at once)|"
    r"head (?:hit|touched) the pillow and (?:(?:that was|i was) )?(?:me |it )?(?:gone|out|off|"
    r"asleep|that was (?:it|that|me))|"
    r"(?:asleep|off|out|gone) (?:in|within) (?:seconds|no time|moments|an instant|a flash)|"
    r"(?:as soon as|before|"
    r"the (?:moment|minute|second|instant)) (?:my head (?:hit|touched|was on|met)(?: the pillow)?|"
    r"i (?:lay|laid) down)|slept (?:straight|right) away|(?:asleep|off|out) "
    r"(?:as soon as|the (?:moment|second|minute)|before) my|no time at all to (?:fall|get|"
    r"drop)|(?:out|gone) the (?:moment|second|minute)|no time at all|(?:immediately|instantly) "
    r"(?:fell|asleep|off)|out cold)(?= )"
)
AT_ONCE = re.compile(
    r" (?:straight ?away|right away|(?:the|that|same) (?:minute|moment|second|instant)|"
    r"immediately|instantly|instant|in an instant|at once|straight off|(?:more or less |"
    r"pretty much )?(?:the )?same "
    r"time|as soon as|straight after|right after|directly|no time|in no time|seconds|there and "
    r"then|then and there|(?:up)?on waking|as i woke|when i (?:got|was) in(?:to)?(?: bed)?)(?= )"
)
SAME = re.compile(
    r"^(?: (?:yes|yeah|about|around|it was|was|it|just|exactly|pretty much|much|all|the|at|that|"
    r"well|oh|more or less|,|\.))* same(?: (?:then|one|thing|really|i think|i guess|too|as (?:that|"
    r"before that|the last one|getting in(?:to bed)?|going to bed|bed|the other|waking)|,|\.))* $"
)
"""The short answer to when the next thing was: at the time of the one before it."""
STRAIGHT_UP = re.compile(
    r" (?:(?:got|was) up (?:as soon as|the (?:moment|minute|second)|when) i woke|(?:got|get|"
    r"was|jumped|hopped|came|went|am)(?: \w+)? (?:straight|right) (?:up|out)|(?:straight|"
    r"right) (?:up|out of bed|out)(?= [.,?-]| $| and| after)|(?:got|get|was|jumped|hopped|and|"
    r"then)? ?(?:up|out of bed|(?<!light )(?<!lights )out) (?:straight|right) (?:away|then|"
    r"after(?:wards)?)|(?:got up|got out of bed|out of bed|up)(?: \w+)? (?:immediately|at once|"
    r"then and there|there and then|straightaway|the same time))(?= )"
)
STRAIGHT_BACK = re.compile(
    r" (?:(?:straight|right) back (?:off|to sleep|asleep|down|over)?|back (?:to sleep|off|"
    r"asleep) (?:straight|right|immediately|instantly|quickly|within seconds|in no time|almost "
    r"immediately)(?: away| off)?)(?= )"
)
NONE = re.compile(
    r"^(?: (?:no|nope|nah|none|never|zero|nothing|did not|have one|have any|have a nap|have|"
    r"not|i did not|at all|once|any|really|i|do not think so|do not (?:think|believe) i (?:did|"
    r"woke(?: up)?|was)|nada|zilch|negative|bugger all|nowt|i never did|not a sausage|"
    r"think|so|well|,|\.|that i "
    r"remember|that i know of|that i (?:can )?recall|that i am aware of|to my knowledge|"
    r"(?:as|so) far as i (?:know|am aware|can tell|remember|recall)|that i noticed|"
    r"last night|yesterday|not one|a|single|"
    r"time|thanks|thank|you|today|just|didn|o|nought|nil|not really|uh|no i))+ $"
)
NONE_LAST = re.compile(
    r"[ >,.] (?:(?:no|nope|nah|but|and|i|did not|heard|felt) )*(?:nothing|none|nil|zero|"
    r"not a thing)"
    r"(?: at all| whatsoever)?(?: [.,])* $"
)
"""The end of an answer that says none: "Slept like a stone, nothing"."""
TOTAL = re.compile(
    r" (?:all told|in total|altogether|all together|in all|all in all|combined|overall|total|"
    r"in the end|all up|added up|adds up)(?= )"
)
