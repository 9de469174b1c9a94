"""One morning of a simulated person, for those who hold it by typing and by voice."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from coach.voice.spoken import speak
from evals.persona import PERSONAS, Persona, load
from evals.sleeper import Lying, Tired, sleep
from evals.telling import Morning, answer
from tests.talking import MORNING

LONDON = ZoneInfo("Europe/London")
ASKED = (
    "diary.open",
    "diary.got_into_bed_at",
    "diary.tried_to_sleep_at",
    "diary.sleep_onset_latency_min",
    "diary.awakenings",
    "diary.wake_after_sleep_onset_min",
    "diary.final_awakening_at",
    "diary.out_of_bed_at",
    "diary.early_wake_awake_min",
    "diary.naps_min",
    "diary.quality_1_5",
    "diary.confirm",
    "agree",
)
"""What a morning's check-in can ask of somebody who tells the night bit by bit."""


def simulated_morning() -> Morning:
    """Somebody who answers question by question, on the morning of `tests.talking`."""
    persona: Persona = load(PERSONAS / "no-show.yaml")
    night = MORNING.date()
    rose = datetime(night.year, night.month, night.day, 7, tzinfo=LONDON)
    lay = rose - timedelta(hours=8, minutes=15)
    lying = Lying(lay, lay + timedelta(minutes=15), rose)
    slept = sleep(persona.body, Tired(persona.body.arousal), lying, LONDON, persona.name, night)
    return Morning(persona, (night - persona.starts_on).days + 1, LONDON, slept, kept=True)


def words_to(question: str) -> str:
    """What they say to a question."""
    return answer(simulated_morning(), question)


def aloud(question: str) -> str:
    """The same as it is spoken: without figures."""
    return speak(words_to(question), british=True)
