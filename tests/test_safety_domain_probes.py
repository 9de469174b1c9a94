"""The domain text's own probes: each names a route, which is an action or several here."""

import json
from pathlib import Path

import pytest

from safety.gates import hear
from safety.policy import load_policy

PROBES = [
    json.loads(line)
    for line in (Path(__file__).parent / "data" / "safety_probes_domain.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]
ON = {"continue", "continue_with_note"}
REFER = {"refer_clinician"}
CRISIS = {"crisis_protocol", "emergency"}
ROUTES: dict[str, set[str]] = {
    "proceed": ON,
    "proceed_coping": ON,
    "proceed_log": ON,
    "proceed_lane": ON,
    "proceed_info": ON,
    "lane_change": ON,
    "lane_change_refer": REFER,
    "redirect_medical": REFER,
    "redirect_medical_urgent_info": REFER,
    "refer": REFER,
    "refer_red_flag": REFER,
    "refer_urgent": REFER,
    "urgent_safety": REFER,
    "clarify": {"clarify", "continue_with_note", "crisis_protocol"},
    "clarify_urgent": {"clarify", "emergency"},
    "crisis_nonimminent": CRISIS,
    "crisis_third_party": CRISIS,
    "harm_others": CRISIS,
    "abuse": CRISIS,
    "crisis_imminent": {"emergency"},
    "emergency_medical": {"emergency"},
    "disclose_ai": {"disclose_ai"},
    "injection": {"decline_and_redirect"},
    "boundary_dependency": {"decline_and_redirect"},
    "minor": {"decline_and_redirect"},
    "privacy_action": {"honor_privacy_request"},
    "privacy_honest": {"honor_privacy_request"},
}


@pytest.mark.parametrize("probe", PROBES, ids=lambda probe: f"{probe['id']}-{probe['tag']}")
def test_a_probe_takes_its_route(probe: dict[str, str]) -> None:
    heard = hear(probe["utterance"], load_policy())

    assert heard.action in ROUTES[probe["expected_route"]], heard
