"""Tells a voice that goes on without a word, as a television's does, from somebody who answers.

Pure: it is told what is heard and when, and `company` acts on it. One word makes an end of it.
"""

NOISE_AFTER_S = 20.0
"""So much voice without a word is noise: nobody talks as long without a pause to be read in."""

MOST_ASKED = 2
"""How often somebody is asked to say it again before what is heard is taken for noise."""


class Wordless:
    """The voice heard since the last word. All times are seconds on one clock."""

    def __init__(self) -> None:
        self._before_s = 0.0
        self._since_s: float | None = None
        self._asked = 0

    def begins(self, at_s: float) -> None:
        """A voice is heard."""
        if self._since_s is None:
            self._since_s = at_s

    def ends(self, at_s: float) -> None:
        """It is not heard any more."""
        if self._since_s is not None:
            self._before_s += at_s - self._since_s
        self._since_s = None

    def asks(self) -> None:
        """Somebody was asked to say it again."""
        self._asked += 1

    def worded(self, at_s: float) -> None:
        """A word came of it: all counts from here."""
        self._before_s = 0.0
        self._since_s = None if self._since_s is None else at_s
        self._asked = 0

    def left_s(self, at_s: float) -> float:
        """After how much more of it this is noise; 0 where it is."""
        if self._asked >= MOST_ASKED:
            return 0.0
        now_s = 0.0 if self._since_s is None else at_s - self._since_s
        return max(0.0, NOISE_AFTER_S - self._before_s - now_s)
