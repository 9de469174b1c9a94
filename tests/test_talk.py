"""Whole check-ins by talk: what is asked, what is kept, what is said."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from coach.bootstrap import App
from memory.checkin import Commitment, Speaker, Status
from memory.diary import DiaryEntry, Field, Source
from memory.figures import total_sleep_time_min
from memory.person import Person
from tests.talking import MORNING, NIGHT, REST, Talk, known_person, talk_with


async def test_a_night_told_in_one_breath_needs_few_questions(app: App) -> None:
    talk = await talk_with(app)

    await talk.say(NIGHT, *REST)
    read_back = talk.told
    await talk.say("yes", "yes")

    entry = await talk.entry()
    assert entry is not None
    assert "10:30 pm" in read_back
    assert "7:00 am" in read_back
    assert entry.confirmed_at is not None
    assert total_sleep_time_min(entry) == 365
    assert entry.naps_min == 0
    assert talk.ends


async def test_the_diary_waits_for_yes(app: App) -> None:
    talk = await talk_with(app)

    await talk.say(NIGHT, *REST)

    entry = await talk.entry()
    assert entry is not None
    assert talk.question == "diary.confirm"
    assert entry.confirmed_at is None


async def test_a_correction_at_the_read_back_is_read_back_again(app: App) -> None:
    talk = await talk_with(app)

    await talk.say(NIGHT, *REST, "no, I got up at half past seven")

    entry = await talk.entry()
    assert entry is not None
    assert "7:30 am" in talk.told
    assert talk.question == "diary.confirm"
    assert entry.sources[Field.OUT_OF_BED] is Source.CORRECTED


async def test_a_plain_no_asks_what_to_change(app: App) -> None:
    talk = await talk_with(app)

    await talk.say(NIGHT, *REST, "no")

    assert talk.question == "diary.change"
    assert "?" in talk.told


async def test_what_is_not_known_stays_blank_and_is_not_asked_again(app: App) -> None:
    talk = await talk_with(app)

    await talk.say("I got into bed at eleven", "no idea", "I don't know")

    entry = await talk.entry()
    assert entry is not None
    assert entry.tried_to_sleep_at is None
    assert "tried_to_sleep_at" in entry.sources
    assert talk.question == "diary.awakenings"


async def test_an_answer_not_understood_is_asked_again_and_then_left_blank(app: App) -> None:
    talk = await talk_with(app)
    await talk.say("I got into bed at eleven")
    first = talk.question

    await talk.say("the neighbour has a new car")
    again = talk.question
    await talk.say("a red one")

    assert first == again == "diary.tried_to_sleep_at"
    assert talk.question != first


async def test_every_blank_still_ends_in_a_kind_goodbye(app: App) -> None:
    talk = await talk_with(app)

    for _ in range(25):
        if talk.ends:
            break
        await talk.say("I don't know")

    assert talk.ends


async def test_leaving_keeps_what_was_said_and_goes_on_later(app: App) -> None:
    talk = await talk_with(app)
    await talk.say("I got into bed at eleven", "I have to go now")
    left = talk.ends

    back = Talk(app, talk.person, app.engine, now=MORNING + timedelta(hours=2))
    await back.open()

    assert left
    assert back.question == "diary.tried_to_sleep_at"
    entry = await back.entry()
    assert entry is not None
    assert entry.got_into_bed_at is not None


async def test_starting_over_asks_first_and_then_empties_the_night(app: App) -> None:
    talk = await talk_with(app)
    await talk.say(NIGHT)

    await talk.say("can we start over")
    asked = talk.question
    await talk.say("yes")

    entry = await talk.entry()
    assert asked == "sure.restart"
    assert entry is not None
    assert entry.got_into_bed_at is None
    assert talk.question == "diary.open"


async def _with_yesterday(app: App) -> Talk:
    person = await app.store.add_person(known_person())
    bed = datetime(2026, 3, 1, 23, 0, tzinfo=UTC)
    await app.store.put_entry(
        DiaryEntry(
            person_id=person.id,
            night=(MORNING - timedelta(days=1)).date(),
            tz="Europe/London",
            got_into_bed_at=bed,
            tried_to_sleep_at=bed,
            sleep_onset_latency_min=20,
            awakenings=0,
            wake_after_sleep_onset_min=0,
            final_awakening_at=bed + timedelta(hours=7),
            out_of_bed_at=bed + timedelta(hours=8),
            naps_min=0,
            quality_1_5=3,
            sources=dict.fromkeys((Field.GOT_INTO_BED, Field.OUT_OF_BED), Source.SAID),
            confirmed_at=bed + timedelta(hours=9),
        )
    )
    talk = Talk(app, person, app.engine)
    await talk.open()
    return talk


async def test_yesterday_can_be_put_right_in_the_middle_of_today(app: App) -> None:
    talk = await _with_yesterday(app)
    await talk.say("I got into bed at eleven")

    await talk.say("yesterday I said I got up at seven but it was half past seven")
    read_back = talk.told
    await talk.say("yes")

    yesterday = await talk.entry(-1)
    assert yesterday is not None
    assert "Monday" in read_back
    assert yesterday.out_of_bed_at == datetime(2026, 3, 2, 7, 30, tzinfo=UTC)
    assert yesterday.confirmed_at is not None
    assert talk.question == "diary.tried_to_sleep_at"


async def test_yesterday_is_deleted_only_after_a_yes(app: App) -> None:
    talk = await _with_yesterday(app)

    await talk.say("please delete yesterday's entry")
    before = await talk.entry(-1)
    await talk.say("yes")

    assert before is not None
    assert await talk.entry(-1) is None


async def test_a_no_keeps_yesterday(app: App) -> None:
    talk = await _with_yesterday(app)

    await talk.say("delete yesterday's entry", "no")

    assert await talk.entry(-1) is not None


async def test_yesterdays_agreement_is_asked_about_once(app: App) -> None:
    talk = await _agreed_yesterday(app, "step.clock")
    await talk.say(NIGHT, *REST, "yes")
    asked = talk.question

    await talk.say("no I forgot")

    assert asked == "follow_up"
    assert talk.question == "agree"


async def _agreed_yesterday(app: App, item: str) -> Talk:
    talk = await talk_with(app)
    await talk.say(NIGHT, *REST, "yes", "yes")
    assert talk.state is not None
    done = talk.state.check_in.commitment
    assert done == Commitment("step.soon", agreed=True, night=MORNING.date())
    tomorrow = Talk(app, talk.person, app.engine, now=MORNING + timedelta(days=1))
    await tomorrow.open()
    if item == "step.soon":
        return tomorrow
    await tomorrow.say(NIGHT, *REST, "yes", "yes")
    after = Talk(app, talk.person, app.engine, now=MORNING + timedelta(days=2))
    await after.open()
    return after


async def test_what_the_figures_show_is_not_asked(app: App) -> None:
    talk = await _agreed_yesterday(app, "step.soon")

    await talk.say(NIGHT, *REST, "yes")

    assert talk.question == "agree"
    assert "within an hour" in talk.told


async def test_a_second_call_for_a_finished_night_offers_to_put_right(app: App) -> None:
    talk = await talk_with(app)
    await talk.say(NIGHT, *REST, "yes", "yes")

    back = Talk(app, talk.person, app.engine, now=talk.now + timedelta(hours=1))
    await back.open()
    await back.say("I got up at half past six")
    read_back = back.told
    await back.say("yes")

    entry = await back.entry()
    assert "6:30 am" in read_back
    assert entry is not None
    assert entry.out_of_bed_at == datetime(2026, 3, 3, 6, 30, tzinfo=UTC)
    assert back.ends


async def test_the_same_sentence_is_never_said_twice_except_where_it_must(app: App) -> None:
    talk = await talk_with(app)
    await talk.say(NIGHT, *REST, "yes", "yes")

    turns = await app.store.turns(talk.state.check_in.id)  # type: ignore[union-attr]
    said = [t.text for t in turns if t.speaker is Speaker.COACH]

    assert len(said) == len(set(said))


async def test_stored_is_what_the_person_was_told(app: App) -> None:
    talk = await talk_with(app)

    await talk.say("I got into bed at eleven")

    turns = await app.store.turns(talk.state.check_in.id)  # type: ignore[union-attr]
    assert turns[-1].text == talk.told
    assert turns[-2].text == "I got into bed at eleven"


async def test_why_is_answered_and_the_question_asked_again(app: App) -> None:
    talk = await talk_with(app)
    await talk.say("I got into bed at eleven")

    await talk.say("why do you ask?")

    assert "count it apart" in talk.told
    assert talk.question == "diary.tried_to_sleep_at"


@pytest.mark.parametrize("words", ["I'm still in bed", "can we do this later?"])
async def test_another_time_is_always_all_right(app: App, words: str) -> None:
    talk = await talk_with(app)

    await talk.say(words)

    assert talk.ends
    assert talk.state is not None
    assert talk.state.check_in.status is Status.LEFT


async def test_same_as_yesterday_copies_the_night_and_reads_it_back(app: App) -> None:
    talk = await _with_yesterday(app)

    await talk.say("same as yesterday")

    entry = await talk.entry()
    assert entry is not None
    assert entry.got_into_bed_at == datetime(2026, 3, 2, 23, 0, tzinfo=UTC)
    assert entry.confirmed_at is None


async def test_same_as_yesterday_says_whose_figures_it_takes(app: App) -> None:
    talk = await _with_yesterday(app)

    await talk.say("same as yesterday")
    told, entry = talk.told, await talk.entry()
    await talk.say("not at all")

    assert entry is not None
    assert "yesterday's figures" in told
    assert set(entry.sources.values()) == {Source.COPIED}
    assert "as on the night before" in talk.told


async def test_what_is_told_stands_over_what_was_copied(app: App) -> None:
    talk = await _with_yesterday(app)

    await talk.say("same as yesterday but I got up at eight")
    told = talk.told
    await talk.say("no, I woke twice for ten minutes each")

    entry = await talk.entry()
    assert entry is not None
    assert "yesterday's figures" in told
    assert entry.out_of_bed_at == datetime(2026, 3, 3, 8, 0, tzinfo=UTC)
    assert entry.sources[Field.OUT_OF_BED] is Source.SAID
    assert entry.awakenings == 2
    assert entry.sources[Field.AWAKENINGS] is Source.SAID
    assert entry.sources[Field.QUALITY] is Source.COPIED


async def test_one_figure_taken_from_yesterday_is_named(app: App) -> None:
    talk = await _with_yesterday(app)
    await talk.say(
        "bed and trying to sleep at eleven, took ten minutes, no wakings, woke and got up at seven"
    )
    while talk.question != "diary.quality_1_5":
        await talk.say("no")

    await talk.say("same as yesterday")

    entry = await talk.entry()
    assert entry is not None
    assert entry.sources[Field.QUALITY] is Source.COPIED
    assert "3 out of 5" in talk.told.split("?")[0]
    assert "yesterday" in talk.told


async def test_an_impossible_order_is_asked_about_not_mended(app: App) -> None:
    talk = await talk_with(app)
    await talk.say("I got into bed at eleven", "at half past ten")

    entry = await talk.entry()

    assert entry is not None
    assert entry.tried_to_sleep_at is None or "?" in talk.told


async def test_nobody_is_asked_more_than_thirty_times(app: App) -> None:
    person = Person(id=uuid4(), created_at=MORNING)
    talk = await talk_with(app, person)

    turns = 0
    while not talk.ends and turns < 60:
        await talk.say("purple elephants")
        turns += 1

    assert talk.ends
    assert turns <= 40
