"""The page of `coach plan`: times, stage, lane and the next agenda; with `--why` all behind it."""

from collections.abc import Iterator

from agendas.agenda import Agenda, Item, Kind
from agendas.candidates import candidates
from agendas.day import Day
from agendas.planner import plan
from agendas.program import Program
from agendas.review import Decision, decide
from agendas.schedule import RuleId
from coach.commands.course_words import course_words, day_words
from coach.commands.who import called
from coach.dialogue.course import morning_of
from coach.dialogue.state import State
from memory.course import Plan
from safety.lanes import load_lanes
from safety.policy import load_policy

_KINDS = {
    Kind.SAFETY: "how you are",
    Kind.SCREEN: "health questions",
    Kind.REVIEW: "the week",
    Kind.FOLLOW_UP: "look back",
    Kind.BARRIER: "what gets in the way",
    Kind.OBSERVATION: "one thing seen",
    Kind.DECISION: "your schedule",
    Kind.STEP: "one step",
}
BY_HAND = "set by hand"


class Page:
    """What is shown of one person's next check-in. A model's draft is shown where one stands."""

    def __init__(self, state: State, day: Day, program: Program, tomorrow: bool) -> None:  # noqa: FBT001
        self._state = state
        self._day = day
        self._program = program
        self._tomorrow = tomorrow
        self.agenda: Agenda = plan(day, program, state.draft)

    def lines(self, *, why: bool) -> Iterator[str]:
        """The page, line by line."""
        person = self._state.person
        yield f"The plan of {called(person)}"
        yield ""
        stands = course_words(person, self._state.course, self._state.screenings, self._program)
        yield from (f"  {label + ':':<8} {words}" for label, words in stands.items())
        yield ""
        when = "Tomorrow's check-in" if self._tomorrow else "Today's check-in"
        about = f"about the night to {self._day.night:%A} {day_words(self._day.night)}"
        yield f"{when}, {about}: {self._length()}"
        yield from (f"  {number}. {line}" for number, line in enumerate(self._items(), 1))
        if why:
            yield ""
            yield from self._why()
        else:
            yield ""
            yield "`coach plan --why` shows what this rests on, and what was left out."

    def values(self) -> dict[str, object]:
        """The same, and all behind it, ready for JSON."""
        decision, current = self._decision(), self._state.course.plan
        return {
            "night": self._day.night.isoformat(),
            "tomorrow": self._tomorrow,
            "stage": self.agenda.stage,
            "lane": self._day.lane.value,
            "plan": None if current is None else _plan_values(current),
            "agenda": [_item_values(item) for item in self.agenda.items],
            "seconds": self.agenda.seconds,
            "drafted_by_model": self.agenda.drafted,
            "dropped": [{"id": d.id, "kind": d.kind, "why": d.why} for d in self.agenda.dropped],
            "candidates": [
                {"id": c.item.id, "score": c.score, "barred": c.barred}
                for c in candidates(self._day, self._program)
            ],
            "inputs": self._inputs(),
            "rules": {rule: self._explained(rule) for rule in self._rules(decision)},
            "versions": self._versions(),
        }

    def _length(self) -> str:
        minutes = max(1, round(self.agenda.seconds / 60))
        return f"about {minutes} minute{'' if minutes == 1 else 's'}"

    def _items(self) -> Iterator[str]:
        asked = self.agenda.of(Kind.QUESTION)
        for item in self.agenda.of(Kind.SAFETY):
            yield f"{_KINDS[item.kind]}: {item.reason}"
        if asked:
            yield f"last night: up to {len(asked)} questions, for what you do not tell unasked"
        for item in self.agenda.items:
            if item.kind not in {Kind.QUESTION, Kind.SAFETY}:
                yield f"{_KINDS[item.kind]}: {item.reason} [{item.id}]"

    def _why(self) -> Iterator[str]:
        decision = self._decision()
        yield "What it rests on"
        yield from (f"  {name}: {value}" for name, value in self._inputs().items())
        yield ""
        yield "The rules of the schedule"
        rules = self._rules(decision)
        yield from (f"  {rule}: {self._explained(rule)}" for rule in rules)
        if not rules:
            yield "  none has decided anything yet"
        yield ""
        yield "The road not taken"
        yield from (f"  {each.id}: {each.why}" for each in self.agenda.dropped)
        if not self.agenda.dropped:
            yield "  nothing else came into question"
        yield ""
        yield "Versions"
        yield from (f"  {name}: {value}" for name, value in self._versions().items())

    def _decision(self) -> Decision | None:
        """What the rules say as of now; it is only made in a check-in."""
        at = self._state.check_in.opened_at
        if self._program.schedule is None or at is None:
            return None
        return decide(morning_of(self._state, at, self._program), self._program.schedule)

    def _rules(self, decision: Decision | None) -> list[str]:
        current = self._state.course.plan
        fired = [] if current is None else list(current.rules)
        fired += [] if decision is None else [str(rule) for rule in decision.rules]
        return list(dict.fromkeys(fired))

    def _explained(self, rule: str) -> str:
        current = self._state.course.plan
        if current is not None and rule in current.rules and current.by:
            return f"{BY_HAND} by {current.by}: {' '.join((current.reason or '').split())}"
        known = {str(each) for each in RuleId}
        schedule = self._program.schedule
        return schedule.explain(rule) if schedule is not None and rule in known else BY_HAND

    def _inputs(self) -> dict[str, object]:
        day = self._day
        diary, adherent = day.compliance.diary, day.compliance.adherent
        inputs: dict[str, object] = {
            "stages open": ", ".join(sorted(day.open_stages)),
            "nights that count, of the last days": f"{diary.kept} of {diary.of}",
            "nights kept to the plan": f"{adherent.kept} of {adherent.of}",
            "last agreement": "none" if day.last is None else day.last.item_id,
            "review due": "none" if day.review is None else day.review.value,
        }
        decision = self._decision()
        figures = {} if decision is None else decision.figures
        return {**inputs, **day.figures.values, **figures}

    def _versions(self) -> dict[str, str]:
        lanes, current = load_lanes(), self._state.course.plan
        versions = {
            "programme": f"{self._program.label}{_signed(self._program.reviewed_by)}",
            "health questions": f"lanes {lanes.version}{_signed(lanes.reviewed_by)}",
            "safety policy": load_policy().version,
        }
        if current is not None:
            versions["the plan that stands was decided under"] = current.program_version
        return versions


def _signed(name: str | None) -> str:
    return f", reviewed by {name}" if name else ", a draft that no clinician has reviewed"


def _plan_values(current: Plan) -> dict[str, object]:
    return {
        "measure": current.measure.value,
        "action": current.action.value,
        "from_night": current.from_night.isoformat(),
        "rise_time": current.rise_time.isoformat(timespec="minutes"),
        "time_in_bed_min": current.time_in_bed_min,
        "lane": current.lane.value,
        "rules": list(current.rules),
        "figures": dict(current.figures),
        "by": current.by,
        "reason": current.reason,
        "program_version": current.program_version,
        "policy_version": current.policy_version,
    }


def _item_values(item: Item) -> dict[str, object]:
    return {
        "id": item.id,
        "kind": item.kind.value,
        "stage": item.stage,
        "weight": item.weight.value,
        "reason": item.reason,
        "data": list(item.data),
        "seconds": item.seconds,
        "done_when": item.done_when,
        "drop_when": item.drop_when,
        "technique": item.technique,
    }
