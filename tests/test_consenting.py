"""A yes with a condition starts nothing, a question is no no, and a grudging yes is one."""

import pytest

from coach.dialogue.consenting import Asked, Consent, asked_about, consent_in
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
        ("okay, sounds good, let's do it", Consent.YES),
        ("it sounds hard but yes", Consent.YES),
        ("yes, let's start tonight, thanks", Consent.YES),
        ("no objections", Consent.YES),
        ("I can do without that", Consent.NO),
        ("I'll give it a miss", Consent.NO),
        ("yes, leave things as they are", Consent.NO),
        ("no, too drastic", Consent.NO),
        ("we can try 23:30 instead", Consent.CONDITION),
        ("no, but I could do half eleven", Consent.CONDITION),
        ("isn't that dangerous? I drive", Consent.QUESTION),
        ("do I have to?", Consent.QUESTION),
        ("ok bye", Consent.UNCLEAR),
        ("I would go mad", Consent.UNCLEAR),
        ("let's go back to my diary", Consent.UNCLEAR),
        ("yes, my back hurts", Consent.UNCLEAR),
        ("yeah right", Consent.UNCLEAR),
        ("I can't hear you", Consent.UNCLEAR),
    ],
)
def test_an_answer_to_a_proposal_is_read_as_what_it_is(words: str, consent: Consent) -> None:
    assert consent_in(words, read(words, (), Known())) is consent


@pytest.mark.parametrize(
    ("words", "after"),
    [
        ("isn't that dangerous? I drive", Asked.SAFETY),
        ("why so little?", Asked.REASON),
        ("do I have to?", Asked.FREEDOM),
    ],
)
def test_a_question_is_answered_for_what_it_is_after(words: str, after: Asked) -> None:
    assert asked_about(words) is after
