"""Judges words in the light of the talk so far: signals that add up, what was told, what was asked.

Called through `safety.gates.hear`, after the single utterance was judged. It only ever makes a
verdict safer, and keeps marks from turn to turn, never words.
"""

import re
from dataclasses import replace

from safety import grounds
from safety.policy import InputRule, Policy
from safety.verdict import Action, Category, Heard

TOLD = "told"
"""Danger was heard in this talk, one's own or another's."""
ASKED = "asked"
"""The plain question about one's own life was asked."""
FROM_TALK = "asked_from_talk"
"""It was asked because of the talk as a whole, not because of the very words before it."""
GUESSED = "guessed"
"""It was asked on a likelihood alone."""
LIGHT = "light"
"""Something was said with death in it, and taken as humour."""
NAMED = "named"
"""A medicine or supplement was named; followed by how many turns it still counts."""
REFUSED = "refused"
"""Something was turned down; followed by the rule and how many turns it still counts."""
FICTION = "fiction"
"""A game, a story or a friend was spoken of."""
DEPARTING = "departing"
"""A move, a change of work, a journey was spoken of: a harmless ground for leaving things."""
SIGN = "sign"
OWN = "signal"
OTHERS = "others"

_GOING_ON = (Action.CONTINUE, Action.CONTINUE_WITH_NOTE)
_PRESSED = frozenset(
    {
        Category.MEDICATION,
        Category.SUPPLEMENT,
        Category.DIAGNOSIS_REQUEST,
        Category.PROMPT_INJECTION,
        Category.OTHER_OUT_OF_SCOPE,
        Category.SUBSTANCE,
    }
)
"""What is turned down and may be pressed for; symptoms and feelings are not pressed for."""
_MEDICINES = frozenset({Category.MEDICATION, Category.SUPPLEMENT})
_NO_SUPPLEMENT_RULE = "medication-question"
_GRAVE_POINTS = 2
_SIGNS_NEEDED = 2
_THEIRS = (
    (re.compile(r"(?<!\S)(?:he|she|they) (?:is|are|was|were)(?!\S)"), "i am"),
    (re.compile(r"(?<!\S)(?:he|she|they) (?:has|have|had)(?!\S)"), "i have"),
    (re.compile(r"(?<!\S)(?:he|she|they) (?:does|do|did)(?!\S)"), "i do"),
    (re.compile(r"(?<!\S)(?:himself|herself|themself|themselves)(?!\S)"), "myself"),
    (re.compile(r"(?<!\S)(?:his|her|their)(?= [a-z])"), "my"),
    (re.compile(r"(?<!\S)(?:him|her|them)(?!\S)"), "me"),
    (re.compile(r"(?<!\S)(?:he|she|they)(?!\S)"), "i"),
    (re.compile(r"(?<!\S)(i (?:just |always |never |only )?)([a-z]{3,}?)s(?= )"), r"\1\2"),
)
_OWN_SUBJECT = re.compile(r"(?<!\S)(?:i|my|me|myself)(?!\S)")


def weighed(found: Heard, text: str, before: frozenset[str], policy: Policy) -> Heard:
    """The verdict on these words after what came before, with the marks that stay after it.

    Args:
        found: the verdict on the words alone.
        text: what the person said in its normal form; of a flood, its beginning.
        before: the marks of the talk so far, as an earlier verdict gave them.
        policy: the policy in force.
    """
    kept = _aged(before)
    departs = DEPARTING in kept or policy.thread_patterns[DEPARTING].search(text) is not None
    found = grounds.founded(found, text, policy, departs=departs)
    signals = _signals(text, policy, departs=departs)
    signs = _signs(found, text, policy)
    seen = kept | signals | signs
    heard = (
        _ambulance(found, seen, signs, policy)
        or _meant(found, text, kept, policy)
        or _told_before(found, text, kept, signals, policy)
        or _added_up(found, seen, signals, policy)
        or _pressed(found, text, kept, policy)
        or found
    )
    return replace(heard, marks=_after(heard, text, seen, policy))


def _aged(before: frozenset[str]) -> frozenset[str]:
    """The marks one turn on: topics count down and go."""
    kept: set[str] = set()
    for mark in before:
        name, _, rest = mark.partition(":")
        if name not in (NAMED, REFUSED):
            kept.add(mark)
            continue
        rule, _, left = rest.rpartition(":")
        if int(left) > 1:
            kept.add(f"{name}:{rule}:{int(left) - 1}")
    return frozenset(kept)


def _signals(text: str, policy: Policy, *, departs: bool) -> frozenset[str]:
    """The signals in these words, one's own and those told of somebody else."""
    patterns = policy.thread_patterns
    found: set[str] = set()
    harmless = policy.thread.leaving_signals if departs else frozenset()
    for sentence in text.split(" . "):
        if patterns["not_signals"].search(sentence):
            continue
        own = _in(sentence, policy)
        sentence = patterns["somebody"].sub("he", sentence)
        if _OWN_SUBJECT.search(sentence):
            found |= {f"{OWN}:{each}" for each in own - harmless}
        else:
            turned = _turned(sentence)
            others = _in(turned, policy) if turned != sentence else frozenset()
            found |= {f"{OTHERS}:{each}" for each in others} or {f"{OWN}:{each}" for each in own}
    return frozenset(found)


def _signs(found: Heard, text: str, policy: Policy) -> frozenset[str]:
    """The signs of the body in these words; what has passed, or was only noted, is none."""
    patterns = policy.thread_patterns
    if found.rule_id == "chest-eased" or policy.past_pattern.search(text):
        return frozenset()
    present = (s for s in text.split(" . ") if policy.denial.search(f"{s} ") is None)
    whole = " . ".join(s for s in present if not patterns["not_signs"].search(s))
    return frozenset(
        f"{SIGN}:{each.id}"
        for each in policy.thread.signs
        if patterns[f"sign:{each.id}"].search(whole)
    )


def _ambulance(
    found: Heard, seen: frozenset[str], signs: frozenset[str], policy: Policy
) -> Heard | None:
    """Signs of the body that came one by one and mean an ambulance together."""
    if found.action is Action.EMERGENCY or not signs:
        return None
    groups = [each.group for each in policy.thread.signs if f"{SIGN}:{each.id}" in seen]
    if not any(groups.count(group) >= _SIGNS_NEEDED for group in groups):
        return None
    return Heard(
        Category.RED_FLAG_EMERGENCY,
        Action.EMERGENCY,
        "thread.signs_add_up",
        policy.version,
        "emergency_medical",
    )


def _in(sentence: str, policy: Policy) -> frozenset[str]:
    patterns = policy.thread_patterns
    return frozenset(
        each.id for each in policy.thread.signals if patterns[f"signal:{each.id}"].search(sentence)
    )


def _turned(sentence: str) -> str:
    """What is said of somebody, as they would say it of themselves."""
    for pattern, to in _THEIRS:
        sentence = pattern.sub(to, sentence)
    return sentence


def _meant(found: Heard, text: str, kept: frozenset[str], policy: Policy) -> Heard | None:
    """That it was meant: of what was denied it is a disclosure, of what was a joke a question."""
    patterns = policy.thread_patterns
    if found.stops_the_agenda:
        return None
    open_still = found.action in _GOING_ON or found.is_guess
    if FICTION in kept and open_still and patterns["unmasked"].search(text):
        return _asking(policy, "thread.unmasked")
    said = {TOLD, ASKED, LIGHT} & kept
    if not said or not patterns["meant"].search(text):
        return None
    if said == {LIGHT}:
        return _asking(policy, "thread.meant")
    return Heard(
        Category.CRISIS_ACTIVE, Action.CRISIS_PROTOCOL, "thread.meant", policy.version, "crisis"
    )


def _told_before(
    found: Heard, text: str, kept: frozenset[str], signals: frozenset[str], policy: Policy
) -> Heard | None:
    """An earlier disclosure stays in force: what was ambiguous is no longer so."""
    if TOLD not in kept or found.stops_the_agenda:
        return None
    if found.script == "crisis_clarify" and _is_coded(found, policy):
        return replace(
            found,
            action=Action.CRISIS_PROTOCOL,
            rule_id="thread.told_before",
            script="crisis",
        )
    grave = _points(signals, OWN, policy) >= _GRAVE_POINTS
    if found.action in _GOING_ON and (grave or policy.thread_patterns["still"].search(text)):
        return _asking(policy, "thread.told_before")
    return None


def _is_coded(found: Heard, policy: Policy) -> bool:
    """Whether the words were ambiguous in themselves, neither denied nor long past."""
    own = {rule.id for rule, _ in policy.input_rules if rule.action is Action.CLARIFY}
    return found.action is Action.CLARIFY and found.rule_id in own


def _added_up(
    found: Heard, seen: frozenset[str], signals: frozenset[str], policy: Policy
) -> Heard | None:
    """Signals that add up to the plain question, about oneself or about somebody else."""
    if found.action not in _GOING_ON:
        return None
    rules = policy.thread
    for whose, script in ((OWN, "crisis_clarify"), (OTHERS, "third_party_clarify")):
        if not any(mark.startswith(f"{whose}:") for mark in signals):
            continue
        asked = ASKED in seen or TOLD in seen
        enough = rules.ask_at_told if asked and whose == OWN else rules.ask_at
        if _points(seen, whose, policy) >= enough and _grave(seen, whose, policy):
            return _asking(policy, f"thread.{whose}s_add_up", script)
    return None


def _points(marks: frozenset[str], whose: str, policy: Policy) -> int:
    return sum(
        _GRAVE_POINTS if each.grave else 1
        for each in policy.thread.signals
        if f"{whose}:{each.id}" in marks
    )


def _grave(marks: frozenset[str], whose: str, policy: Policy) -> bool:
    return any(each.grave and f"{whose}:{each.id}" in marks for each in policy.thread.signals)


def _pressed(found: Heard, text: str, kept: frozenset[str], policy: Policy) -> Heard | None:
    """What was turned down stays so, and a medicine named before is still what is asked about."""
    if found.action not in _GOING_ON:
        return None
    patterns = policy.thread_patterns
    topics = {mark.split(":")[1]: mark for mark in kept if mark.startswith(f"{REFUSED}:")}
    refused = [rule for rule, _ in policy.input_rules if rule.id in topics]
    named = any(mark.startswith(f"{NAMED}:") for mark in kept)
    medicine = named or any(rule.category in _MEDICINES for rule in refused)
    if medicine and patterns["medicine_more"].search(text):
        return _refused_again(_medicine_rule(refused, policy), "thread.medicine", policy)
    if patterns["about_sleep"].search(text) or not refused:
        return None
    if patterns["insists"].search(text):
        return _refused_again(refused[0], "thread.insists", policy)
    return None


def _medicine_rule(refused: list[InputRule], policy: Policy) -> InputRule:
    own = [rule for rule in refused if rule.category in _MEDICINES]
    named = (rule for rule, _ in policy.input_rules if rule.id == _NO_SUPPLEMENT_RULE)
    return own[0] if own else next(named)


def _refused_again(rule: InputRule, rule_id: str, policy: Policy) -> Heard:
    return Heard(rule.category, rule.action, rule_id, policy.version, rule.script)


def _asking(policy: Policy, rule_id: str, script: str = "crisis_clarify") -> Heard:
    return Heard(Category.CRISIS_PASSIVE, Action.CLARIFY, rule_id, policy.version, script)


def _after(heard: Heard, text: str, seen: frozenset[str], policy: Policy) -> frozenset[str]:
    """The marks after this turn. Once the question has come, signals are counted anew."""
    marks = set(seen)
    patterns = policy.thread_patterns
    asked = heard.action is Action.CLARIFY and heard.script == "crisis_clarify"
    if heard.stops_the_agenda:
        marks.add(TOLD)
    if asked:
        marks.add(ASKED)
    if heard.action is Action.CLARIFY:
        marks = (marks - {FROM_TALK, GUESSED}) | _grounds(heard)
    if heard.stops_the_agenda or (heard.action is Action.CLARIFY and not heard.is_guess):
        marks = {mark for mark in marks if mark.partition(":")[0] not in (OWN, OTHERS)}
    marks |= {mark for mark in (LIGHT, FICTION, DEPARTING) if patterns[mark].search(text)}
    turns = policy.thread.topic_turns
    if patterns["medicine"].search(text) or heard.rule_id == "thread.medicine":
        marks = _topic(marks, f"{NAMED}:", turns)
    turned_down = _turned_down(heard, seen, policy)
    if turned_down:
        marks = _topic(marks, f"{REFUSED}:{turned_down}", turns)
    return frozenset(marks)


def _grounds(heard: Heard) -> frozenset[str]:
    """What a plain question rests on, where it is not the very words before it."""
    if heard.rule_id == "thread.signals_add_up":
        return frozenset({FROM_TALK})
    return frozenset({GUESSED}) if heard.is_guess else frozenset()


def _turned_down(heard: Heard, seen: frozenset[str], policy: Policy) -> str | None:
    """The rule that turned something down: the one at work, or the one pressed against."""
    if heard.action in _GOING_ON or heard.stops_the_agenda or heard.category not in _PRESSED:
        return None
    known = {rule.id: rule for rule, _ in policy.input_rules}
    if heard.rule_id in known:
        return heard.rule_id
    before = (mark.split(":")[1] for mark in sorted(seen) if mark.startswith(f"{REFUSED}:"))
    again = next((each for each in before if known[each].category is heard.category), None)
    return again or (_NO_SUPPLEMENT_RULE if heard.category in _MEDICINES else None)


def _topic(marks: set[str], stem: str, turns: int) -> set[str]:
    """The marks with one topic fresh, however long ago it came last."""
    rest = {mark for mark in marks if mark.rpartition(":")[0] != stem}
    return rest | {f"{stem}:{turns}"}
