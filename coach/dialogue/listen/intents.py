"""Reads what the person wants of the coach besides giving values: later, again, skip, yes."""

import re

from coach.dialogue.listen.reading import Intent

_SAME_LEAD = (
    r"(?: (?:just|it was|was|it is|only|oh|well|um|uh|about|pretty much|much|so|all|same|exactly|"
    r"everything|slept|went|bed|the night|last night|night|yes|yeah|[,.]))*"
)
"""All that may stand before "the usual", so that it is the night that was so and no dose or nap."""
_ORDERED: tuple[tuple[Intent, str], ...] = (
    (
        Intent.START_OVER,
        r"start (?:over|again|from the (?:start|beginning|top))|"
        r"begin again|"
        r"from the (?:top|beginning)|"
        r"restart|"
        r"go back to the (?:start|beginning)",
    ),
    (
        Intent.DELETE_YESTERDAY,
        r"(?:delete|erase|remove|wipe|scrap|throw away|get rid of|forget) (?:what i said |"
        r"everything )?(?:about )?(?:the entry for )?(?:all of )?(?:my )?yesterday|"
        r"(?:delete|erase|remove) (?:the |my )?(?:diary |entry )+(?:for|from|of) yesterday",
    ),
    (
        Intent.CORRECT_YESTERDAY,
        r"yesterday i (?:said|told|gave|put)|"
        r"(?:correct|change|fix|edit|amend|update) (?:what i said )?(?:the entry for "
        r")?(?:something (?:from|about) )?(?:my )?yesterday|"
        r"yesterday (?:entry|diary|numbers)? ?(?:was|were|is) wrong|"
        r"i (?:got|had) yesterday wrong|"
        r"what i said yesterday|"
        r"i (?:said|told you|gave you)(?: \S+){1,4} yesterday",
    ),
    (
        Intent.ASK_WHY,
        r"why (?:do|would|are|did) (?:you|u) (?:ask|want|need|asking|care)|"
        r"why (?:is|does) (?:that|this|it) (?:matter|important|relevant)|"
        r"what (?:is|do you need) (?:that|this|it) (?:for|to do)|"
        r"^(?: (?:but|and|so|sorry|wait|[,.?]))* why "
        r"(?:do|does|should|must|would|can|is|are|has|have) "
        r"(?!not (?:we|you) )(?:\w+|<\w+>)(?: .*)?|"
        r"why that question|"
        r"^(?: (?:but|and|so|sorry|wait|hang on|hold on|okay|well|actually|wow|excuse me|no|yes|"
        r"[,.?]))* "
        r"(?:why(?! (?:, )?(?:yes|of course|do not (?:we|you)|not) )|what for|how come|for what)"
        r"(?: (?:[a-z]+|[,.?]))* $|"
        r"what has that got to do|"
        r"how (?:is|does) that (?:matter|relevant|help)",
    ),
    (
        Intent.RESCHEDULE,
        r"(?:do|try|have) (?:this|it|that)(?: \w+)? (?:instead|when|after|once)|"
        r"(?:this |to)?(?:night|morning|afternoon|evening|day) instead|"
        r"(?:do|finish|talk|speak|chat|continue)(?: (?:this|it|that|again|to you|more|later|"
        r"then|today|tonight))* (?:at|around) <[cn]\d+>|"
        r"(?:can|could|shall|may|might) (?:we|you|i)(?: please| maybe| just)? (?:do|finish|talk|"
        r"try|"
        r"have|continue|speak|chat|pick)(?: (?:this|it|that|to you|again|up))* (?:later|"
        r"another time|"
        r"tonight|tomorrow)|"
        r"(?:another|some other) time(?= [?.,]| $|$| maybe| please)|"
        r"(?:do|finish|talk|try|have (?:this|it)|continue|pick|carry on|come back|speak|chat|"
        r"call|ring|ask)(?: \w+){0,5} (?:later|another time|some other time|this "
        r"(?:afternoon|evening)|tonight|tomorrow|after lunch|in (?:an hour|a bit|a while|a "
        r"minute)|in <d\d+>)(?! i)|"
        r"(?:call|ring|ask|phone|remind)(?: me)?(?: back| again)?(?: later)? (?:at|around|"
        r"after|in|back|about) ?(?:about |around )?(?:<\w+>|later|lunch|work)?|"
        r"not (?:a )?(?:good|great) (?:time|moment)|"
        r"bad time|"
        r"can (?:we|this|it) (?:wait|reschedule)|"
        r"reschedul\w*|"
        r"call (?:me )?back|"
        r"(?:is it okay|could we|can we|let us|maybe) (?:if we )?(?:leave|do) (?:this|it) "
        r"(?:for|till|until) (?:later|now|tonight|tomorrow)|"
        r"(?:i am|am) (?:busy|driving|in a meeting|running late|in a rush) (?:right now|at the "
        r"moment|now)|"
        r"i am busy|"
        r"no time (?:right )?now|"
        r"i (?:have not|do not have|have no) (?:got )?time(?: right)? now",
    ),
    (
        Intent.REPEAT_QUESTION,
        r"(?:say|ask|repeat|read)(?: \w+){0,3} again|"
        r"repeat (?:that|the question|it|please)|"
        r"(?:can|could|would|will) you repeat|"
        r"what (?:was|is) (?:that|the question|it|the last (?:bit|part))(?: again)?(?: "
        r"please)?(?= [?.,]|$| $)|"
        r"(?:did not|could not|can not|do not) (?:quite )?(?:catch|hear|get) (?:that|you|the "
        r"question|what you)|"
        r"come again|"
        r"pardon(?: me)?|"
        r"what (?:did|were) you (?:just )?(?:say|ask|saying|asking)(?: me)?|"
        r"you what|"
        r"(?:say|ask|repeat) (?:that|it|me) (?:one|<k\d>) more|"
        r"one more time|"
        r"i (?:missed|lost) (?:that|you|the question|what you)|"
        r"beg your pardon|"
        r"(?:do|did|can) not (?:really |quite |entirely )?(?:understand|follow)(?! why| how)|"
        r"not sure what (?:you mean|that means|you are asking)|"
        r"what (?:do|did) you mean|"
        r"(?:saying|repeating|asking)(?: \w+){0,3} (?:again|once more)|"
        r"didn ?t hear|"
        r"what (?:do|did) you mean|"
        r"^(?: sorry| huh| what| eh| \?| ,| \.)+ $",
    ),
    (
        Intent.REFUSE,
        r"(?:rather|prefer|like) (?:you )?not(?: to)?(?: \w+)?|"
        r"(?:skip|pass on|leave|miss out) (?:that|this|it|the)(?: one| question)?|"
        r"^(?: pass| skip| next(?: question| one)?| please| \.| ,| i will| let us)+ $|"
        r"(?:do not|not going to|will not|no(?! tell a lie)) (?:really |"
        r"particularly )?(?:want to |wanna |"
        r"wish to |feel like |comfortable )?(?:answer|say|tell|talk(?:ing)? about|discuss|"
        r"share|sharing|saying|answering)(?: \w+)?|"
        r"none of your business|"
        r"(?:that is|it is) (?:private|personal)|"
        r"no comment|"
        r"next question|"
        r"mind your own|"
        r"move on",
    ),
    (
        Intent.NOT_YET,
        r"(?:am|have) not (?:\w+ )?(?:in bed|asleep|gone to (?:bed|sleep)|been to (?:bed|"
        r"sleep)|to bed)(?: \w+)? yet|"
        r"(?:i am|am) still (?:up|awake)(?: from)?(?= [,.]|$| $| i| have)|"
        r"(?:have not|am not|not) (?:actually |really |even )?(?:got(?:ten)? |gotten |properly "
        r"|been )?(?:up|out of bed|out|woken up|slept|risen|surfaced|got out)(?: of bed)?(?: "
        r"properly)? yet|"
        r"still (?:in bed|lying (?:here|in bed)|in my bed|under the (?:covers|duvet)|half asleep)|"
        r"not (?:up|out of bed|yet)(?: yet)?(?= [,.?]|$| $)|"
        r"have not (?:got|gotten|been) (?:up|out|to bed|to sleep)|"
        r"have not (?:slept|been asleep|gone to (?:bed|sleep))|"
        r"(?:have|did) not (?:even )?get(?:ten)? (?:up|out of bed) yet|"
        r"i am (?:still )?in bed(?: now| right now| still| talking)|"
        r"yet to get (?:up|out)|"
        r"about to get (?:up|out)|"
        r"not (?:quite )?up yet|"
        r"talking to you from bed|have not yet|not yet(?= [,.]| $|$)|"
        r"(?:i am |am )?still (?:all )?(?:tucked up|snuggled up|wrapped up|cosy in bed|horizontal|"
        r"in my pit)",
    ),
    (
        Intent.SAME_AS_PREVIOUS,
        r"(?:the )?same (?:as|like|thing as|time as|again as) (?:yesterday|last time|before|"
        r"the (?:night|day|other|previous|last)|usual|always|ever|every|most|previous)|"
        r"same again|same as(?= $|$)|"
        r"(?:just |exactly )?like (?:yesterday|the night before|last time|the day before)|"
        r"no (?:change|different)(?= (?:from|to) (?:yesterday|last|the|before)| [,.?]| $|$| "
        r"really| at all| then| since)|"
        r"(?:exactly )?as (?:yesterday|before|last time)|"
        rf"^{_SAME_LEAD} (?:the|my) usual(?: (?:night|thing|story|pattern|routine|times?|sleep))?"
        r"(?= [,.?]| $|$| really| please| again| for me| i think| then)|"
        rf"^{_SAME_LEAD} as (?:usual|always)(?= [,.?]| $|$| really| i think)|"
        r"(?:identical|ditto)",
    ),
    (
        Intent.LEAVE,
        r"(?:i|we) (?:have|need|ought|got|must|am going|had better|better|really must|"
        r"should)(?: got)?(?: really)?(?: to)? (?:go|run|leave|dash|head off|shoot|stop|rush|"
        r"hang up|get going|be off)(?: now)?(?= [,.]|$| $| now| sorry| bye| but| i)|"
        r"(?:gotta|must) (?:go|run|dash)|"
        r"(?:i |we )?(?:want|would like|wanna|wish) to (?:stop|finish|leave|quit|hang up|"
        r"end (?:this|it|here)|"
        r"go)(?: (?:now|here|there|this|talking|please|for (?:now|today)))*(?= [,.]| $|$)|"
        r"stop (?:here|there|now|please|the call|talking)|"
        r"^(?: stop| quit| exit| enough| please| \.| ,)+ $|"
        r"(?:good ?bye|bye|see you|talk (?:to you )?(?:later|soon)|speak soon|hang up|that is "
        r"enough|end (?:the )?(?:call|chat|check in|this)|let us (?:stop|leave it|end)(?: here|"
        r" there)?)",
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
    r"perfect|okay|alright|fine|great|good|spot on|of course|certainly|uh huh|mhm|bang on|got "
    r"it|agreed|true|go ahead|go on|i do|i did|i am|i will|affirmative|will do|cool|confirmed|"
    r"lovely|brilliant|sounds)(?= )"
)
_YES_ONLY = re.compile(rf"^(?: (?:{_YES_WORDS}|[,.?-]))+ $")
_NO_LEAD = re.compile(
    r"^(?: (?:oh|well|um|sorry|[,.]|er|actually))* (?:no|nope|nah|wrong|incorrect|not quite|"
    r"not exactly|not really|that is not|that is wrong|it is not|it is wrong)(?= )(?! (?:idea|"
    r"clue|more|less|later|earlier|naps?|wakings?|interruptions?|different|change|one|problem|"
    r"time))"
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
