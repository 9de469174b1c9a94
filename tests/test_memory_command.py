"""`coach memory`: what is shown of what is remembered, and a person's say over it."""

import asyncio
import io
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from coach.__main__ import main
from coach.commands import memory, memory_change, memory_upkeep, person_export
from coach.keeping import opened_store
from coach.settings import Settings
from memory.checkin import CheckIn, Hearing, Saying
from memory.fact import Change, Fact, Kind, Mentions, Origin, Sensitivity, Status
from memory.person import Consent, Person, Topic
from tests.kept import ADA, NIGHT, NOW, TALK, ada, ben, keep, slept

Out = pytest.CaptureFixture[str]
AGREED = Consent(Topic.DATA_NOTICE, given=True, at=NOW, wording="1")
LATER = NOW + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _it_is_the_second_of_march(monkeypatch: pytest.MonkeyPatch) -> None:
    for each in (memory, memory_change, memory_upkeep, person_export):
        monkeypatch.setattr(each, "utc_now", lambda: LATER)


def fact(words: str, number: int = 1, **more: object) -> Fact:
    known: dict[str, object] = {
        "id": UUID(int=number << 96),
        "person_id": ADA,
        "kind": Kind.TRAIT,
        "text": words,
        "said_at": NOW + timedelta(seconds=number),
        "said_on": NIGHT,
        "tz": "Europe/Berlin",
        "origin": Origin(TALK, 0),
    }
    return Fact(**(known | more))  # type: ignore[arg-type]


def trip(number: int = 1) -> Fact:
    return fact(
        "I'm in Lisbon until Friday.",
        number,
        kind=Kind.EVENT,
        starts_on=NIGHT,
        ends_on=date(2026, 3, 6),
        slot="event.trip",
    )


def remembers(*facts: Fact, who: Person | None = None) -> None:
    keep([who or replace(ada(), consents=(*ada().consents, AGREED))], [])

    async def put() -> None:
        async with opened_store(Settings()) as store:
            await store.facts.learn(ADA, Change(added=facts))

    asyncio.run(put())


def known() -> tuple[Fact, ...]:
    async def look() -> tuple[Fact, ...]:
        async with opened_store(Settings()) as store:
            return await store.facts.of(ADA)

    return asyncio.run(look())


def talked(*said: tuple[str, str], night: date = NIGHT + timedelta(days=1)) -> None:
    """A check-in of Ada's: what she said, and what she was told."""

    async def put() -> None:
        async with opened_store(Settings()) as store:
            check_in = CheckIn(uuid4(), ADA, night, turn_no=-1)
            for number, (words, reply) in enumerate(said):
                at = LATER + timedelta(minutes=number)
                heard = Hearing(replace(check_in, turn_no=number), at, words=words)
                check_in = await store.hear(heard)
                check_in = await store.said(
                    Saying(check_in.id, number, check_in.version, at, reply)
                )

    asyncio.run(put())


def everything() -> str:
    async def look() -> str:
        async with opened_store(Settings()) as store:
            return json.dumps(await store.export(ADA))

    return asyncio.run(look())


# -- looking ----------------------------------------------------------------------------------


def test_of_somebody_new_nothing_is_remembered(capsys: Out) -> None:
    remembers()

    assert main(["memory", "show"]) == 0
    assert "Nothing is remembered of Ada [b]Lovelace yet" in capsys.readouterr().out


def test_the_page_says_what_each_fact_is_since_when_and_how_it_fades(capsys: Out) -> None:
    dog = fact("The dog wakes me at five.", 2, mentions=Mentions(3, NIGHT, 400.0))
    pills = fact("I take sertraline.", 3, kind=Kind.HEALTH, sensitivity=Sensitivity.HEALTH)
    remembers(trip(), dog, pills)

    assert main(["memory", "show"]) == 0

    page = capsys.readouterr().out
    assert "00000001  I'm in Lisbon until Friday." in page
    assert "an event, 2 March 2026 to 6 March 2026; said on 2 March 2026" in page
    assert "Counts until 6 March 2026, and not at all after." in page
    assert "3 times, last on 2 March 2026" in page
    assert "Fades by half in 400 days from 2 March 2026, never below 60%" in page
    assert "Never fades: it ends only when you say so." in page


def test_what_is_over_wrong_or_quiet_stands_apart(capsys: Out) -> None:
    over = replace(trip(), ends_on=date(2026, 3, 1), starts_on=date(2026, 2, 27))
    wrong = fact("I have a cat.", 2, status=Status.RETRACTED, over_on=NIGHT)
    quiet = fact("My ex rings at night.", 3, status=Status.MUTED, topics=("ex",))
    remembers(over, wrong, quiet)

    main(["memory", "show"])

    page = capsys.readouterr().out
    past, muted, retracted = (
        page.index(title) for title in ("Over, and kept", "Not to be brought", "Said to be wrong")
    )
    assert past < page.index("Lisbon") < muted < page.index("My ex") < retracted
    assert page.index("I have a cat.") > retracted
    assert "What Nightjar remembers" not in page


def test_the_facts_are_given_as_plain_values(capsys: Out) -> None:
    remembers(trip())

    main(["memory", "show", "--json"])

    (shown,) = json.loads(capsys.readouterr().out)
    assert (shown["kind"], shown["since"], shown["until"]) == ("event", "2026-03-02", "2026-03-06")
    assert (shown["counts"], shown["said_on"], shown["turn_no"]) == (1.0, "2026-03-02", 0)
    assert shown["kept_until"] == "2027-04-10"


def test_why_shows_the_very_words_and_the_day(capsys: Out) -> None:
    remembers(fact("I lie awake.", 7))

    assert main(["memory", "why", "0000"]) == 0

    assert "On 2 March 2026 at 08:05 Ada [b]Lovelace said: I lay awake" in capsys.readouterr().out


def test_why_also_shows_what_a_fact_took_the_place_of(capsys: Out) -> None:
    old = fact("I go to bed at ten.", 1, status=Status.SUPERSEDED, origin=Origin())
    new = fact("I go to bed at eleven.", 2, supersedes=old.id, origin=Origin())
    remembers(old, new)

    main(["memory", "why", "eleven"])

    told = capsys.readouterr().out
    assert told.index("at ten.") < told.rindex("at eleven.")
    assert "not kept" in told


@pytest.mark.parametrize("wanted", ["0000000", "wakes"])
def test_a_fact_that_is_not_meant_for_sure_is_asked_for_by_id(wanted: str, capsys: Out) -> None:
    remembers(fact("The dog wakes me.", 1), fact("The baby wakes me.", 2))

    assert main(["memory", "quiet", wanted]) == 2
    told = capsys.readouterr().err
    assert "00000001  The dog" in told
    assert "00000002  The baby" in told


def test_what_is_not_remembered_is_said_so(capsys: Out) -> None:
    remembers(trip())

    assert main(["memory", "why", "parachute"]) == 2
    assert "nothing like 'parachute' is remembered" in capsys.readouterr().err


# -- putting right ----------------------------------------------------------------------------


@pytest.mark.parametrize(("flags", "status"), [([], Status.RETRACTED), (["--over"], Status.ENDED)])
def test_a_fact_can_be_wrong_or_over(flags: Sequence[str], status: Status) -> None:
    remembers(trip())

    assert main(["memory", "wrong", "00000001", *flags]) == 0

    (left,) = known()
    assert (left.status, left.over_on) == (status, NIGHT)


def test_what_is_so_instead_is_learnt_like_anything_said(capsys: Out) -> None:
    remembers(trip())

    code = main(["memory", "wrong", "Lisbon", "--instead", "I'm in Porto until Saturday"])

    old, new = known()
    assert code == 0
    assert (old.status, new.supersedes) == (Status.RETRACTED, old.id)
    assert (new.kind, new.ends_on) == (Kind.EVENT, date(2026, 3, 7))
    assert "Remembered instead" in capsys.readouterr().out


def test_words_without_a_fact_change_nothing(capsys: Out) -> None:
    remembers(trip())

    assert main(["memory", "wrong", "Lisbon", "--instead", "hm"]) == 2
    assert known()[0].is_live
    assert "Nothing was changed" in capsys.readouterr().err


def test_quiet_keeps_a_fact_and_what_is_like_it_out_of_talk_until_undone() -> None:
    remembers(fact("My ex Carl rings at night.", 1))

    main(["memory", "quiet", "Carl"])
    (muted,) = known()
    main(["memory", "quiet", "Carl", "--undo"])
    (back,) = known()

    assert (muted.status, "carl" in muted.topics) == (Status.MUTED, True)
    assert (back.status, back.topics) == (Status.LIVE, ())


def test_off_and_on_are_consents_of_their_own(monkeypatch: pytest.MonkeyPatch, capsys: Out) -> None:
    remembers(trip())
    ticks = count()
    monkeypatch.setattr(memory, "utc_now", lambda: LATER + timedelta(seconds=next(ticks)))

    main(["memory", "off"])
    off = _person()
    main(["memory", "show"])
    page = capsys.readouterr().out
    main(["memory", "on"])
    on = _person()

    assert (off.is_remembered, off.agreed_to(Topic.MEMORY)) == (False, False)
    assert "Memory is off" in page
    assert "Lisbon" in page
    assert on.is_remembered


def test_nobody_is_remembered_who_did_not_agree_to_the_notice(capsys: Out) -> None:
    remembers(who=ada())

    assert main(["memory", "on"]) == 1
    assert not _person().is_remembered
    assert "coach checkin" in capsys.readouterr().out


def _person() -> Person:
    async def look() -> Person:
        async with opened_store(Settings()) as store:
            (found,) = await store.persons()
            return found

    return asyncio.run(look())


# -- forgetting -------------------------------------------------------------------------------


def test_forgetting_by_words_takes_them_out_of_facts_turns_and_notes(capsys: Out) -> None:
    remembers(trip(), fact("The dog wakes me at five.", 2))
    talked(
        ("I'm in Lisbon until Friday.", "Enjoy Lisbon."),
        ("the dog barked", "I see."),
        ("lisbon is loud", "Loud nights are hard."),
    )
    keep(nights=[slept(note="loud in Lisbon; the dog")])

    code = main(["memory", "forget", "Lisbon", "--yes"])

    left = everything()
    assert code == 0
    assert "lisbon" not in left.lower()
    assert "the dog barked" in left
    assert '"note": "the dog"' in left
    assert [each.text for each in known()] == ["The dog wakes me at five."]
    assert "Forgotten: I'm in Lisbon" in capsys.readouterr().out


def test_forgetting_one_fact_leaves_another_that_only_shares_a_name() -> None:
    hot = fact("My hotel in Lisbon has thin walls.", 2, origin=Origin(uuid4(), 5))
    remembers(replace(trip(), origin=Origin()), hot)
    talked(("Thank you.", "How was Lisbon?"), ("quiet", "Good."))

    main(["memory", "forget", "00000001", "--yes"])

    left = everything()
    assert [each.id for each in known()] == [hot.id]
    assert "How was Lisbon" not in left


def test_words_of_which_there_is_no_fact_are_forgotten_too() -> None:
    remembers()
    talked(("my neighbour Roswitha snores", "Oh dear."))

    assert main(["memory", "forget", "Roswitha", "--yes"]) == 0
    assert "roswitha" not in everything().lower()


def test_a_persons_own_name_in_a_fact_takes_nothing_else_away() -> None:
    remembers(fact("They call me Ada at work.", 1, origin=Origin()))
    talked(("good morning", "Good morning, Ada, how was it?"))

    main(["memory", "forget", "00000001", "--yes"])

    assert "Good morning, Ada" in everything()


def test_nothing_is_forgotten_without_a_yes(monkeypatch: pytest.MonkeyPatch, capsys: Out) -> None:
    remembers(trip())
    monkeypatch.setattr("sys.stdin", io.StringIO("no\n"))

    assert main(["memory", "forget", "Lisbon"]) == 1
    assert len(known()) == 1
    assert "Nothing was forgotten." in capsys.readouterr().out


def test_of_anybody_else_nothing_is_forgotten() -> None:
    remembers(trip())
    keep([replace(ben(), name="Lisbon")])

    main(["memory", "forget", "Lisbon", "--yes", "--person", "Ada [b]Lovelace"])

    assert known() == ()
    assert main(["person", "show", "--person", "Lisbon"]) == 0


# -- taking along, and upkeep -----------------------------------------------------------------


def test_an_export_holds_the_facts_for_machines_and_for_people(tmp_path: Path) -> None:
    remembers(trip())
    out = tmp_path / "me.json"

    main(["person", "export", "--out", str(out), "--markdown"])

    (kept,) = json.loads(out.read_text())["facts"]
    page = (tmp_path / "me.md").read_text()
    assert kept["text"] == "I'm in Lisbon until Friday."
    assert "## Remembered\n\n- 00000001 I'm in Lisbon until Friday.\n" in page
    assert "Deleted after 10 April 2027." in page


def test_what_is_past_its_keeping_is_swept(monkeypatch: pytest.MonkeyPatch, capsys: Out) -> None:
    remembers(trip())
    monkeypatch.setattr(memory_upkeep, "utc_now", lambda: datetime(2027, 4, 12, tzinfo=UTC))

    main(["memory", "sweep"])

    assert known() == ()
    assert "Deleted: 1 fact " in capsys.readouterr().out
