"""A folder of articles to be damaged: one sound article and its bibliography."""

from pathlib import Path

SOURCES_YAML = """\
sources:
  - id: drake-2013
    authors: Drake C, Roehrs T, Shambroom J, Roth T
    year: 2013
    title: Caffeine effects on sleep
    journal: Journal of Clinical Sleep Medicine
    doi: 10.5664/jcsm.3170
    evidence: read
    read: abstract
    address: https://example.org/3170
  - id: kapur-2017
    authors: Kapur VK and others
    year: 2017
    title: null
    journal: Journal of Clinical Sleep Medicine
    doi: null
    evidence: recall
    read: null
    address: null
"""
TEXT = """\
Have the last cup of tea or coffee well before the evening, and earlier if you sleep badly. What
keeps you alert is still at work many hours after you drank it, and it makes the night lighter even
when you drop off without trouble. People differ a good deal in this. The simplest way to find out
is to leave it out after lunch for two weeks and then to look at your diary again.
"""
ARTICLE = f"""\
---
id: tea
title: Tea
version: 1
risk: general
reviewed_by: null
reviewed_on: null
expires_on: null
---

## How late {{#how-late}}

```yaml
sources: [drake-2013, kapur-2017]
asks:
  - is a brew at nine a bad idea
  - when do I stop with the espressos
```

{TEXT}"""


def write_folder(
    folder: Path, article: str = ARTICLE, sources: str = SOURCES_YAML, name: str = "tea.md"
) -> Path:
    """The folder with an article and the sources in it."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(article, encoding="utf-8")
    (folder / "sources.yaml").write_text(sources, encoding="utf-8")
    return folder
