"""`coach worker`: holds check-ins by voice in rooms of a LiveKit server, until it is stopped."""

import argparse
import asyncio
import logging
import os
import signal
import sys
import warnings
from contextlib import suppress

from coach.commands.clock import machine_zone, utc_now
from coach.commands.usage import UsageError
from coach.settings import Settings

HEALTH_PORT = 8081
_LAST_PORT = 65_535
_SHORT_SECRET = 32
"""Letters below which a secret can be guessed; LiveKit's own `--dev` has one of six."""
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


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's flags."""
    parser.add_argument(
        "--health-port",
        metavar="PORT",
        type=_port,
        default=HEALTH_PORT,
        help="where 127.0.0.1 answers whether the worker is well; 0 takes any free one "
        f"(default: {HEALTH_PORT})",
    )


def _port(written: str) -> int:
    if not (written.isascii() and written.isdigit() and int(written) <= _LAST_PORT):
        raise argparse.ArgumentTypeError(f"{written!r} is no port: 0 to {_LAST_PORT}")
    return int(written)


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
    _warn_of_short_secret(settings)
    _log_to_stderr()
    # The speech libraries take seconds to import: only once all else is right.
    from coach.voice.worker import WorkerError

    try:
        asyncio.run(_serve(settings, args.health_port))
    except WorkerError as error:
        print(f"coach worker: {error}", file=sys.stderr)
        return 1
    return 0


def _warn_of_short_secret(settings: Settings) -> None:
    secret = settings.livekit.api_secret
    if secret is not None and len(secret.get_secret_value()) < _SHORT_SECRET:
        print(
            f"COACH_LIVEKIT__API_SECRET is shorter than {_SHORT_SECRET} letters: enough to try "
            "things out on this machine, too short for a server that others reach.",
            file=sys.stderr,
        )
    # Said above, in words of ours.
    warnings.filterwarnings("ignore", module="jwt")


def _log_to_stderr() -> None:
    form = "%(asctime)s %(levelname)s %(name)s %(message)s"
    logging.basicConfig(level=logging.INFO, format=form, force=True)
    # Each call opens the store, and each time it would say that there is nothing to migrate.
    logging.getLogger("alembic").setLevel(logging.WARNING)


async def _serve(settings: Settings, health_port: int) -> None:
    from coach.voice.worker import AGENT_NAME, ready

    zone = machine_zone()
    async with ready(settings, now=utc_now, local_zone=zone, health_port=health_port) as worker:
        loop = asyncio.get_running_loop()
        for told in (signal.SIGINT, signal.SIGTERM):
            with suppress(NotImplementedError):  # Windows: Ctrl-C ends it without waiting
                loop.add_signal_handler(told, worker.stop)
        url = settings.livekit.url
        worker.on_registered(
            lambda: print(f"Waiting for calls to the agent {AGENT_NAME!r} at {url}.", flush=True)
        )
        print(f"Connecting to {url}. Ctrl-C ends this after the calls in progress, twice at once.")
        sys.stdout.flush()
        await worker.run()
