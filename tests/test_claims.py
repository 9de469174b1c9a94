"""The claims lint: what a wellness product may not say of itself is found wherever it ships."""

import json
import shutil
from pathlib import Path

import pytest

from evals.__main__ import main
from evals.claims import check
from safety.claims import CLAIMS, Claims, find, load_claims
from safety.content import ContentError, read_yaml

ROOT = Path(__file__).parents[1]
CLAIMS_MADE = [
    ("therapy", "Nightjar brings CBT-I to your bedroom."),
    ("therapy", "A gentle sleep therapist for every home."),
    ("treatment", "It treats bad nights at the root."),
    ("treatment", "An effective treatment, at last."),
    ("cure", "Cures sleeplessness in weeks."),
    ("against-a-disorder", "Beat your insomnia in six weeks."),
    ("against-a-disorder", "The insomnia coach you host yourself."),
    ("names-a-disorder", "It helps with insomnia."),
    ("names-a-disorder", "Say goodbye to insomnia."),
    ("success-rate", "85 percent of people report better nights."),
    ("companion", "Nightjar understands how you feel."),
    ("clinical", "A clinical-grade programme."),
    ("clinical", "Clinically proven methods."),
    ("clinical", "Recommended by doctors all over the world."),
    ("prescription", "Your sleep prescription for tonight."),
    ("patient", "Our patients sleep longer."),
    ("patient", "Each patient gets a plan."),
    ("dose", "The right dose of rest."),
    ("success-rate", "80% effective after a month."),
    ("success-rate", "It helped 4 in 5 sleepers."),
    ("success-rate", "93 % of our users sleep longer."),
    ("diagnosis-of-the-person", "You have sleep-onset insomnia."),
    ("diagnosis-of-the-person", "That is probably apnoea."),
    ("diagnosis-of-the-person", "This is moderate insomnia."),
    ("diagnoses", "Nightjar detects sleep apnea from your diary."),
    ("promise", "Better nights, guaranteed."),
    ("promise", "You will sleep better within a week."),
    ("credential", "Your digital sleep doctor."),
    ("credential", "As good as a clinician."),
    ("companion", "I'm always here for you."),
    ("companion", "Do not break your streak!"),
    ("companion", "I feel so sad when you go."),
    ("reads-feelings", "It senses stress in your voice."),
]
FAIR_WORDS = [
    "A sleep habits coach, inspired by published behavioural sleep methods.",
    "Build a steadier sleep schedule.",
    "Your diary shows 52 minutes awake a night.",
    "It may be worth mentioning to a clinician.",
    "Here is a suggested window for the coming week.",
    "It is not a therapy and makes no diagnosis.",
    "It never treats, cures or diagnoses anything.",
    "Nothing here treats or cures anything.",
    "It isn't a medical device.",
    "Please be patient with yourself; the first week is slow.",
    "Each threshold stands beside its 95 % interval.",
    "Bring this page to your doctor.",
    "You feel the same as last week, you said.",
    "Asleep 80 % of the time in bed.",
]


@pytest.mark.parametrize(("rule", "text"), CLAIMS_MADE)
def test_a_claim_is_found_with_what_to_say_in_its_place(rule: str, text: str) -> None:
    found, _ = find(f"# Nightjar\n\n{text}\n", "README.md", "readme", load_claims())

    assert rule in {each.rule for each in found}
    assert {each.line for each in found} == {3}
    assert all("say: " in str(each) for each in found)


@pytest.mark.parametrize("text", FAIR_WORDS)
def test_preferred_and_plain_words_and_disclaimers_are_let_pass(text: str) -> None:
    found, _ = find(text, "README.md", "readme", load_claims())

    assert found == []


def test_a_claim_is_found_across_a_line_end_and_marks_of_markdown() -> None:
    found, _ = find("> A **clinically\n> proven** way.", "README.md", "readme", load_claims())

    assert [each.rule for each in found] == ["clinical"]


def test_what_ships_makes_no_claim_and_says_what_it_has_to() -> None:
    report = check(ROOT)

    assert report.lines == ()
    assert {"README.md", "safety/scripts/ai_notice_full.md"} <= set(report.files)
    assert {"coach/dialogue/phrases.yaml", "agendas/programs/sleep.yaml"} <= set(report.files)
    assert "coach/dialogue/prompts/word_reply.md" in report.files
    assert "safety/prompts/judge.md" in report.files


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The files that an allowance or a duty is about, to be damaged."""
    claims = load_claims()
    for path in {*(a.where for a in claims.allowed), *(r.where for r in claims.required)}:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / path, tmp_path / path)
    return tmp_path


@pytest.mark.parametrize(
    "path",
    [
        "README.md",
        "safety/scripts/identity.md",
        "coach/dialogue/prompts/word_reply.md",
        "coach/dialogue/phrases.yaml",
        "agendas/programs/sleep.yaml",
        "coach/commands/checkin.py",
        "memory/articles/window.md",
        "coach/web/pages/index.html",
    ],
)
def test_a_claim_written_into_any_kind_of_file_fails_the_command(
    project: Path, path: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / path).parent.mkdir(parents=True, exist_ok=True)
    with (project / path).open("a", encoding="utf-8") as file:
        file.write("\n# It cures bad nights, guaranteed.\n")

    code = main(["claims", "--root", str(project)])

    assert code == 1
    assert f"{path}:" in capsys.readouterr().out


def test_a_front_page_that_drops_its_disclaimer_fails(project: Path) -> None:
    page = (project / "README.md").read_text(encoding="utf-8")
    (project / "README.md").write_text(page.replace("not an emergency", "an"), encoding="utf-8")

    found = check(project).findings

    assert [(each.path, each.rule) for each in found] == [("README.md", "required")]


def test_an_allowance_that_nothing_needs_is_reported(project: Path) -> None:
    page = project / "safety" / "README.md"
    text = page.read_text(encoding="utf-8").replace("treated and alert apnoea", "apnoea")
    page.write_text(text, encoding="utf-8")

    found = check(project).findings

    assert [(each.path, each.rule) for each in found] == [("safety/README.md", "allowed")]


def test_an_allowance_without_a_reason_is_refused(tmp_path: Path) -> None:
    text = CLAIMS.read_text(encoding="utf-8")
    bad = tmp_path / "claims.yaml"
    bad.write_text(text.replace("reason: sends", "reason: x #"), encoding="utf-8")

    with pytest.raises(ContentError, match=r"allowed.1.reason"):
        read_yaml(bad, Claims)


def test_the_command_writes_what_it_found(project: Path, tmp_path: Path) -> None:
    note = project / "note.md"
    note.write_text("Our therapy works.\n", encoding="utf-8")
    out = tmp_path / "claims.json"

    code = main(["claims", "--root", str(project), "--json", str(out), str(note)])

    whole = json.loads(out.read_text(encoding="utf-8"))
    assert code == 1
    assert [each["rule"] for each in whole["findings"]] == ["therapy"]
