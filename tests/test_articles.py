"""The articles: what a file has to hold, and that each of ours can be quoted, spoken and traced."""

import re
from datetime import date
from pathlib import Path

import pytest

from coach.__main__ import main
from memory.article import Evidence, Risk, Section, Source
from memory.article_file import load_articles
from safety.content import ContentError
from safety.gates import admit
from safety.policy import load_policy
from tests.articles import ARTICLE, SOURCES_YAML, write_folder

FRONT = ARTICLE.split("\n## ")[0]
SECTION = "## " + ARTICLE.split("\n## ")[1]
SECTIONS = [part for each in load_articles() for part in each.sections]
TOPICS = {
    *("sleep-efficiency", "sleep-diary", "sleep-drive", "body-clock", "time-in-bed", "rise-time"),
    *("naps", "awake-in-bed", "wind-down", "caffeine", "alcohol", "nicotine", "exercise", "light"),
    *("bedroom-temperature", "noise", "bed-partner", "pets", "young-children", "worry-time"),
    *("thoughts", "sleep-effort", "clock-watching", "early-waking", "waking-at-night", "ageing"),
    *("sleep-need", "menstrual-cycle", "menopause", "pregnancy", "shift-work", "jet-lag", "meals"),
    *("clock-change", "trackers", "hard-weeks", "drowsy-driving", "snoring-and-breathing", "mood"),
    *("restless-legs", "nightmares", "sleep-medicines", "supplements", "relapse-plan", "setbacks"),
    *("rest-or-sleep", "relaxation", "hot-bath", "sick-days", "long-sleep", "when-to-see-a-doctor"),
    "nightjar",
}
TO_A_CLINICIAN = (
    *("pregnancy#sleep-in-pregnancy", "drowsy-driving#at-the-wheel", "sleep-medicines#coming-off"),
    *("snoring-and-breathing#signs-to-check", "restless-legs#see-someone", "supplements#melatonin"),
    *("mood#low-mood", "mood#little-sleep-much-energy", "alcohol#every-day"),
)


def _source(authors: str, year: int | None = 2013) -> Source:
    return Source("x", authors, year, None, "Sleep", None, Evidence.RECALL, None, None)


def test_a_section_is_read_with_all_it_rests_on(tmp_path: Path) -> None:
    (article,) = load_articles(write_folder(tmp_path / "one"))

    (part,) = article.sections
    assert (part.id, part.heading, part.line) == ("tea#how-late", "How late", 11)
    assert part.risk is Risk.GENERAL
    assert part.text.startswith("Have the last cup of tea")
    assert "\n" not in part.text
    assert len(part.sentences) == 4
    assert [each.short for each in part.sources] == [
        "Drake and others, 2013",
        "Kapur and others, 2017",
    ]
    assert part.rests_on_reading
    assert article.is_draft
    assert article.sources == part.sources


def test_a_section_may_be_riskier_than_its_article(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "one", ARTICLE.replace("yaml\n", "yaml\nrisk: refer\n"))

    (article,) = load_articles(folder)

    assert (article.risk, article.sections[0].risk) == (Risk.GENERAL, Risk.REFER)


@pytest.mark.parametrize(
    ("authors", "said"),
    [
        ("Sack RL", "Sack, 2013"),
        ("Reed DL, Sacco WP", "Reed and Sacco, 2013"),
        ("de Zambotti M, Colrain IM, Bei B", "de Zambotti and others, 2013"),
        ("Hwang and others", "Hwang and others, 2013"),
        ("Merck Manuals", "Merck Manuals, 2013"),
    ],
)
def test_a_source_is_named_briefly(authors: str, said: str) -> None:
    assert _source(authors).short == said


def test_a_page_without_a_year_is_named_without_one() -> None:
    assert _source("Merck Manuals", None).short == "Merck Manuals"
    assert _source("Merck Manuals", None).citation == "Merck Manuals (no year). Sleep"


@pytest.mark.parametrize(
    ("article", "complaint"),
    [
        (ARTICLE.removeprefix("---\n"), "tea.md line 1: no front matter"),
        (ARTICLE.replace("id: tea", "id: coffee"), "tea.md line 2: id: 'coffee'"),
        (ARTICLE.replace("version: 1", "version: 0"), "tea.md line 4: version"),
        (ARTICLE.replace("risk: general", "risk: harmless"), "tea.md line 5: risk"),
        (ARTICLE.replace("title: Tea\n", "title: Tea\nauthor: me\n"), "tea.md line 4: author"),
        (
            ARTICLE.replace("reviewed_on: null", "reviewed_on: 2026-01-05"),
            "a date needs a person's",
        ),
        (ARTICLE.replace("expires_on: null", "expires_on: 2026-01-05"), "a draft has no expiry"),
        (ARTICLE.replace(" {#how-late}", ""), "tea.md line 11: not of the form"),
        (ARTICLE.replace("## How", "### How"), "tea.md line 11: not of the form"),
        (ARTICLE.replace("```yaml\n", "yaml\n"), "tea.md line 11: ```yaml does not follow"),
        (ARTICLE.replace("[drake-2013, kapur-2017]", "[]"), "tea.md line 14: sources"),
        (ARTICLE.replace("kapur-2017", "kapur-2018"), "tea.md line 14: sources: 'kapur-2018'"),
        (ARTICLE.replace("  - is a brew at nine a bad idea\n", ""), "tea.md line 15: asks"),
        (FRONT, "a section begins with"),
        (f"{FRONT}\nA stray line.\n\n{SECTION}", "tea.md line 11: a section begins with"),
        (ARTICLE.split("Have the")[0], "tea.md line 11: the section has no text"),
        (f"{ARTICLE}\n{SECTION}", "'how-late' is on line 11 too"),
    ],
)
def test_a_bad_article_is_refused_with_its_line(
    tmp_path: Path, article: str, complaint: str
) -> None:
    folder = write_folder(tmp_path / "one", article)

    with pytest.raises(ContentError) as refusal:
        load_articles(folder)

    assert complaint in str(refusal.value)


@pytest.mark.parametrize(
    ("sources", "complaint"),
    [
        (SOURCES_YAML.replace("read: abstract", "read: null"), "sources.yaml line 2: sources.0"),
        (SOURCES_YAML.replace("evidence: read", "evidence: recall"), "something of it was read"),
        (SOURCES_YAML.replace("10.5664/", "doi:"), "sources.yaml line 7: sources.0.doi"),
        (SOURCES_YAML.replace("kapur-2017", "drake-2013"), "sources.yaml line 11: sources.1"),
    ],
)
def test_a_bad_source_is_refused_with_its_line(
    tmp_path: Path, sources: str, complaint: str
) -> None:
    folder = write_folder(tmp_path / "one", sources=sources)

    with pytest.raises(ContentError) as refusal:
        load_articles(folder)

    assert complaint in str(refusal.value)


def test_a_review_has_a_name_a_date_and_an_end(tmp_path: Path) -> None:
    reviewed = (
        ARTICLE.replace("reviewed_by: null", "reviewed_by: Dr Hopper")
        .replace("reviewed_on: null", "reviewed_on: 2026-01-05")
        .replace("expires_on: null", "expires_on: 2027-01-05")
    )

    (article,) = load_articles(write_folder(tmp_path / "one", reviewed))

    assert not article.is_draft
    assert article.expires_on == date(2027, 1, 5)


def test_our_articles_cover_what_people_ask_about() -> None:
    ids = {each.id for each in load_articles()}

    assert ids >= TOPICS
    assert len(ids) >= 40


def test_none_of_ours_claims_a_review_nobody_made() -> None:
    assert all(each.is_draft and each.reviewed_by is None for each in load_articles())


@pytest.mark.parametrize("part", SECTIONS, ids=lambda part: part.id)
def test_the_gate_for_retrieved_text_admits_each_of_ours(part: Section) -> None:
    assert admit(part.text, load_policy(), sentences=part.sentences).allowed


@pytest.mark.parametrize("section_id", TO_A_CLINICIAN)
def test_what_belongs_to_a_clinician_is_never_paraphrased(section_id: str) -> None:
    (part,) = (each for each in SECTIONS if each.id == section_id)

    assert part.risk is Risk.REFER


def test_common_knowledge_rests_on_something_that_was_read() -> None:
    assert [
        each.id for each in SECTIONS if each.risk is Risk.GENERAL and not each.rests_on_reading
    ] == []


def test_the_doctor_says_that_nobody_reviewed_the_articles(
    capsys: pytest.CaptureFixture[str],
) -> None:
    main(["doctor"])

    page = capsys.readouterr().out
    assert re.search(r"warn +knowledge +\d+ articles on sleep: \d+ drafts, not reviewed", page)
