"""Where help is, and the fixed wording that names it."""

import datetime
import re
from dataclasses import replace
from pathlib import Path

import pytest

from safety import crisis
from safety import script as script_module
from safety.content import ContentError
from safety.crisis import CountryFile, HelpLine, digit_by_digit, load_countries, resources
from safety.gates import say
from safety.policy import load_policy
from safety.script import load_scripts, script

TODAY = datetime.date(2026, 1, 10)
FRONT = "---\nid: {id}\nversion: '1'\nowner: {owner}\nreviewed_on: {on}\nshow_lines: false\n---\n"
UNVERIFIED_FILE = load_countries()["GB"]


def verified(on: datetime.date) -> CountryFile:
    return UNVERIFIED_FILE.model_copy(update={"verified_on": on, "verified_by": "A. Person"})


def with_britain(one: CountryFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crisis, "load_countries", lambda: {"GB": one})


def test_an_unverified_line_is_shown_but_never_spoken() -> None:
    lines = script("crisis", resources("gb", TODAY), name_of_person=None)

    spoken = " ".join(line.text for line in lines if not line.on_screen_only)
    shown = [line.text for line in lines if line.on_screen_only]
    assert "one, one, six" not in spoken
    assert "116 123" not in spoken
    assert "nine, nine, nine" in spoken
    assert "findahelpline.com" in spoken
    assert "Samaritans: 116 123 [not verified]" in shown


def test_an_unknown_country_is_asked_for_and_still_has_help() -> None:
    resource = resources("XX")

    lines = script("crisis", resource, name_of_person="Ana")

    assert resource.ask_country
    assert "your local emergency number" in " ".join(line.text for line in lines)
    assert lines[-1].text == "Which country are you in?"
    assert resources(None) == resource


def test_a_line_verified_lately_is_spoken_digit_by_digit(monkeypatch: pytest.MonkeyPatch) -> None:
    with_britain(verified(TODAY - datetime.timedelta(days=120)), monkeypatch)

    lines = script("crisis", resources("GB", TODAY), name_of_person=None)

    assert "Samaritans: one, one, six, one, two, three." in [line.text for line in lines]


@pytest.mark.parametrize("days", [121, -1])
def test_a_stale_or_future_verification_counts_for_nothing(
    days: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_britain(verified(TODAY - datetime.timedelta(days=days)), monkeypatch)

    assert resources("GB", TODAY).spoken_lines == ()


def test_nobody_verified_any_country_yet() -> None:
    countries = load_countries()

    assert len(countries) == 29
    assert {one.verified_on for one in countries.values()} == {None}
    assert {one.verified_by for one in countries.values()} == {None}


def test_an_emergency_number_is_spoken_digit_by_digit() -> None:
    assert digit_by_digit("0800-1") == "zero, eight, zero, zero, one"
    assert resources("IE").emergency == "one, one, two or nine, nine, nine"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("country: AA\n", "name"),
        ("[", "line 2: did not find"),
        (
            "country: BB\nname: B\nemergency: ['1']\nnote: null\nlines: []\nsource: x\n"
            "verified_on: null\nverified_by: null\n",
            "country",
        ),
        (
            "country: AA\nname: A\nemergency: ['1']\nnote: null\nlines: []\nsource: x\n"
            "verified_on: 2026-01-01\nverified_by: null\n",
            "needs a person's name",
        ),
    ],
)
def test_a_bad_file_of_resources_is_named(text: str, problem: str, tmp_path: Path) -> None:
    (tmp_path / "AA.yaml").write_text(text, encoding="utf-8")

    with pytest.raises(ContentError, match=rf"AA\.yaml.*{problem}"):
        load_countries(tmp_path)


def test_every_script_of_the_policy_exists() -> None:
    named = {rule.script for rule in load_policy().rules if rule.script}

    assert named | {"crisis_clarify", "gate_failed"} <= set(load_scripts())


def test_no_turn_of_a_script_is_longer_than_two_sentences_and_its_help() -> None:
    for filed in load_scripts().values():
        for lines in filed.variants:
            own = [line for line in lines if "$finder" not in line and "$emergency" not in line]
            sentences = re.findall(r"[.?!](?=\s|$)", " ".join(own).replace("! ", ""))
            assert len(sentences) <= 2, filed.name


def test_every_sentence_of_a_script_passes_the_output_gate() -> None:
    policy = load_policy()
    resource = resources(None)

    for filed in load_scripts().values():
        for variant in range(len(filed.variants)):
            for line in script(filed.name, resource, name_of_person="Ana", variant=variant):
                for sentence in re.split(r"(?<=[.?!]) ", line.text):
                    said = say(sentence, policy, may_speak=None)
                    assert said.allowed, (filed.name, sentence)


def test_an_ordinary_refusal_has_three_wordings() -> None:
    ordinary = {
        "medication", "medication_stop", "supplement", "interaction", "diagnosis", "symptom",
        "red_flag", "injection", "identity", "credential", "dependency", "privacy",
        "out_of_scope", "substance", "eating_disorder", "psychosis_mania", "gate_failed",
    }  # fmt: skip

    counts = {name: len(load_scripts()[name].variants) for name in ordinary}

    assert min(counts.values()) >= 3


def test_a_name_is_spoken_when_known_and_leaves_no_trace_when_not() -> None:
    known = script("next_day_check", resources(None), name_of_person="Ana")[0].text
    unknown = script("next_day_check", resources(None), name_of_person=None, variant=2)[0].text

    assert "Before anything else, Ana, how" in known
    assert "Before anything else, how" in unknown


def test_an_unknown_script_is_refused() -> None:
    with pytest.raises(ContentError, match="nothing_such"):
        script("nothing_such", resources(None), name_of_person=None)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("no front matter", "front matter"),
        ("---\n[\n---\n## 1\nHello.\n", "line 3"),
        (FRONT.format(id="b", owner="null", on="null") + "## 1\nHello.\n", "id"),
        (FRONT.format(id="a", owner="null", on="null"), "variants"),
        (FRONT.format(id="a", owner="null", on="2026-01-01") + "## 1\nHello.\n", "name"),
        (FRONT.format(id="a", owner="null", on="null") + "## 1\nCall $number.\n", "number"),
    ],
)
def test_a_bad_script_is_named(text: str, problem: str, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(text, encoding="utf-8")

    with pytest.raises(ContentError, match=rf"a\.md.*{problem}"):
        script_module.load_scripts(tmp_path)


def test_a_line_for_the_screen_is_not_spoken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = FRONT.format(id="a", owner="null", on="null") + "## 1\n@ Only shown.\n"
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    filed = load_scripts(tmp_path)
    monkeypatch.setattr(script_module, "load_scripts", lambda: filed)

    (line,) = script("a", resources(None), name_of_person=None)

    assert (line.text, line.mandatory, line.on_screen_only) == ("Only shown.", False, True)


def test_where_one_listens_a_number_that_must_be_heard_comes_twice() -> None:
    british = resources("GB")
    names = {
        name
        for name, filed in load_scripts().items()
        if any("! " in line and "$emergency" in line for lines in filed.variants for line in lines)
    }

    for name in sorted(names):
        for variant in range(len(load_scripts()[name].variants)):
            lines = script(name, british, name_of_person=None, variant=variant, spoken=True)
            told = " ".join(line.text for line in lines if line.mandatory)
            assert told.count(british.emergency) != 1, (name, variant)
    assert len(names) >= 5


def test_a_verified_line_comes_twice_as_well_and_what_is_typed_once() -> None:
    gb = resources("GB")
    line = HelpLine(name="Listeners", number="116 123", text=None, hours=None, language=None)
    verified = replace(gb, spoken_lines=(line,), screen_lines=())

    heard = " ".join(x.text for x in script("crisis", verified, name_of_person=None, spoken=True))
    typed = " ".join(x.text for x in script("crisis", verified, name_of_person=None))

    assert heard.count("one, one, six, one, two, three") == 2
    assert typed.count("one, one, six, one, two, three") == 1
    assert typed.count("nine, nine, nine") == 1


def test_an_unknown_number_is_not_said_again() -> None:
    lines = script("crisis", resources(None), name_of_person=None, spoken=True)

    assert not any(line.text.startswith("Once more") for line in lines)
