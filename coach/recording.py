"""A recorded check-in: lines somebody might say, with the clock they are said by.

The format is that of `recordings/demo.yaml`. Lines left over when the coach is done are an error of
the recording, and so is a coach that is not done when they run out.
"""

from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, field_validator

from safety.content import read_yaml

RECORDINGS = Path(__file__).parent / "recordings"


class Recording(BaseModel):
    """Lines of one person, when the check-in opens (aware), and in which zone the machine is."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    opened_at: AwareDatetime
    local_zone: str
    seconds_a_turn: int = Field(ge=0, le=600)
    says: tuple[str, ...] = Field(min_length=1)

    @field_validator("local_zone")
    @classmethod
    def _is_a_zone(cls, name: str) -> str:
        try:
            return ZoneInfo(name).key
        except (KeyError, OSError) as error:
            raise ValueError(f"{name!r} is no time zone") from error


def load_recording(name: str) -> Recording:
    """The packaged recording of that name, else the file at that path.

    Raises:
        safety.content.ContentError: there is none, or it is bad.
    """
    packaged = RECORDINGS / f"{name}.yaml"
    return read_yaml(packaged if packaged.exists() else Path(name), Recording)
