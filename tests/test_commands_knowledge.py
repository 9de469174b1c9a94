"""`coach knowledge`: the articles on the page, the librarian's page, and the lint's exit code."""

import json
from pathlib import Path

import pytest

from coach.__main__ import main
from memory import article_file
from memory.article_lint import lint
from tests.articles import ARTICLE, TEXT, write_folder


def test_the_list_says_what_there_is_and_that_nobody_reviewed_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code = main(["knowledge", "list"])

    page = capsys.readouterr().out
    assert code == 0
    assert "\ncaffeine " in page
    assert "draft: nobody has reviewed it" in page
    assert "drafts that nobody has reviewed." in page.splitlines()[-1]


def test_the_list_can_be_read_by_a_program(capsys: pytest.CaptureFixture[str]) -> None:
    main(["knowledge", "list", "--json"])

    found = {each["id"]: each for each in json.loads(capsys.readouterr().out)}
    (first, *_) = found["caffeine"]["sections"]
    assert first["id"] == "caffeine#how-late"
    assert "drake-2013" in first["sources"]
    assert found["caffeine"]["reviewed_on"] is None


@pytest.mark.parametrize(("wanted", "shown"), [("caffeine", 4), ("caffeine#how-late", 1)])
def test_a_section_is_shown_with_its_questions_and_sources(
    wanted: str, shown: int, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["knowledge", "show", wanted])

    page = capsys.readouterr().out
    assert code == 0
    assert page.count("risk general, version 1") == shown
    assert "  asked: when should I have my last coffee" in page
    assert "Drake C" in page
    assert "read (abstract)" in " ".join(page.split())


def test_a_slip_in_the_name_is_answered_with_the_nearest(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code = main(["knowledge", "show", "cafeine"])

    assert code == 2
    assert "Did you mean 'caffeine'?" in capsys.readouterr().err


def test_the_librarian_sees_what_was_stated_from_memory_and_where(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code = main(["knowledge", "citations"])

    page = capsys.readouterr().out
    assert code == 0
    assert page.startswith("Stated from memory, to be verified before the public is told: ")
    assert "kapur-2017: Kapur VK and others (2017)." in page
    assert "snoring-and-breathing#snoring" in page
    assert "drake-2013" not in page


def test_the_librarian_can_also_see_what_was_read_and_where(
    capsys: pytest.CaptureFixture[str],
) -> None:
    main(["knowledge", "citations", "--all"])

    page = capsys.readouterr().out
    assert "    read (abstract): https://pmc.ncbi.nlm.nih.gov/articles/PMC3805807" in page


def test_the_citations_can_be_read_by_a_program(capsys: pytest.CaptureFixture[str]) -> None:
    main(["knowledge", "citations", "--json"])

    found = {each["id"]: each for each in json.loads(capsys.readouterr().out)}
    assert found["drake-2013"]["evidence"] == "read"
    assert "caffeine#how-late" in found["drake-2013"]["cited_in"]


def test_a_clean_lint_ends_with_nothing_to_mend(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["knowledge", "lint"])

    assert code == 0
    assert capsys.readouterr().out.endswith("Nothing to mend.\n")


def test_a_lint_that_finds_something_ends_with_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_folder(tmp_path / "bad", ARTICLE.replace(TEXT, "Too short.\n"))
    monkeypatch.setattr("coach.commands.knowledge.lint", lambda today: lint(today, folder))

    code = main(["knowledge", "lint"])

    said = capsys.readouterr().out
    assert code == 1
    assert "tea.md:11: length: 2 words" in said
    assert said.endswith("To mend: 1.\n")


def test_a_damaged_article_is_one_sentence_with_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_folder(tmp_path / "bad", ARTICLE.replace("version: 1", "version: none"))
    monkeypatch.setattr(
        "coach.commands.knowledge.load_articles", lambda: article_file.load_articles(folder)
    )

    code = main(["knowledge", "list"])

    said = capsys.readouterr().err
    assert code == 1
    assert "tea.md line 4: version" in said
    assert "Traceback" not in said


def test_the_page_of_an_article_is_for_a_reader(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["knowledge", "page", "caffeine"])

    page = capsys.readouterr().out
    assert code == 0
    assert page.startswith("# Caffeine")
    assert "draft: nobody has reviewed it" in page
    assert "## How late is too late" in page
    assert "1. Drake C" in page
