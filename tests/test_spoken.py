"""What a voice says for what is written: figures and signs become words, nothing else changes."""

import json
import re
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agendas.words import clock, duration
from coach.dialogue.phrase import PHRASES
from coach.voice.spoken import speak
from safety.crisis import digit_by_digit, load_countries, resources
from safety.numbers import numbers_in
from safety.script import load_scripts, script

CASES = [
    json.loads(line)
    for line in (Path(__file__).parent / "data" / "spoken.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]
PLACES = [
    "So, {}. Is that right?",
    "{}, noted.",
    "You said {} and that is kept.",
    "It was {}; is that so?",
]
BRITISH = pytest.mark.parametrize("british", [True, False], ids=["british", "american"])


def _clocks() -> st.SearchStrategy[str]:
    hours_24 = st.builds("{:d}:{:02d}".format, st.integers(0, 23), st.integers(0, 59))
    padded = st.builds("{:02d}:{:02d}".format, st.integers(0, 23), st.integers(0, 59))
    halves = st.sampled_from(["am", "pm", " am", " pm", " AM"])
    hours_12 = st.builds(
        "{:d}:{:02d}{}".format, st.integers(1, 12), st.integers(0, 59), halves
    ) | st.builds("{:d}{}".format, st.integers(1, 12), halves)
    printed = st.builds(clock, st.times(), st.sampled_from(["GB", "US", "DE", None]))
    return hours_24 | padded | hours_12 | printed


def _durations() -> st.SearchStrategy[str]:
    minutes = st.sampled_from(["{} min", "{} minutes", "{}min", "about {} mins", "~{} minutes"])
    hours = st.sampled_from(["{} h", "{} hours", "{} hrs", "{}h"])
    both = st.sampled_from(["{} h {} min", "{}h{}min", "{} hours {} minutes", "{} hr {} mins"])
    halves = st.sampled_from(["{}.5 hours", "{}.5 h", "{}.25 hours", "{}.75 h", "{}½ hours"])
    return (
        st.builds(str.format, minutes, st.integers(0, 999))
        | st.builds(str.format, hours, st.integers(1, 99))
        | st.builds(str.format, both, st.integers(2, 99), st.integers(1, 59))
        | st.builds(str.format, halves, st.integers(1, 30))
        | st.builds(duration, st.integers(0, 1500))
        | st.builds("{} days".format, st.integers(2, 400))
    )


def _others() -> st.SearchStrategy[str]:
    def rising(form: str, low: int, more: int) -> str:
        return form.format(low, low + more)

    ranges = st.sampled_from(
        ["{}-{} minutes", "{}\u2013{} min", "{} to {} hours", "{}-{} days", "{}-{} nights"]
    )
    percents = st.sampled_from(["{} %", "{}%", "{} percent", "{}.5 %"])
    scales = st.sampled_from(["{} of {} nights", "{} out of {}"])
    # The word "one" is an article to `numbers_in`, and words above a thousand are beyond it.
    return (
        st.builds(str.format, percents, st.integers(0, 100))
        | st.builds(rising, ranges, st.integers(2, 60), st.integers(1, 39))
        | st.builds(rising, scales, st.integers(2, 30), st.integers(1, 60))
        | st.builds("{} nights".format, st.integers(2, 999))
        | st.builds("{} times".format, st.integers(2, 99))
        | st.builds("{},000 steps".format, st.integers(2, 99))
    )


def _phones() -> st.SearchStrategy[str]:
    numbers = sorted({line.number for each in load_countries().values() for line in each.lines})
    emergency = sorted({number for each in load_countries().values() for number in each.emergency})
    long = [each for each in numbers + emergency if len(each) > 2]
    invented = st.from_regex(r"0[0-9]{2,3} [1-9][0-9]{2} [1-9][0-9]{3}", fullmatch=True)
    calls = st.sampled_from(["please call {} now", "call {}", "dial {} or ask someone to"])
    return st.builds(str.format, calls, st.sampled_from(long) | invented)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["written"])
def test_a_sentence_is_said_as_a_person_of_that_country_would(case: dict[str, str]) -> None:
    said = (speak(case["written"], british=True), speak(case["written"], british=False))

    assert said == (case["british"], case["american"])


def test_the_list_is_as_long_as_promised() -> None:
    assert len({case["written"] for case in CASES}) >= 200


@BRITISH
@settings(max_examples=250, deadline=None)
@given(place=st.sampled_from(PLACES), figure=_clocks() | _durations() | _others() | _phones())
def test_the_numbers_said_are_the_numbers_written(
    place: str, figure: str, *, british: bool
) -> None:
    written = place.format(figure)

    said = speak(written, british=british)

    assert _exactly(said) == _exactly(written)
    assert not re.search("[0-9]", said)


@BRITISH
@settings(max_examples=100, deadline=None)
@given(start=_clocks(), end=_clocks(), join=st.sampled_from(["from {} to {}", "{} and {}"]))
def test_two_times_in_a_row_stay_two_times(
    start: str, end: str, join: str, *, british: bool
) -> None:
    written = join.format(start, end)

    said = speak(written, british=british)

    assert _exactly(said) == _exactly(written)


@BRITISH
@settings(max_examples=150, deadline=None)
@given(text=st.text() | st.text(alphabet="0123456789 .:,/-+%hmpa½~≤&()", max_size=30))
def test_any_text_at_all_can_be_spoken(text: str, *, british: bool) -> None:
    said = speak(text, british=british, phones=("116 123", "999"))

    assert bool(said.strip()) or not text.replace("\ue000", "").strip()


@BRITISH
@settings(max_examples=100, deadline=None)
@given(text=st.text(alphabet="aehmnot z.,!?&~/'-", max_size=60))
def test_what_has_no_figures_is_said_once_and_for_all(text: str, *, british: bool) -> None:
    said = speak(text, british=british)

    assert speak(said, british=british) == said


@BRITISH
def test_fixed_wording_without_figures_is_not_touched(*, british: bool) -> None:
    lines = [
        line.text
        for name, filed in load_scripts().items()
        for variant in range(len(filed.variants))
        for line in script(name, resources("GB"), name_of_person="Ada", variant=variant)
    ]
    texts = [each for each in [*lines, *chain(*PHRASES.values())] if _is_words(each)]

    changed = [each for each in texts if speak(each, british=british) != each]

    assert len(texts) > 150
    assert changed == []


@BRITISH
@pytest.mark.parametrize("country", sorted(load_countries()))
def test_a_number_of_a_country_is_never_a_quantity(country: str, *, british: bool) -> None:
    filed = load_countries()[country]
    numbers = [*filed.emergency, *(line.number for line in filed.lines)]

    for number in numbers:
        digits = digit_by_digit(number).replace(",", "")
        for sentence in (f"{number}.", f"Help: {number}.", f"You can ring {number} or wait."):
            said = speak(sentence, british=british, phones=numbers)
            assert digits in said.replace(",", "").lower(), sentence


@BRITISH
@pytest.mark.parametrize("country", sorted(load_countries()))
def test_even_an_unlisted_number_to_call_is_no_quantity(country: str, *, british: bool) -> None:
    filed = load_countries()[country]
    numbers = [*filed.emergency, *(line.number for line in filed.lines)]

    for number in numbers:
        digits = digit_by_digit(number).replace(",", "")
        for sentence in (
            f"Please call {number} now.",
            f"Call {number}.",
            f"Dial {number}, please.",
        ):
            said = speak(sentence, british=british)
            assert digits in said.replace(",", ""), sentence


def test_a_listed_number_is_grouped_as_its_country_writes_it() -> None:
    said = speak("It is 08001110111.", british=True, phones=["0800 111 0 111"])

    assert said == "It is zero eight zero zero, one one one, zero, one one one."


def test_a_listed_number_that_is_counted_is_a_quantity() -> None:
    assert speak("112 nights", british=True, phones=["112"]) == "one hundred and twelve nights"


def test_a_sentence_keeps_its_stops() -> None:
    said = speak("At 7 a.m.? No: 8:30, or 9. 20 minutes!", british=True)

    assert re.findall(r"[.,:;!?]", said) == ["?", ":", ",", ".", "!"]


def _exactly(text: str) -> list[tuple[int, str, bool]]:
    """The numbers with what `==` leaves out: whether morning or evening is known."""
    return [(one.value, one.unit.value, one.half_day_known) for one in numbers_in(text)]


def _is_words(text: str) -> bool:
    return not re.search("[0-9&/]", text)
