"""Runs the judges on a file of stored talks with the configured endpoint; for `coach-evals judge`.

It refuses to run without a model: nothing is then judged, and nothing is said to have passed.
"""

import asyncio
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from coach import __version__
from coach.settings import JudgeSettings, LLMSettings, Settings, SettingsError
from evals.case_file import CaseError
from evals.graders import Graded, fingerprint, grade
from evals.judged import NOT_CALIBRATED, Asked, write_judged
from evals.transcript import Transcript, transcripts
from safety.judges import Criterion, Ruling, load_criteria

TOTAL_S = 180.0
"""Longest a whole answer may take."""


class NoJudgeError(Exception):
    """Nobody can be asked, or not for this; says what to set."""


def judge(
    path: Path,
    *,
    chosen: Sequence[str],
    limit: int | None,
    at_once: int,
    out: Path | None,
    show: Console,
    told: Console,
) -> bool:
    """Judges the talks, shows and writes what came out; whether all of it passed.

    Raises:
        CaseError, OSError: the talks cannot be read, or `out` not be written.
        NoJudgeError: no model is configured, or a criterion is unknown.
    """
    settings = _settings()
    talks = transcripts(path)[:limit]
    if not talks:
        raise CaseError(path, f"no talk left by --limit {limit}")
    criteria = load_criteria()
    picked = _picked(criteria.criteria, chosen)
    graded = asyncio.run(_graded(settings, talks, picked, at_once, told))
    name = settings.model or ""
    asked = Asked(name, fingerprint(criteria, picked, name), criteria.version)
    if out is not None:
        write_judged(graded, asked, __version__, out)
    _show(graded, picked, name, show)
    return all(each.passed for each in graded)


def _settings() -> LLMSettings:
    try:
        settings = Settings()
    except SettingsError as error:
        raise NoJudgeError(" ".join(error.problems)) from error
    if settings.judge.configured:
        return settings.judge
    if settings.llm.configured:
        llm = settings.llm
        return JudgeSettings(base_url=llm.base_url, model=llm.model, api_key=llm.api_key)
    raise NoJudgeError(
        "no model is configured to judge with: set COACH_JUDGE__BASE_URL and COACH_JUDGE__MODEL. "
        "Nothing was judged"
    )


def _picked(known: Sequence[Criterion], chosen: Sequence[str]) -> list[Criterion]:
    names = {each.id for each in known}
    for name in chosen:
        if name not in names:
            raise NoJudgeError(f"there is no criterion {name!r}; there are {', '.join(names)}")
    return [each for each in known if not chosen or each.id in chosen]


async def _graded(
    settings: LLMSettings,
    talks: Sequence[Transcript],
    criteria: Sequence[Criterion],
    at_once: int,
    told: Console,
) -> list[Graded]:
    # A model's client takes half a second to import: not before there is something to ask.
    from coach.llm import OpenAILLM

    def progress(graded: Graded, done: int, total: int) -> None:
        ruling = graded.judgement.ruling
        told.print(f"{done} of {total}  {graded.transcript}  {graded.criterion}: {ruling}")

    llm = OpenAILLM.from_settings(settings, total_s=TOTAL_S, temperature=0.0)
    try:
        return await grade(talks, criteria, llm, at_once=at_once, told=progress)
    finally:
        await llm.aclose()


def _show(
    graded: Sequence[Graded], criteria: Sequence[Criterion], judge_name: str, show: Console
) -> None:
    show.print(f"judged by {judge_name}; {NOT_CALIBRATED}")
    for criterion in criteria:
        mine = [each for each in graded if each.criterion == criterion.id]
        count = Counter(each.judgement.ruling for each in mine)
        figures = ", ".join(f"{count[ruling]} {ruling}" for ruling in Ruling)
        show.print(f"{criterion.id:<28} {figures}, of {len(mine)}")
    for each in graded:
        if not each.passed:
            found = each.judgement
            quoted = f' "{found.quote}"' if found.quote else ""
            show.print(f"{found.ruling}  {each.transcript}  {each.criterion}:{quoted} {found.why}")
