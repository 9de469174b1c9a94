"""Reads out of a voice's card under which licence it may be used. It judges wording, not law.

Called by `coach.setup.install`. What it does not know for certain counts as not listed.
"""

import re

_LICENCE_LINE = re.compile(r"^[\s*-]*licen[cs]e\s*:[ \t]*(.*)$", re.IGNORECASE | re.MULTILINE)
_TUNED = re.compile(r"\bfine-?\s?tuned\s+(?:from|on)\b\s*([^\n(]*)", re.IGNORECASE)
_LISTED = re.compile(
    r"(?:in the )?public[ -]domain(?: mark)?(?: 1\.0)?"
    r"|cc[ -]?0(?:[ -]1\.0)?(?: universal)?"
    r"|(?:cc|creative commons)[ -](?:by|attribution)(?:[ -][1-4]\.\d)?"
    r"(?: international| unported| generic| licen[cs]e)*"
    r"|https?://creativecommons\.org/(?:licenses/by/[1-4]\.\d|publicdomain/(?:zero|mark)/1\.0)"
    r"(?:/deed\.en|/legalcode)?/?",
    re.IGNORECASE,
)


def licence(card: str) -> str | None:
    """What the card says its licence is, several joined by "; "; None when it does not say."""
    told = [line.strip() for line in _LICENCE_LINE.findall(card)]
    return "; ".join(line for line in told if line) or None


def objections(card: str) -> list[str]:
    """Why a voice with this card is not fetched unasked; empty for public domain and CC BY.

    A voice tuned from another one carries that one's licence too, which its card does not state.
    """
    found = []
    told = licence(card)
    if told is None:
        found.append("its card states no licence")
    else:
        found += [
            f"its licence is {line!r}, which is neither public domain nor CC BY"
            for line in told.split("; ")
            if not _LISTED.fullmatch(line.rstrip("."))
        ]
    found += [
        f"it was made from another voice ({origin.strip(' .')}), whose licence is not stated"
        for origin in _TUNED.findall(card)
    ]
    return found
