"""Who has the floor: patience by question, what is no turn, the ladder of silence, what counts."""

from uuid import uuid4

import pytest

from coach.dialogue.state import State
from coach.voice.reply import Run, heard_of
from coach.voice.silence import STAY_AT_MOST_EVERY_S, rung
from coach.voice.stock import Stock, kept_warm, stock
from coach.voice.turns import is_backchannel, is_nothing, patience
from memory.checkin import CheckIn, Status
from safety.gates import say
from safety.policy import load_policy
from tests.talking import MORNING, known_person

POLICY = load_policy()
STATING = ("Got it.", "You stayed in bed a while after waking.")
ASKING = (*STATING, "About how long of that were you still trying to sleep?")


def state(question: str | None, status: Status = Status.OPEN) -> State:
    person = known_person()
    check_in = CheckIn(
        id=uuid4(), person_id=person.id, night=MORNING.date(), question=question, status=status
    )
    return State(person, check_in)


def test_a_yes_or_a_number_is_waited_for_less_long_than_a_story() -> None:
    yes = patience(state("diary.confirm"), just_woken=False)
    number = patience(state("diary.awakenings"), just_woken=False)
    story = patience(state("diary.open"), just_woken=False)

    assert yes.most_s < story.most_s
    assert number.most_s < story.most_s
    assert yes.least_s < story.least_s


def test_somebody_just_woken_gets_more_time() -> None:
    awake = patience(state("diary.confirm"), just_woken=False)
    woken = patience(state("diary.confirm"), just_woken=True)

    assert woken.least_s > awake.least_s
    assert woken.most_s > awake.most_s


def test_in_a_crisis_nobody_is_hurried() -> None:
    story = patience(state("diary.open"), just_woken=False)

    assert patience(state("safety.stay", Status.CRISIS), just_woken=False) == story


@pytest.mark.parametrize(
    "words", ["mm-hm", "Mhm.", "uh-huh", "Yeah.", "okay", "Yeah, okay.", "I see"]
)
def test_a_nod_over_a_statement_is_no_turn(words: str) -> None:
    assert is_backchannel(words, STATING)


@pytest.mark.parametrize("words", ["mm-hm", "yeah", "Yes.", "okay"])
def test_the_same_words_over_the_question_or_in_silence_are_an_answer(words: str) -> None:
    assert not is_backchannel(words, ASKING)
    assert not is_backchannel(words, ())


@pytest.mark.parametrize(
    "words", ["no", "stop", "okay but I got up at seven", "yes I want to die", "seven", "wait", ""]
)
def test_anything_more_than_a_nod_is_a_turn(words: str) -> None:
    assert not is_backchannel(words, STATING)


@pytest.mark.parametrize("words", ["", "  ", "Thank you for watching.", "[BLANK_AUDIO]", "um", "♪"])
def test_what_whisper_makes_of_breath_is_nothing(words: str) -> None:
    assert is_nothing(words, POLICY)


@pytest.mark.parametrize("words", ["mm-hm", "no", "7", "thank you", "(I want to kill myself)"])
def test_what_somebody_said_is_something(words: str) -> None:
    assert not is_nothing(words, POLICY)


def test_the_ladder_ends_in_a_goodbye() -> None:
    steps = [rung(state("diary.open"), climbed) for climbed in range(3)]

    assert [step.phrase for step in steps] == [
        Stock.TAKE_YOUR_TIME,
        Stock.STILL_THERE,
        Stock.GOODBYE,
    ]
    assert [step.hangs_up for step in steps] == [False, False, True]


def test_the_ladder_of_a_crisis_never_ends_and_grows_quieter() -> None:
    steps = [rung(state("safety.stay", Status.CRISIS), climbed) for climbed in range(12)]

    assert not any(step.hangs_up for step in steps)
    assert all(step.repeats_owed and step.phrase is Stock.STAY for step in steps)
    assert [s.after_s for s in steps] == sorted(s.after_s for s in steps)
    assert steps[-1].after_s == STAY_AT_MOST_EVERY_S


def test_who_cannot_be_made_out_is_let_go_but_never_in_a_crisis() -> None:
    assert rung(state("diary.open"), 0, deaf=True).hangs_up
    assert not rung(state("safety.stay", Status.CRISIS), 9, deaf=True).hangs_up


@pytest.mark.parametrize(
    "question", ["safety.clarify", "safety.clarify:overdose_clarify", "safety.check"]
)
def test_silence_answers_a_question_of_safety_and_is_no_reason_to_go(question: str) -> None:
    steps = [rung(state(question), climbed) for climbed in range(4)]
    heard_badly = [rung(state(question), climbed, deaf=True) for climbed in range(4)]

    assert not any(step.hangs_up for step in steps)
    assert [step.phrase for step in steps[:2]] == [Stock.STAY, Stock.STAY]
    assert [step.answers for step in steps] == [False, False, True, True]
    assert heard_badly == steps


def test_who_is_asked_whether_to_go_on_is_stayed_with() -> None:
    steps = [rung(state("safety.go_on"), climbed) for climbed in range(12)]

    assert all(step.phrase is Stock.STAY for step in steps)
    assert not any(step.hangs_up or step.answers for step in steps)


def test_who_is_done_and_silent_is_let_go() -> None:
    assert rung(state(None, Status.DONE), 0).hangs_up
    assert not rung(state("more", Status.DONE), 0).hangs_up


@pytest.mark.parametrize("key", Stock)
def test_every_stock_phrase_passes_the_gate_whole(key: Stock) -> None:
    for use in range(3):
        assert stock(key, POLICY, use=use)
    assert all(say(text, POLICY, may_speak=frozenset()).allowed for text in kept_warm())


def run(*voiced: str, whole: int) -> Run:
    return Run(voiced=list(voiced), whole=whole)


def test_a_reply_heard_to_its_end_is_heard_whole() -> None:
    assert heard_of(run(*ASKING, whole=3), "", interrupted=False) == " ".join(ASKING)


def test_of_the_sentence_that_was_cut_only_its_beginning_was_heard() -> None:
    committed = "Got it. You stayed in bed a"

    heard = heard_of(run(*ASKING, whole=1), committed, interrupted=True)

    assert heard == committed


def test_a_sentence_the_sound_stopped_in_never_counts_as_whole() -> None:
    committed = "Got it. You stayed in bed a while after waking. "

    heard = heard_of(run(*ASKING, whole=1), committed, interrupted=True)

    assert heard == "Got it. You stayed in bed a while after"


def test_no_sentence_is_whole_that_the_framework_has_not_shown_whole() -> None:
    heard = heard_of(run(*ASKING, whole=2), "Got it. You stayed in bed", interrupted=True)

    assert heard == "Got it. You stayed in bed"


def test_a_reply_stopped_between_two_sentences_was_heard_up_to_there() -> None:
    heard = heard_of(run(*STATING, whole=2), " ".join(STATING), interrupted=True)

    assert heard == " ".join(STATING)


def test_a_reply_nobody_heard_leaves_nothing() -> None:
    assert heard_of(run(whole=0), "", interrupted=True) == ""
    assert heard_of(run("Got it.", whole=0), "", interrupted=True) == ""
