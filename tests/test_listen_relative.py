"""Times told by their distance from another, by what woke somebody else, and denied ones."""

from datetime import time

from coach.dialogue.listen import Known, read
from memory.diary import Field

_NIGHT = Known({Field.GOT_INTO_BED: time(22, 0)})


def _said(words: str, field: Field, known: Known | None = None) -> object:
    return read(words, [field], known or Known()).values.get(field)


def test_a_distance_is_counted_from_the_time_told_just_before_it() -> None:
    words = "the kids kept me going till nine and I was in bed twenty minutes after that"

    assert _said(words, Field.GOT_INTO_BED) == time(21, 20)


def test_a_distance_to_bed_from_no_time_at_all_is_asked_about() -> None:
    reading = read("I was in bed an hour later", [Field.GOT_INTO_BED], Known())

    assert reading.values == {}
    assert reading.unclear == {Field.GOT_INTO_BED}


def test_an_alarm_that_was_beaten_is_not_when_somebody_woke() -> None:
    by_the_alarm = "the alarm's at seven but I beat it by about fifteen minutes"
    six = "six was the alarm but I woke at twenty to"

    assert _said(by_the_alarm, Field.FINAL_AWAKENING) == time(6, 45)
    assert _said(six, Field.FINAL_AWAKENING) == time(5, 40)


def test_a_time_before_the_alarm_of_no_said_length_is_asked_about() -> None:
    reading = read("some time before the alarm at seven", [Field.FINAL_AWAKENING], Known())

    assert Field.FINAL_AWAKENING not in reading.values


def test_a_bare_wait_counts_from_what_came_before() -> None:
    assert _said("five minutes", Field.TRIED_TO_SLEEP, _NIGHT) == time(22, 5)


def test_a_wait_as_long_as_a_night_is_no_wait() -> None:
    assert _said("six hours", Field.TRIED_TO_SLEEP, _NIGHT) is None


def test_what_ended_before_an_answer_leaves_it_the_answer() -> None:
    words = "after my podcast ended, quarter to eleven I'd say"

    assert _said(words, Field.TRIED_TO_SLEEP, _NIGHT) == time(22, 45)


def test_pills_taken_before_bed_are_not_going_to_bed() -> None:
    words = "I took my zopiclone at ten, was in bed by half past"

    assert _said(words, Field.GOT_INTO_BED) == time(22, 30)


def test_hours_that_it_felt_like_are_put_right_in_hours() -> None:
    words = "felt like two hours but probably one"

    assert _said(words, Field.SLEEP_ONSET_LATENCY) == 60


def test_what_woke_the_baby_woke_its_parent() -> None:
    words = "the baby woke at four and that was me done"

    assert _said(words, Field.FINAL_AWAKENING) == time(4, 0)


def test_a_sure_number_out_of_ten_is_no_grade() -> None:
    reading = read("solid eight", [Field.QUALITY], Known())

    assert reading.values == {}
    assert reading.unclear == {Field.QUALITY}
