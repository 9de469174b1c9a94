"""Whom a LiveKit dispatch is for. Its metadata hold a person's id and nothing else.

Read by the worker for every job; what does not fit is refused and never repeated.
"""

from uuid import UUID

from pydantic import BaseModel, ConfigDict, ValidationError


class DispatchError(Exception):
    """A job that is not held; the message says why and repeats nothing of it."""


class _Dispatch(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    person_id: UUID


def dispatched_person(metadata: str) -> UUID:
    """Whom a dispatch is for.

    Raises:
        DispatchError: it holds anything but a person's id.
    """
    try:
        return _Dispatch.model_validate_json(metadata).person_id
    except ValidationError:
        raise DispatchError('its metadata has to be {"person_id": "..."} and no more') from None
