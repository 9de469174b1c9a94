"""The port through which a model is asked, and the files its prompts live in.

A prompt is Markdown filled with `$name`; a missing value is an error. Adapters (`coach.llm`)
implement `LLM`; nothing here opens a socket.
"""

import hashlib
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Protocol


@dataclass(frozen=True)
class Prompt:
    """A filled prompt: two messages, and the name and content hash that go on the record.

    `schema` is the JSON Schema the answer is to have, as text; None for free words. An endpoint
    may not know how to keep to it: whoever asks checks the answer.
    """

    name: str
    digest: str
    system: str
    user: str
    schema: str | None = None


class PromptFile:
    """A Markdown prompt: the part before the line `---` is the system message, the rest the user's.

    Raises:
        ValueError: the file has no `---` line, or `fill` was not given a value it needs.
    """

    def __init__(self, path: Path) -> None:
        text = path.read_text(encoding="utf-8")
        system, rule, user = text.partition("\n---\n")
        if not rule:
            raise ValueError(f"{path.name} has no '---' line between system and user part")
        self.name = path.stem
        self.digest = hashlib.sha256(text.encode()).hexdigest()[:12]
        self._system = Template(system.strip())
        self._user = Template(user.strip())

    def fill(self, values: Mapping[str, str]) -> Prompt:
        """The prompt with every `$name` replaced; unused values are ignored."""
        try:
            return Prompt(
                name=self.name,
                digest=self.digest,
                system=self._system.substitute(values),
                user=self._user.substitute(values),
            )
        except KeyError as error:
            raise ValueError(f"prompt {self.name!r} was given no {error.args[0]!r}") from error


class LLMError(Exception):
    """A model did not give a usable answer. `retryable` says whether asking again may help."""

    def __init__(self, message: str, *, retryable: bool) -> None:
        super().__init__(message)
        self.retryable = retryable


class LLM(Protocol):
    """Any model that streams text. One attempt per call, no retries, bounded waits."""

    def stream(self, prompt: Prompt) -> AsyncGenerator[str, None]:
        """Yields pieces of text as they come; raises LLMError when the model fails or stalls."""
        ...
