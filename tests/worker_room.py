"""A room of LiveKit's simulated job with somebody in it who listens, speaks, and can leave.

`livekit.agents` gives such a job a room of mocks in which nobody hears anything. `rooms` puts in
its place one whose events are real, whose person hears the coach's track, and whose microphone is
a real track of `livekit.rtc`; no server and no network is needed for any of it.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np
import pytest
from livekit import rtc
from livekit.agents import AgentServer
from livekit.agents.ipc import mock_room
from livekit.agents.job import JobAcceptArguments, RunningJobInfo
from livekit.protocol import agent, models
from numpy.typing import NDArray

MICROPHONE_HZ = 16_000
_FRAME = MICROPHONE_HZ // 50
_MICROPHONE = rtc.TrackSource.SOURCE_MICROPHONE


@dataclass
class Publication:
    """A track somebody publishes."""

    sid: str
    track: rtc.LocalAudioTrack | None = None
    source: rtc.TrackSource.ValueType = _MICROPHONE
    audio_features: list[int] = field(default_factory=list)

    kind: rtc.TrackKind.ValueType = rtc.TrackKind.KIND_AUDIO

    def set_subscribed(self, subscribed: bool) -> None:  # noqa: FBT001 - LiveKit's own
        """Its sound comes in any case."""

    async def wait_for_subscription(self) -> None:
        """Somebody listens at once."""


class _Written:
    """A text stream that has come to its end."""

    info = None

    def __init__(self, words: str) -> None:
        self._words = words

    async def read_all(self) -> str:
        return self._words


class Room:
    """What the test holds of a room; `mock` is what the job gets."""

    def __init__(self, *, listening: bool) -> None:
        self._loop = asyncio.get_running_loop()
        self._events: rtc.EventEmitter[str] = rtc.EventEmitter()
        self._microphone = rtc.AudioSource(MICROPHONE_HZ, 1, queue_size_ms=1000)
        mock = self.mock = mock_room.create_mock_room.__wrapped__()
        mock.on, mock.off = self._events.on, self._events.off
        (self._person,) = mock.remote_participants.values()
        track = rtc.LocalAudioTrack.create_audio_track("microphone", self._microphone)
        self._person.attributes = {}
        self._person.track_publications = {"TR_person": Publication("TR_person", track)}
        self._person.disconnect_reason = rtc.DisconnectReason.CLIENT_INITIATED
        mock.remote_participants = {self._person.identity: self._person}
        if listening:
            mock.local_participant.publish_track.return_value = Publication("TR_coach")

    def leave(self) -> None:
        """The person hangs up."""
        self._loop.call_soon_threadsafe(self._events.emit, "participant_disconnected", self._person)

    def type(self, words: str, identity: str = "") -> None:
        """The person, or somebody else of this identity, writes into the room's chat."""
        (topic, handler), _ = self.mock.register_text_stream_handler.call_args
        assert topic == "lk.chat"
        self._loop.call_soon_threadsafe(handler, _Written(words), identity or self._person.identity)

    async def say(self, pcm: NDArray[np.int16]) -> None:
        """The person says this, and is silent for a second."""
        await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(self._say(pcm), self._loop))

    async def _say(self, pcm: NDArray[np.int16]) -> None:
        heard = np.concatenate(
            [pcm, np.zeros(MICROPHONE_HZ + _FRAME - len(pcm) % _FRAME, np.int16)]
        )
        for frame in heard.reshape(-1, _FRAME):
            await self._microphone.capture_frame(
                rtc.AudioFrame(frame.tobytes(), MICROPHONE_HZ, 1, _FRAME)
            )


@contextmanager
def rooms(monkeypatch: pytest.MonkeyPatch, *, listening: bool = True) -> Iterator[list[Room]]:
    """The rooms that simulated jobs get from now on, in the order of their jobs."""
    made: list[Room] = []

    def make() -> object:
        made.append(Room(listening=listening))
        return made[-1].mock

    make.__wrapped__ = mock_room.create_mock_room.__wrapped__  # type: ignore[attr-defined]
    with monkeypatch.context() as patch:
        patch.setattr(mock_room, "create_mock_room", make)
        yield made


async def dispatch(server: AgentServer, metadata: str, job_id: str = "job") -> None:
    """What `AgentServer.simulate_job` does, with the metadata that it has no way to give."""
    job = agent.Job(
        id=job_id,
        room=models.Room(sid=f"RM_{job_id}", name=f"room of {job_id}"),
        type=agent.JobType.JT_ROOM,
        metadata=metadata,
    )
    info = RunningJobInfo(
        worker_id=server.id,
        accept_arguments=JobAcceptArguments(identity="nightjar", name="", metadata=""),
        job=job,
        url="",
        token="",
        fake_job=True,
    )
    await server._proc_pool.launch_job(info)
