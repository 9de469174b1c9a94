"""Fakes of ports, written by hand: a language model that says what it is told, when it is told."""

import asyncio
from collections.abc import AsyncGenerator, Sequence

from safety.ask import LLMError, Prompt


class ScriptedLLM:
    """`safety.ask.LLM` from a list: one reply per request, the last one again when they run out.

    A reply is a sequence of pieces: text is yielded, a number is seconds of waiting, an error is
    raised. `prompts` keeps what was asked, `open_streams` counts those not yet closed.
    """

    def __init__(self, *replies: Sequence[str | float | LLMError]) -> None:
        self.prompts: list[Prompt] = []
        self.open_streams = 0
        self._replies = replies

    async def stream(self, prompt: Prompt) -> AsyncGenerator[str, None]:
        reply = self._replies[min(len(self.prompts), len(self._replies) - 1)]
        self.prompts.append(prompt)
        self.open_streams += 1
        try:
            for piece in reply:
                if isinstance(piece, LLMError):
                    raise piece
                if isinstance(piece, str):
                    yield piece
                else:
                    await asyncio.sleep(piece)
        finally:
            self.open_streams -= 1
