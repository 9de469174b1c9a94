"""A programme that is changed in mid-course applies from a person's next review (DECISIONS 11)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from agendas.planner import plan
from agendas.program import PROGRAMS, Program, load_program
from coach.bootstrap import opened
from coach.dialogue.course import morning_of
from coach.dialogue.engine import Engine
from coach.dialogue.state import State
from coach.dialogue.today import day_of, program_for
from coach.keeping import programs
from coach.settings import apart
from memory.checkin import CheckIn
from memory.course import Course, Review, ReviewKind, Standing
from safety.policy import load_policy
from tests.planning import MONDAY
from tests.sleeping import SOMEBODY, passed, sleep
from tests.sleeping import morning_of as hour
from tests.sleeping import plan as schedule
from tests.talking import MORNING, known_person, talk_with

DAY = timedelta(days=1)
OLD = load_program()
NEW = OLD.model_copy(update={"version": "9.9.9"})
EARLIER: Mapping[str, Program] = {OLD.label: OLD}


def _state(days_since_plan: int, *reviews: Review, version: str = OLD.label) -> State:
    """Somebody whose schedule was decided so many days ago under that version."""
    decided = MONDAY - days_since_plan * DAY
    stands = schedule(decided + DAY, program_version=version)
    course = Course(
        plans=(stands,),
        reviews=(Review(SOMEBODY, hour(decided), decided, ReviewKind.BASELINE), *reviews),
        passages=(
            passed(Standing.S1, decided - 10 * DAY),
            passed(Standing.S2, decided),
        ),
    )
    return State(
        person=known_person(stage_entered_on=decided - 10 * DAY),
        check_in=CheckIn(uuid4(), SOMEBODY, MONDAY, opened_at=hour(MONDAY)),
        nights={MONDAY - n * DAY: sleep(MONDAY - n * DAY) for n in range(12)},
        course=course,
    )


def test_between_two_reviews_the_old_version_applies() -> None:
    assert program_for(_state(3), NEW, EARLIER) is OLD


def test_on_the_day_of_the_review_the_changed_one_applies() -> None:
    assert program_for(_state(7), NEW, EARLIER) is NEW


def test_it_applies_to_the_rest_of_that_check_in_once_the_review_is_answered() -> None:
    taken = Review(SOMEBODY, hour(MONDAY), MONDAY, ReviewKind.WEEKLY)

    assert program_for(_state(7, taken), NEW, EARLIER) is NEW


def test_what_is_decided_then_pins_the_changed_one() -> None:
    morning = morning_of(_state(7), hour(MONDAY), NEW)

    assert morning.program_version == "sleep 9.9.9"
    assert program_for(_state(1, version=NEW.label), NEW, EARLIER) is NEW


def test_a_version_that_is_not_there_any_more_gives_way() -> None:
    assert program_for(_state(3, version="sleep 0.0.1"), NEW, EARLIER) is NEW


def test_who_has_no_decision_yet_is_under_the_programme_in_force() -> None:
    newcomer = replace(_state(3), course=Course())

    assert program_for(newcomer, NEW, EARLIER) is NEW


def test_an_agenda_names_the_version_it_was_made_under() -> None:
    state = _state(3)
    applies = program_for(state, NEW, EARLIER)

    assert plan(day_of(state, applies), applies).program == OLD.label


def _packaged(folder: Path, version: str) -> Path:
    folder.mkdir(exist_ok=True)
    text = (PROGRAMS / "sleep.yaml").read_text(encoding="utf-8")
    changed = text.replace(f'version: "{OLD.version}"', f'version: "{version}"', 1)
    (folder / "sleep.yaml").write_text(changed, encoding="utf-8")
    return folder


def test_a_copy_of_every_version_is_kept_beside_the_store(tmp_path: Path) -> None:
    settings = apart(tmp_path)
    programs(settings, _packaged(tmp_path / "a", "1.0.0"))

    current, earlier = programs(settings, _packaged(tmp_path / "b", "1.1.0"))

    assert current.label == "sleep 1.1.0"
    assert set(earlier) == {"sleep 1.0.0"}


def test_an_earlier_version_that_cannot_be_read_is_left_out(tmp_path: Path) -> None:
    settings = apart(tmp_path)
    programs(settings, _packaged(tmp_path / "a", "1.0.0"))
    (settings.data_dir / "programs" / "sleep-1.0.0.yaml").write_text("id: [", encoding="utf-8")

    _, earlier = programs(settings, _packaged(tmp_path / "b", "1.1.0"))

    assert earlier == {}


async def test_a_check_in_is_pinned_to_the_version_that_applied(tmp_path: Path) -> None:
    since = MORNING.date() - 3 * DAY
    async with opened(apart(tmp_path / "own")) as own:
        engine = Engine(own.store, NEW, load_policy(), earlier=EARLIER)
        talk = await talk_with(own, engine=engine)
        known = await own.store.person(talk.person.id)
        assert known is not None
        stands = schedule(since, person_id=known.id, program_version=OLD.label)
        taken = Review(known.id, MORNING - DAY, since, ReviewKind.BASELINE)
        known = await own.store.add_milestones(known, stands, taken)
        tomorrow = replace(talk, now=MORNING + DAY, person=known)
        await tomorrow.open()

    assert talk.state is not None
    assert tomorrow.state is not None
    assert talk.state.check_in.program_version == NEW.label
    assert tomorrow.state.check_in.program_version == OLD.label
