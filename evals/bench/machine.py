"""What the machine is and what this process costs it; read from Linux' own books."""

import os
import platform
import time
from pathlib import Path
from typing import NamedTuple


class Memory(NamedTuple):
    """Megabytes (10^6 bytes) of this process now, and the most it ever had."""

    now_mb: float
    most_mb: float


def machine() -> str:
    """Processor, cores, Python, and how busy it is with other things."""
    return (
        f"{_processor()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"load average {busy()}"
    )


def busy() -> str:
    """The load averages of 1, 5 and 15 minutes; beyond the number of cores others slow us down."""
    return " ".join(f"{load:.1f}" for load in os.getloadavg())


def memory() -> Memory:
    """The resident set of this process.

    Raises:
        OSError, KeyError: this is no Linux.
    """
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    sizes = {name: text.split() for name, _, text in (line.partition(":") for line in lines)}
    now, most = (int(sizes[key][0]) * 1024 / 1e6 for key in ("VmRSS", "VmHWM"))
    return Memory(now, most)


def cpu_s() -> float:
    """Processor seconds of this process in all its threads."""
    return time.process_time()


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.machine()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())
