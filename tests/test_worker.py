"""`coach worker`: the real worker and session in simulated jobs, and against a LiveKit of ours."""

import asyncio
import json
import logging
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import aiohttp
import numpy as np
import pytest
from aiohttp import web
from livekit.protocol import agent, models
from numpy.typing import NDArray
from pydantic import SecretStr

from coach.bootstrap import App, opened
from coach.settings import LiveKitSettings, Settings
from coach.voice import models as speech
from coach.voice.resample import at_rate
from coach.voice.worker import Worker, ready
from memory.checkin import Speaker
from memory.person import Person
from tests.talking import MORNING, NIGHT, known_person
from tests.worker_room import MICROPHONE_HZ, dispatch, rooms

in_real_time = [
    pytest.mark.system,
    pytest.mark.speech,
    pytest.mark.timeout(150),
    pytest.mark.enable_socket,
]


@asynccontextmanager
async def working(settings: Settings) -> AsyncIterator[Worker]:
    """A worker that serves, unregistered; it is stopped at the end, and its calls with it."""
    async with (
        ready(settings, now=lambda: MORNING, local_zone="Europe/London") as worker,
        asyncio.TaskGroup() as tasks,
    ):
        started = asyncio.Event()
        worker.server.once("worker_started", started.set)
        running = tasks.create_task(worker.run(unregistered=True))
        await started.wait()
        try:
            yield worker
        finally:
            worker.stop()
            worker.stop()
            await running


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not holds():  # noqa: ASYNC110 - another thread tells nobody
            await asyncio.sleep(0.1)


async def known(settings: Settings) -> Person:
    async with opened(settings) as app:
        return await app.store.add_person(known_person())


async def said(app: App, person: Person, speaker: Speaker) -> list[str]:
    talks = await app.store.check_ins(person.id)
    turns = [turn for talk in talks for turn in await app.store.turns(talk.id)]
    return [turn.text or "" for turn in turns if turn.speaker is speaker and turn.text]


async def until_said(app: App, person: Person, speaker: Speaker) -> list[str]:
    async with asyncio.timeout(60):
        while not (words := await said(app, person, speaker)):  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.2)
    return words


def metadata(person: Person) -> str:
    return json.dumps({"person_id": str(person.id)})


class TestSimulatedJobs:
    pytestmark = in_real_time

    async def test_the_person_hears_the_opening_answers_and_leaves(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        settings = Settings()
        person = await known(settings)
        answer = _recorded()

        with rooms(monkeypatch) as made:
            async with working(settings) as worker, opened(settings) as app:
                await dispatch(worker.server, metadata(person))
                opening = await until_said(app, person, Speaker.COACH)
                (room,) = made
                await room.say(answer)
                heard = await until_said(app, person, Speaker.PERSON)
                room.leave()
                await until(lambda: not worker.server.active_jobs)

        assert opening[0].startswith("Morning, Sam, Nightjar here, your AI sleep coach.")
        assert "half past ten" in heard[0]
        room.mock.disconnect.assert_awaited()

    async def test_a_line_of_the_rooms_chat_is_a_turn_like_any_other(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        settings = Settings()
        person = await known(settings)

        with rooms(monkeypatch) as made:
            async with working(settings) as worker, opened(settings) as app:
                await dispatch(worker.server, metadata(person))
                await until(lambda: bool(made and made[0].mock.register_text_stream_handler.called))
                (room,) = made
                await until_said(app, person, Speaker.COACH)
                room.type("I got into bed at six in the evening", "somebody else")
                room.type(NIGHT)
                heard = await until_said(app, person, Speaker.PERSON)
                async with asyncio.timeout(60):
                    while len(spoken := await said(app, person, Speaker.COACH)) < 2:  # noqa: ASYNC110 - as above
                        await asyncio.sleep(0.2)
                room.leave()
                await until(lambda: not worker.server.active_jobs)

        assert heard == [NIGHT]
        assert spoken[1].startswith("Got it.")
        assert len(spoken) == 2

    async def test_calls_at_once_share_one_load_of_the_models(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        settings = Settings()
        people = [await known(settings), await known(settings)]
        loads: list[str] = []
        for name in ("Recogniser", "Voice"):
            monkeypatch.setattr(speech, name, _counted(getattr(speech, name), loads))

        with rooms(monkeypatch):
            async with working(settings) as worker, opened(settings) as app:
                for person in people:
                    await dispatch(worker.server, metadata(person), f"job-{person.id}")
                openings = [await until_said(app, who, Speaker.COACH) for who in people]

        assert [len(each) for each in openings] == [1, 1]
        assert loads == ["Recogniser", "Voice"]

    async def test_a_second_job_for_the_same_person_takes_the_call_over(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        settings = Settings()
        person = await known(settings)

        with rooms(monkeypatch) as made:
            async with working(settings) as worker, opened(settings) as app:
                await dispatch(worker.server, metadata(person), "first")
                await until_said(app, person, Speaker.COACH)
                await dispatch(worker.server, metadata(person), "second")
                async with asyncio.timeout(60):
                    while len(await said(app, person, Speaker.COACH)) < 2:  # noqa: ASYNC110 - as above
                        await asyncio.sleep(0.2)
                held = [job.job.id for job in worker.server.active_jobs]

        assert len(made) == 2
        assert held == ["second"], "the first ended before the second was opened"

    async def test_a_job_that_livekit_ends_is_hung_up_at_once(
        self, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        settings = Settings()
        person = await known(settings)
        ended = agent.JobTermination(job_id="job")

        with rooms(monkeypatch), caplog.at_level(logging.WARNING, "livekit.agents"):
            async with working(settings) as worker, opened(settings) as app:
                await dispatch(worker.server, metadata(person))
                await until_said(app, person, Speaker.COACH)
                await worker.server._handle_termination(ended)
                await until(lambda: not worker.server.active_jobs)

        assert "entrypoint did not exit in time, cancelling" not in caplog.text

    async def test_a_job_for_nobody_known_is_refused(
        self, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        settings = Settings()
        nobody = json.dumps({"person_id": str(uuid4())})

        def told() -> list[str]:
            ours = (record for record in caplog.records if record.name == "coach.voice.worker")
            return sorted(record.getMessage() for record in ours)

        with rooms(monkeypatch) as made, caplog.at_level(logging.WARNING, "coach"):
            async with working(settings) as worker:
                await worker.server.simulate_job("room", fake_job=True)
                await dispatch(worker.server, nobody, "job-2")
                await until(lambda: len(told()) == 2 and not worker.server.active_jobs)

        unknown, empty = told()
        assert unknown == "job job-2 refused: nobody here has the id that it names"
        assert empty.startswith("job mock-job-")
        assert empty.endswith('its metadata has to be {"person_id": "..."} and no more')
        assert not any(room.mock.local_participant.publish_track.called for room in made)


class TestRegistered:
    pytestmark = in_real_time

    async def test_the_server_offers_jobs_and_bad_ones_are_refused_before_they_begin(
        self,
    ) -> None:
        good, bad = json.dumps({"person_id": str(uuid4())}), '{"person_id": "Sam"}'
        async with _livekit(bad, good) as (url, heard):
            secret = SecretStr("secret" * 8)
            livekit = LiveKitSettings(url=url, api_key=SecretStr("devkey"), api_secret=secret)
            settings = Settings(livekit=livekit)
            async with (
                ready(settings, now=lambda: MORNING, local_zone="UTC") as worker,
                asyncio.TaskGroup() as tasks,
            ):
                tasks.create_task(worker.run())
                await until(lambda: len(heard) == 3)
                worker.stop()

        register, refusal, acceptance = heard
        assert register.register.agent_name == "nightjar"
        assert not refusal.availability.available
        assert refusal.availability.terminate, "no other worker is asked"
        assert acceptance.availability.available

    @pytest.mark.parametrize("status", [401, 403])
    async def test_a_key_that_the_server_refuses_is_said_at_once_and_no_call_waited_for(
        self, status: int
    ) -> None:
        async with _refusing(status) as (url, tries):
            worker = await _command(url, "--health-port", "0")
            async with asyncio.timeout(60):
                out, log = await worker.communicate()

        assert worker.returncode == 1
        assert "Waiting for calls" not in out.decode()
        assert f"the LiveKit server at {url} refuses the key" in log.decode()
        assert "COACH_LIVEKIT__API_SECRET have to be a pair" in log.decode()
        assert "Traceback" not in log.decode()
        assert len(tries) == 1

    async def test_a_port_that_is_taken_is_named_with_its_option(self) -> None:
        async with _livekit() as (url, _):
            taken = url.rpartition(":")[2]
            worker = await _command(url, "--health-port", taken)
            async with asyncio.timeout(60):
                _, log = await worker.communicate()

        assert worker.returncode == 1
        assert f"port {taken} of 127.0.0.1 cannot be had" in log.decode()
        assert "--health-port" in log.decode()
        assert "Traceback" not in log.decode()

    async def test_the_command_serves_until_it_is_told_to_stop(self) -> None:
        async with _livekit() as (url, heard):
            worker = await _command(
                url,
                *("--health-port", "0"),
                LIVEKIT_DEV_MODE="1",
                LIVEKIT_AGENT_NAME_OVERRIDE="somebody-else",
                COACH_LIVEKIT__API_SECRET="secret",
            )
            assert worker.stdout is not None
            async with asyncio.timeout(60):
                told = [(await worker.stdout.readline()).decode() for _ in range(2)]
            worker.terminate()
            _, log = await worker.communicate()

        assert worker.returncode == 0, log.decode()
        assert heard[0].register.agent_name == "nightjar"
        assert told[0].startswith(f"Connecting to {url}.")
        assert told[1] == f"Waiting for calls to the agent 'nightjar' at {url}.\n"
        assert "LIVEKIT_DEV_MODE is not used" in log.decode()
        assert "COACH_LIVEKIT__API_SECRET is shorter than 32 letters" in log.decode()
        assert "InsecureKeyLength" not in log.decode()
        assert "alembic" not in log.decode()


async def _command(url: str, *words: str, **more: str) -> asyncio.subprocess.Process:
    """`coach worker WORDS...` as a process of its own, told of this server."""
    told = {
        "COACH_LIVEKIT__URL": url,
        "COACH_LIVEKIT__API_KEY": "devkey",
        "COACH_LIVEKIT__API_SECRET": "secret" * 8,
        **more,
    }
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "coach", "worker", *words),
        env=os.environ | told,  # noqa: TID251 - the child's, with ours added
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


@asynccontextmanager
async def _refusing(status: int) -> AsyncIterator[tuple[str, list[str]]]:
    """A server that knows no key; the paths it was asked for are kept."""
    tries: list[str] = []

    async def refuse(request: web.Request) -> web.Response:
        tries.append(request.path)
        return web.Response(status=status, text="invalid API key")

    app = web.Application()
    app.add_routes([web.get("/agent", refuse)])
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"ws://127.0.0.1:{runner.addresses[0][1]}", tries
    finally:
        await runner.cleanup()


def _recorded() -> NDArray[np.int16]:
    """The demonstration voice, saying an answer to the opening question."""
    from piper import PiperVoice

    folder = Path(speech.__file__).parent / "demo" / "fixture-voice"
    voice = PiperVoice.load(folder / "fixture-voice.onnx")
    spoken = b"".join(
        c.audio_int16_bytes for c in voice.synthesize("I got into bed at half past ten.")
    )
    pcm = np.frombuffer(spoken, np.int16)
    return at_rate(pcm, voice.config.sample_rate, MICROPHONE_HZ)


def _counted(kind: Callable[..., object], loads: list[str]) -> Callable[..., object]:
    def made(*args: object, **more: object) -> object:
        loads.append(kind.__name__)
        return kind(*args, **more)

    return made


@asynccontextmanager
async def _livekit(*offered: str) -> AsyncIterator[tuple[str, list[agent.WorkerMessage]]]:
    """A server that offers one job after the other; what the worker answers is kept."""
    heard: list[agent.WorkerMessage] = []

    async def serve(request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        coming = list(offered)
        async for message in socket:
            if message.type is not aiohttp.WSMsgType.BINARY:
                break
            told = agent.WorkerMessage.FromString(message.data)
            if told.WhichOneof("message") not in {"register", "availability"}:
                continue
            if told.HasField("register"):
                answer = agent.ServerMessage(register=agent.RegisterWorkerResponse(worker_id="W"))
                await socket.send_bytes(answer.SerializeToString())
            heard.append(told)
            if coming:
                job = agent.Job(id=f"job-{len(coming)}", metadata=coming.pop(0))
                job.room.CopyFrom(models.Room(name="room"))
                offer = agent.ServerMessage(availability=agent.AvailabilityRequest(job=job))
                await socket.send_bytes(offer.SerializeToString())
        return socket

    app = web.Application()
    app.add_routes([web.get("/agent", serve)])
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"ws://127.0.0.1:{runner.addresses[0][1]}", heard
    finally:
        await runner.cleanup()
