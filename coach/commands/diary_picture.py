"""Paints the nights of a diary as a PNG: hours, sleep efficiency, and the time of getting up.

Called by `coach diary --plot FILE`. Three pictures one above the other, as wide as a phone; the
colours are told apart by colour-blind people too (Okabe and Ito's), and shapes say the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from agendas.schedule import ScheduleRules
from coach.commands.diary_plot import Drawn, clock_of, hours_across, minutes_from_noon
from coach.commands.night_table import clock_cell, night_name

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_WIDTH_IN, _HEIGHT_IN, _DOTS_PER_IN = 5.4, 8.4, 200
"""1080 by 1680 points, which fills a phone held upright."""
_AXIS_TICKS = 6


@dataclass(frozen=True)
class _Colours:
    ground: str
    ink: str
    faint: str
    asleep: str
    in_bed: str
    window: str


LIGHT = _Colours("#ffffff", "#1a1a1a", "#767676", "#0072b2", "#e69f00", "#1a1a1a")
DARK = _Colours("#121212", "#f2f2f2", "#9a9a9a", "#56b4e9", "#e69f00", "#f2f2f2")


def paint(
    nights: Sequence[Drawn],
    rules: ScheduleRules | None,
    file: Path,
    *,
    title: str,
    dark: bool,
    twelve: bool,
) -> None:
    """Writes the picture over whatever the file held.

    `rules` give the two lines of the efficiency; a programme without a schedule has none.

    Raises:
        OSError: the file cannot be written.
    """
    # A heavy import, for this alone.
    from matplotlib.figure import Figure

    colours = DARK if dark else LIGHT
    figure = Figure((_WIDTH_IN, _HEIGHT_IN), dpi=_DOTS_PER_IN, facecolor=colours.ground)
    axes = figure.subplots(3, 1, sharex=True, height_ratios=(5, 4, 4))
    figure.suptitle(title, color=colours.ink, fontsize=12, x=0.02, ha="left")
    _hours(axes[0], nights, colours)
    _efficiency(axes[1], nights, rules, colours)
    _rising(axes[2], nights, colours, twelve=twelve)
    for each in axes:
        _plain(each, colours)
    _days(axes[2], nights, colours)
    figure.tight_layout(rect=(0, 0, 1, 0.99), h_pad=1.2)
    figure.savefig(file, format="png", facecolor=colours.ground)


def _hours(axes: "Axes", nights: Sequence[Drawn], colours: _Colours) -> None:
    told = [(at, each) for at, each in enumerate(nights) if each.in_bed_min is not None]
    days = [at for at, _ in told]
    axes.bar(
        days,
        [(each.in_bed_min or 0) / 60 for _, each in told],
        color=colours.in_bed,
        hatch="///",
        edgecolor=colours.ground,
        linewidth=0,
        width=0.8,
        label="in bed, awake",
    )
    axes.bar(
        days,
        [(each.asleep_min or 0) / 60 for _, each in told],
        color=colours.asleep,
        width=0.8,
        label="asleep",
    )
    planned = [at for at, each in enumerate(nights) if each.window_min is not None]
    if planned:
        axes.hlines(
            [(nights[at].window_min or 0) / 60 for at in planned],
            [at - 0.5 for at in planned],
            [at + 0.5 for at in planned],
            color=colours.window,
            linewidth=1.8,
            label="planned time in bed",
        )
    axes.set_ylim(0, hours_across(nights) + 0.3)
    axes.set_title("hours", loc="left", color=colours.ink, fontsize=10)
    _legend(axes, colours)


def _efficiency(
    axes: "Axes", nights: Sequence[Drawn], rules: ScheduleRules | None, colours: _Colours
) -> None:
    known = [(at, each.percent) for at, each in enumerate(nights) if each.percent is not None]
    counting = [(at, percent) for at, percent in known if nights[at].counts]
    other = [(at, percent) for at, percent in known if not nights[at].counts]
    axes.plot(*_columns(known), color=colours.asleep, linewidth=1)
    axes.plot(*_columns(counting), "o", color=colours.asleep, markersize=4, label="a night")
    if other:
        axes.plot(
            *_columns(other),
            "o",
            markerfacecolor=colours.ground,
            color=colours.asleep,
            markersize=4,
            label="does not count",
        )
    if rules is not None:
        _line(axes, rules.titration.extend_percent, "--", colours)
        _line(axes, rules.titration.tighten_below_percent, ":", colours)
    least = min([percent for _, percent in known], default=60)
    axes.set_ylim(min(60, least - 5), 101)
    axes.set_title("per cent of the time in bed asleep", loc="left", color=colours.ink, fontsize=10)
    if other:
        _legend(axes, colours)


def _line(axes: "Axes", percent: int, dashes: str, colours: _Colours) -> None:
    axes.axhline(percent, color=colours.in_bed, linestyle=dashes, linewidth=1.5)
    axes.annotate(
        f"{percent}",
        (1.0, percent),
        xycoords=("axes fraction", "data"),
        xytext=(3, 0),
        textcoords="offset points",
        color=colours.ink,
        fontsize=8,
        va="center",
    )


def _rising(axes: "Axes", nights: Sequence[Drawn], colours: _Colours, *, twelve: bool) -> None:
    rose = [(at, each.rose_min) for at, each in enumerate(nights) if each.rose_min is not None]
    axes.plot(*_columns(rose), "D", color=colours.asleep, markersize=3.5, label="got up")
    planned = [
        (at, minutes_from_noon(each.planned_rise))
        for at, each in enumerate(nights)
        if each.planned_rise is not None
    ]
    if planned:
        axes.hlines(
            [minute for _, minute in planned],
            [at - 0.5 for at, _ in planned],
            [at + 0.5 for at, _ in planned],
            color=colours.window,
            linewidth=1.8,
            label="planned",
        )
    minutes = [minute for _, minute in (*rose, *planned)]
    if minutes:
        first, last = min(minutes) // 60, -(-max(minutes) // 60)
        last = max(last, first + 1)
        step = -(-(last - first) // _AXIS_TICKS)
        ticks = [hour * 60 for hour in range(first, last + 1, step)]
        axes.set_yticks(ticks, [clock_cell(clock_of(each), twelve=twelve) for each in ticks])
        axes.set_ylim(last * 60 + 15, first * 60 - 15)
    axes.set_title("getting up", loc="left", color=colours.ink, fontsize=10)
    _legend(axes, colours)


def _columns(points: Sequence[tuple[int, int]]) -> tuple[list[int], list[int]]:
    return [at for at, _ in points], [value for _, value in points]


def _legend(axes: "Axes", colours: _Colours) -> None:
    axes.legend(
        loc="lower right",
        bbox_to_anchor=(1, 1),
        ncols=3,
        fontsize=8,
        frameon=False,
        borderpad=0,
        labelcolor=colours.ink,
        handlelength=1.2,
        columnspacing=1,
    )


def _plain(axes: "Axes", colours: _Colours) -> None:
    axes.set_facecolor(colours.ground)
    axes.tick_params(colors=colours.ink, labelsize=8, length=2)
    axes.grid(axis="y", color=colours.faint, alpha=0.35, linewidth=0.5)
    axes.set_axisbelow(True)
    for side, spine in axes.spines.items():
        spine.set_visible(side == "bottom")
        spine.set_color(colours.faint)


def _days(axes: "Axes", nights: Sequence[Drawn], colours: _Colours) -> None:
    step = max(1, -(-len(nights) // _AXIS_TICKS))
    at = list(range(0, len(nights), step))
    axes.set_xticks(at, [night_name(nights[each].night)[4:] for each in at], color=colours.ink)
    axes.set_xlim(-0.6, len(nights) - 0.4)
