"""Plays a recorded check-in aloud, in real time, and shows what came of it.

Called by `coach checkin --recording`. The person, the clock and the store are the recording's own;
the microphone, the loudspeaker and everything between them are the product's.
"""

import asyncio
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import numpy as np

from agendas.agenda import Agenda, Kind
from agendas.planner import plan
from coach.bootstrap import App, opened
from coach.commands.diary import night_table
from coach.commands.lines import show
from coach.dialogue.state import VOICE, State, load
from coach.dialogue.today import day_of
from coach.recording import Recording
from coach.settings import Settings, SpeechSettings, apart
from coach.speech import DEMO, Origin, model_in_use
from coach.speech import Kind as Model
from coach.terminal import Page
from coach.voice.headless import ScriptedMicrophone, SilentLoudspeaker, write_wav
from coach.voice.hold import hold
from coach.voice.line import CallResult
from coach.voice.models import loaded
from coach.voice.stages import Stages
from memory.person import Person

DAY = timedelta(days=1)
WAV = "checkin.wav"
_STAGES = (
    ("text", "text_s"),
    ("end of turn", "end_of_turn_s"),
    ("first sentence", "first_sentence_s"),
    ("first audio", "first_audio_s"),
)


@dataclass(frozen=True)
class Played:
    """A check-in that was played: how it went, what was kept of it, and what comes tomorrow."""

    result: CallResult
    microphone: ScriptedMicrophone
    loudspeaker: SilentLoudspeaker
    kept: dict[str, object]
    agenda: Agenda


def play(recording: Recording, settings: Settings, out: Path, own_command: str) -> int:
    """Holds the check-in, writes its sound, transcript, diary and agenda; the exit code.

    `settings` name the speech models of a recording of one's own; the demonstration has its own.
    Nothing is kept in the store that they name.

    Raises:
        coach.speech.SpeechError: the speech models cannot be used as set.
    """
    settings = _with_models(recording, settings)
    introduction = _introduced(recording, settings)
    out.mkdir(parents=True, exist_ok=True)
    print(introduction, flush=True)
    with tempfile.TemporaryDirectory(prefix="nightjar-") as folder:
        played = asyncio.run(_held(recording, settings, Path(folder)))
    result = played.result
    write_wav(out / WAV, played.microphone, played.loudspeaker)
    _write(out / "transcript.json", [asdict(line) for line in result.lines])
    _write(out / "times.json", [asdict(stages) for stages in result.stages])
    _write(out / "checkin.json", played.kept)
    _write(out / "agenda.json", _agenda_tree(played.agenda))
    _show(result.state, played.agenda)
    _show_times(result.stages)
    print(f"\nThe sound of it is {out / WAV}; transcript, diary, agenda and times lie beside it.")
    print("Nothing else was kept.")
    print(f"Start your own check-in with: {own_command}")
    apart = _ended_apart(len(recording.sounds), played.microphone.left, ended=result.ended)
    if apart is None:
        return 0
    print(apart, file=sys.stderr)
    return 1


def _with_models(recording: Recording, settings: Settings) -> Settings:
    """The demonstration is held with the models it was made with, whatever else is set up."""
    if not recording.packaged:
        return settings
    speech = SpeechSettings(whisper=DEMO, voice=DEMO, speed=settings.speech.speed)
    return settings.model_copy(update={"speech": speech})


def _introduced(recording: Recording, settings: Settings) -> str:
    if recording.packaged:
        return (
            "A recorded check-in, in real time, through the real ears and voice: about four "
            "minutes.\nBoth sides are made-up voices; what is heard is written down by a small "
            "demonstration\nmodel.\n"
        )
    hears, speaks = (model_in_use(settings, kind) for kind in (Model.WHISPER, Model.VOICE))
    told = (
        "A recorded check-in, in real time.\n"
        f"What is heard is written down by {hears.name}; the coach speaks with {speaks.name}.\n"
    )
    if hears.origin is Origin.DEMO:
        told += f"{hears.name} knows only the words of the demonstration: it mishears all others.\n"
    return told


def _ended_apart(answers: int, left: int, *, ended: bool) -> str | None:
    """What to say where the recording and the coach did not end together."""
    if ended and not left:
        return None
    if not left:
        return (
            f"The recording ended before the coach did: after its last answer ({answers} of "
            f"{answers}) she was still asking. What was said up to there is kept, as when somebody "
            "hangs up."
        )
    over = f"{left} of the {answers} answers of the recording {'was' if left == 1 else 'were'} left"
    if ended:
        return f"{over} over: the coach had come to her end before."
    return f"{over} unsaid: the talk broke off before. What was said up to there is kept."


async def _held(recording: Recording, settings: Settings, folder: Path) -> Played:
    page = Page(sys.stdout, colour=sys.stdout.isatty())
    script = recording.script
    async with opened(apart(folder)) as app, loaded(settings) as models:
        person = await app.store.add_person(Person(id=uuid4(), created_at=script.opened_at))
        sounds = [np.frombuffer(sound, np.int16) for sound in recording.sounds]
        microphone = ScriptedMicrophone(sounds)
        loudspeaker = SilentLoudspeaker(models.tts.sample_rate)
        now = recording.clock()
        result = await hold(
            app,
            person,
            microphone,
            loudspeaker,
            models=models,
            now=now,
            local_zone=script.local_zone,
            hung_up=microphone.hung_up,
            your_turn=microphone.your_turn,
            tell=lambda line: show(page, line),
        )
        agenda = await _tomorrow(app, person, now() + DAY, script.local_zone)
        kept = {} if result.erased else await app.store.export(person.id)
    return Played(result, microphone, loudspeaker, kept, agenda)


async def _tomorrow(app: App, person: Person, now: datetime, local_zone: str) -> Agenda:
    known = await app.store.person(person.id) or person
    state = await load(app.store, known, now, channel=VOICE, local_zone=local_zone)
    return plan(day_of(state, app.program), app.program)


def _show(state: State, agenda: Agenda) -> None:
    print(f"\nThe diary of the night to {state.check_in.night:%A %d %B %Y}")
    night_table(list(state.nights.values()), sys.stdout)
    print(f"\nThe next agenda, for {agenda.night:%A %d %B}: about {agenda.seconds} seconds")
    for item in agenda.items:
        if item.kind is not Kind.QUESTION or item.id == "diary.open":
            print(f"  {item.id:<18} {item.reason}")
    asked = [i for i in agenda.of(Kind.QUESTION) if i.id != "diary.open"]
    print(f"  {'questions':<18} up to {len(asked)}, for what the first answer leaves open")


def _show_times(stages: Sequence[Stages]) -> None:
    """The median of each stage, after the person's last sound."""
    print(f"\nAfter the person's last sound, in {len(stages)} turns (median, longest)")
    for name, field in _STAGES:
        times = sorted(s for each in stages if (s := getattr(each, field)) is not None)
        if times:
            print(f"  {name:<18} {times[len(times) // 2]:5.2f} s  {times[-1]:5.2f} s")


def _agenda_tree(agenda: Agenda) -> dict[str, object]:
    items = [{"id": i.id, "kind": i.kind, "reason": i.reason} for i in agenda.items]
    return {"night": agenda.night.isoformat(), "items": items}


def _write(path: Path, tree: object) -> None:
    path.write_text(json.dumps(tree, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
