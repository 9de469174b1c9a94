"""The same check-in by voice as a LiveKit worker: it joins a room when a dispatch names a person.

`coach worker` runs it. One process holds the speech models once; every call has a thread, an event
loop and a store of its own. The metadata of a dispatch is
    {"person_id": "the person's id, a UUID"}
and any other is refused. Nothing is recorded, and nobody in the room can drive the session.
"""

import asyncio
import errno
import logging
import math
import os
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from livekit import rtc
from livekit.agents import (
    AgentServer,
    AgentSession,
    AutoSubscribe,
    JobContext,
    JobExecutorType,
    JobRequest,
)
from livekit.agents.voice import room_io
from livekit.agents.voice.agent_session import RecordingOptions
from livekit.protocol import agent

from coach.bootstrap import App, opened
from coach.dialogue.state import VOICE, PersonErasedError, load
from coach.settings import LiveKitSettings, Settings
from coach.voice.bridge import Coach
from coach.voice.call import Call
from coach.voice.dispatch import DispatchError, dispatched_person
from coach.voice.models import SharedModels, shared_models
from coach.voice.refusal import watched
from coach.voice.unhurried import Unhurried
from coach.voice.whisper import RATE_HZ
from memory.person import Person

AGENT_NAME = "nightjar"
"""What a dispatch has to ask for: with a name set, LiveKit sends no room here unasked."""

READY_JOBS = 4
"""Threads that wait for a call. LiveKit's reckoning of free places needs more than one."""

MOST_CALLS = math.ceil(1.5 * (os.cpu_count() or 1))
"""More are refused: three calls on two cores still answered as fast as one."""

LOOPBACK = "127.0.0.1"
START_S = 60.0
JOIN_S = 60.0
"""How long the person may take to come into the room."""

LISTENING_S = 20.0
"""How long their side may take, once they are there, to open the coach's sound."""

TAKE_OVER_S = 20.0
"""How long a call with the same person may take to end."""

_NOTHING_RECORDED = RecordingOptions(audio=False, traces=False, logs=False, transcript=False)
_log = logging.getLogger(__name__)


class WorkerError(Exception):
    """The worker cannot run; the message says why and what to do."""


@dataclass(frozen=True, eq=False)
class _Held:
    """A call that is being held; `loop` is that of its thread."""

    job_id: str
    person_id: UUID
    loop: asyncio.AbstractEventLoop
    hung_up: asyncio.Event

    def hang_up(self) -> None:
        """From any thread, while it is held."""
        self.loop.call_soon_threadsafe(self.hung_up.set)


class CheckIns:
    """Holds one check-in per job. Its methods are called from the threads of all jobs."""

    def __init__(
        self,
        settings: Settings,
        models: SharedModels,
        *,
        now: Callable[[], datetime],
        local_zone: str,
    ) -> None:
        self._settings = settings
        self._models = models
        self._now = now
        self._local_zone = local_zone
        self._calls: list[_Held] = []
        # Over `_calls`: an event may be set only while its loop is known to run.
        self._door = threading.Lock()

    async def ask(self, request: JobRequest) -> None:
        """Takes a job that is offered, or refuses it for good."""
        try:
            dispatched_person(request.job.metadata)
        except DispatchError as error:
            _log.warning("job %s refused: %s", request.id, error)
            await request.reject()
        else:
            await request.accept(name="Nightjar")

    async def hold(self, ctx: JobContext) -> None:
        """Holds the check-in of a job in its room, then leaves the room."""
        # Before anything is logged: LiveKit's cloud keeps the log of a job that never got this far.
        ctx.init_recording(_NOTHING_RECORDED)
        why = "the check-in could not be held"
        try:
            async with opened(self._settings) as app:
                await app.store.facts.sweep(self._now())
                person = await _known(app, ctx.job.metadata)
                why = await self._meet(ctx, app, person)
        except DispatchError as error:
            why = f"refused: {error}"
            _log.warning("job %s %s", ctx.job.id, why)
        except PersonErasedError:
            why = "nothing of the person is kept any more"
            _log.warning("job %s ended: %s", ctx.job.id, why)
        finally:
            ctx.shutdown(why)

    def hang_up(self, job_id: str | None = None) -> None:
        """Ends the calls that are being held, or a job's; what was said is written first."""
        with self._door:
            for held in self._calls:
                if job_id in {None, held.job_id}:
                    held.hang_up()

    async def _meet(self, ctx: JobContext, app: App, person: Person) -> str:
        """Waits for the person and talks with them; gives the reason for leaving."""
        try:
            async with asyncio.timeout(JOIN_S):
                await ctx.connect(auto_subscribe=AutoSubscribe.AUDIO_ONLY)
                participant = await ctx.wait_for_participant()
        except TimeoutError:
            _log.warning("job %s ended: nobody came into the room", ctx.job.id)
            return "nobody came"
        held = _Held(ctx.job.id, person.id, asyncio.get_running_loop(), asyncio.Event())
        hung_up = held.hung_up
        with self._until_they_leave(ctx.room, participant.identity, held) as others:
            await self._ended(others)
            state = await load(
                app.store, person, self._now(), channel=VOICE, local_zone=self._local_zone
            )
            call = Call(app, person, state, models=self._models.of_a_call(), now=self._now)

            async def connect(session: AgentSession[None], coach: Coach) -> None:
                await session.start(
                    coach,
                    room=ctx.room,
                    room_options=_room_options(participant.identity, call.typed),
                    record=False,
                    session_host=False,
                )
                if session.output.audio is not None:
                    session.output.audio = Unhurried(session.output.audio)
                try:
                    async with asyncio.timeout(LISTENING_S):
                        await session.room_io.wait_for_ready()
                except TimeoutError:
                    _log.warning("job %s ended: nobody there can hear the coach", ctx.job.id)
                    hung_up.set()

            result = await call.run(connect, hung_up)
        return "the check-in is done" if result.ended else "the call was cut off"

    async def _ended(self, others: list["_Held"]) -> None:
        """Waits until these calls have written all that was said in them."""
        try:
            async with asyncio.timeout(TAKE_OVER_S):
                while any(each in self._calls for each in others):  # noqa: ASYNC110 - other threads
                    await asyncio.sleep(0.05)
        except TimeoutError:
            raise DispatchError("another call with the same person does not end") from None

    @contextmanager
    def _until_they_leave(
        self, room: rtc.Room, identity: str, held: "_Held"
    ) -> Iterator[list["_Held"]]:
        """Hangs up when the person leaves, the room is lost, or `hang_up` is called.

        Who calls anew has left the call they were in, though it may not know yet: the calls with
        the same person that were held before are hung up, and given.
        """
        hung_up = held.hung_up

        def left(participant: rtc.RemoteParticipant) -> None:
            if participant.identity == identity:
                hung_up.set()

        def lost(*_: object) -> None:
            hung_up.set()

        room.on("participant_disconnected", left)
        room.on("disconnected", lost)
        with self._door:
            others = [each for each in self._calls if each.person_id == held.person_id]
            self._calls.append(held)
            for each in others:
                each.hang_up()
        try:
            yield others
        finally:
            with self._door:
                self._calls.remove(held)
            room.off("participant_disconnected", left)
            room.off("disconnected", lost)


class Worker:
    """A LiveKit worker that is ready to run."""

    def __init__(
        self, server: AgentServer, check_ins: CheckIns, *, url: str | None, health_port: int
    ) -> None:
        self.server = server
        self._check_ins = check_ins
        self._url = url
        self._health_port = health_port
        self._stopping = asyncio.Event()
        self._registered = False
        self._failure: str | None = None
        server.on("worker_registered", lambda *_: self._has_registered())
        self._tell_registered: Callable[[], None] = lambda: None

    def on_registered(self, tell: Callable[[], None]) -> None:
        """Calls this once, when LiveKit has taken the worker and calls can come."""
        self._tell_registered = tell

    def stop(self) -> None:
        """Takes no more calls and ends with the last one; called again, ends them now."""
        if self._stopping.is_set():
            self._check_ins.hang_up()
        self._stopping.set()

    async def run(self, *, unregistered: bool = False) -> None:
        """Serves until `stop`. `unregistered` runs all of it but the connection to LiveKit.

        Raises:
            WorkerError: LiveKit cannot be reached or refuses the key, or the port is taken.
        """
        with watched(self._key_refused):
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._serve(unregistered=unregistered))
                try:
                    await self._stopping.wait()
                    if self._failure is None:
                        await self.server.drain(timeout=None)
                finally:
                    await self.server.aclose()
        if self._failure is not None:
            raise WorkerError(self._failure)

    def _has_registered(self) -> None:
        if not self._registered:
            self._registered = True
            self._tell_registered()

    def _key_refused(self) -> None:
        # Later than this it may be the server's trouble, and there may be calls going on.
        if not self._registered:
            self._failure = (
                f"the LiveKit server at {self._url} refuses the key. COACH_LIVEKIT__API_KEY and "
                "COACH_LIVEKIT__API_SECRET have to be a pair that the server knows."
            )
            self._stopping.set()

    async def _serve(self, *, unregistered: bool) -> None:
        try:
            await self.server.run(unregistered=unregistered)
        except OSError as error:
            self._failure = str(error)
            if error.errno in {errno.EADDRINUSE, errno.EACCES}:
                self._failure = (
                    f"port {self._health_port} of {LOOPBACK} cannot be had: {error.strerror}. "
                    "Choose another with --health-port; 0 takes any free one."
                )
        except (RuntimeError, ValueError) as error:
            self._failure = str(error)
        finally:
            self._stopping.set()


@asynccontextmanager
async def ready(
    settings: Settings, *, now: Callable[[], datetime], local_zone: str, health_port: int = 0
) -> AsyncIterator[Worker]:
    """A worker with its models loaded and its store seen to; the models are unloaded on leaving.

    Args:
        settings: the coach's, with those of LiveKit.
        now: the clock, aware.
        local_zone: the zone of people who have not said theirs.
        health_port: where 127.0.0.1 answers whether the worker is well; 0 takes any free one.

    Raises:
        coach.speech.SpeechError, coach.voice.model_folder.SpeechModelError,
        memory.keys.MasterKeyError, coach.migrations.MigrationError: what cannot be used.
    """
    async with opened(settings):
        pass
    async with shared_models(settings) as models:
        check_ins = CheckIns(settings, models, now=now, local_zone=local_zone)
        server = _server(settings.livekit, check_ins, health_port)
        yield Worker(server, check_ins, url=settings.livekit.url, health_port=health_port)


class _Server(AgentServer):
    """A server that tells a call when its job is ended: LiveKit's own only waits for it, 15 s."""

    check_ins: CheckIns

    async def _handle_termination(self, msg: agent.JobTermination) -> None:
        self.check_ins.hang_up(msg.job_id)
        await super()._handle_termination(msg)


def _server(livekit: LiveKitSettings, check_ins: CheckIns, health_port: int) -> AgentServer:
    key, secret = livekit.api_key, livekit.api_secret
    server = _Server(
        # A CTranslate2 model hangs in a forked process; threads share the one that is loaded.
        job_executor_type=JobExecutorType.THREAD,
        num_idle_processes=READY_JOBS,
        initialize_process_timeout=START_S,
        # Not by the processor's load: another program's work would turn a person away.
        load_fnc=_load,
        load_threshold=1.0,
        host=LOOPBACK,
        port=health_port,
        ws_url=livekit.url,
        api_key=key.get_secret_value() if key else None,
        api_secret=secret.get_secret_value() if secret else None,
        http_proxy=None,
    )
    server.check_ins = check_ins
    server.rtc_session(check_ins.hold, agent_name=AGENT_NAME, on_request=check_ins.ask)
    return server


def _load(server: AgentServer) -> float:
    return len(server.active_jobs) / MOST_CALLS


async def _known(app: App, metadata: str) -> Person:
    person = await app.store.person(dispatched_person(metadata))
    if person is None:
        raise DispatchError("nobody here has the id that it names")
    return person


def _room_options(
    identity: str, typed: Callable[[str], Coroutine[None, None, None]]
) -> room_io.RoomOptions:
    return room_io.RoomOptions(
        # LiveKit's own way would pass the place by where a turn is written.
        text_input=room_io.TextInputOptions(lambda _, line: typed(line.text)),
        audio_input=room_io.AudioInputOptions(sample_rate=RATE_HZ),
        participant_identity=identity,
        # Ours is gentler: it writes what was still being said.
        close_on_disconnect=False,
    )
