"""A yes with a condition starts nothing, a question is no no, and a grudging yes is one."""

import pytest

from coach.dialogue.consenting import Consent, consent_in
from coach.dialogue.listen import read
from coach.dialogue.listen.reading import Known


@pytest.mark.parametrize(
    ("words", "consent"),
    [
        ("yes", Consent.YES),
        ("I don't see why not", Consent.YES),
        ("I guess", Consent.YES),
        ("if I must", Consent.YES),
        ("go on then", Consent.YES),
        ("no problem", Consent.YES),
        ("no", Consent.NO),
        ("that's too late for me", Consent.NO),
        ("yes, but can we start next week", Consent.LATER),
        ("do it tomorrow", Consent.LATER),
        ("yes but not less than seven hours", Consent.LENGTH),
        ("yes if my wife agrees", Consent.ASKS_FIRST),
        ("ok but only on weekdays", Consent.CONDITION),
        ("what happens if I say no?", Consent.QUESTION),
        ("yes and no", Consent.UNCLEAR),
    ],
)
def test_an_answer_to_a_proposal_is_read_as_what_it_is(words: str, consent: Consent) -> None:
    assert consent_in(words, read(words, (), Known())) is consent
