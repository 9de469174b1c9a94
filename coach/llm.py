"""Asks any OpenAI-compatible endpoint (OpenAI, Ollama, vLLM, llama.cpp): `safety.ask.LLM` for real.

Made by bootstrap, imported only when a model is configured: `openai` takes over a second to load.
One attempt per call, every wait bounded, every failure an `LLMError`; a cancellation always passes.
It reads nothing from the environment: no proxy, no OPENAI_* variable, no ~/.netrc.
"""

import asyncio
import json
import ssl
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import NamedTuple, Self

import httpx2
import openai
from openai.types.chat import ChatCompletionChunk
from pydantic import BaseModel, ConfigDict, SecretStr

from coach.settings import LLMSettings
from safety.ask import LLMError, Prompt

_CHARS_PER_TOKEN = 8
"""English runs to about 4; twice that means the endpoint ignores the limit it was given."""
_TOTAL_S = 30.0
_TAIL_S = 0.25
"""Wait for the end mark once the model has finished; without it only a connection is lost."""
_KEEP_ALIVE_S = 120.0
"""Longer than a turn: a person thinks before the next answer. httpx's own default is 5 s."""
_TEMPERATURE = 0.3
_OURS = frozenset(
    ["host", "content-length", "content-type", "accept", "accept-encoding", "connection"]
)

_Opening = Callable[[], Awaitable[openai.AsyncStream[ChatCompletionChunk]]]


class Probe(NamedTuple):
    """What a tiny request found: the model as the endpoint names it, and its first text's delay."""

    model: str
    first_token_s: float


class OpenAILLM:
    """A model behind an address. One connection is kept between turns; `aclose()` ends it.

    Belongs to the event loop it is first used in. Turns may overlap (speculative replies).

    `retryable` of its errors is False when only a person can mend it (address, key, model name),
    True when a later turn may succeed.
    """

    def __init__(
        self,
        *,
        base_url: str,
        model: str,
        api_key: SecretStr | None = None,
        first_token_s: float = 2.0,
        stall_s: float = 2.0,
        max_tokens: int = 300,
        total_s: float = _TOTAL_S,
        temperature: float = _TEMPERATURE,
    ) -> None:
        self._model = model
        self._first_token_s = first_token_s
        self._stall_s = stall_s
        self._total_s = total_s
        self._max_tokens = max_tokens
        self._key = api_key.get_secret_value() if api_key is not None else None
        self._length_field = "max_tokens"
        self._temperature: float | None = temperature
        self._keeps_schemas = True
        self._client = openai.AsyncOpenAI(
            base_url=base_url,
            api_key="unused",
            max_retries=0,
            http_client=httpx2.AsyncClient(
                verify=_certificates(base_url),
                trust_env=False,
                follow_redirects=False,
                timeout=httpx2.Timeout(None),
                limits=httpx2.Limits(max_connections=4, keepalive_expiry=_KEEP_ALIVE_S),
                event_hooks={"request": [self._only_ours]},
            ),
            timeout=None,
        )
        self._completions = self._client.chat.completions

    @classmethod
    def from_settings(
        cls, settings: LLMSettings, *, total_s: float = _TOTAL_S, temperature: float = _TEMPERATURE
    ) -> Self:
        """The model the settings name; `total_s` and `temperature` are a judge's to change.

        Raises:
            LLMError: they name none.
        """
        if settings.base_url is None or settings.model is None:
            raise LLMError("no model is configured", retryable=False)
        return cls(
            base_url=settings.base_url,
            model=settings.model,
            api_key=settings.api_key,
            first_token_s=settings.first_token_s,
            stall_s=settings.stall_s,
            max_tokens=settings.max_tokens,
            total_s=total_s,
            temperature=temperature,
        )

    async def stream(self, prompt: Prompt) -> AsyncGenerator[str, None]:
        """Yields the reply's text as it comes; a proper end means that the reply is whole.

        Raises:
            LLMError: as the port says; also when the reply was cut at `max_tokens`.
        """
        reply = self._reply(prompt)
        limit_s, waited_s = self._first_token_s, 0.0
        clock = asyncio.get_running_loop().time
        try:
            while True:
                began = clock()
                piece = await self._within(reply, min(limit_s, self._total_s - waited_s))
                waited_s += clock() - began
                limit_s = self._stall_s
                if piece is None:
                    return
                yield piece
        finally:
            await reply.close()

    async def probe(self, limit_s: float = 30.0) -> Probe:
        """Asks for one word and leaves at the first text; for `doctor`, never inside a turn.

        Waits up to `limit_s`, not `first_token_s`: a model may have to be loaded first.

        Raises:
            LLMError: what `stream` would have raised.
        """
        question = Prompt(name="probe", digest="", system="Answer briefly.", user="Say: ready.")
        reply = self._reply(question)
        clock = asyncio.get_running_loop().time
        began = clock()
        try:
            await self._within(reply, limit_s)
            return Probe(model=reply.model or self._model, first_token_s=clock() - began)
        finally:
            await reply.close()

    async def aclose(self) -> None:
        """Closes the kept connection; afterwards nothing can be asked."""
        await self._client.close()

    def _reply(self, prompt: Prompt) -> "_Reply":
        extra: dict[str, object] = {self._length_field: self._max_tokens}
        if prompt.schema is not None and self._keeps_schemas:
            form = {"name": prompt.name, "strict": True, "schema": json.loads(prompt.schema)}
            extra["response_format"] = {"type": "json_schema", "json_schema": form}

        async def opening() -> openai.AsyncStream[ChatCompletionChunk]:
            if self._client.is_closed():
                raise LLMError(f"{self._model!r} was asked after its end", retryable=False)
            return await self._completions.create(
                model=self._model,
                messages=[
                    {"role": "system", "content": prompt.system},
                    {"role": "user", "content": prompt.user},
                ],
                stream=True,
                temperature=openai.omit if self._temperature is None else self._temperature,
                extra_body=extra,
            )

        return _Reply(opening, name=prompt.name, max_chars=self._max_tokens * _CHARS_PER_TOKEN)

    async def _within(self, reply: "_Reply", limit_s: float) -> str | None:
        try:
            async with asyncio.timeout(limit_s):
                return await reply.piece()
        except TimeoutError as error:
            what = f"{reply.so_far} and then nothing" if reply.chars else "no text"
            raise LLMError(
                f"{self._model!r} gave {what} for {reply.name!r} within {limit_s:.1f} s",
                retryable=True,
            ) from error
        except openai.APIStatusError as error:
            raise self._refusal(error) from error
        except (
            openai.OpenAIError,
            httpx2.HTTPError,
            OSError,
            ValueError,
            TypeError,
            RecursionError,
        ) as error:
            raise _failure(self._model, reply, error) from error

    def _refusal(self, error: openai.APIStatusError) -> LLMError:
        status = error.status_code
        retryable = status in (408, 409, 425, 429) or status >= 500
        if error.code == "insufficient_quota":
            retryable = False
        if status == 400 and self._learns(error.param):
            retryable = True
        said = self._clean(error)
        return LLMError(
            f"{self._model!r} at {self._client.base_url} answered HTTP {status}"
            + (f": {said}" if said else ""),
            retryable=retryable,
        )

    def _learns(self, parameter: str | None) -> bool:
        """Whether the next request will differ: not every model takes each of these parameters."""
        if parameter == "max_tokens" and self._length_field == "max_tokens":
            self._length_field = "max_completion_tokens"
            return True
        if parameter == "temperature" and self._temperature is not None:
            self._temperature = None
            return True
        if (parameter or "").startswith("response_format") and self._keeps_schemas:
            self._keeps_schemas = False
            return True
        return False

    def _clean(self, error: openai.APIStatusError) -> str:
        """The endpoint's own words in one short line, without the key; never a whole page."""
        body = error.body
        words = body.get("message") if isinstance(body, dict) else None
        if not isinstance(words, str):
            return error.response.headers.get("location", "")[:160]
        line = " ".join(words.split())
        return (line.replace(self._key, "***") if self._key else line)[:160]

    async def _only_ours(self, request: httpx2.Request) -> None:
        # openai adds the platform's description, and headers that OPENAI_* variables ask for.
        for name in set(request.headers) - _OURS:
            del request.headers[name]
        request.headers["user-agent"] = "nightjar"
        if self._key is not None:
            request.headers["authorization"] = f"Bearer {self._key}"


_LENIENT = ConfigDict(from_attributes=True, hide_input_in_errors=True)


class _Delta(BaseModel):
    model_config = _LENIENT

    content: str | None = None
    refusal: str | None = None
    tool_calls: list[object] | None = None


class _Choice(BaseModel):
    model_config = _LENIENT

    delta: _Delta | None = None
    finish_reason: str | None = None


class _Chunk(BaseModel):
    """What is read of a chunk, checked: openai builds its own types from anything unchecked."""

    model_config = _LENIENT

    choices: list[_Choice] = []
    model: str | None = None


def _certificates(base_url: str) -> ssl.SSLContext | bool:
    # Loading the certificates takes 0.15 s, which an unencrypted address need not wait for. The
    # empty context trusts no one, so nothing passes unchecked should TLS be spoken after all.
    return True if base_url.startswith("https:") else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


class _Reply:
    """One reply being read. `chars` of text came so far; `model` is the endpoint's name for it."""

    def __init__(self, opening: _Opening, *, name: str, max_chars: int) -> None:
        self.name = name
        self.chars = 0
        self.model: str | None = None
        self._opening = opening
        self._max_chars = max_chars
        self._stream: openai.AsyncStream[ChatCompletionChunk] | None = None
        self._head = ""
        self._finish: str | None = None

    @property
    def so_far(self) -> str:
        return f"{self.chars} characters"

    async def piece(self) -> str | None:
        """The next text that is not blank, opening the stream at need; None at a proper end."""
        if self._stream is None:
            self._stream = await self._opening()
            kind = self._stream.response.headers.get("content-type", "")
            if "html" in kind:
                raise LLMError(f"the endpoint sent a page ({kind!r}), no reply", retryable=False)
        while self._finish is None:
            try:
                chunk = _Chunk.model_validate(await anext(self._stream))
            except StopAsyncIteration:
                raise LLMError(
                    f"the reply to {self.name!r} broke off after {self.so_far}", retryable=True
                ) from None
            if text := self._text(chunk):
                return text
        await self._tail(self._stream)
        self._check_end()
        return None

    async def close(self) -> None:
        if self._stream is not None:
            await self._stream.close()

    def _text(self, chunk: _Chunk) -> str:
        self.model = chunk.model or self.model
        if not chunk.choices:
            return ""
        choice = chunk.choices[0]
        self._finish = choice.finish_reason or self._finish
        delta = choice.delta or _Delta()
        if delta.refusal or delta.tool_calls:
            what = "declined" if delta.refusal else "called a tool"
            raise LLMError(f"the model {what} instead of answering {self.name!r}", retryable=True)
        return self._visible(delta.content or "")

    def _visible(self, text: str) -> str:
        """The text that counts: blanks before the first word do not, thinking aloud is refused."""
        if not self.chars:
            self._head = text = (self._head + text).lstrip()
            if text.startswith("<think"):
                raise LLMError(
                    f"the model thinks aloud in its answer to {self.name!r}: choose one that does "
                    "not, or let the server part its reasoning from the text",
                    retryable=False,
                )
            if "<think".startswith(text) and self._finish is None:
                return ""
        self.chars += len(text)
        if self.chars > self._max_chars:
            raise LLMError(
                f"the reply to {self.name!r} passed {self._max_chars} characters", retryable=True
            )
        return text

    async def _tail(self, stream: openai.AsyncStream[ChatCompletionChunk]) -> None:
        # Read to its end the connection can serve the next turn; the reply itself is whole.
        try:
            async with asyncio.timeout(_TAIL_S):
                while True:
                    await anext(stream)
        except (StopAsyncIteration, TimeoutError, openai.OpenAIError, OSError, ValueError):
            return

    def _check_end(self) -> None:
        if self._finish in ("length", "content_filter", "tool_calls", "function_call"):
            raise LLMError(
                f"the reply to {self.name!r} was ended by {self._finish!r} after {self.so_far}",
                retryable=True,
            )
        if not self.chars:
            raise LLMError(f"the reply to {self.name!r} was empty", retryable=True)


def _failure(model: str, reply: _Reply, error: Exception) -> LLMError:
    cause = type(error.__cause__ or error).__name__
    if isinstance(error, openai.APIConnectionError | httpx2.HTTPError | OSError):
        what = f"broke off after {reply.so_far}" if reply.chars else "could not be reached"
    elif isinstance(error, openai.APIError):
        what = f"reported a failure after {reply.so_far}"
        cause = error.code or error.type or cause
    else:
        what = f"sent what is no chat reply after {reply.so_far}"
    return LLMError(f"{model!r} {what} ({cause}) for {reply.name!r}", retryable=True)
