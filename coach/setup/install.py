"""Plans what a speech model needs, fetches it, and holds every later run to the first one's hashes.

Called by `coach setup`. It replaces nothing that is set up unless told to, and puts a model to use
only when all its files are there and as the hub describes them.
"""

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from coach.setup import card
from coach.setup.catalogue import SetupError, Wanted
from coach.setup.offer import Hub, HubError, HubFile, Offer
from coach.speech import (
    LOCK_FILE,
    Lock,
    LockedFile,
    LockedModel,
    differences,
    models_folder,
    read_lock,
    sha256_of,
)

_PARTIAL_FOLDER = "partial"
_ROOM_LEFT_BYTES = 50 * 1024**2
"""Kept free beside a download, so that the diary can still grow."""

FreeBytes = Callable[[Path], int]


@dataclass(frozen=True)
class Plan:
    """What is to be done for one model, and all that a person should know before it is."""

    wanted: Wanted
    locked: LockedModel | None
    """As it is set up and stays; None where it is to be fetched, newly or anew."""
    offer: Offer
    """What is to be had from the hub; of no files where the hub did not answer."""
    reached: bool
    """False where the hub did not answer, and all is as it was set up."""
    licence: str | None
    card: str | None = None
    objections: tuple[str, ...] = ()
    """Why its licence has to be accepted by name; empty where it need not."""
    to_fetch: tuple[HubFile, ...] = ()
    remaining_bytes: int = 0
    """What is still to come over the network, less what an earlier attempt left."""


def planned(hub: Hub, wanted: Wanted, data_dir: Path, *, accept_new: bool) -> Plan:
    """Looks at what is set up and at what the hub has.

    Raises:
        SetupError: a file changed, here or on the hub, and `accept_new` is False; or the hub has
            not what is wanted.
        coach.speech.SpeechError: the lock cannot be read.
    """
    locked = read_lock(data_dir).find(wanted.kind, wanted.name)
    if locked is None:
        return _fresh(hub, wanted, data_dir)
    found = differences(locked, data_dir)
    changed = [each.words for each in found if each.now is not None]
    if changed and not accept_new:
        raise SetupError(
            f"{wanted.kind} {wanted.name} is not what was set up: {'; '.join(changed)}. Nothing "
            "was touched. `coach setup --accept-new` takes what the hub has now instead; to use "
            f"files of your own, set COACH_SPEECH__{wanted.kind.upper()} to their folder."
        )
    try:
        offer = _offer(hub, wanted)
    except HubError as error:
        if error.reached or found:
            raise
        nothing = Offer(locked.repo, locked.revision, None, ())
        return Plan(wanted, locked, nothing, reached=False, licence=locked.licence)
    news = _news(offer, locked, data_dir)
    if accept_new and (news or changed):
        return _fresh(hub, wanted, data_dir)
    if news:
        raise SetupError(
            f"the hub now has another {wanted.kind} {wanted.name} than was set up: "
            f"{'; '.join(news)}. What is set up stays in use. "
            "`coach setup --accept-new` takes the new one."
        )
    if found:
        return _plan(wanted, locked, _offer(hub, wanted, locked.revision), data_dir)
    same = Offer(locked.repo, locked.revision, offer.licence, offer.files)
    return Plan(wanted, locked, same, reached=True, licence=locked.licence)


def made_models_folder(data_dir: Path) -> Path:
    """The folder of all models, made where it is missing, the data folder for its owner alone.

    Raises:
        SetupError: it cannot be made.
    """
    folder = models_folder(data_dir)
    with _told_of_the_disk(folder):
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def refuse_unlicensed(plan: Plan) -> None:
    """Stops where a licence has to be accepted by name.

    Raises:
        SetupError: says what stands against it.
    """
    if plan.objections:
        raise SetupError(
            f"{plan.wanted.kind} {plan.wanted.name} was not fetched: {'; '.join(plan.objections)}. "
            "If you may use it all the same, add --accept-licence."
        )


def carry_out(hub: Hub, plan: Plan, data_dir: Path, free_bytes: FreeBytes | None = None) -> None:
    """Fetches what is missing, compares it, and puts the model to use.

    Args:
        hub: Where from.
        plan: What `planned` found.
        data_dir: The data folder.
        free_bytes: How much room a folder's disk has; None asks the machine.

    Raises:
        SetupError: cut off, damaged on the way, no room, or a folder that cannot be written.
    """
    with _told_of_the_disk(models_folder(data_dir)):
        lock = read_lock(data_dir)
        if plan.locked is not None and not plan.to_fetch:
            if lock.find(plan.wanted.kind) != plan.locked:
                _write(lock.having(plan.locked), data_dir)
            return
        folder = _folder(plan.wanted, plan.offer, data_dir)
        made_models_folder(data_dir)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _require_room(folder, plan.remaining_bytes, free_bytes)
        for file in plan.to_fetch:
            _fetch(hub, plan.offer, file, folder, data_dir)
        model = _locked(plan, folder)
        if plan.locked is not None and model.files != plan.locked.files:
            raise SetupError(f"the hub no longer has the files of {model.name} that were set up.")
        _write(lock.having(model), data_dir)
        _tidy(folder, data_dir)


def _fresh(hub: Hub, wanted: Wanted, data_dir: Path) -> Plan:
    return _plan(wanted, None, _offer(hub, wanted), data_dir, hub)


def _offer(hub: Hub, wanted: Wanted, revision: str | None = None) -> Offer:
    offer = hub.offer(wanted.repo, wanted.required + wanted.optional, revision)
    there = {file.path for file in offer.files}
    missing = [path for path in wanted.required if path not in there]
    if missing:
        raise SetupError(f"the hub has no {missing[0]} in {wanted.repo}: is the name right?")
    return offer


def _plan(
    wanted: Wanted, locked: LockedModel | None, offer: Offer, data_dir: Path, hub: Hub | None = None
) -> Plan:
    """The plan for an offer; with a hub, for something new, whose card is read first."""
    page = None
    if hub is not None and wanted.card is not None:
        page = hub.text(offer, next(file for file in offer.files if file.path == wanted.card))
    licence = offer.licence if wanted.card is None else None
    if page is not None:
        licence = card.licence(page)
    elif locked is not None:
        licence = locked.licence
    folder = _folder(wanted, offer, data_dir)
    to_fetch = tuple(file for file in offer.files if not _is_here(file, folder))
    return Plan(
        wanted,
        locked,
        offer,
        reached=True,
        licence=licence,
        card=page,
        objections=tuple(card.objections(page)) if page is not None else (),
        to_fetch=to_fetch,
        remaining_bytes=sum(file.bytes - _had(file, data_dir) for file in to_fetch),
    )


def _news(offer: Offer, locked: LockedModel, data_dir: Path) -> list[str]:
    """What of an offer is not what was set up; another commit with the same files is no news."""
    folder = locked.folder(data_dir)
    before = {file.path: file for file in locked.files}
    found = [f"{name} is gone" for name in before if name not in {f.name for f in offer.files}]
    for file in offer.files:
        was = before.get(file.name)
        if was is None:
            found.append(f"{file.name} is new")
        elif file.sha256 is not None and file.sha256 != was.sha256:
            found.append(
                f"{file.name} is sha256 {file.sha256[:12]}..., it was {was.sha256[:12]}..."
            )
        elif file.bytes != was.bytes:
            found.append(f"{file.name} has {file.bytes:,} bytes, it had {was.bytes:,}")
        elif (folder / file.name).is_file() and not file.is_in(folder / file.name):
            found.append(f"{file.name} has other content ({file.digest[:12]}...)")
    return found


def _folder(wanted: Wanted, offer: Offer, data_dir: Path) -> Path:
    return models_folder(data_dir) / wanted.kind / wanted.name / offer.revision[:12]


def _is_here(file: HubFile, folder: Path) -> bool:
    path = folder / file.name
    return path.is_file() and file.is_in(path)


def _part(file: HubFile, data_dir: Path) -> Path:
    """Named by its content, so that two versions of a file are never sewn together."""
    return models_folder(data_dir) / _PARTIAL_FOLDER / f"{file.digest}.part"


def _had(file: HubFile, data_dir: Path) -> int:
    try:
        return min(_part(file, data_dir).stat().st_size, file.bytes)
    except FileNotFoundError:
        return 0


def _require_room(folder: Path, remaining_bytes: int, free_bytes: FreeBytes | None) -> None:
    free = shutil.disk_usage(folder).free if free_bytes is None else free_bytes(folder)
    if free < remaining_bytes + _ROOM_LEFT_BYTES:
        raise SetupError(
            f"there is no room: {in_words(remaining_bytes)} are to come, and the disk of {folder} "
            f"has {in_words(free)} left ({in_words(_ROOM_LEFT_BYTES)} stay free for the diary). "
            "Make room, or set COACH_DATA_DIR to another disk."
        )


def _fetch(hub: Hub, offer: Offer, file: HubFile, folder: Path, data_dir: Path) -> None:
    part = _part(file, data_dir)
    part.parent.mkdir(mode=0o700, exist_ok=True)
    hub.fetch(offer, file, part)
    os.replace(part, folder / file.name)


def _locked(plan: Plan, folder: Path) -> LockedModel:
    files = [
        LockedFile(path=file.name, bytes=file.bytes, sha256=sha256_of(folder / file.name))
        for file in plan.offer.files
    ]
    return LockedModel(
        kind=plan.wanted.kind,
        name=plan.wanted.name,
        repo=plan.wanted.repo,
        revision=plan.offer.revision,
        licence=plan.licence,
        files=tuple(sorted(files, key=lambda file: file.path)),
    )


def _write(lock: Lock, data_dir: Path) -> None:
    """In one step: a run that is cut off leaves the lock of before."""
    path = models_folder(data_dir) / LOCK_FILE
    new = path.with_suffix(".new")
    new.write_text(lock.model_dump_json(indent=2) + "\n", encoding="utf-8")
    os.replace(new, path)


def _tidy(folder: Path, data_dir: Path) -> None:
    """Removes what no lock names any more: other revisions of this model, and parts."""
    for other in folder.parent.iterdir():
        if other != folder:
            shutil.rmtree(other)
    with_parts = models_folder(data_dir) / _PARTIAL_FOLDER
    if with_parts.is_dir() and not any(with_parts.iterdir()):
        with_parts.rmdir()


@contextmanager
def _told_of_the_disk(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise SetupError(
                f"the disk of {folder} is full. What came is kept: make room and run "
                "`coach setup` again."
            ) from error
        raise SetupError(
            f"{error.filename or folder} cannot be written ({error.strerror}). "
            "Check who may write there, or set COACH_DATA_DIR to another folder."
        ) from error


def in_words(count: int) -> str:
    """Bytes for a person, in thousands and millions as the hub shows them."""
    if count < 1000:
        return f"{count} bytes"
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{count / 1e3:.1f} kB"
