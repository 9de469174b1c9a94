"""The recorded check-ins that come with the coach, and what the folder of one has to hold."""

SCRIPT = "recording.yaml"
RATE_HZ = 16_000
HOLDS = (
    f"{SCRIPT} with opened_at (a date and time with its zone, such as 2026-03-02T07:20:00+00:00), "
    "local_zone (such as Europe/London) and says (the answers, a list of lines), and 01.wav, "
    "02.wav and so on, the sound of each line: 16000 Hz, mono, 16 bit"
)
"""What the folder of a recording has to hold, for a person."""
