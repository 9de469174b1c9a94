"""Plans one check-in: which of the candidates, in which order, and why each is there today.

Deterministic: same inputs, same agenda. Asked by the engine at every turn and by `coach plan`. A
model's `Draft` may choose among the candidates and their wordings; what does not fit is not taken.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from agendas.agenda import ORDER, SUBSTANCE, Agenda, Dropped, Item, Kind, Weight
from agendas.candidates import Candidate, candidates
from agendas.day import Day
from agendas.draft import Draft
from agendas.figures import Figures
from agendas.program import Program
from agendas.steps import Step

ONE_OF_A_KIND = "another was worth more today"
TOO_MANY = "so many items fit into one check-in"
TOO_LONG = "the check-in would get too long"
DECISION_FIRST = "a decision about the schedule is told today"


def plan(day: Day, program: Program, draft: Draft | None = None) -> Agenda:
    """The agenda of one check-in: safety, then the diary, one look back, one sight, one step.

    A draft that does not fit the candidates of today is left aside whole.
    """
    found = candidates(day, program)
    used = draft if draft is not None and not refusals(draft, found, program) else None
    chosen, dropped = _chosen(found, day, program, used)
    return Agenda(
        night=day.night,
        stage=day.shown or day.person.stage,
        program=program.label,
        items=tuple(sorted(chosen, key=lambda item: ORDER[item.kind])),
        dropped=tuple(dropped),
        drafted=used is not None,
    )


def refusals(draft: Draft, found: Sequence[Candidate], program: Program) -> tuple[str, ...]:
    """Why a draft cannot be used on a day with these candidates; empty where it can."""
    free = {each.item.id: each for each in open_to_choice(found)}
    wanted = [each.item_id for each in draft.items]
    reasons = [
        f"{each!r} is none of the items to choose from" for each in wanted if each not in free
    ]
    reasons += [f"{each!r} stands twice" for each in set(wanted) if wanted.count(each) > 1]
    kinds = [free[each].item.kind for each in wanted if each in free]
    for each in draft.items:
        has = len(program.step(each.item_id).say) if program.has_step(each.item_id) else 0
        if each.wording > has:
            reasons.append(f"{each.item_id!r} has no wording {each.wording}, but {has}")
    if kinds.count(Kind.STEP) > 1:
        reasons.append("more than one step: choose one")
    if kinds.count(Kind.OBSERVATION) > 1:
        reasons.append("more than one observation: choose one")
    return tuple(reasons)


def open_to_choice(found: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """The candidates a model may choose among: what is possible today and no must.

    Where a must is due it takes the step's place, so that no other step is open.
    """
    able = [each for each in found if each.barred is None]
    bound = any(
        each.item.kind is Kind.DECISION
        or (each.item.kind is Kind.STEP and each.item.weight is Weight.MUST)
        for each in able
    )
    return tuple(
        each
        for each in able
        if (each.item.kind is Kind.STEP and not bound)
        or (each.item.kind is Kind.OBSERVATION and each.item.id != "observe")
    )


def _chosen(
    found: Sequence[Candidate], day: Day, program: Program, draft: Draft | None
) -> tuple[list[Item], list[Dropped]]:
    chosen: list[Item] = []
    dropped: list[Dropped] = []
    limits = program.limits
    small = day.compliance.is_low(limits)
    room = limits.small_items if small else limits.substantive_items
    reviewed = day.review is not None
    for each in _in_order(found, draft):
        item, why = each.item, each.barred
        if why is None and item.kind in SUBSTANCE:
            seconds = sum(i.seconds for i in chosen) + item.seconds
            limit_s = limits.review_seconds if reviewed else limits.seconds
            over = seconds > limit_s and not _is_first(day)
            why = _too_much(item, chosen, room, over=over, decided=day.is_told)
        if why is not None:
            dropped.append(Dropped(item.id, item.kind, why))
        else:
            chosen.append(_worded(item, draft))
    return chosen, dropped


def _in_order(found: Sequence[Candidate], draft: Draft | None) -> Iterator[Candidate]:
    """What is asked, then the step, which is never left out; then the rest by score."""
    wanted = {each.item_id for each in draft.items} if draft else frozenset()
    step_kinds = {Kind.DECISION, Kind.STEP}
    yield from (each for each in found if each.item.kind not in SUBSTANCE)
    rest = sorted(
        (each for each in found if each.item.kind in SUBSTANCE),
        key=lambda each: (
            each.item.kind not in step_kinds,
            each.item.kind is not Kind.DECISION,
            each.item.id not in wanted,
        ),
    )
    yield from rest


def _too_much(
    item: Item, chosen: Sequence[Item], room: int, *, over: bool, decided: bool
) -> str | None:
    kinds = [each.kind for each in chosen]
    if item.kind is Kind.STEP and Kind.DECISION in kinds and not decided:
        return DECISION_FIRST
    if item.kind in kinds:
        return ONE_OF_A_KIND
    if sum(kind in SUBSTANCE for kind in kinds) >= room:
        return TOO_MANY
    return TOO_LONG if over and item.kind not in {Kind.DECISION, Kind.STEP} else None


def _is_first(day: Day) -> bool:
    """The first check-in takes the basics as well: its length is not the usual one."""
    return day.person.stage == "S0"


def _worded(item: Item, draft: Draft | None) -> Item:
    return item if draft is None else replace(item, wording=draft.wording(item.id))


def kept(step: Step, figures: Figures) -> bool | None:
    """Whether the diary itself shows an agreement kept; None when it cannot show it."""
    if step.kept_when is None or figures.values.get(step.kept_when.figure) is None:
        return None
    return step.kept_when.holds(figures.values)
