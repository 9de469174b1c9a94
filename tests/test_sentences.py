"""Streamed text becomes whole sentences, the same whatever the pieces' sizes."""

import asyncio
from collections.abc import AsyncGenerator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.dialogue.sentences import MAX_CHARS, sentences
from safety.ask import LLMError


class CutError(Exception):
    """What a source raises when it breaks off."""


async def _stream(pieces: Sequence[str], *, cut: bool = False) -> AsyncGenerator[str, None]:
    for piece in pieces:
        yield piece
    if cut:
        raise CutError


async def _heard(pieces: Sequence[str], *, cut: bool = False) -> tuple[list[str], str]:
    said: list[str] = []
    try:
        async for sentence in sentences(_stream(pieces, cut=cut)):
            said.append(sentence)  # noqa: PERF401 - what came before a failure counts
    except (CutError, LLMError) as error:
        return said, repr(error)
    return said, ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Good morning. How was it?", ["Good morning.", "How was it?"]),
        ("Really?! Yes. Fine!", ["Really?!", "Yes.", "Fine!"]),
        ("You lay down at 10:30 p.m. and slept.", ["You lay down at 10:30 p.m. and slept."]),
        ("It was 6 a.m. You got up.", ["It was 6 a.m.", "You got up."]),
        ("At 10 p.m. I would dim the light.", ["At 10 p.m. I would dim the light."]),
        ("Up at 7 a.m. Monday to Friday.", ["Up at 7 a.m. Monday to Friday."]),
        ("Bed at 10:30 p. m. today.", ["Bed at 10:30 p. m. today."]),
        ("Bed at 11pm. That is late.", ["Bed at 11pm.", "That is late."]),
        ("You slept 6.5 hours. Good.", ["You slept 6.5 hours.", "Good."]),
        ("It was 10.45 then. Yes.", ["It was 10.45 then.", "Yes."]),
        ("Something calm, e.g. A book. Or tea.", ["Something calm, e.g. A book.", "Or tea."]),
        ("Dr. Lee and Mrs. Roy agree. So do I. Shall we?",
         ["Dr. Lee and Mrs. Roy agree.", "So do I.", "Shall we?"]),
        ("Since March 1st. Then you slept.", ["Since March 1st.", "Then you slept."]),
        ("You woke at 3. Then you read.", ["You woke at 3.", "Then you read."]),
        ("Wait 20 min. before bed. Go on.", ["Wait 20 min. before bed.", "Go on."]),
        ("Well... that is fine. Yes.", ["Well... that is fine.", "Yes."]),
        ("Hmm\u2026 You slept.", ["Hmm\u2026", "You slept."]),
        ('"Did you sleep?" she asked. Yes.', ['"Did you sleep?" she asked.', "Yes."]),
        ("\u201cSleep well.\u201d Bye.", ["\u201cSleep well.\u201d", "Bye."]),
        ("(About 7 a.m.) Then you rose.", ["(About 7 a.m.)", "Then you rose."]),
        ("**Good.** Next.", ["**Good.**", "Next."]),
        ("No. You cannot. No. 5 is next.", ["No.", "You cannot.", "No. 5 is next."]),
        ("Plan B. Go.", ["Plan B.", "Go."]),
        ("1. Sleep. 2. Rise.", ["1. Sleep.", "2. Rise."]),
        ("1: Good morning\n2: You slept 7 hours\n\n3: Bye",
         ["1: Good morning", "2: You slept 7 hours", "3: Bye"]),
        ("1: Up at 6 a.m. 2: Well done.", ["1: Up at 6 a.m.", "2: Well done."]),
        ("1: One\r\n2: Two\u20283: Three", ["1: One", "2: Two", "3: Three"]),
        ("At 10:30\u202fp.m.   then\tsleep.", ["At 10:30 p.m. then sleep."]),
        ("Sleep well. \u2014 ... \n```\n", ["Sleep well."]),
        (" \n ", []),
        ("", []),
    ],
)  # fmt: skip
@pytest.mark.parametrize("size", [1, 3, 10_000])
async def test_text_is_cut_where_its_sentences_end(
    text: str, expected: list[str], size: int
) -> None:
    said, error = await _heard([text[at : at + size] for at in range(0, len(text), size)])

    assert said == expected
    assert not error


async def test_a_sentence_leaves_before_the_next_is_written() -> None:
    arrived: list[str] = []

    async def slow() -> AsyncGenerator[str, None]:
        for piece in ("Good", " morning.", " ", "How"):
            arrived.append(piece)
            yield piece

    said = sentences(slow())
    first = await anext(said)

    assert first == "Good morning."
    assert arrived == ["Good", " morning.", " "]
    await said.aclose()


async def test_the_rest_is_said_when_the_model_had_finished() -> None:
    assert await _heard(["1: Good. 2: Sleep we", "ll"]) == (["1: Good.", "2: Sleep well"], "")


async def test_the_rest_is_dropped_when_the_stream_was_cut() -> None:
    said, error = await _heard(["Good morning. You went to bed at 10 p."], cut=True)

    assert said == ["Good morning."]
    assert error == "CutError()"


@pytest.mark.parametrize("text", ["word " * 80, "a" * 301 + ".", "... " * 400 + "a" * 301])
async def test_a_sentence_that_does_not_end_is_a_failure_of_the_model(text: str) -> None:
    said, error = await _heard(["Fine. ", text])

    assert said[:1] == ["Fine."]
    assert error == "LLMError('the model wrote over 300 characters in one sentence')"


async def test_an_endless_sentence_is_refused_while_it_streams() -> None:
    taken = 0

    async def endless() -> AsyncGenerator[str, None]:
        nonlocal taken
        while True:
            taken += 1
            yield "and "

    with pytest.raises(LLMError) as caught:
        await anext(sentences(endless()))

    assert caught.value.retryable
    assert taken < MAX_CHARS


async def test_leaving_early_closes_the_source() -> None:
    closed = []

    async def source() -> AsyncGenerator[str, None]:
        try:
            while True:
                yield "Yes. "
        finally:
            closed.append(True)

    said = sentences(source())
    await anext(said)
    await said.aclose()

    assert closed == [True]


ALPHABET = st.sampled_from(
    [*"aImT 19.!?\u2026\n\":)*", " p.m. ", "Dr. ", "No. ", "e.g.", ". ", ".\u201d ", "Monday",
     "2: ", "\r\n", "\u00a0", "abcdefghijkl", "x" * 90]
)  # fmt: skip


@given(st.lists(ALPHABET, max_size=60).map("".join), st.lists(st.integers(1, 40)), st.booleans())
def test_how_the_text_is_chopped_changes_nothing(text: str, sizes: list[int], cut: bool) -> None:  # noqa: FBT001
    pieces, at = [], 0
    for size in sizes:
        pieces.append(text[at : at + size])
        at += size
    pieces.append(text[at:])

    chopped = asyncio.run(_heard(pieces, cut=cut))
    letter_by_letter = asyncio.run(_heard(list(text), cut=cut))

    assert chopped == letter_by_letter
    assert chopped == asyncio.run(_heard([text], cut=cut))


@given(st.text(max_size=250))
def test_no_word_is_changed_lost_or_added(text: str) -> None:
    said, error = asyncio.run(_heard([text]))

    assert not error
    assert [c for c in "".join(said) if c.isalnum()] == [c for c in text if c.isalnum()]
