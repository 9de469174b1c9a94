"""Countries and time zones out of a person's own words, from the tables that come with tzdata.

Called for the basics of S0. It guesses no zone: a country with several clocks is asked about.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from importlib.resources import files
from zoneinfo import ZoneInfo

DAYS_AHEAD = 366

ALIASES: Mapping[str, str] = {
    "uk": "GB", "britain": "GB", "great britain": "GB", "united kingdom": "GB", "england": "GB",
    "scotland": "GB", "wales": "GB", "northern ireland": "GB",
    "us": "US", "usa": "US", "america": "US", "states": "US", "the states": "US",
    "united states of america": "US",
    "holland": "NL", "the netherlands": "NL", "czech republic": "CZ", "czechia": "CZ",
    "south korea": "KR", "korea": "KR", "uae": "AE", "emirates": "AE", "turkey": "TR",
    "new zealand": "NZ", "republic of ireland": "IE", "eire": "IE", "bosnia": "BA",
    "russia": "RU", "vietnam": "VN", "taiwan": "TW", "hong kong": "HK",
}  # fmt: skip
"""What people call their country where the table's name differs."""
_STATES_OF: Mapping[str, tuple[str, ...]] = {
    "America/New_York": (
        "connecticut", "delaware", "maine", "maryland", "massachusetts", "new hampshire",
        "new jersey", "new york state", "north carolina", "ohio", "pennsylvania", "rhode island",
        "south carolina", "vermont", "virginia", "washington dc", "washington d c",
        "west virginia",
    ),
    "America/Chicago": (
        "alabama", "arkansas", "illinois", "iowa", "louisiana", "minnesota", "mississippi",
        "missouri", "oklahoma", "wisconsin",
    ),
    "America/Denver": ("colorado", "montana", "new mexico", "utah", "wyoming"),
    "America/Phoenix": ("arizona",),
    "America/Los_Angeles": ("california", "washington", "washington state"),
    "Pacific/Honolulu": ("hawaii",),
}  # fmt: skip
_STATES: Mapping[str, str] = {name: zone for zone, names in _STATES_OF.items() for name in names}
"""The states of the US that keep one clock, with its zone. Georgia is a country too: not here."""
_STATES_OF_TWO_CLOCKS = (
    "alaska", "florida", "idaho", "indiana", "kansas", "kentucky", "michigan", "nebraska",
    "nevada", "north dakota", "oregon", "south dakota", "tennessee", "texas",
)  # fmt: skip


def country_in(words: str) -> str | None:
    """The ISO 3166 alpha-2 code of the one country named; None for none or several."""
    # "US" in capitals is a country, "us" in "call us" is not.
    found = {"US"} if re.search(r"\bU\.?S\.?(A\.?)?(?=\W|$)", words) else set()
    plain = _plain(words)
    names = _COUNTRIES
    lone = re.sub(r"^(i m |i am |we re |i live |it s )?(in |from )?(the )?", "", plain)
    if lone in names:
        return names[lone]
    # The longest name wins its words, so that "northern ireland" is not also Ireland.
    for name in sorted((n for n in names if n not in _ORDINARY_WORDS), key=len, reverse=True):
        shorter = re.sub(rf"\b{re.escape(name)}\b", " ", plain)
        if shorter != plain:
            found.add(names[name])
            plain = shorter
    return found.pop() if len(found) == 1 else None


def country_name(code: str) -> str:
    """The country's English name; the code itself when the table lacks it."""
    return _NAMES.get(code, code)


def zones_of(code: str) -> tuple[str, ...]:
    """The IANA zones of a country, the most important first; empty for an unknown code."""
    return tuple(zone for country, zone, _ in _ZONES if country == code)


def keep_one_clock(zones: Sequence[str], at: datetime) -> bool:
    """Whether all a country's zones show the same time every day of the year from `at` (aware)."""
    if len(zones) == 1:
        return True
    days = [at + timedelta(days=day) for day in range(DAYS_AHEAD)]
    shown = {
        tuple(day.astimezone(zone).utcoffset() for day in days) for zone in map(ZoneInfo, zones)
    }
    return len(shown) == 1


def zone_in(words: str, code: str) -> str | None:
    """The one zone of a country that the words name by city or region; None for none or several."""
    plain = _plain(words)
    if "/" in words:
        named = {z for z in zones_of(code) if z.lower() in words.lower().replace(" ", "_")}
        return named.pop() if len(named) == 1 else None
    cities = {z for c, z, _ in _ZONES if c == code and _names_city(plain, z)}
    if cities:
        return cities.pop() if len(cities) == 1 else None
    if code == "US" and (zone := _zone_of_state(plain)) is not None:
        return zone
    regions = [z for c, z, note in _ZONES if c == code and _names_region(plain, note)]
    return regions[0] if regions else None


def zone_anywhere(words: str, at: datetime) -> str | None:
    """The one zone that the words name by a city, or by a country of one clock; else None."""
    plain = _plain(words)
    cities = {zone for _, zone, _ in _ZONES if _names_city(plain, zone)}
    if cities:
        return cities.pop() if len(cities) == 1 else None
    code = country_in(words) or ""
    if code == "US" and (zone := _zone_of_state(plain)) is not None:
        return zone
    zones = zones_of(code)
    return zones[0] if zones and keep_one_clock(zones, at) else None


def names_two_clocks(words: str) -> bool:
    """Whether a state of the US is named that has more than one clock."""
    return re.search(rf"\b(?:{'|'.join(_STATES_OF_TWO_CLOCKS)})\b", _plain(words)) is not None


def _zone_of_state(plain: str) -> str | None:
    """The zone of the one state named; the longest name wins its words."""
    for name in sorted(_STATES, key=len, reverse=True):
        if re.search(rf"\b{name}\b", plain):
            return _STATES[name]
    return None


def zone_name(zone: str) -> str:
    """A zone as a person says it: its city."""
    return zone.rpartition("/")[2].replace("_", " ")


_ORDINARY_WORDS = frozenset({"us", "states", "america", "chad", "jordan", "turkey", "korea"})
"""Names that are also words or given names: they count only where they stand alone."""


def _names_city(plain: str, zone: str) -> bool:
    return re.search(rf"\b{re.escape(_plain(zone_name(zone)))}\b", plain) is not None


def _names_region(plain: str, note: str) -> bool:
    region = _plain(note).partition(" ")[0]
    return len(region) > 3 and re.search(rf"\b{re.escape(region)}\b", plain) is not None


def _plain(words: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", words.lower()))


def _table(name: str) -> tuple[str, ...]:
    text = (files("tzdata") / "zoneinfo" / name).read_text(encoding="utf-8")
    return tuple(line for line in text.splitlines() if line and not line.startswith("#"))


_NAMES: Mapping[str, str] = {
    code: name for code, _, name in (line.partition("\t") for line in _table("iso3166.tab"))
}
_ZONES = tuple(
    (code, zone, note)
    for code, _, zone, note in ((*line.split("\t"), "")[:4] for line in _table("zone.tab"))
)
# Read from their files here, because a turn of a talk must not wait for a disk.
_CLOCKS = {zone: ZoneInfo(zone) for _, zone, _ in _ZONES}
_COUNTRIES: Mapping[str, str] = {
    **{_plain(re.sub(r"\(.*?\)", "", name)): code for code, name in _NAMES.items()},
    **ALIASES,
    **dict.fromkeys((*_STATES, *_STATES_OF_TWO_CLOCKS, "new york", "new york city"), "US"),
}
"""Plain names to codes; a bracketed part of the table's name is dropped."""
