"""A fixed script as moves of the talk, with what of it has to be heard.

Called by `guard` and `decide`. It words nothing: the scripts in `safety/scripts` do.
"""

from dataclasses import replace

from coach.dialogue.reply import Move
from coach.dialogue.state import VOICE, State
from memory.person import spoken_name
from safety.crisis import resources
from safety.script import script


def scripted(
    name: str, state: State, *, variant: int | None = None, ask_country: bool = False
) -> tuple[Move, ...]:
    """The lines of a fixed script as moves; mandatory ones are owed until they were heard.

    Numbers stand in digits, as they are dialled; how they are spoken is for the voice to know.
    `ask_country` asks for an unknown country where the script shows lines of help.
    """
    chosen = state.check_in.turn_no + 1 if variant is None else variant
    resource = resources(state.person.country or None)
    digits = " or ".join(resource.emergency_digits) or resource.emergency
    return tuple(
        Move(
            each.text,
            fixed=True,
            owed=f"{name}:{chosen}:{place}" if each.mandatory else None,
            on_screen_only=each.on_screen_only,
        )
        for place, each in enumerate(
            script(
                name,
                replace(resource, emergency=digits),
                name_of_person=spoken_name(state.person),
                variant=chosen,
                ask_country=ask_country,
                spoken=state.channel == VOICE,
            )
        )
    )
