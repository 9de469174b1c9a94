"""How a simulated body sleeps: a drive that debt feeds, a clock of its own, and a tense mind.

Pure; called by `evals.simulator`. A model for tests, fitted to nobody: less time in bed leaves a
debt that deepens sleep, bed before the body's own evening costs time to fall asleep, and arousal
falls with nights that keep to the plan.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

from evals.chance import sway
from memory.diary import DiaryEntry
from memory.figures import minutes_between

STEP_MIN = 5
"""Nobody tells a night more exactly than this."""
STEP = timedelta(minutes=STEP_MIN)
_MOST_DEBT_MIN = 240.0
_HALF_DAY_MIN = 12 * 60
Share = Annotated[float, Field(ge=0, le=1)]
Minutes = Annotated[int, Field(ge=0, le=720)]


class Body(BaseModel):
    """What somebody's sleep is like. Minutes are whole.

    `evening` is when their body is ready for sleep, local time; `arousal` how tense they go to
    bed, of which `calms` goes with every night kept to the plan. `woken_min` are minutes awake that
    come from outside (a baby, breathing); `wakings` how often they wake. Of what else they lie
    awake after falling asleep the share `in_between` falls into the night, the rest is its end.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    need_min: Annotated[int, Field(ge=180, le=660)]
    evening: time
    arousal: Share
    calms: Share = 0.03
    noise_min: Minutes = 20
    wakings: Annotated[int, Field(ge=0, le=15)] = 2
    woken_min: Minutes = 0
    in_between: Share = 0.6


@dataclass(frozen=True)
class Tired:
    """What a body carries from night to night: minutes of sleep owed, and how tense it is."""

    arousal: float
    debt_min: float = 0


@dataclass(frozen=True)
class Lying:
    """The times that the person chooses: instants, aware."""

    got_into_bed_at: datetime
    tried_to_sleep_at: datetime
    out_of_bed_at: datetime


@dataclass(frozen=True)
class Slept:
    """A night as it was: what the person will tell. Minutes are multiples of `STEP_MIN`."""

    lying: Lying
    sleep_onset_latency_min: int
    awakenings: int
    wake_after_sleep_onset_min: int
    final_awakening_at: datetime
    total_sleep_time_min: int

    @property
    def efficiency_percent(self) -> int:
        """Minutes asleep of those in bed."""
        in_bed = minutes_between(self.lying.got_into_bed_at, self.lying.out_of_bed_at) or 1
        return 100 * self.total_sleep_time_min // in_bed

    def matches(self, entry: DiaryEntry) -> bool:
        """Whether a diary holds this night, figure by figure."""
        return (
            entry.got_into_bed_at,
            entry.tried_to_sleep_at,
            entry.sleep_onset_latency_min,
            entry.awakenings,
            entry.wake_after_sleep_onset_min,
            entry.final_awakening_at,
            entry.out_of_bed_at,
        ) == (
            self.lying.got_into_bed_at,
            self.lying.tried_to_sleep_at,
            self.sleep_onset_latency_min,
            self.awakenings,
            self.wake_after_sleep_onset_min,
            self.final_awakening_at,
            self.lying.out_of_bed_at,
        )


def sleep(body: Body, tired: Tired, lying: Lying, tz: ZoneInfo, who: str, night: date) -> Slept:
    """The night that comes of these times; `who` and `night` settle what chance adds."""
    trying = minutes_between(lying.tried_to_sleep_at, lying.out_of_bed_at) or STEP_MIN
    early = _early_min(lying.tried_to_sleep_at.astimezone(tz).time(), body.evening)
    onset = 6 + 55 * tired.arousal * (1 + 0.4 * sway(who, night, "onset"))
    onset += 0.3 * early - 0.08 * tired.debt_min
    latency = _stepped(min(max(onset, STEP_MIN), trying / 3, 150))
    wanted = body.need_min * (1 - 0.25 * tired.arousal) + 0.25 * tired.debt_min
    wanted += body.noise_min * sway(who, night, "sleep")
    room = trying - latency - body.woken_min - STEP_MIN
    asleep = _stepped(max(min(wanted, room), STEP_MIN))
    awake = trying - latency - asleep
    between = _stepped(body.woken_min + (awake - body.woken_min) * body.in_between)
    between = min(between, awake)
    count = 0 if between == 0 else max(1, body.wakings + round(sway(who, night, "wakings")))
    return Slept(
        lying=lying,
        sleep_onset_latency_min=latency,
        awakenings=count,
        wake_after_sleep_onset_min=between,
        final_awakening_at=lying.out_of_bed_at - STEP * ((awake - between) // STEP_MIN),
        total_sleep_time_min=asleep,
    )


def after(body: Body, tired: Tired, slept: Slept, *, kept: bool) -> Tired:
    """What the night leaves behind; `kept` where it was lain as planned."""
    debt = 0.7 * tired.debt_min + 0.4 * (body.need_min - slept.total_sleep_time_min)
    change = 1 - body.calms if kept else 1 + body.calms
    return Tired(
        arousal=min(body.arousal, tired.arousal * change),
        debt_min=min(max(debt, 0.0), _MOST_DEBT_MIN),
    )


def _early_min(lights_out: time, evening: time) -> int:
    """Minutes that the light goes out before the body's own evening, 0 after it."""
    gap = 60 * evening.hour + evening.minute - 60 * lights_out.hour - lights_out.minute
    gap = (gap + _HALF_DAY_MIN) % (2 * _HALF_DAY_MIN) - _HALF_DAY_MIN
    return min(max(gap, 0), 180)


def _stepped(minutes: float) -> int:
    return round(minutes / STEP_MIN) * STEP_MIN
