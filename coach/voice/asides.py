"""What the coach says beside her replies, of the door's own accord: excuses, the ladder of silence.

It is not written down; it is told once it was heard to its end.
"""

import asyncio
from collections import Counter
from collections.abc import Sequence

from coach.voice.bridge import Aside, Coach
from coach.voice.ledger import Ledger
from coach.voice.line import Line
from coach.voice.record import Record
from coach.voice.stock import Stock, stock
from memory.checkin import Speaker, Status
from safety.policy import Policy


class Asides:
    """One call's. Once it is `over`, nothing is said any more."""

    def __init__(
        self, coach: Coach, ledger: Ledger, record: Record, policy: Policy, over: asyncio.Event
    ) -> None:
        self._coach = coach
        self._ledger = ledger
        self._record = record
        self._policy = policy
        self._over = over
        self._uses: Counter[Stock] = Counter()

    def stock(self, key: Stock) -> tuple[str, ...]:
        """The gated sentences of a phrase, in another wording than the last time."""
        self._uses[key] += 1
        return stock(key, self._policy, use=self._uses[key] - 1)

    def say(self, key: Stock) -> Aside | None:
        """Says a phrase."""
        return self.aloud(self.stock(key))

    def aloud(self, sentences: Sequence[str]) -> Aside | None:
        """Says gated sentences; None where nothing is said."""
        if self._over.is_set():
            return None
        aside = self._coach.say(sentences)
        if aside is not None:
            aside.handle.add_done_callback(lambda _: self._told(aside, " ".join(sentences)))
        return aside

    def _told(self, aside: Aside, text: str) -> None:
        if aside.heard:
            withheld = self._ledger.state.check_in.status is Status.CRISIS
            self._record.note(Line(Speaker.COACH, text, withheld=withheld))
