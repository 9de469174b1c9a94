"""A model's draft of tomorrow: what it may choose, and what never reaches an agenda."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from agendas.agenda import Kind
from agendas.day import Day
from agendas.draft import Draft, Drafted, DraftError, draft_of, kept_draft, with_draft
from agendas.planner import plan
from agendas.program import load_program
from agendas.schedule import LOWEST_FLOOR_MIN
from coach.bootstrap import App
from coach.dialogue.drafting import PROMPT_VERSION, drafted
from coach.dialogue.engine import Engine
from coach.llm import OpenAILLM
from memory.course import Action
from safety.ask import LLMError
from safety.policy import load_policy
from tests.fakes import ScriptedLLM
from tests.model_server import HOSTILE, MODES, ModelServer, Request
from tests.planning import MONDAY, day, night
from tests.sleeping import plan as schedule
from tests.talking import MORNING, NIGHT, REST, Talk, known_person, talk_with

PROGRAM = load_program()
POLICY = load_policy()
TODAY = day(known_person(), night(), settled=True)
KEEP = PROGRAM.step("step.keep").say


def _answer(*items: tuple[str, int]) -> str:
    return json.dumps({"items": [{"id": item, "wording": number} for item, number in items]})


def _in_words_of_its_own(words: str) -> str:
    return json.dumps({"items": [{"id": "step.drive", "wording": words}]})


def _model(*answers: str) -> ScriptedLLM:
    return ScriptedLLM(*([answer] for answer in answers))


async def test_a_model_may_choose_another_step_and_one_of_its_wordings() -> None:
    draft = await drafted(_model(_answer(("step.keep", 2))), TODAY, PROGRAM)

    agenda = plan(TODAY, PROGRAM, draft)

    step = agenda.of(Kind.STEP)[0]
    assert (step.id, step.wording) == ("step.keep", 2)
    assert agenda.drafted
    assert "step.soon" in {each.id for each in agenda.dropped}


async def test_it_is_shown_candidates_and_no_word_of_the_person() -> None:
    model = _model(_answer(("step.drive", 0)))

    await drafted(model, TODAY, PROGRAM)

    prompt = model.prompts[0]
    assert "step.drive" in prompt.user
    assert "Sam" not in prompt.user
    assert prompt.schema is not None


async def test_a_bad_draft_is_asked_for_once_more_with_the_reasons() -> None:
    model = _model(_answer(("step.get_up", 0)), _answer(("step.drive", 0)))

    draft = await drafted(model, TODAY, PROGRAM)

    assert draft == Draft((Drafted("step.drive"),), PROMPT_VERSION)
    assert "'step.get_up' is none of the items" in model.prompts[1].user


UNFIT = {
    "another stage's step": _answer(("step.get_up", 0)),
    "an invented id": _answer(("step.pills", 0)),
    "two steps": _answer(("step.drive", 0), ("step.clock", 0)),
    "the same twice": _answer(("step.drive", 0), ("step.drive", 0)),
    "a question of the diary": _answer(("diary.open", 0)),
    "no JSON": "I would start with the clock.",
    "a stage of its own": '{"items": [{"id": "step.drive", "say": ""}], "stage": "S5"}',
    "a window of its own": '{"items": [{"id": "step.drive", "say": "", "time_in_bed_min": 300}]}',
    "nothing": '{"items": []}',
    "four items": _answer(*[("step.drive", 0)] * 4),
    "a wording there is not": _answer(("step.keep", len(KEEP) + 1)),
    "a wording under nought": _answer(("step.drive", -1)),
    "a worded observation": _answer(("observe.first", 1)),
    "a number as words": _in_words_of_its_own("1"),
    "a wording of its own": _in_words_of_its_own(PROGRAM.step("step.drive").say[0]),
    "words beside the number": json.dumps(
        {"items": [{"id": "step.drive", "wording": 1, "say": "Sleep in tomorrow."}]}
    ),
    "endless": "{" * 9000,
} | {f"hostile {n}": _in_words_of_its_own(text) for n, text in enumerate(HOSTILE)}


@pytest.mark.parametrize("answer", UNFIT.values(), ids=UNFIT)
async def test_what_is_not_in_order_twice_leaves_the_programmes_own_agenda(answer: str) -> None:
    model = _model(answer)

    draft = await drafted(model, TODAY, PROGRAM)

    assert draft is None
    assert len(model.prompts) == 2


async def test_a_failing_model_is_asked_once() -> None:
    model = ScriptedLLM([LLMError("gone", retryable=True)])

    assert await drafted(model, TODAY, PROGRAM) is None
    assert len(model.prompts) == 1


def _due(today: Day) -> Day:
    decided = schedule(MONDAY + timedelta(days=1), 435, action=Action.EXTEND)
    return replace(today, plan=decided, stages=frozenset({"S2"}))


async def test_where_a_must_is_due_no_model_is_asked() -> None:
    model = _model(_answer(("step.sleepy_first", 0)))

    assert await drafted(model, _due(TODAY), PROGRAM) is None
    assert model.prompts == []


def test_a_draft_overtaken_by_a_must_is_left_aside() -> None:
    draft = Draft((Drafted("step.drive", 1),))

    agenda = plan(_due(TODAY), PROGRAM, draft)

    assert not agenda.drafted
    assert agenda.of(Kind.DECISION)
    assert agenda == plan(_due(TODAY), PROGRAM)


def test_no_draft_moves_a_number_a_lane_or_a_stage() -> None:
    draft = Draft((Drafted("step.drive", 1),))

    before, after = plan(TODAY, PROGRAM), plan(TODAY, PROGRAM, draft)

    assert (before.stage, before.program) == (after.stage, after.program)
    assert [i for i in before.items if i.kind is not Kind.STEP] == [
        i for i in after.items if i.kind is not Kind.STEP
    ]
    assert LOWEST_FLOOR_MIN == 360


def test_a_kept_draft_of_a_longer_programme_is_left_aside() -> None:
    there, gone = (Draft((Drafted("step.keep", len(KEEP) + more),)) for more in (0, 1))

    assert plan(TODAY, PROGRAM, there).drafted
    assert not plan(TODAY, PROGRAM, gone).drafted


def test_a_draft_survives_its_json() -> None:
    draft = Draft((Drafted("step.drive", 2), Drafted("observe.first")), "draft_agenda 1")

    assert kept_draft(with_draft("{}", draft)) == draft
    assert kept_draft("{}") is None


@pytest.mark.parametrize("answer", ["", "null", "[]", '{"items": 3}', '{"items": [{"id": 1}]}'])
def test_what_is_no_draft_says_what_is_wrong(answer: str) -> None:
    with pytest.raises(DraftError, match=r"\w"):
        draft_of(answer, "")


async def _next_morning(app: App, model: ScriptedLLM | OpenAILLM) -> tuple[Talk, bool]:
    """A whole check-in, the preparation after it, and the next morning up to its step."""
    talk = await talk_with(app)
    await talk.say(NIGHT, *REST, "yes", "yes")
    assert talk.state is not None
    prepared = await Engine(app.store, PROGRAM, POLICY, model).prepare(talk.state, talk.now)
    after = Talk(app, talk.person, app.engine, now=MORNING + timedelta(days=1))
    await after.open()
    await after.say(NIGHT, *REST, "yes")
    return after, prepared


@pytest.mark.system
@pytest.mark.parametrize("number", range(1, len(KEEP) + 1))
async def test_tomorrows_step_is_said_in_the_wording_that_was_chosen(app: App, number: int) -> None:
    talk, prepared = await _next_morning(app, _model(_answer(("step.keep", number))))

    assert prepared
    assert KEEP[number - 1] in talk.told


@pytest.mark.system
async def test_a_draft_that_fails_leaves_tomorrow_as_it_was(app: App) -> None:
    talk, prepared = await _next_morning(app, _model(UNFIT["a wording of its own"]))

    assert not prepared
    assert "clock" in talk.told


@pytest.mark.system
async def test_without_a_model_or_before_the_end_nothing_is_prepared(app: App) -> None:
    talk = await talk_with(app)
    assert talk.state is not None
    model = _model(_answer(("step.drive", 0)))

    assert not await app.engine.prepare(talk.state, talk.now)
    assert not await Engine(app.store, PROGRAM, POLICY, model).prepare(talk.state, talk.now)
    assert model.prompts == []


def _as_draft(request: Request) -> str:
    first = next(line for line in request.user.splitlines() if line.startswith("- step "))
    return _answer((first.split()[2].rstrip(":"), 0))


async def _drafted_at(server: ModelServer, patience_s: float = 0.3) -> Draft | None:
    llm = OpenAILLM(
        base_url=server.base_url, model="m", first_token_s=patience_s, stall_s=patience_s
    )
    try:
        return await drafted(llm, TODAY, PROGRAM)
    finally:
        await llm.aclose()


@pytest.mark.system
@pytest.mark.enable_socket
@pytest.mark.allow_hosts(["127.0.0.1"])
@pytest.mark.timeout(60)
@pytest.mark.parametrize("mode", MODES)
async def test_no_behaviour_of_a_model_server_harms_an_agenda(mode: str) -> None:
    with ModelServer(mode, first_s=2.0) as server:
        draft = await _drafted_at(server)

    assert draft is None
    assert plan(TODAY, PROGRAM, draft) == plan(TODAY, PROGRAM)


@pytest.mark.system
@pytest.mark.enable_socket
@pytest.mark.allow_hosts(["127.0.0.1"])
@pytest.mark.timeout(30)
async def test_a_good_server_is_asked_for_the_form_and_its_choice_is_taken() -> None:
    with ModelServer(reply=_as_draft) as server:
        draft = await _drafted_at(server, patience_s=8.0)
        asked = server.requests[0].body["response_format"]

    assert draft is not None
    assert draft.items == (Drafted("step.soon"),)
    assert isinstance(asked, dict)
    assert asked["json_schema"]["strict"] is True
