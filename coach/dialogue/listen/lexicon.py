"""The words of `lexicon.yaml`: grades, vague amounts, and what is only near an answer.

Called by the readers of values and by `cue_foreign`, `homophones` and `left_open`; a word is added
in the file and nowhere else.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, model_validator

from safety.content import read_yaml

_GRADES = range(1, 6)


class Lexicon(BaseModel):
    """`lexicon.yaml`, checked; the file says what each part is."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    grades: Mapping[int, Sequence[str]]
    judgements: Mapping[int, Sequence[str]]
    likened: Mapping[int, Sequence[str]]
    vague: Mapping[str, Sequence[str]]
    inexact: Mapping[str, Sequence[str]]
    doings: Sequence[str]
    things: Sequence[str]
    sounds: Mapping[str, Sequence[str]]

    @model_validator(mode="after")
    def _levels_are_of_the_scale(self) -> "Lexicon":
        for part in (self.grades, self.judgements, self.likened):
            if not set(part) <= set(_GRADES):
                raise ValueError(f"levels {sorted(part)} are not all 1 to 5")
        return self


LEXICON = read_yaml(Path(__file__).parent / "lexicon.yaml", Lexicon)
