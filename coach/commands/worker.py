"""`coach worker`: holds check-ins by voice in rooms of a LiveKit server, until it is stopped."""

import argparse
import asyncio
import logging
import os
import signal
import sys
from contextlib import suppress

from coach.commands.clock import machine_zone, utc_now
from coach.commands.usage import UsageError
from coach.settings import Settings

_LIVEKITS_OWN = (
    "LIVEKIT_AGENT_DEPLOYMENT",
    "LIVEKIT_AGENT_NAME",
    "LIVEKIT_AGENT_NAME_OVERRIDE",
    "LIVEKIT_API_KEY",
    "LIVEKIT_API_SECRET",
    "LIVEKIT_DEV_MODE",
    "LIVEKIT_INFERENCE_API_KEY",
    "LIVEKIT_INFERENCE_API_SECRET",
    "LIVEKIT_INFERENCE_URL",
    "LIVEKIT_OBSERVABILITY_URL",
    "LIVEKIT_REMOTE_EOT_URL",
    "LIVEKIT_URL",
    "LIVEKIT_WORKER_TOKEN",
)
"""Variables that would send sound or logs elsewhere, or let other jobs in: they are taken away."""


def run(args: argparse.Namespace) -> int:
    """Runs the worker; the exit code says whether it was stopped or could not go on."""
    settings = Settings()
    if settings.livekit.unset:
        raise UsageError(
            "which LiveKit server? Set COACH_LIVEKIT__URL to its address (ws://127.0.0.1:7880 for "
            "one on this machine), COACH_LIVEKIT__API_KEY and COACH_LIVEKIT__API_SECRET to a pair "
            f"of its keys. Not set: {', '.join(settings.livekit.unset)}."
        )
    for name in _LIVEKITS_OWN:
        if os.environ.pop(name, None) is not None:
            print(f"{name} is not used: `coach worker` goes by COACH_LIVEKIT__*.", file=sys.stderr)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    # The speech libraries take seconds to import: only once all else is right.
    from coach.voice.worker import WorkerError

    try:
        asyncio.run(_serve(settings, args.health_port))
    except WorkerError as error:
        print(f"coach worker: {error}", file=sys.stderr)
        return 1
    return 0


async def _serve(settings: Settings, health_port: int) -> None:
    from coach.voice.worker import AGENT_NAME, ready

    zone = machine_zone()
    async with ready(settings, now=utc_now, local_zone=zone, health_port=health_port) as worker:
        loop = asyncio.get_running_loop()
        for told in (signal.SIGINT, signal.SIGTERM):
            with suppress(NotImplementedError):  # Windows: Ctrl-C ends it without waiting
                loop.add_signal_handler(told, worker.stop)
        print(f"Waiting for calls to the agent {AGENT_NAME!r} at {settings.livekit.url}.")
        print("Ctrl-C ends it after the calls in progress, twice at once.", flush=True)
        await worker.run()
