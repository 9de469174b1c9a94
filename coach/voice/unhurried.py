"""A loudspeaker's doorkeeper: lets one frame of sound through for each turn of the event loop.

`hold` and the worker put it before LiveKit's synchroniser, which measures the pace of all the sound
it finds waiting in one go: of a whole sentence that is up to a second in which nobody is heard.
"""

import asyncio

from livekit import rtc
from livekit.agents.voice import io


class Unhurried(io.AudioOutput):
    """Hands the sound on to another output, a frame at a time; changes nothing of it."""

    def __init__(self, behind: io.AudioOutput) -> None:
        super().__init__(
            label="unhurried",
            capabilities=io.AudioOutputCapabilities(pause=True),
            next_in_chain=behind,
            sample_rate=behind.sample_rate,
        )

    async def capture_frame(self, frame: rtc.AudioFrame) -> None:
        """Hands on a frame, then lets everything else have its turn."""
        if self.next_in_chain:
            await self.next_in_chain.capture_frame(frame)
        await super().capture_frame(frame)
        await asyncio.sleep(0)

    def flush(self) -> None:
        """Ends the segment."""
        super().flush()
        if self.next_in_chain:
            self.next_in_chain.flush()

    def clear_buffer(self) -> None:
        """Stops at once."""
        if self.next_in_chain:
            self.next_in_chain.clear_buffer()
