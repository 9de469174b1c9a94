"""Looks at each thing Nightjar stands on and says its state, with one line of repair.

Called by `coach doctor`. It makes, migrates and changes nothing. A check that fails never stops the
next one.
"""

import asyncio
import json
import math
import shutil
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID
from zoneinfo import TZPATH, available_timezones

from coach import migrations
from coach.doctor.check import Check, Look, State, later, looked
from coach.doctor.meaning import REPAIR as EMBEDDER_REPAIR
from coach.doctor.meaning import look_at_embedder
from coach.doctor.speech import examine_speech
from coach.keeping import program_set
from coach.settings import Settings
from memory.article_file import load_articles
from memory.backup import DATA_FILE
from memory.database import sqlite_file
from memory.keys import MASTER_KEY_FILE, KeyRing
from memory.ledger import LEDGER_FILE
from memory.sealed import Cell, PersonCipher
from memory.store import Store
from safety.ask import LLMError
from safety.classifier import load_classifier, load_features
from safety.crisis import is_fresh, load_countries
from safety.lanes import load_lanes
from safety.policy import load_policy

OLDEST_PYTHON, FIRST_UNTRIED_PYTHON = (3, 11), (3, 15)
FREE_BYTES_WANTED = 200 * 1024 * 1024
BACKUP_GROWS_OLD = timedelta(days=14)
LONGEST_FIRST_TOKEN_S = 60
BUILT_IN = datetime(2026, 1, 1, tzinfo=UTC)
"""No check-in was held before this: an earlier clock is a wrong one."""


async def examine(settings: Settings, now: datetime, local_zone: str) -> list[Check]:
    """Every check, in the order to mend things in. `local_zone` is the machine's IANA zone."""
    looks: dict[str, Look] = {
        "python": later(_python),
        "data_dir": later(lambda: _folder("data_dir", settings.data_dir)),
        "config_dir": later(lambda: _folder("config_dir", settings.config_dir)),
        "master_key": later(lambda: _master_key(settings)),
        "encryption": later(_encryption),
        "store": lambda: _store(settings),
        "audit": lambda: _audit(settings),
        "backups": later(lambda: _backups(settings, now)),
        "clock": later(lambda: _clock(now, local_zone)),
        "program": later(lambda: _program(settings)),
        "policy": later(_policy),
        "lanes": later(_lanes),
        "knowledge": later(lambda: _knowledge(now)),
        "embedder": later(lambda: look_at_embedder(settings)),
        "crisis": later(lambda: _crisis(now)),
        "model": lambda: _model(settings),
        "terminal": later(_terminal),
    }
    found = [await looked(name, look, _REPAIRS.get(name, "")) for name, look in looks.items()]
    return [*found, *await examine_speech(settings)]


def _python() -> Check:
    version = sys.version_info[:2]
    shown = ".".join(str(part) for part in sys.version_info[:3])
    if OLDEST_PYTHON <= version < FIRST_UNTRIED_PYTHON:
        return Check("python", State.OK, shown)
    return Check("python", State.FAIL, f"{shown} is not supported", "use Python 3.11 to 3.14")


def _folder(name: str, folder: Path) -> Check:
    setting = f"COACH_{name.upper()}"
    repair = f"make it writable for you, or set {setting} to a folder that is"
    if not folder.exists():
        parent = next(above for above in folder.parents if above.exists())
        if not _can_hold_a_folder(parent):
            return Check(name, State.FAIL, f"{folder} cannot be made in {parent}", repair)
        return Check(name, State.OFF, f"{folder} is not there yet; the first check-in makes it")
    if not _is_writable(folder):
        return Check(name, State.FAIL, f"{folder} cannot be written to", repair)
    mode = folder.stat().st_mode & 0o777
    free = shutil.disk_usage(folder).free
    if free < FREE_BYTES_WANTED:
        what = f"{folder} has {free // 1024**2} MiB left"
        return Check(name, State.WARN, what, "free some space, or the diary cannot grow")
    if mode & 0o077:
        what = f"{folder} is open to other users (mode {mode:o})"
        return Check(name, State.WARN, what, f"chmod 700 {folder}")
    return Check(name, State.OK, f"{folder}, {free // 1024**3} GiB free")


def _can_hold_a_folder(parent: Path) -> bool:
    """Tried out: permissions alone do not tell of a file system that takes nothing."""
    try:
        with TemporaryDirectory(prefix=".doctor-", dir=parent):
            return True
    except OSError:
        return False


def _is_writable(folder: Path) -> bool:
    probe = folder / ".doctor"
    try:
        probe.touch()
        probe.unlink()
    except OSError:
        return False
    return True


def _master_key(settings: Settings) -> Check:
    path = settings.config_dir / MASTER_KEY_FILE
    database = sqlite_file(settings.store_url.get_secret_value())
    if settings.key.command:
        KeyRing.open(settings.config_dir, settings.key.command)
        return Check("master_key", State.OK, "comes from COACH_KEY__COMMAND")
    if not path.exists():
        if database is None or not database.exists():
            return Check("master_key", State.OFF, "not made yet; the first check-in makes it")
        what = f"{path} is missing, so nothing sealed can be read"
        return Check("master_key", State.FAIL, what, "put it back from where you keep a copy")
    KeyRing.open(settings.config_dir)
    if database is not None and database.resolve().parent == path.resolve().parent:
        repair = "set COACH_CONFIG_DIR to another folder and move master.key there"
        return Check("master_key", State.FAIL, f"{path} lies beside the database", repair)
    return Check("master_key", State.OK, f"{path}, for you alone, apart from the database")


def _encryption() -> Check:
    cipher = PersonCipher(UUID(int=1), bytes(range(32)))
    cell, words = Cell("person", "name", UUID(int=1)), "self-test \N{SNOWMAN}"
    sealed = cipher.seal(words, cell)
    if words.encode() in sealed.blob or cipher.unseal(sealed, cell) != words:
        return Check("encryption", State.FAIL, "what was sealed did not open", "reinstall Nightjar")
    return Check("encryption", State.OK, "AES-GCM seals and opens")


async def _store(settings: Settings) -> Check:
    url = settings.store_url.get_secret_value()
    file = sqlite_file(url)
    if file is not None and not file.exists():
        return Check("store", State.OFF, f"{file} is not there yet; the first check-in makes it")
    where = str(file) if file else "PostgreSQL"
    at = await asyncio.to_thread(migrations.current, url)
    if at != migrations.HEAD:
        state = State.FAIL if file is None else State.WARN
        what = f"{where} is at migration {at or 'none'}, this Nightjar needs {migrations.HEAD}"
        return Check("store", state, what, "coach backup, then coach migrate")
    async with _opened(settings) as store:
        people = len(await store.persons())
    who = "1 person" if people == 1 else f"{people} people"
    return Check("store", State.OK, f"{where}, migration {at}, {who}; every key opens")


async def _audit(settings: Settings) -> Check:
    url = settings.store_url.get_secret_value()
    file = sqlite_file(url)
    if file is not None and not file.exists():
        return Check("audit", State.OFF, "nothing to check yet")
    if await asyncio.to_thread(migrations.pending, url):
        return Check("audit", State.OFF, "not looked at before the store is migrated")
    async with _opened(settings) as store:
        report = await store.audit_report()
    found = report.found
    if found.broken_at is None and report.vouched is None:
        what = f"{found.rows} decisions hold; whether more followed them cannot be said"
        return Check("audit", State.WARN, what, "a check-in mends it; if not: coach audit --accept")
    if found.broken_at is None:
        return Check("audit", State.OK, f"the chain of decisions is unbroken, {found.rows} long")
    what = f"the chain of decisions breaks at row {found.broken_at}: it was changed by hand"
    return Check("audit", State.FAIL, what, "keep a copy for whoever looks into it; coach restore")


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[Store]:
    """The store as it is; the key file is made by nobody here."""
    if not settings.key.command and not (settings.config_dir / MASTER_KEY_FILE).exists():
        raise FileNotFoundError("cannot be opened without its master key")
    keys = await asyncio.to_thread(KeyRing.open, settings.config_dir, settings.key.command)
    url = settings.store_url.get_secret_value()
    async with await asyncio.to_thread(Store, url, keys) as store:
        yield store


def _backups(settings: Settings, now: datetime) -> Check:
    try:
        ledger = json.loads((settings.config_dir / LEDGER_FILE).read_bytes())
    except FileNotFoundError:
        ledger = {"backup_folders": []}
    folders = [Path(folder) for folder in ledger["backup_folders"]]
    made = {folder: at for folder in folders if (at := _made_at(folder)) is not None}
    repair = "coach backup --out FOLDER, best on another disk"
    database = sqlite_file(settings.store_url.get_secret_value())
    if not folders and database is not None and not database.exists():
        return Check("backups", State.OFF, "nothing to copy yet")
    if not made:
        gone = f"; {len(folders)} known ones are not where they were" if folders else ""
        return Check("backups", State.WARN, f"none found{gone}", repair)
    folder, latest = max(made.items(), key=lambda item: item[1])
    what = f"{len(made)} found, the latest {_ago(now - latest)} in {folder}"
    if now - latest > BACKUP_GROWS_OLD:
        return Check("backups", State.WARN, what, repair)
    return Check("backups", State.OK, what)


def _made_at(folder: Path) -> datetime | None:
    try:
        with (folder / DATA_FILE).open("rb") as file:
            return datetime.fromisoformat(json.loads(file.readline())["made_at"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _ago(age: timedelta) -> str:
    return "today" if age.days < 1 else f"{age.days} day{'' if age.days == 1 else 's'} ago"


def _clock(now: datetime, local_zone: str) -> Check:
    if not available_timezones():
        repair = "pip install tzdata"
        return Check("clock", State.FAIL, "no time zones are installed", repair)
    if now < BUILT_IN:
        what = f"this machine says it is {now:%Y-%m-%d}"
        return Check("clock", State.FAIL, what, "set the machine's clock")
    where = "the system" if any(Path(path).is_dir() for path in TZPATH) else "tzdata"
    return Check("clock", State.OK, f"{now:%Y-%m-%d %H:%M} UTC, zone {local_zone}, from {where}")


def _program(settings: Settings) -> Check:
    program = program_set(settings)
    name = f"{program.id} {program.version}"
    if program.reviewed_by is None:
        return Check("program", State.WARN, f"{name}: draft, not reviewed by a clinician", _DRAFT)
    return Check("program", State.OK, f"{name}, reviewed by {program.reviewed_by}")


def _policy() -> Check:
    policy = load_policy()
    load_features()
    load_classifier()
    parts: Sequence[str | None] = (policy.owner, policy.outputs.owner)
    name = f"safety policy {policy.version}"
    if None in parts or None in (policy.reviewed_on, policy.outputs.reviewed_on):
        return Check("policy", State.WARN, f"{name}: draft, not reviewed by a clinician", _DRAFT)
    return Check("policy", State.OK, f"{name}, answered for by {policy.owner}")


def _lanes() -> Check:
    lanes = load_lanes()
    name = f"health questions and lanes {lanes.version}"
    rules = (lanes, *lanes.every_rule())
    if any(each.reviewed_by is None or each.reviewed_on is None for each in rules):
        return Check("lanes", State.WARN, f"{name}: draft, not reviewed by a clinician", _DRAFT)
    return Check("lanes", State.OK, f"{name}, reviewed by {lanes.reviewed_by}")


def _knowledge(now: datetime) -> Check:
    articles = load_articles()
    name = f"{len(articles)} articles on sleep"
    drafts = sum(each.is_draft for each in articles)
    if drafts:
        what = f"{name}: {drafts} drafts, not reviewed by a clinician"
        return Check("knowledge", State.WARN, what, _DRAFT)
    if any(each.expires_on is None or each.expires_on <= now.date() for each in articles):
        repair = "`coach knowledge lint` names them"
        return Check("knowledge", State.WARN, f"{name}: some reviews have run out", repair)
    return Check("knowledge", State.OK, f"{name}, reviewed")


def _crisis(now: datetime) -> Check:
    countries = load_countries().values()
    fresh = sum(is_fresh(country, now.date()) for country in countries)
    what = f"help lines of {fresh} of {len(countries)} countries verified in the last 120 days"
    if fresh == len(countries):
        return Check("crisis", State.OK, what)
    return Check(
        "crisis",
        State.WARN,
        f"{what}; elsewhere the coach speaks the emergency number and an international finder",
        "call the numbers, then set verified_on and verified_by in safety/crisis/",
    )


async def _model(settings: Settings) -> Check:
    if not settings.llm.configured:
        return Check("model", State.OFF, "none configured: the scripted coach speaks")
    # Importing a model's client costs half a second: only where a model is configured.
    from coach.llm import OpenAILLM

    llm = OpenAILLM.from_settings(settings.llm)
    try:
        probe = await llm.probe()
    except LLMError as error:
        return Check("model", State.FAIL, str(error), _REPAIRS["model"])
    finally:
        await llm.aclose()
    what = f"{probe.model} began to answer after {probe.first_token_s:.2f} s"
    limit_s = settings.llm.first_token_s
    if probe.first_token_s <= limit_s:
        return Check("model", State.OK, f"{what} (limit {limit_s:g} s)")
    bearable_s = min(LONGEST_FIRST_TOKEN_S, math.ceil(1.5 * probe.first_token_s))
    repair = f"ask again once it is loaded, or set COACH_LLM__FIRST_TOKEN_S={bearable_s}"
    return Check("model", State.WARN, f"{what}; the limit is {limit_s:g} s", repair)


def _terminal() -> Check:
    encoding = sys.stdout.encoding or "unknown"
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return Check("terminal", State.OFF, "none here; `coach checkin --text` takes lines instead")
    if "utf" not in encoding.lower():
        what = f"shows {encoding}, so some letters come out escaped"
        return Check("terminal", State.WARN, what, "export LANG=C.UTF-8")
    return Check("terminal", State.OK, encoding)


_DRAFT = "nothing you can mend; it is for wellness only, see README"
_REPAIRS = {
    "master_key": "put the right master.key back, mode 600, or check COACH_KEY__COMMAND",
    "store": "check COACH_STORE__URL and the master key; else coach restore into a new place",
    "audit": "mend the store and the master key first",
    "backups": f"put {LEDGER_FILE} back: it says who was erased",
    "clock": "pip install tzdata",
    "embedder": EMBEDDER_REPAIR,
    "model": "the scripted coach speaks meanwhile; check COACH_LLM__BASE_URL, API_KEY and MODEL",
    "program": "reinstall Nightjar, or undo the change to agendas/programs/",
    "policy": "reinstall Nightjar, or undo the change to safety/; until then the coach refuses",
    "crisis": "reinstall Nightjar, or undo the change to safety/crisis/",
}
