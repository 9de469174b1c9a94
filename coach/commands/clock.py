"""The machine's own clock and time zone, read by the commands and handed down as values."""

from datetime import UTC, datetime

from tzlocal import get_localzone_name


def utc_now() -> datetime:
    """The current instant, aware UTC."""
    return datetime.now(UTC)


def machine_zone() -> str:
    """The IANA zone this machine runs in; "UTC" where it does not say."""
    return get_localzone_name() or "UTC"
