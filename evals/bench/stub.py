"""The stubbed model of the benches: it says the script of each move back at once.

And the reply that both arms of the voice bench give: three sentences, 25 words.
"""

import asyncio
from collections.abc import AsyncGenerator

from safety.ask import Prompt

REPLY = (
    "Thank you, that is a clear picture now.",
    "It took you a while to fall asleep again.",
    "How do you feel about it this morning?",
)


class EchoLLM:
    """A model that says each move's script back, all of it `first_token_s` after it was asked."""

    def __init__(self, first_token_s: float = 0.0) -> None:
        self._first_token_s = first_token_s

    async def stream(self, prompt: Prompt) -> AsyncGenerator[str, None]:
        if self._first_token_s:
            await asyncio.sleep(self._first_token_s)
        moves = prompt.user.partition("The moves of your reply:\n")[2]
        for line in moves.splitlines():
            number, _, text = line.partition(" ")
            yield f"{number}: {text.partition(': ')[2]}\n"
