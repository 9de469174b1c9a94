"""Shows the lines of a spoken check-in on the page, for every command in which somebody speaks."""

from coach.terminal import Page
from coach.voice.line import Line
from memory.checkin import Speaker


def show(page: Page, line: Line) -> None:
    """Shows what one side said; nothing of a line whose words were not kept."""
    if line.text is None:
        return
    if line.speaker is Speaker.PERSON:
        page.person(line.text)
        return
    page.begin("Nightjar")
    page.text(line.text, on_screen_only=line.on_screen_only)
    page.end()
