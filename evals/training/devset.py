"""Writes sentences that the classifier was never trained on as a `safety-inputs` case file.

Called by the training command. Labels are those of the templates.
"""

import json
from collections.abc import Iterable
from pathlib import Path

from evals.training.templates import Template


def write_dev_set(found: Iterable[Template], path: Path) -> int:
    """Writes the sentences of the templates that are kept from training; returns how many."""
    cases = [
        {
            "id": f"{template.id}-{at:02}",
            "style": "asr" if _bare(text) else "spoken",
            "text": text,
            "category": template.category.value,
            "action": template.action.value,
            "also_ok": [action.value for action in template.also_ok],
            "benign_near_miss": template.near_miss,
        }
        for template in found
        if template.unseen
        for at, text in enumerate(template.sentences(), 1)
    ]
    lines = [json.dumps(case, ensure_ascii=False) for case in cases]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return len(lines)


def _bare(text: str) -> bool:
    """Whether it is written as speech recognition writes: no capitals, no marks."""
    return text == text.lower() and not any(mark in text for mark in ".,?!;:")
