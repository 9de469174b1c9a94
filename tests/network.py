"""What a process says to the network: taken from it, or listed."""

import os
import subprocess
from functools import cache
from typing import NoReturn

import pytest

LISTENER = """
import os, socket, sys

def listen(event, args):
    if event in {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}:
        seen = f"{event} {args[0]!r}"
    elif event in {"socket.connect", "socket.sendto", "socket.sendmsg"}:
        if args[0].family == socket.AF_UNIX:
            return
        seen = f"{event} {args[-1]!r}"
    else:
        return
    with open(os.environ["SEEN"], "a", encoding="utf-8") as file:
        file.write(seen + chr(10))

sys.addaudithook(listen)
open(os.environ["SEEN"], "a", encoding="utf-8").close()
"""
"""As sitecustomize, Python runs it before anything else of a process."""


@cache
def cut_off() -> list[str] | None:
    """Runs what follows in a network namespace of its own; None where this machine forbids it."""
    alone = ["unshare", "--net"] if os.geteuid() == 0 else ["unshare", "--map-root-user", "--net"]
    try:
        tried = subprocess.run([*alone, "true"], capture_output=True, check=False)  # noqa: S603
    except FileNotFoundError:
        return None
    return None if tried.returncode else alone


def not_permitted() -> NoReturn:
    """Skips; fails where the machine was set up to run everything (DECISIONS 21)."""
    why = "this machine does not let a process give up its network (unshare --net)"
    if os.environ.get("REQUIRE_SERVERS") == "1":  # noqa: TID251
        pytest.fail(why)
    pytest.skip(why)
