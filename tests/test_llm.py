"""OpenAILLM against a real server on loopback: the right words or the right failure, in time."""

import asyncio
import json
import socket
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, asynccontextmanager

import pytest
from pydantic import SecretStr

from coach.dialogue.sentences import sentences
from coach.llm import OpenAILLM
from coach.settings import LLMSettings
from safety.ask import LLM, LLMError, Prompt
from tests.model_server import HOSTILE, MODES, ModelServer

pytestmark = [
    pytest.mark.system,
    pytest.mark.enable_socket,
    pytest.mark.allow_hosts(["127.0.0.1"]),
    pytest.mark.timeout(30),
]

WORDED = "1: You slept from 10:30 p.m. to 6 a.m.\n2: Shall we go on?"
PROMPT = Prompt(
    name="moves", digest="0", system="You word a sleep coach.", user=f"Word these:\n{WORDED}"
)
KEY = "sk-test-do-not-print"  # made up, to see that it stays unseen
LIMIT_S = 0.4
LIMITS: dict[str, dict[str, float]] = {
    "slow_first": {"first_token_s": LIMIT_S},
    "silent": {"first_token_s": LIMIT_S},
    "endless_empty": {"first_token_s": LIMIT_S},
    "endless_line": {"first_token_s": LIMIT_S},
    "stall": {"stall_s": LIMIT_S},
}

Connect = Callable[..., OpenAILLM]


@pytest.fixture
async def connect() -> AsyncGenerator[Connect, None]:
    made: list[OpenAILLM] = []

    def connect(server: ModelServer | str, **more: object) -> OpenAILLM:
        address = server if isinstance(server, str) else server.base_url
        limits: dict[str, object] = {"first_token_s": 10.0, "stall_s": 10.0, "total_s": 20.0}
        llm = OpenAILLM(base_url=address, model="m", **(limits | more))  # type: ignore[arg-type]
        made.append(llm)
        return llm

    yield connect
    for llm in made:
        await llm.aclose()


async def _heard(llm: LLM, prompt: Prompt = PROMPT) -> tuple[str, LLMError | None]:
    heard = ""
    try:
        async with aclosing(llm.stream(prompt)) as pieces:
            async for piece in pieces:
                assert piece
                heard += piece
    except LLMError as error:
        return heard, error
    return heard, None


@asynccontextmanager
async def _nothing_left_behind(server: ModelServer) -> AsyncGenerator[None, None]:
    """No task of ours and no connection the server still sees, once the loop has turned."""
    before = asyncio.all_tasks()
    yield
    async with asyncio.timeout(5):
        while server.open_connections or not asyncio.all_tasks() <= before:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_a_good_reply_arrives_whole_and_in_pieces(connect: Connect) -> None:
    with ModelServer("good") as server:
        llm = connect(server)

        pieces = [piece async for piece in llm.stream(PROMPT)]

        assert "".join(pieces) == WORDED
        assert len(pieces) > 5


async def test_the_request_holds_the_prompt_the_limits_and_nothing_about_the_machine(
    connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-from-elsewhere")
    monkeypatch.setenv("OPENAI_ORG_ID", "org-from-elsewhere")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "x-spy: yes\nauthorization: Bearer elsewhere")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")

    with ModelServer("good") as server:
        await _heard(connect(server, api_key=SecretStr(KEY), max_tokens=120))
        await _heard(connect(server))

    with_key, without_key = server.requests
    assert with_key.path == "/v1/chat/completions"
    assert with_key.body == {
        "model": "m",
        "messages": [
            {"role": "system", "content": PROMPT.system},
            {"role": "user", "content": PROMPT.user},
        ],
        "stream": True,
        "temperature": 0.3,
        "max_tokens": 120,
    }
    assert with_key.headers.pop("authorization") == f"Bearer {KEY}"
    for request in (with_key, without_key):
        assert set(request.headers) == {
            *("host", "accept", "accept-encoding", "connection", "user-agent"),
            *("content-type", "content-length"),
        }
        assert request.headers["user-agent"] == "nightjar"


async def test_the_connection_is_kept_between_turns(connect: Connect) -> None:
    with ModelServer("good") as server:
        llm = connect(server)
        for _ in range(3):
            assert await _heard(llm) == (WORDED, None)

        assert [request.connection for request in server.requests] == [1, 1, 1]
        async with _nothing_left_behind(server):
            await llm.aclose()


async def test_a_reply_is_whole_even_if_its_end_mark_never_comes(connect: Connect) -> None:
    with ModelServer("done_stall") as server:
        assert await _heard(connect(server, stall_s=60.0)) == (WORDED, None)


BROKEN = "1: Good morning. You went to bed at 10"

FAILURES: dict[str, tuple[str, bool, str]] = {
    "slow_first": ("", True, "no text for 'moves' within 0.4 s"),
    "silent": ("", True, "no text for 'moves' within 0.4 s"),
    "endless_empty": ("", True, "no text for 'moves' within 0.4 s"),
    "endless_line": ("", True, "no text for 'moves' within 0.4 s"),
    "stall": (BROKEN, True, "38 characters and then nothing"),
    "cut": (BROKEN, True, "broke off after 38 characters"),
    "unfinished": (BROKEN, True, "broke off after 38 characters"),
    "late_error": (BROKEN, True, "reported a failure after 38 characters (oom)"),
    "length": (BROKEN, True, "ended by 'length' after 38 characters"),
    "filtered": (BROKEN, True, "ended by 'content_filter'"),
    "garbage": ("", True, "sent what is no chat reply"),
    "html": ("", False, "sent a page ('text/html')"),
    "plain_json": ("", True, "broke off after 0 characters"),
    "empty": ("", True, "was empty"),
    "tool_calls": ("", True, "called a tool"),
    "thinks": ("", False, "thinks aloud"),
    "redirect": ("", False, "HTTP 307: http://127.0.0.1:9/v1/chat/completions"),
    "error400": ("", False, "HTTP 400: context too long"),
    "error401": ("", False, "HTTP 401: Incorrect API key provided"),
    "error404": ("", False, "HTTP 404: model not found, try pulling it first"),
    "error429": ("", True, "HTTP 429: slow down"),
    "quota": ("", False, "HTTP 429: no money left"),
    "error500": ("", True, "HTTP 500: oh no"),
}


@pytest.mark.parametrize("mode", FAILURES)
async def test_each_failure_is_named_once_and_leaves_nothing_open(
    mode: str, connect: Connect
) -> None:
    expected, retryable, message = FAILURES[mode]
    with ModelServer(mode) as server:
        llm = connect(server, **LIMITS.get(mode, {}))
        async with _nothing_left_behind(server):
            heard, error = await _heard(llm)
            await llm.aclose()

        assert heard == expected
        assert error is not None
        assert message in str(error)
        assert error.retryable is retryable
        assert len(server.requests) == 1


async def test_every_mode_of_the_server_is_tried() -> None:
    tried_elsewhere = {"good", "done_stall", "endless", "hostile", "repeat", "bytes_given"}

    assert set(MODES) == set(FAILURES) | tried_elsewhere | {"reasoning_model"}


async def test_a_reply_that_never_ends_is_ended(connect: Connect) -> None:
    with ModelServer("endless") as server:
        llm = connect(server, max_tokens=50)
        async with _nothing_left_behind(server):
            heard, error = await _heard(llm)
            await llm.aclose()

    assert "passed 400 characters" in str(error)
    assert len(heard) <= 400


async def test_a_reply_that_drips_for_ever_is_ended(connect: Connect) -> None:
    with ModelServer("endless", piece_s=0.05) as server:
        heard, error = await _heard(connect(server, total_s=0.6))

    assert heard
    assert "and then nothing" in str(error)


async def test_the_time_a_listener_takes_is_not_the_models(connect: Connect) -> None:
    with ModelServer("good") as server:
        heard = ""
        async with aclosing(connect(server, total_s=0.5).stream(PROMPT)) as pieces:
            async for piece in pieces:
                heard += piece
                await asyncio.sleep(0.06)

    assert heard == WORDED


async def test_an_endpoint_that_is_not_there_is_a_failure(connect: Connect) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]

        heard, error = await _heard(connect(f"http://127.0.0.1:{port}/v1"))

    assert heard == ""
    assert error is not None
    assert error.retryable
    assert "could not be reached (ConnectError)" in str(error)


async def test_an_endpoint_that_stopped_between_turns_is_a_failure(connect: Connect) -> None:
    with ModelServer("good") as server:
        llm = connect(server)
        assert await _heard(llm) == (WORDED, None)

    _, error = await _heard(llm)

    assert error is not None
    assert error.retryable


async def test_asking_after_the_end_is_a_failure(connect: Connect) -> None:
    with ModelServer("good") as server:
        llm = connect(server)
        await llm.aclose()

        assert "asked after its end" in str((await _heard(llm))[1])


async def test_an_encrypted_address_needs_a_certificate(connect: Connect) -> None:
    with ModelServer("good") as server:
        _, error = await _heard(connect(server.base_url.replace("http:", "https:")))

    assert "could not be reached" in str(error)
    assert server.requests == []


async def test_a_key_never_shows_in_an_error(connect: Connect) -> None:
    with ModelServer("error401") as server:
        _, error = await _heard(connect(server, api_key=SecretStr("sk-test")))

    assert "Incorrect API key provided: ***" in str(error)
    assert "sk-test" not in repr(error)


@pytest.mark.parametrize(
    "payload",
    [
        *("null", "[]", "7", '"text"', "{}", '{"choices": null}', '{"choices": 5}', "{bad"),
        *('{"choices": ["a"]}', '{"choices": [null]}', '{"choices": [{"delta": "a"}]}'),
        '{"choices": [{"delta": {"content": 7}}]}',
        '{"choices": [{"delta": {"content": [{"type": "text", "text": "a"}]}}]}',
        '{"error": "overloaded"}',
        '{"error": {"message": {"deep": 1}}}',
        "[" * 20_000,
        '{"choices": ' + "[" * 3_000 + "]" * 3_000 + "}",
    ],
)
async def test_no_shape_of_nonsense_raises_anything_else(payload: str, connect: Connect) -> None:
    with ModelServer("bytes_given", raw=f"data: {payload}\n\ndata: [DONE]\n\n".encode()) as server:
        heard, error = await _heard(connect(server))

    assert heard == ""
    assert error is not None
    assert error.retryable


async def test_leaving_early_closes_the_request(connect: Connect) -> None:
    with ModelServer("endless", piece_s=0.01) as server:
        llm = connect(server)
        said = sentences(llm.stream(PROMPT))
        async with _nothing_left_behind(server), aclosing(said):
            assert await anext(said) == "1: And then you sleep."


@pytest.mark.parametrize("mode", ["silent", "stall", "slow_first"])
async def test_a_cancellation_passes_and_closes_the_request(mode: str, connect: Connect) -> None:
    with ModelServer(mode) as server:
        llm = connect(server, first_token_s=20.0, stall_s=20.0, total_s=60.0)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.3):
                await _heard(llm)
        async with _nothing_left_behind(server):
            pass

        assert len(server.requests) == 1


async def test_parameters_a_model_refuses_are_left_out_of_later_turns(connect: Connect) -> None:
    with ModelServer("reasoning_model") as server:
        llm = connect(server)
        first, second, third = [await _heard(llm) for _ in range(3)]

    assert first[1] is not None
    assert first[1].retryable
    assert second[1] is not None
    assert second[1].retryable
    assert third == (WORDED, None)
    assert "temperature" not in server.requests[2].body
    assert server.requests[2].body["max_completion_tokens"] == 300


async def test_a_failed_turn_does_not_spoil_the_next(connect: Connect) -> None:
    with ModelServer("cut") as server:
        llm = connect(server)
        assert (await _heard(llm))[1] is not None
        server.mode = "good"

        assert await _heard(llm) == (WORDED, None)


async def test_two_turns_may_run_at_once(connect: Connect) -> None:
    with ModelServer("good", piece_s=0.005) as server:
        llm = connect(server)
        async with asyncio.TaskGroup() as group:
            turns = [group.create_task(_heard(llm)) for _ in range(3)]

    assert [turn.result() for turn in turns] == [(WORDED, None)] * 3


@pytest.mark.parametrize("mode", ["hostile", "repeat"])
async def test_what_a_model_says_is_passed_on_unjudged(mode: str, connect: Connect) -> None:
    with ModelServer(mode) as server:
        llm = connect(server)
        first, second = await _heard(llm), await _heard(llm)

    assert first[1] is None
    if mode == "hostile":
        assert first[0] == f"1: {HOSTILE[0]}\n2: {HOSTILE[1]}"
        assert second[0] == f"1: {HOSTILE[1]}\n2: {HOSTILE[2]}"
    else:
        assert first == second


@pytest.mark.parametrize("mode", ["good", "stall", "length", "endless"])
async def test_a_probe_tells_the_model_and_its_first_text(mode: str, connect: Connect) -> None:
    with ModelServer(mode) as server:
        llm = connect(server)
        async with _nothing_left_behind(server):
            probe = await llm.probe()

        assert probe.model == "m-served"
        assert 0 <= probe.first_token_s < 30
        assert len(server.requests) == 1


async def test_a_probe_waits_for_a_model_that_loads(connect: Connect) -> None:
    with ModelServer("slow_first", first_s=0.8) as server:
        probe = await connect(server, first_token_s=LIMIT_S).probe()

    assert probe.first_token_s > LIMIT_S


async def test_a_probe_of_a_wrong_key_says_so(connect: Connect) -> None:
    with ModelServer("error401") as server, pytest.raises(LLMError, match="HTTP 401"):
        await connect(server).probe()


async def test_the_model_is_made_from_the_settings() -> None:
    with ModelServer("good") as server:
        settings = LLMSettings(base_url=server.base_url, model="tiny", api_key=SecretStr(KEY))
        llm = OpenAILLM.from_settings(settings)
        assert await _heard(llm) == (WORDED, None)
        await llm.aclose()

    assert server.requests[0].body["model"] == "tiny"
    assert KEY not in json.dumps(server.requests[0].body)


async def test_without_settings_there_is_no_model() -> None:
    with pytest.raises(LLMError, match="no model is configured"):
        OpenAILLM.from_settings(LLMSettings())
