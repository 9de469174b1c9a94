"""Figures as written words: durations, clock times, shares. Speech has its own rules elsewhere."""

from datetime import time

TWELVE_HOUR_COUNTRIES = frozenset({"US", "CA", "AU", "NZ", "GB", "IE", "IN", "PH", "ZA"})
"""Where people say half past ten at night rather than 22:30; an unknown country counts as one."""


def duration(minutes: int) -> str:
    """Minutes as words: `7 hours 5 minutes`, `45 minutes`, `1 hour`.

    Negative figures do not reach a person: they make a night invalid first.
    """
    hours, rest = divmod(minutes, 60)
    parts = []
    if hours:
        parts.append(f"{hours} hour{'' if hours == 1 else 's'}")
    if rest or not hours:
        parts.append(f"{rest} minute{'' if rest == 1 else 's'}")
    return " ".join(parts)


def clock(at: time, country: str | None = None) -> str:
    """A clock time as people there write it: `10:30 pm` or `22:30`; noon and midnight by name."""
    if (at.hour, at.minute) == (0, 0):
        return "midnight"
    if (at.hour, at.minute) == (12, 0):
        return "noon"
    if country and country not in TWELVE_HOUR_COUNTRIES:
        return f"{at.hour}:{at.minute:02d}"
    half = "am" if at.hour < 12 else "pm"
    return f"{(at.hour - 1) % 12 + 1}:{at.minute:02d} {half}"


def share(percent: int) -> str:
    """A share of a hundred as words."""
    return f"{percent} percent"


def times(count: int) -> str:
    """How often: `once`, `twice`, `3 times`; 0 is `not at all`."""
    return {0: "not at all", 1: "once", 2: "twice"}.get(count, f"{count} times")


def listed(parts: tuple[str, ...] | list[str]) -> str:
    """Parts joined as a person would: `a, b and c`."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"
