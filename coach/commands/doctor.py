"""`coach doctor`: prints each thing's state and repair; exit code 1 when anything fails."""

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from coach import __version__
from coach.commands.clock import machine_zone, utc_now
from coach.doctor.check import Check, State
from coach.doctor.examine import examine
from coach.settings import Settings, SettingsError

_COLOURS = {State.OK: "green", State.WARN: "yellow", State.FAIL: "bold red", State.OFF: "dim"}


def run(args: argparse.Namespace) -> int:
    """Runs the command."""
    checks = _checks()
    fine = all(check.state is not State.FAIL for check in checks)
    if args.json:
        print(json.dumps(_plain(checks, fine=fine), indent=2, ensure_ascii=False))
    else:
        _show(checks, fine=fine)
    return 0 if fine else 1


def _checks() -> list[Check]:
    try:
        settings = Settings()
    except SettingsError as error:
        repair = "infra/env.example lists every setting"
        return [Check("settings", State.FAIL, " ".join(error.problems), repair)]
    found = asyncio.run(examine(settings, utc_now(), machine_zone()))
    return [Check("settings", State.OK, "read from the environment"), *found]


def _plain(checks: Sequence[Check], *, fine: bool) -> dict[str, object]:
    return {
        "ok": fine,
        "version": __version__,
        "checks": [
            {"id": c.id, "state": c.state.value, "what": c.what, "repair": c.repair} for c in checks
        ],
    }


def _show(checks: Sequence[Check], *, fine: bool) -> None:
    console = Console(file=sys.stdout, highlight=False, soft_wrap=True)
    console.print(f"Nightjar {__version__}\n")
    for check in checks:
        state = Text(f"{check.state.value:<5}", style=_COLOURS[check.state])
        console.print(Text.assemble(state, f"{check.id:<11} {check.what}"))
        if check.repair:
            console.print(Text(f"{'':<17}-> {check.repair}"))
    failing = [check.id for check in checks if check.state is State.FAIL]
    warnings = sum(check.state is State.WARN for check in checks)
    told = "Ready" if fine else f"Not ready: {', '.join(failing)}"
    console.print(f"\n{told}; {warnings} to look at." if warnings else f"\n{told}.")
