"""Reads what the person wants of the coach besides giving values: later, again, skip, yes."""

import re

from coach.dialogue.listen.reading import Intent

_ORDERED: tuple[tuple[Intent, str], ...] = (
    (
        Intent.START_OVER,
        r"start (?:over|again|from the (?:start|beginning|top))|begin again|from the (?:top|"
        r"beginning)|restart|go back to the (?:start|beginning)",
    ),
    (
        Intent.DELETE_YESTERDAY,
        r"(?:delete|erase|remove|wipe|scrap|throw away|get rid of|forget) (?:what i said |"
        r"everything )?(?:about )?(?:the entry for )?(?:all of )?(?:my )?yesterday|(?:delete|"
        r"erase|remove) (?:the |my )?(?:diary |entry )+(?:for|from|of) yesterday",
    ),
    (
        Intent.CORRECT_YESTERDAY,
        r"yesterday i (?:said|told|gave|put)|(?:correct|change|fix|edit|amend|update) (?:what "
        r"i said )?(?:the entry for )?(?:something (?:from|about) )?(?:my )?yesterday|"
        r"yesterday (?:entry|diary|numbers)? ?(?:was|were|is) wrong|i (?:got|had) yesterday "
        r"wrong|what i said yesterday|i (?:said|told you|gave you)(?: \S+){1,4} yesterday",
    ),
    (
        Intent.ASK_WHY,
        r"why (?:do|would|are|did) (?:you|u) (?:ask|want|need|asking|care)|why (?:is|does) ("
        r"?:that|this|it) (?:matter|important|relevant)|what (?:is|do you need) (?:that|this|"
        r"it) (?:for|to do)|why that question|what has that got to do|how (?:is|does) that ("
        r"?:matter|relevant|help)",
    ),
    (
        Intent.RESCHEDULE,
        r"(?:do|try|have) (?:this|it|that)(?: \w+)? (?:instead|when|after|once)|(?:this |to)?(?:night|"
        r"morning|afternoon|evening|day) instead|(?:do|finish|talk|speak|chat|continue)(?: (?:this|it|that|again|to you|more|later|"
        r"then|today|tonight))* (?:at|around) <[cn]\d+>|(?:another|some other) time(?= [?.,]| "
        r"$|$| maybe| please)|(?:do|finish|talk|try|have|continue|pick|carry on|come back|"
        r"speak|chat|call|ring|ask)(?: \w+){0,5} (?:later|another time|some other time|this ("
        r"?:afternoon|evening)|tonight|tomorrow|after lunch|in (?:an hour|a bit|a while|a "
        r"minute)|in <d\d+>)(?! i)|(?:call|ring|ask|phone|remind)(?: me)?(?: back| again)?(?: "
        r"later)? (?:at|around|after|in|back|about) ?(?:about |around )?(?:<\w+>|later|lunch|"
        r"work)?|not (?:a )?(?:good|great) (?:time|moment)|bad time|can (?:we|this|it) (?:wait|"
        r"reschedule)|reschedul\w*|call (?:me )?back|(?:is it okay|could we|can we|let us|"
        r"maybe) (?:if we )?(?:leave|do) (?:this|it) (?:for|till|until) (?:later|now|tonight|"
        r"tomorrow)|(?:i am|am) (?:busy|driving|in a meeting|running late|in a rush) (?:right "
        r"now|at the moment|now)|i am busy|no time (?:right )?now|i (?:have not|do not have|"
        r"have no) (?:got )?time(?: right)? now",
    ),
    (
        Intent.REPEAT_QUESTION,
        r"(?:say|ask|repeat|read)(?: \w+){0,3} again|repeat (?:that|the question|it|please)|("
        r"?:can|could|would|will) you repeat|what (?:was|is) (?:that|the question|it|the last ("
        r"?:bit|part))(?: again)?(?: please)?(?= [?.,]|$| $)|(?:did not|could not|can not|do "
        r"not) (?:quite )?(?:catch|hear|get) (?:that|you|the question|what you)|come again|"
        r"pardon(?: me)?|what did you (?:say|ask)|you what|say that (?:one )?more|one more "
        r"time|i (?:missed|lost) (?:that|you|the question|what you)|beg your pardon|what (?:do|"
        r"did) you mean|(?:saying|repeating|asking)(?: \w+){0,3} (?:again|once more)|didn ?t hear|what (?:do|"
        r"did) you mean|^(?: sorry| huh| what| eh| \?| ,| \.)+ $",
    ),
    (
        Intent.REFUSE,
        r"(?:rather|prefer|like) (?:you )?not(?: to)?(?: \w+)?|(?:skip|pass on|leave|miss out) "
        r"(?:that|this|it|the)(?: one| question)?|^(?: pass| skip| next(?: question| one)?| "
        r"please| \.| ,| i will| let us)+ $|(?:do not|not going to|will not|no) (?:really |particularly )?(?:want to |"
        r"wanna |wish to |feel like |comfortable )?(?:answer|say|tell|talk(?:ing)? about|"
        r"discuss|share|sharing|saying|answering)(?: \w+)?|none of your business|(?:that is|it "
        r"is) (?:private|personal)|no comment|next question|mind your own|move on",
    ),
    (
        Intent.NOT_YET,
        r"(?:am|have) not (?:\w+ )?(?:in bed|asleep|gone to (?:bed|sleep)|been to (?:bed|sleep)|to bed)"
        r"(?: \w+)? yet|(?:i am|am) still (?:up|awake)(?: from)?(?= [,.]|$| $| i| have)|(?:have not|"
        r"am not|not) (?:actually |really |even )?(?:got(?:ten)? |gotten |properly "
        r"|been )?(?:up|out of bed|out|woken up|slept|risen|surfaced|got out)(?: of bed)?(?: "
        r"properly)? yet|still (?:in bed|lying (?:here|in bed)|in my bed|under the (?:covers|"
        r"duvet)|half asleep)|not (?:up|out of bed|yet)(?: yet)?(?= "
        r"[,.?]|$| $)|have not (?:got|gotten|been) (?:up|out|to bed|to sleep)|have not ("
        r"?:slept|been asleep|gone to (?:bed|sleep))|(?:have|did) not (?:even )?get(?:ten)? ("
        r"?:up|out of bed) yet|i am (?:still )?in bed(?: now| right now| still| talking)|yet "
        r"to get (?:up|out)|about to get (?:up|out)|not (?:quite )?up yet|talking to you from "
        r"bed",
    ),
    (
        Intent.SAME_AS_PREVIOUS,
        r"(?:the )?same (?:as|like|thing as|time as|again as) (?:yesterday|last time|before|"
        r"the (?:night|day|other|previous|last)|usual|always|ever|every|most|previous)|same ("
        r"?:again|as)|(?:just |exactly )?like (?:yesterday|the night before|last time|the day "
        r"before)|no (?:change|different)(?: from| to)?|(?:exactly )?as (?:yesterday|before|"
        r"last time)|(?:the|my) usual|as (?:usual|always)|(?:identical|ditto)",
    ),
    (
        Intent.LEAVE,
        r"(?:i|we) (?:have|need|ought|got|must|am going|had better|better|really must|should)("
        r"?: got)?(?: really)?(?: to)? (?:go|run|leave|dash|head off|shoot|stop|rush|hang up|"
        r"get going|be off)(?: now)?(?= [,.]|$| $| now| sorry| bye| but| i)|(?:gotta|must) ("
        r"?:go|run|dash)|stop (?:here|there|now|please|the call|talking)|^(?: stop| quit| exit|"
        r" enough| please| \.| ,)+ $|(?:good ?bye|bye|see you|talk (?:to you )?(?:later|soon)|"
        r"speak soon|hang up|that is enough|end (?:the )?(?:call|chat|check in|this)|let us ("
        r"?:stop|leave it|end)(?: here| there)?)",
    ),
)
_COMPILED = tuple((i, re.compile(rf"(?:(?<= )|^)(?:{p})(?=[ ,.?]|$)")) for i, p in _ORDERED)

_YES_WORDS = (
    "yes|yeah|yep|yup|ya|yea|yah|aye|sure|correct|right|exactly|absolutely|definitely|indeed|"
    "perfect|okay|alright|fine|great|good|lovely"
    "|spot on|of course|certainly|please|thanks|thank you|that is|it is|it was|all|is|sounds|"
    "looks|seems|about|quite|totally|very|i think|so"
    "|that|it|uh huh|mhm|bang on|got it|you have it|you have got it|you got it|go ahead|go on|"
    "i do|i am|i did|i have|i will|i agree|agreed|true|cool|no problem"
    "|affirmative|i can|let us do|do|do it|will do|well|just|oh|yes|and|to me|there|fair "
    "enough|brilliant|then|by me|with me|works|for me|happy with|confirmed|let us|i would"
)
_YES_CORE = re.compile(
    r" (?:yes|yeah|yep|yup|ya|yea|aye|sure|correct|right|exactly|absolutely|definitely|indeed|"
    r"perfect|okay|alright|fine|great|good|spot on|of course"
    r"|certainly|uh huh|mhm|bang on|got it|agreed|true|go ahead|go on|i do|i did|i am|i will|"
    r"affirmative|will do|cool|confirmed|lovely|brilliant|sounds)(?= )"
)
_YES_ONLY = re.compile(rf"^(?: (?:{_YES_WORDS}|[,.?-]))+ $")
_NO_LEAD = re.compile(
    r"^(?: (?:oh|well|um|sorry|[,.]|er|actually))* (?:no|nope|nah|wrong|incorrect|not quite|"
    r"not exactly|not really|that is not|that is wrong|it is not|it is wrong)(?= )(?! (?:idea|"
    r"clue|more|less|later|earlier|naps?|wakings?|interruptions?|different|change|one|problem|time))"
)
_DENIAL = re.compile(
    r" (?:that is|that|it is|you have got it|you got (?:it|that)|this is) (?:not (?:right|"
    r"correct|true|quite right|it|what i said)|wrong|incorrect|off)(?= )"
)


def intent_of(text: str) -> Intent | None:
    """The first intent worded in a skeleton's text; yes and no only when nothing else is."""
    for intent, pattern in _COMPILED:
        if pattern.search(text):
            return intent
    return None


def confirmation(text: str, *, valued: bool) -> Intent | None:
    """YES for a plain confirmation without a value; NO for a denial, a value after it or not."""
    if _NO_LEAD.search(text) or _DENIAL.search(text):
        return Intent.NO
    if not valued and _YES_ONLY.match(text) and _YES_CORE.search(text):
        return Intent.YES
    return None
