"""`coach audit`, and that every verdict of a talk is in the chain without its words."""

import asyncio
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from coach.__main__ import main
from coach.bootstrap import App
from coach.dialogue.reply import Move
from coach.dialogue.wording import by_model, from_script
from coach.keeping import opened_store
from coach.settings import Settings
from memory import audit
from memory.audit_anchor import auditing
from memory.tables import AuditRow
from safety.policy import load_policy
from tests.fakes import ScriptedLLM
from tests.kept import ada, keep
from tests.stored import decision
from tests.talking import talk_with

Out = pytest.CaptureFixture[str]


async def chain(app: App) -> list[tuple[str, str, str]]:
    async with app.store.database.reading() as session:
        rows = await audit.chain(session)
    return [(row.kind, row.rule_id, row.policy_version) for row in rows]


async def test_every_verdict_on_what_is_heard_and_said_is_in_the_chain(app: App) -> None:
    talk = await talk_with(app)
    opened, first = await chain(app), talk.sentences
    version = load_policy().version

    await talk.say("I got into bed at eleven")
    await talk.say("how many milligrams of melatonin should I take?")

    kinds = [kind for kind, _, _ in await chain(app)]
    assert opened == [(f"said {len(first)} allowed", "", version)]
    assert kinds[1] == "heard continue"
    assert kinds[2].startswith("said ")
    assert kinds[3] == "heard refer_clinician"
    heard = (await chain(app))[3]
    assert heard[1]
    assert {each[2] for each in await chain(app)} == {version}
    assert await app.store.verify_audit() == (5, None)


async def test_no_word_of_either_side_is_in_the_chain(app: App) -> None:
    talk = await talk_with(app)

    await talk.say("my cat Pimpernel woke me at eleven")

    async with app.store.database.reading() as session:
        stored = " ".join(str(row.model_dump()) for row in await audit.chain(session))
    assert "impernel" not in stored
    assert set(AuditRow.model_fields) == {
        *("seq", "at", "kind", "rule_id", "policy_version", "person_mark", "prev_hash", "hash")
    }


async def test_a_stopped_sentence_leaves_its_verdict_though_nothing_takes_its_place() -> None:
    llm = ScriptedLLM(["1: Good night then. Take three milligrams of melatonin before bed."])
    moves = (Move("Good night then."),)

    worded = by_model(moves, "bye", llm, load_policy(), late_s=5.0, opener="Right.")
    told = [sentence async for sentence in worded]

    assert [sentence.text for sentence in told] == ["Good night then.", ""]
    assert told[-1].instead_of is not None
    assert told[-1].instead_of.rule is not None
    assert told[-1].on_screen_only


async def test_a_stopped_sentence_of_the_script_leaves_its_verdict_and_is_not_told() -> None:
    told = list(from_script((Move("Take three milligrams of melatonin."),), load_policy()))

    assert [(sentence.text, sentence.move) for sentence in told] == [("", None)]
    assert not told[0].verdict.allowed


def database() -> Path:
    return Settings().data_dir / "nightjar.db"


def damage(statement: str) -> None:
    with closing(sqlite3.connect(database())) as db:
        db.execute(statement)
        db.commit()


def talked() -> None:
    """Four decisions in the store that `main` opens."""
    keep([ada()])

    async def decide() -> None:
        settings = await asyncio.to_thread(Settings)
        async with (
            opened_store(settings) as store,
            auditing(store.database, store.anchor) as (_, log),
        ):
            await log.append("", [decision("heard") for _ in range(4)])

    asyncio.run(decide())


def test_an_unbroken_chain_is_verified_and_its_end_printed(capsys: Out) -> None:
    talked()

    code = main(["audit", "--verify"])

    told = capsys.readouterr().out
    assert code == 0
    assert "Unbroken: 4 decisions" in told
    assert "End: 4:" in told


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("DELETE FROM audit WHERE seq = 4", "missing or were written anew from row 4"),
        ("DELETE FROM audit WHERE seq = 2", "breaks at row 3"),
        ("UPDATE audit SET rule_id = 'mine' WHERE seq = 1", "breaks at row 1"),
        ("DELETE FROM audit", "from row 1 on"),
    ],
)
def test_a_damaged_chain_fails_the_command_and_the_doctor(
    capsys: Out, statement: str, fault: str
) -> None:
    talked()
    damage(statement)

    code = main(["audit", "--verify", "--json"])
    found = json.loads(capsys.readouterr().out)
    main(["doctor", "--json"])
    checks = {each["id"]: each for each in json.loads(capsys.readouterr().out)["checks"]}

    assert code == 1
    assert found["ok"] is False
    assert fault in found["fault"]
    assert checks["audit"]["state"] == "fail"


def test_an_end_written_down_elsewhere_is_held_against_the_chain(capsys: Out) -> None:
    talked()
    main(["audit", "--json"])
    end = json.loads(capsys.readouterr().out)["end"]

    held = main(["audit", "--verify", "--expect", end])
    other = main(["audit", "--verify", "--expect", f"4:{'0' * 64}"])
    bad = main(["audit", "--expect", "four"])

    assert (held, other, bad) == (0, 1, 2)


def test_without_a_note_of_the_end_nobody_vouches_for_it_until_it_is_accepted(
    capsys: Out,
) -> None:
    talked()
    (Settings().config_dir / "audit-end.json").unlink()

    unvouched = main(["audit", "--verify"])
    told = capsys.readouterr().out
    accepted = main(["audit", "--accept"])

    assert unvouched == 1
    assert "nobody can say" in told
    assert accepted == 0
    assert "end accepted" in capsys.readouterr().out


def test_the_counts_name_rule_and_policy(capsys: Out) -> None:
    talked()

    main(["audit"])

    assert "4  heard" in capsys.readouterr().out
