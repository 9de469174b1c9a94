"""What the coach is shown of what it knows, on a day and for some words."""

from datetime import date

from memory.lexical import stems
from memory.recall import asks_of_the_past, briefing, recall, tokens_in
from tests.remembering import MONDAY, shown, told_in_turn


def _january(day: int) -> date:
    return date(2026, 1, day)


def test_lisbon_is_mentioned_on_friday_and_no_longer_on_saturday() -> None:
    facts = told_in_turn((MONDAY, "I'm in Lisbon until Friday."))

    assert "Lisbon" in shown(facts, _january(9))
    assert "Lisbon" not in shown(facts, _january(10))


def test_a_question_about_the_past_is_answered_from_what_is_over() -> None:
    facts = told_in_turn((MONDAY, "I'm in Lisbon until Friday."))

    answer = shown(facts, date(2026, 5, 1), "When was I last in Lisbon?")

    assert "Past, said Monday 5 January 2026: I'm in Lisbon until Friday." in answer


def test_what_is_muted_or_retracted_answers_no_question_about_the_past() -> None:
    facts = told_in_turn(
        (MONDAY, "My divorce still hurts."),
        (MONDAY, "Please don't bring that up again."),
        (MONDAY, "My flight is on Tuesday."),
        (MONDAY, "Sorry, I meant Wednesday, not Tuesday."),
    )

    answer = shown(facts, _january(20), "What did I say about the divorce and the flight?")

    assert "divorce" not in answer
    assert "Tuesday" not in answer


def test_words_at_hand_bring_up_what_bears_on_them_first() -> None:
    facts = told_in_turn(
        (MONDAY, "I work nights at a bakery."),
        (MONDAY, "I can't stand breathing exercises."),
        (MONDAY, "My alarm is set for six."),
    )

    first = recall(facts, MONDAY, "Shall we try a breathing exercise?").texts[0]

    assert first == "I can't stand breathing exercises."


def test_the_block_keeps_within_its_budget() -> None:
    facts = told_in_turn(*((MONDAY, f"I have a hobby called number {each}.") for each in range(80)))

    block = briefing(facts, MONDAY, 100)

    assert 0 < block.tokens <= 100
    assert sum(tokens_in(line) for line in block.texts) <= block.tokens


def test_a_cosine_outweighs_the_words_alone() -> None:
    facts = told_in_turn((MONDAY, "My husband snores."), (MONDAY, "My alarm is set for six."))

    block = recall(facts, MONDAY, "noise in bed", similar=[0.9, 0.1])

    assert block.texts[0] == "My husband snores."


def test_nobody_known_of_gives_an_empty_block() -> None:
    assert briefing((), MONDAY).texts == ()
    assert recall((), MONDAY, "hello").tokens == 0


def test_only_questions_about_the_past_are_taken_for_such() -> None:
    assert asks_of_the_past("When was I last in Lisbon?")
    assert asks_of_the_past("What did I say about coffee?")
    assert not asks_of_the_past("I slept well last night.")
    assert not asks_of_the_past("Opening the morning check-in.")


def test_forms_of_one_word_have_one_stem() -> None:
    for one, other in [
        ("breathing", "breathe"),
        ("running", "run"),
        ("mornings", "morning"),
        ("woke", "waking"),
        ("coffees", "coffee"),
        ("exercises", "exercise"),
        ("mum", "mother"),
    ]:
        assert stems(one) == stems(other)
