"""What is told of a call while it is held, and kept of it: the lines of both sides, the times.

`call` tells it what was heard and said. Words that are withheld are told but not kept.
"""

from collections.abc import Callable
from dataclasses import replace

from livekit.agents import llm

from coach.voice.line import Line
from coach.voice.reply import Reply
from coach.voice.stages import Stages, stages_of
from memory.checkin import Speaker


class Record:
    """One call's."""

    def __init__(self, tell: Callable[[Line], None]) -> None:
        """`tell` is given every line as it is written."""
        self.lines: list[Line] = []
        self.stages: list[Stages] = []
        self.metrics: llm.MetricsReport = {}
        """LiveKit's times of the person's last turn."""
        self._tell = tell

    def note(self, line: Line) -> None:
        """Tells a line and keeps it, without its words where they are withheld."""
        self._tell(line)
        self.lines.append(replace(line, text=None) if line.withheld else line)

    def person(self, reply: Reply) -> None:
        """Tells what the person said, if anything."""
        if reply.words and reply.proposal is not None:
            withheld = reply.proposal.hearing.withheld_rule is not None
            self.note(Line(Speaker.PERSON, reply.words, withheld=withheld))

    def coach(self, reply: Reply, text: str, item: llm.ChatMessage) -> None:
        """Tells what was heard of a reply; `item` is LiveKit's message of it."""
        if reply.proposal is None:
            return
        hearing = reply.proposal.hearing
        withheld = hearing.withheld_rule is not None
        self.note(Line(Speaker.COACH, text, interrupted=item.interrupted, withheld=withheld))
        turn_no = hearing.check_in.turn_no
        self.stages.append(stages_of(turn_no, self.metrics, item.metrics, reply.run))

    def shown(self, reply: Reply) -> None:
        """Tells what of a reply is for the screen alone, once."""
        for sentence in reply.run.told:
            fresh = sentence.text and sentence.text not in reply.run.shown
            if sentence.on_screen_only and fresh:
                reply.run.shown.add(sentence.text)
                self.note(Line(Speaker.COACH, sentence.text, on_screen_only=True))
