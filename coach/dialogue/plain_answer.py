"""Says whether an answer to a health question is plain: every part of it says no, or is harmless.

Called by `screen_reading`. It knows what may stand in a plain answer and nothing else, so that what
it does not know is asked about; it never decides an answer.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

MOST_WORDS = 20
"""A longer clause of an answer to a yes-or-no question is no plain one."""
KIN = (
    r"(?:husband|wife|partner|spouse|mum|mom|mother|dad|father|parents?|sons?|daughters?|brothers?|"
    r"sisters?|friends?|aunt\w*|uncles?|cousins?|gran\w*|grand\w+|nan|boyfriend|girlfriend|family|"
    r"flat ?mate|room ?mate|kids?|children|neighbou?rs?)"
)
_CLAUSE = re.compile(
    r"[,.;:!?()\"]+\s*|\s+[-\u2013\u2014]+\s+|\s+(?=(?:but|because|though|although)\b)"
)
_BARE = frozenset({"no", "nope", "nah", "never", "none"})
_STUTTER = re.compile(r"\b(\w+)(?: \1\b)+")
_OPENING_NO = re.compile(
    r"^(?:(?:um|uh|er|oh|ah|well|so|and)\b[ ,.]*)*"
    r"(?:(?:no|nope|nah|never|not (?:really|at all|exactly))\b[ ,.;:!-]*)+(?:but\b[ ,]*)?",
    re.I,
)
_LEADS_IN = re.compile(r"^(?:(?:and|but|so|because|since|as|or|though) )+(?=\w)")
_VERY = (
    r"(?:(?:very|so|really|quite|pretty|perfectly|absolutely|completely|totally|all|always|just|"
    r"only|actually|honestly|rather|reasonably|generally|simply|a bit|a little|bit|as|"
    r"in|both|still|too) )*"
)
_WELL = (
    r"(?:fine|good|great|grand|ok|okay|well|healthy|fit|happy(?: enough)?|content|cheerful|normal|"
    r"all right|alright|right|lovely|perfect|clear|clean|sound|strong|in order|calm|"
    r"as (?:ever|always|before|usual|it should be|can be)|"
    r"fit and (?:well|healthy)|alive and (?:well|kicking)|safe and sound|healthy and \w+|"
    r"(?:fit|right|sound|healthy|strong|happy|good|clear|fresh|snug|steady|quiet)"
    r" as (?:a |an |the )?(?:\w+)|"
    r"in (?:very |really |pretty |perfectly )?(?:good|great|fine|perfect|excellent|top|rude) "
    r"(?:health|shape|form|nick|condition|spirits|order|working order)|good to go|not bad)"
)
_OWN = (
    r"(?:my (?:own )?|the )(?:general )?(?:health|heart|lungs?|kidneys?|legs?|knees?|body|"
    r"breathing|"
    r"mood|mind|head|brain|memory|balance|work|job|driving|eyesight|appetite|weight|nerves|"
    r"blood pressure|life|spirits?|concentration)(?: (?:and|or) (?:my )?(?:heart|lungs?|kidneys?|"
    r"legs?|mind|mood|head|body|memory|balance|brain))?"
)
_FILLERS = (
    r"um|uh|er|erm|oh|ah|hm|hmm|mm|eh|well|ok|okay|right|look|listen|truly|seriously|really|"
    r"actually|honestly|frankly|personally|generally|basically|simply|overall|luckily|fortunately|"
    r"thankfully|happily|gladly|mercifully|definitely|absolutely|certainly|positively|of course|"
    r"obviously|clearly|naturally|surely|for sure|for certain|to be (?:honest|fair|frank|clear)|"
    r"(?:dear |my |oh |good |thank )*(?:god|gosh|lord|heavens?|goodness|christ|jesus|blimey|"
    r"my word|dear)|(?:god|heaven) forbid|(?:ha )*ha|he he|lol|mate|love|dear|sir|madam|ma am|"
    r"doctor|doc|coach|nightjar|pal|friend|let me (?:think|see)|you know|i mean|as i said|"
    r"like i said|i told you|sorry|please|then|either|too|as well|also|there|here|again|"
    r"yeah no|i must say|i(?: d| would| can)? (?:guess|suppose|say|think|believe)|"
    r"in (?:general|fact|short|truth)|so far as i know|and|or|so"
)
_DENIALS = (
    r"(?:no|nope|nah|naw|na|never|none|nothing|neither|nobody|no one|not any|not one|nay|nada|nil|"
    r"zilch|zero|negative)",
    r"not(?: (?:at all|really|ever|once|even once|even one|one(?: bit| of (?:those|them|these))?|"
    r"me|us|i|likely|remotely|"
    r"here|in the (?:least|slightest)|in my (?:life|case|(?:whole|entire) life)|"
    r"a (?:thing|single (?:one|thing|time)|bit(?: of it)?|chance|soul|hope)|"
    r"even (?:close|remotely|slightly|a bit)|by a long (?:way|shot|chalk)|any of (?:that|it|those|"
    r"them|these|this)|my (?:thing|case)|guilty|so|true|the case|applicable|to my knowledge|ever"
    r"|for me|on my part))",
    r"(?:certainly|definitely|absolutely|of course|really|just|thankfully|luckily|fortunately|"
    r"happily|mercifully|obviously|clearly) (?:not|none|never)",
    r"(?:not|never) (?:(?:that|as far|so far as|since) i (?:can|could) (?:remember|recall|"
    r"think of)|"
    r"according to \w+(?: \w+)?|to speak of|as such)",
    rf"(?:(?:my|the|our) (?:{KIN}|doctors?|gp|dentist|boss)|people|anyone)(?: (?:s|has|have|had))? "
    r"(?:never|(?:hasn|haven|hadn|didn|doesn) t)(?: (?:ever|even|once))* (?:said|say|told|tell|"
    r"mentioned|mention|complained|complain|noticed|notice|heard|seen|saw)(?: (?:me|so|it|that|a|"
    r"thing|word|anything|like|of|about|the|sort|kind|at|all|either|to))*",
    r"(?:no|not) (?:way|chance|sir|ma am|madam|thank god|thank you|thanks|thank goodness)",
    r"never(?: ever| once| ever once| in my (?:whole |entire )?life| have| did| do| will| was|"
    r" am)+",
    r"far from it|quite the (?:opposite|contrary|reverse)|(?:just |exactly )?the opposite|"
    r"on the contrary|the contrary",
    r"i (?:don|haven|didn|wasn|m|am|do|have|did|was|ve)(?: t| not| never)(?: (?:at all|either|ever|"
    r"have|do))*",
    r"(?:(?:it|that|this|they|those|these)(?: (?:all|just|really|s|is|has|was|does|do|are|have))* ?"
    r"(?:never|not|(?:doesn|isn|hasn|wasn|wouldn|don|aren|haven) t)|"
    r"(?:none|neither|not one|nothing) of (?:it|that|this|them|those|these)|(?:nothing|none))"
    r"(?: (?:all|just|really|s|is|has|have|been|ever|quite|do|does|did|are|like that|of that))* "
    r"(?:me|us|the case|my case|so|true|happened(?: to me)?|happens?(?: to me)?|my thing|"
    r"happening|(?:apply|applies|relevant|concern|concerns)(?: (?:to )?me)?|fits?(?: me)?|"
    r"(?:sounds? |like )*like me|rings? (?:a|any) bells?|one of mine)(?: at all)?",
    r"nothing (?:to (?:report|declare|tell|add|speak of|worry about)|springs to mind|comes to mind|"
    r"wrong(?: with (?:me|that|them|it))?|new|unusual|out of the ordinary|like it|dangerous|"
    r"doing|else|more|so dramatic|of note|(?:as |so )?exciting(?: as that)?)",
    r"(?:nothing|none|not|no|neither|never)(?: \w+)? (?:of|like|along) (?:the |any of |all of )*"
    r"(?:that|those|these|them|it|this|above|sort|kind|lines|lot|which|things?|stuff)"
    r"(?: (?:sort|kind|lot|things?|nature|stuff|list|at all|ever|either|applies|apply|to me|"
    r"for me))*",
)
_HARMLESS = (
    r"(?:but |and )?(?:many |no )?(?:thanks?(?: you)?|cheers|ta)(?: (?:very|so) much| a lot)?"
    r"(?: for (?:asking|checking|the concern))?(?: though)?",
    r"(?:thank|thanks be to|praise|bless|touch|knock on|thank the) "
    r"(?:god|goodness|heavens?|wood|lord|good lord|be|christ|fuck)(?: for that)?|touching wood|"
    r"fingers crossed|god be praised",
    r"why(?: do you ask| d you ask| is that| would i| should i| would you ask|s that)?",
    r"(?:but )?(?:do )?(?:go on|carry on|go ahead|move on|next(?: question| one)?|keep going|"
    r"let s (?:go on|move on|carry on|continue))",
    r"(?:that s|that is|it s|it is|this is|i d say|put me down (?:as|for)|put|write|tick|mark|"
    r"you can (?:put|write|tick|have)|so |still |another |again |also |same |just |answer is )*"
    r"(?:a |an |me as a )?(?:(?:flat|clear|firm|hard|plain|big|definite|simple|straight|quick|"
    r"resounding|solid|strong|easy|another|second) )?(?:no|nope)"
    r"(?: (?:from me|to (?:that|this|all(?: of (?:that|it|those|them|these))?|both|everything|"
    r"every (?:one|question|bit)(?: of (?:them|those|these))?)|again|on (?:that|this|all counts|"
    r"both counts|that front|every count)|as well|too|there|for me))*",
    r"(?:that|this|an|a) ?(?:s|is)? ?(?:an? )?(?:easy|simple|quick|strange|odd|funny|weird|good) "
    r"(?:one|question)",
    r"(?:on|for) (?:that|any|either|every) (?:front|score|count|one)|on (?:both|all) (?:counts|"
    r"fronts)",
    r"(?:i m |i am )?(?:quite |very |pretty |absolutely |fairly )?(?:sure|certain|positive)"
    r"(?: (?:of|about) (?:it|that))?|i (?:promise|swear)|(?:a |one )?hundred per ?cent|100(?: per"
    r"cent)?|hand on (?:my )?heart|cross my heart",
    r"(?:i (?:think |guess |suppose )?)?i (?:d|would|should) (?:have )?(?:know|known|remember|"
    r"remembered|notice|noticed)(?: (?:that|it|about it|if i had|something like that))?",
    r"(?:and )?(?:that s|that is|that was)? ?(?:all|it|the lot)(?: (?:really|there is(?: to it)?|"
    r"from me|of it))?|and that s that|full stop|period|end of story|simple as that|"
    r"nothing (?:else|more)(?: than that)?|don t worry(?: about me)?|no worries|not to worry",
    r"(?:boring|dull),? i know|i m (?:very |quite |pretty |rather )?(?:boring|dull|lucky|"
    r"careful(?: (?:about|with) (?:that|it|this))?|sensible)|lucky me|i ve been lucky|"
    r"as far as i can (?:tell|remember)|i m glad to say|i am happy to say|i m pleased to say",
)
_WELL_OFF = (
    rf"(?:i m|i am|i feel|i ve been|i have been|feel|feeling|we re|we are|am|everything s|"
    rf"everything is|everything|it s all|it is all|that s all|things are|all s|all is|all|"
    rf"life is|i m in|i keep|i stay|i look|i m feeling) {_VERY}{_WELL}"
    r"(?: (?:thanks?(?: you)?|in (?:myself|that (?:way|respect|department|regard))|"
    r"on that (?:front|"
    r"score)|there|here|with me|otherwise|really|as a (?:\w+)|enough|generally|so far as i know))*",
    rf"{_OWN} (?:is|are|s|feels?|seems?|has (?:always )?been|have (?:always )?been|works?)? ?"
    rf"{_VERY}(?:{_WELL}|working|works?)",
    rf"(?:perfectly |completely |totally |quite |all |very |otherwise )*{_WELL}",
    r"everything works|i m (?:a )?(?:very |perfectly |really )?(?:healthy|happy|normal|calm) "
    r"(?:person|man|woman|human|chap|bloke|guy|sort|lad|girl|soul)",
    r"(?:a )?clean bill of health|never (?:felt )?better|i love (?:my )?life|life is good|"
    r"right as rain|knock wood|i wish",
    r"i (?:wouldn|would) ?(?:t|not) say (?:so|that)|i doubt (?:it|that|so)|i don t (?:think|"
    r"believe|"
    r"suppose) (?:so|that|i do|i have|i am)",
    r"(?:but |only |just |simply |it s |it is |that s |i have |i ve got |i ve |the |my |a |some |"
    r"plain |really |always |very |so |this |all |is )*"
    r"(?:(?:bad|poor|lousy|broken|light|rotten|terrible|rough|sleepless|short|awful) "
    r"(?:sleep(?:er|ing)?|nights?)|insomnia|sleep(?:ing)? (?:problems?|trouble|issues?)|"
    r"trouble sleeping|(?:trouble|problems?|difficulty|issues?) (?:with )?(?:my )?(?:sleep(?:ing)?|"
    r"falling asleep|staying asleep|getting to sleep|nodding off at night)|the sleep|sleep thing|"
    r"sleeplessness|can t sleep)(?: (?:thing|problem|really))*",
    r"(?:but |only |just |simply |really |that )*i (?:just |only |simply |really |do )*"
    r"(?:sleep|slept|am sleeping|lie|can t|cannot|don t|wake|struggle) ?(?:so |very |really |too |"
    r"pretty |just |a bit |not )*(?:badly|poorly|lightly|terribly|awfully|rotten|rough|little|"
    r"fine|well|okay|ok|soundly|sleep(?: well| much| enough| properly)?|still|awake|"
    r"get to sleep|fall asleep|drop off|like a (?:log|baby|stone|top)|too early|at night|"
    r"to (?:sleep|get to sleep|fall asleep|drop off|nod off)|in the night|a lot at night)"
    r"(?: (?:at night|in the night|all night|for hours|in bed))*",
    r"(?:but |only |just |simply |really |it s |always |i feel |i get |i m |i am |that )*"
    r"(?:(?:very |so |really |a bit |a little |bit |always |quite |rather |pretty |just |plain )*"
    r"(?:tired|weary|stressed|worried|busy|nervous|bored|grumpy|fed up(?: with not sleeping)?)"
    r"(?: (?:of not sleeping|from not sleeping|at times|at work|with work|about work|"
    r"from work|these days|as everyone|like everyone|a lot))*)",
    r"(?:but )?i (?:want|would like|d like|need) (?:to )?sleep(?: better| more)?",
    r"(?:and |or )?(?:nobody|no one|none) (?:else )?(?:in|of) (?:my|the|our) family(?: (?:has|have|"
    r"had|did|does|either))*(?: either)?",
)
_OF_A_DENIAL = (
    "a an the any my our such other else one ones anything something anyone anybody thing things "
    "stuff kind kinds sort sorts type types like of or nor and either neither no not never none "
    "nothing ever even at all whatsoever whatever really previous sign signs history hint trouble "
    "troubles problem problems issue issues difficulty difficulties with in that those these them "
    "this it me there list nature"
)
_OF_A_SENTENCE = (
    f"{_OF_A_DENIAL} do does did done have has had having been be being am is are was were get "
    "gets got getting feel felt suffer suffered suffering from for to on at about experienced "
    "experience said say says told tell mentioned mention noticed notice complained heard seen "
    "spoken spoke suggested so s ve"
)
_NOT_FIRST = r"(?! (?:at (?!all\b)|in|on|with|for|from|to|about|so|(?:it|them|this|that|me) \w))"
"""What would limit a denial: "not on the motorway", "not that bad"."""
_NO_THING = (
    r"(?:no|none|nothing|never(?: (?:any|had|been|have|did|have had|have been))?|not (?:any|a|"
    r"an|had|"
    r"been|even a|even any)|neither|zero|not(?! (?:t\b|\w+ing\b)))"
)
_AUX = (
    r"(?:(?:ve|have|has|had|m|am|s|is|are|was|were|do|did|really|just|certainly|definitely|"
    r"honestly|"
    r"personally|simply|also) )"
)
_WHO = r"(?:i|we|there|nobody|no one|no doctor|anyone)"
_I_DO_NOT = (
    rf"(?:(?:{_WHO} )?{_AUX}*(?:don|doesn|didn|haven|hasn|hadn|isn|aren|wasn|weren) t|"
    rf"(?:{_WHO} {_AUX}*|{_AUX}+)(?:not|never|no|none|nothing)|never|nothing)"
)
_NOBODY = r"(?:nobody|no one|no doctor|none of them)(?: (?:s|ve))?"
_NEUTRAL = (
    "i m am ve have has got been be is are was s re my the a an of on in at with for to as like it "
    "that this there here me we our you they he she very quite so really pretty perfectly just "
    "only simply always all both rather own one thing things day days whole feel feeling felt keep "
    "stay actually truly generally usually mostly enough if anything life health person man woman "
    "guy chap bloke mum dad can say think guess now most everything myself which who what bit and "
    "or too much lot than them up still during everywhere doing"
)
_BESIDE = (
    r"fine|good|great|grand|okay|ok|well|healthy|happy|content|cheerful|normal|normally|lucky|"
    r"fit|sane|sensible|boring|alright|all right|love|loving|enjoy|enjoying|steady|calm|active|"
    r"worry|worries|worried|worrier|stress|stressed|tired|weary|busy|nervous|fed up|bored|coping|"
    r"(?:bad|poor|poorly|light|rotten|terrible|terribly|lousy|broken|short|good|deep|heavy|quiet) "
    r"(?:sleep|sleeper|sleeping|nights?|spell)|insomnia|insomniac|sleepless(?:ness)?|"
    r"sleep (?:is|s|has been) (?:bad|poor|rubbish|terrible|awful|broken|light|short|off)|"
    r"(?:not|can t|cannot|don t|couldn t|never|hardly|barely|isn t|doesn t) (?:really |quite |"
    r"always |just |even )?(?:sleeping|sleep|nap|switch off|relax|get to sleep|fall asleep|"
    r"drop off)|sleep(?:ing)?(?: (?:so|very|really|too|pretty|quite|rather))? (?:badly|poorly|"
    r"lightly|terribly|well|fine|soundly|little|deeply|rough|okay|ok)|awake|"
    r"(?:trouble|problems?|difficulty) sleeping|live for|looking forward|my head that keeps me "
    r"(?:up|awake)|(?:thoughts|worries|worrying|thinking) (?:that )?keeps? me (?:up|awake)"
)
"""Single words and turns of a remark that takes nothing back; a denial among them would."""


_YES = (
    r"(?:yes|yeah|yep|yup|yea|aye|sure|certainly|of course|absolutely|definitely|correct|indeed|"
    r"true|right|exactly|both(?: of (?:them|those|that))?|it (?:is|does)|i (?:do|am)|they are|"
    r"that s (?:right|true|so|correct)|to (?:both|all of (?:it|that))|all of (?:it|that))",
    r"um|uh|er|erm|oh|ah|hm|hmm|well|ok|okay|and|very much so|thank (?:god|goodness|you)|thanks|"
    r"luckily|fortunately|i(?: am|m) glad to say|i promise|without (?:fail|exception)|please",
)


def is_plain_no(
    words: str,
    *,
    denied: Sequence[str] = (),
    beside: Sequence[str] = (),
    harmless: Sequence[str] = (),
    past: bool = False,
) -> bool:
    """Whether every clause of an answer denies, restates the question denied, or is harmless.

    Args:
        words: as they were said; that they begin with a no or end in one is known.
        denied: patterns of single words that the question's own words are made of.
        beside: patterns of words that are harmless beside a no to this very question; without any,
            a remark on one's health or sleep is none.
        harmless: patterns of whole phrases that are.
        past: whether what is long over is a no to it, said in the question's own words.
    """
    if words.lower().strip(" .,!") in _BARE:
        return True
    return _is_all_known(words, _in_a_no(tuple(denied), tuple(beside), tuple(harmless), past=past))


def is_plain_yes(words: str, *, harmless: Sequence[str] = ()) -> bool:
    """Whether every clause of an answer affirms, or is known to be harmless beside a yes to it."""
    return _is_all_known(words, (_compiled((*_YES, *harmless)),))


def rest_of_no(words: str) -> str:
    """What was said after the no that an answer begins with, as it was said; empty for nothing."""
    return _OPENING_NO.sub("", " ".join(words.split())).strip(" ,.;:!?-")


def _is_all_known(words: str, known: Sequence[re.Pattern[str]]) -> bool:
    clauses = [" ".join(re.findall(r"[a-z0-9]+", each)) for each in _CLAUSE.split(words.lower())]
    clauses = [_LEADS_IN.sub("", _STUTTER.sub(r"\1", each), count=1) for each in clauses if each]
    if not clauses or any(len(each.split()) > MOST_WORDS for each in clauses):
        return False
    return all(_is_made_of(each, known) for each in clauses)


def _is_made_of(clause: str, known: Sequence[re.Pattern[str]]) -> bool:
    """Whether a clause of plain words is one known phrase after another, with nothing between."""
    ends = [each.end() for each in re.finditer(r"\w+", clause)]
    reached = {0}
    for end in ends:
        if any(each.fullmatch(clause, start, end) for start in reached for each in known):
            reached.add(end + 1)
    return len(clause) + 1 in reached


@lru_cache(maxsize=64)
def _in_a_no(
    denied: tuple[str, ...], beside: tuple[str, ...], harmless: tuple[str, ...], *, past: bool
) -> tuple[re.Pattern[str], ...]:
    """The phrases of a plain no: those of any question, compiled once for all, and its own."""
    own = "|".join(denied) or r"(?!)"
    short = rf"(?:{'|'.join(_OF_A_DENIAL.split())}|{own})"
    long = rf"(?:{'|'.join(_OF_A_SENTENCE.split())}|{own})"
    content = rf"(?:{'|'.join((_BESIDE, *beside))})(?!\w)"
    neutral = rf"(?:{'|'.join(_NEUTRAL.split())})(?!\w)"
    remark = rf"(?:{neutral} )*{content}(?: (?:{content}|{neutral}))*"
    phrases = [
        *((remark,) if beside else ()),
        *harmless,
        rf"{_NO_THING}{_NOT_FIRST}(?: {short}(?!\w))+",
        rf"{_I_DO_NOT}{_NOT_FIRST}(?: {long}(?!\w))+",
        rf"{_NOBODY}(?: {long}(?!\w))+",
    ]
    if past:
        phrases.append(
            rf"(?:(?:i|we) )?(?:had|did|have had|used to|worked|drove|walked|was|were)"
            rf"(?: {long}(?!\w))* (?:as a (?:child|kid|teenager|student|boy|girl)|"
            r"(?:\w+ )?(?:\w+ )?(?:years|decades|ages|a long time) ago|in my (?:teens|twenties|"
            r"youth))"
        )
    shared = ((*_DENIALS, *_HARMLESS, _FILLERS), *((_WELL_OFF,) if beside else ()))
    return tuple(_compiled(each) for each in (*shared, tuple(phrases)))


@lru_cache(maxsize=64)
def _compiled(phrases: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{each})" for each in phrases))
