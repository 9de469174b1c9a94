"""Looks through what ships for claims a wellness product may not make; for `coach-evals claims`.

Reads the files that safety/claims.yaml names. An allowance that no file needs any more, or that
names no file, is reported like a claim, so that the list stays true.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.case_file import text_of
from safety.claims import Allowed, Claims, Finding, find, load_claims, unsaid

STRICTEST = "readme"
"""The group of a file named by hand that claims.yaml does not know: nothing is let pass in it."""


@dataclass(frozen=True)
class Report:
    """What was read, and what was found in it."""

    version: str
    files: tuple[str, ...]
    findings: tuple[Finding, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """One line for each finding."""
        return tuple(str(each) for each in self.findings)


def check(root: Path, only: Sequence[Path] | None = None, claims: Claims | None = None) -> Report:
    """What is amiss in the files below `root`; with `only` in these alone.

    Raises:
        CaseError: a file cannot be read.
    """
    claims = claims or load_claims()
    chosen = list(_files(root, claims)) if only is None else [(p, p.as_posix()) for p in only]
    groups = {path: group for group in claims.files for path in _group(root, group, claims)}
    findings: list[Finding] = []
    needed: list[Allowed] = []
    for file, path in chosen:
        text = text_of(file)
        found, used = find(text, path, groups.get(path, STRICTEST), claims)
        findings += [*found, *unsaid(text, path, claims)]
        needed += used
    if only is None:
        findings += _unneeded(claims, needed)
    return Report(claims.version, tuple(path for _, path in chosen), tuple(findings))


def write(report: Report, path: Path) -> None:
    """Writes the report as JSON.

    Raises:
        OSError: the file cannot be written.
    """
    whole = {
        "version": report.version,
        "files": list(report.files),
        "findings": [vars(each) for each in report.findings],
    }
    path.write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _files(root: Path, claims: Claims) -> Iterator[tuple[Path, str]]:
    seen: set[str] = set()
    for group in claims.files:
        for path in _group(root, group, claims):
            if path not in seen:
                seen.add(path)
                yield root / path, path


def _group(root: Path, group: str, claims: Claims) -> list[str]:
    found = {
        file.relative_to(root).as_posix()
        for pattern in claims.files[group]
        for file in root.glob(pattern)
        if file.is_file()
    }
    return sorted(found)


def _unneeded(claims: Claims, needed: Sequence[Allowed]) -> Iterator[Finding]:
    for each in claims.allowed:
        if each not in needed:
            yield Finding(each.where, 0, "allowed", each.says, "nothing needs this allowance")
