"""What a model proposes for an agenda: which of the candidates, in which of their wordings.

A proposal only: `agendas.planner.plan` alone makes an `Agenda`, and takes of a draft nothing that
is not among the day's own candidates. No word of a model's own gets into an agenda: nothing that
needs no model could tell a wording from its opposite.
"""

import json
from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

MOST_ITEMS = 3


@dataclass(frozen=True)
class Drafted:
    """One chosen item; `wording` is which of a step's own wordings, from 1, 0 for any of them."""

    item_id: str
    wording: int = 0


@dataclass(frozen=True)
class Draft:
    """What a model chose, under the prompt of that version."""

    items: tuple[Drafted, ...]
    prompt_version: str = ""

    def wording(self, item_id: str) -> int:
        """Which wording of an item was chosen, 0 for none."""
        return next((each.wording for each in self.items if each.item_id == item_id), 0)


class DraftError(ValueError):
    """What a model sent is no draft; the message says what is wrong with it."""


class _Chosen(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    id: Annotated[str, Field(min_length=1, max_length=80)]
    wording: Annotated[int, Field(ge=0)]


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    items: Annotated[list[_Chosen], Field(min_length=1, max_length=MOST_ITEMS)]


SCHEMA = json.dumps(
    {
        "type": "object",
        "additionalProperties": False,
        "required": ["items"],
        "properties": {
            "items": {
                "type": "array",
                "items": {
                    "type": "object",
                    "additionalProperties": False,
                    "required": ["id", "wording"],
                    "properties": {"id": {"type": "string"}, "wording": {"type": "integer"}},
                },
            }
        },
    },
    sort_keys=True,
)
"""The JSON Schema of an answer, in the narrow form that every endpoint's strict mode takes."""


def draft_of(answer: str, prompt_version: str) -> Draft:
    """A model's answer as a draft.

    Raises:
        DraftError: it is no JSON of the shape of `SCHEMA`.
    """
    try:
        read = _Answer.model_validate_json(answer)
    except ValidationError as error:
        where = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(str(part) for part in where["loc"]) or "the answer"
        raise DraftError(f"{place}: {where['msg']}") from error
    return Draft(tuple(Drafted(each.id, each.wording) for each in read.items), prompt_version)


def with_draft(agenda: str, draft: Draft) -> str:
    """A check-in's agenda as JSON, with the draft for the next check-in beside it."""
    items = [[each.item_id, each.wording] for each in draft.items]
    kept = json.loads(agenda) | {"next": {"items": items, "prompt": draft.prompt_version}}
    return json.dumps(kept, sort_keys=True)


def kept_draft(agenda: str) -> Draft | None:
    """The draft that was kept beside an agenda; None where there is none."""
    kept = json.loads(agenda).get("next")
    if kept is None:
        return None
    return Draft(
        tuple(Drafted(item_id, wording) for item_id, wording in kept["items"]), kept["prompt"]
    )
