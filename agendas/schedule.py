"""The programme's arithmetic as data: the numbers of window, compression, adherence and stages.

A programme file holds them under `schedule:`, in the shape of `ScheduleRules`; unknown keys are
refused, and so are numbers less careful than the bounds here. Every rule has a sentence there.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

LOWEST_FLOOR_MIN = 360
"""No file may set the floor of the time in bed lower (PROTOCOL 2.4: nobody is watching)."""

Days = Annotated[int, Field(ge=1, le=92)]
Week = Annotated[int, Field(ge=1, le=7)]
Minutes = Annotated[int, Field(ge=0, le=720)]
Percent = Annotated[int, Field(ge=1, le=100)]


class RuleId(StrEnum):
    """What can decide, hold or refuse. A plan and a passage keep the ids of what did."""

    BASELINE_NIGHTS = "baseline.nights"
    BASELINE_FREE_NIGHT = "baseline.free_night"
    LANE_NO_SCREEN = "lane.no_screen"
    LANE_C = "lane.c"
    LANE_B = "lane.b"
    LANE_SHORT_SLEEP = "lane.short_sleep"
    LANE_SLEEPY = "lane.sleepy"
    LANE_SAFER = "lane.safer"
    START_WINDOW = "start.window"
    START_COMPRESSION = "start.compression"
    START_REGULARITY = "start.regularity"
    START_DECLINED = "start.declined_window"
    START_LEFT_ALONE = "start.declined_change"
    START_THIN = "start.thin_baseline"
    START_OPPORTUNITY = "start.too_little_opportunity"
    START_GAIN = "start.little_to_gain"
    PHASE_FIRST = "phase.first_cut"
    PHASE_SECOND = "phase.second_cut"
    PHASE_ENOUGH = "phase.first_was_enough"
    WINDOW_EXTEND = "window.extend"
    WINDOW_HOLD = "window.hold"
    WINDOW_TIGHTEN = "window.tighten"
    COMPRESSION_STEP = "compression.step"
    COMPRESSION_REACHED = "compression.reached"
    COMPRESSION_EXTEND = "compression.extend"
    WIDEN_WORSE = "widen.deterioration"
    HOLD_NIGHTS = "hold.insufficient_nights"
    HOLD_FROZEN = "hold.frozen"
    HOLD_ADHERENCE = "hold.adherence"
    HOLD_METRICS = "hold.metrics_disagree"
    HOLD_TOO_SOON = "hold.too_soon"
    HOLD_FIRST_DAYS = "hold.first_days"
    HOLD_FLOOR = "hold.floor"
    HOLD_CEILING = "hold.ceiling"
    HOLD_CONTENT = "hold.content"
    HOLD_DECLINED = "hold.declined"
    HOLD_REFERRED = "hold.referred"
    HOLD_SAFETY = "hold.safety"
    HOLD_ALERT = "hold.alert"
    HOLD_REGULARITY = "hold.regularity"
    HOLD_STEP_DECLINED = "hold.declined_step"
    HOLD_FINISHED = "hold.finished"
    FROZEN_AWAY = "frozen.away"
    FROZEN_RETURNED = "frozen.returned"
    FROZEN_CLOCKS = "frozen.clocks_changed"
    FROZEN_ZONE = "frozen.zone_changed"
    SUSPEND_SLEEPINESS = "suspend.sleepiness"
    RESUME_COMPRESSION = "resume.compression"
    RESUME_ALERT = "resume.alert"
    MOVE_RISE_TIME = "move.rise_time"
    NON_RESPONSE = "refer.non_response"
    DETERIORATION = "refer.deterioration"
    REFER_OVER = "refer.over"
    PAUSE_AWAY = "pause.away"
    PAUSE_OVER = "pause.over"
    ENTER_S1 = "stage.s1_basics_told"
    ENTER_S2 = "stage.s2_baseline_done"
    ENTER_S3 = "stage.s3_week_after_schedule"
    ENTER_S4 = "stage.s4_wind_down_seen"
    EXIT_S3_PRACTISED = "stage.s3_practised"
    EXIT_S3_DECLINED = "stage.s3_declined"
    EXIT_S4 = "stage.s4_experiment_reported"
    ENTER_S5_ADHERENT = "stage.s5_steady_weeks"
    ENTER_S5_EFFICIENCY = "stage.s5_efficiency_twice"
    EXIT_S5 = "stage.s6_steady_and_content"
    EXIT_WEEK_8 = "stage.s6_week_eight"
    ENTER_S7 = "stage.s7_plan_saved"
    EXIT_S7 = "stage.s7_ended"
    REOPEN_BAD_NIGHTS = "reopen.bad_nights"
    REOPEN_CREEP = "reopen.time_in_bed_creeps"
    REFUSE_FLOOR = "refuse.floor"
    REFUSE_LANE = "refuse.lane"
    REFUSE_TOO_FAST = "refuse.too_fast"
    REFUSE_SAFETY_HOLD = "refuse.safety_hold"


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Sourced(_Record):
    source: str


class WeekRules(_Sourced):
    """What a week must hold before it may change anything: most of its nights at least."""

    valid_nights: Annotated[int, Field(ge=4, le=7)]
    adherent_nights: Annotated[int, Field(ge=4, le=7)]
    review_days: Days


class StartRules(_Sourced):
    """How the baseline becomes a first time in bed. Minutes, but for the counts of nights."""

    valid_nights: Days
    of_last_nights: Days
    thin_valid_nights: Days
    thin_after_days: Days
    above_sleep_min: Minutes
    round_to_min: Annotated[int, Field(ge=5, le=30)]
    floor_min: Annotated[int, Field(ge=LOWEST_FLOOR_MIN, le=720)]
    cap_min: Annotated[int, Field(ge=LOWEST_FLOOR_MIN, le=720)]
    least_gain_min: Minutes
    shortest_mean_sleep_min: Annotated[int, Field(ge=300, le=720)]
    phase_above_min: Annotated[int, Field(ge=0, le=120)]

    @model_validator(mode="after")
    def _in_order(self) -> "StartRules":
        if self.cap_min < self.floor_min:
            raise ValueError("'cap_min' lies under 'floor_min'")
        if not self.thin_valid_nights < self.valid_nights <= self.of_last_nights:
            raise ValueError("wanted: thin_valid_nights < valid_nights <= of_last_nights")
        return self


class CompressionRules(_Sourced):
    """The gentle way: a step a week towards the sleep and a little more."""

    above_sleep_min: Annotated[int, Field(ge=30, le=120)]
    step_min: Annotated[int, Field(ge=5, le=30)]


class TitrationRules(_Sourced):
    """Weekly change of a window by the ratio of the week's sums, in whole per cent."""

    extend_percent: Percent
    tighten_below_percent: Percent
    step_min: Annotated[int, Field(ge=5, le=15)]
    days_between: Annotated[int, Field(ge=7, le=28)]
    no_cut_days: Annotated[int, Field(ge=10, le=28)]


class SuspensionRules(_Sourced):
    """After sleepiness: how long to wait, and how far above the old window to stay."""

    resume_after_days: Annotated[int, Field(ge=7, le=92)]
    resume_above_min: Minutes


class FreezeRules(_Sourced):
    """How long nothing changes after travel, illness or a change of the clocks."""

    days: Annotated[int, Field(ge=7, le=28)]


class AdherenceRules(_Sourced):
    """What a night in keeping with the plan is. Later to bed than planned always is."""

    rise_within_min: Annotated[int, Field(ge=0, le=60)]
    rise_within_strict_min: Minutes
    early_to_bed_min: Annotated[int, Field(ge=0, le=60)]
    long_nap_min: Minutes


class StageRules(_Sourced):
    """When a stage begins and ends."""

    skills_after_days: Days
    thoughts_after_days: Days
    practice_days_a_week: Week
    adherent_weeks: Days
    efficiency_weeks: Days
    steady_weeks: Days
    schedule_days: Annotated[int, Field(ge=14, le=365)]
    booster_weekly_reviews: Days
    booster_review_days: Days


class NonResponseRules(_Sourced):
    """When the programme stops tightening because it does not help. Points of efficiency."""

    adherent_weeks: Days
    gain_points: Percent


class DeteriorationRules(_Sourced):
    """When the person gets worse, and how much is given back."""

    reviews: Days
    day_impact_points: Annotated[int, Field(ge=1, le=10)]
    widen_min: Minutes


class ReopenRules(_Sourced):
    """When the schedule is taken up again in the booster stage."""

    bad_nights_a_week: Week
    weeks: Days
    bad_night_below_percent: Percent
    creep_min: Minutes


class Rule(_Sourced):
    """What one rule id means, in a plain sentence for the person."""

    says: Annotated[str, Field(min_length=1, pattern=r"\S")]


class ScheduleRules(_Record):
    """Every number and every sentence of the schedule; `version` is the programme's own."""

    week: WeekRules
    start: StartRules
    compression: CompressionRules
    titration: TitrationRules
    suspension: SuspensionRules
    freeze: FreezeRules
    adherence: AdherenceRules
    stages: StageRules
    non_response: NonResponseRules
    deterioration: DeteriorationRules
    reopen: ReopenRules
    rules: Mapping[RuleId, Rule]

    @model_validator(mode="after")
    def _every_rule_is_explained(self) -> "ScheduleRules":
        missing = [str(rule) for rule in RuleId if rule not in self.rules]
        if missing:
            raise ValueError(f"no sentence for {', '.join(missing)}")
        if self.titration.tighten_below_percent > self.titration.extend_percent:
            raise ValueError("titration: 'tighten_below_percent' lies above 'extend_percent'")
        return self

    def explain(self, rule: str) -> str:
        """The plain sentence of a rule id; KeyError or ValueError for one that is none."""
        return self.rules[RuleId(rule)].says
