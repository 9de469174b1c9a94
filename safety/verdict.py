"""What a gate decided, and under which rule: the one value every gate returns.

Categories and actions are those of the safety policy; a refusal is a value, never an exception.
"""

from dataclasses import dataclass
from enum import StrEnum


class Category(StrEnum):
    """What the person's words are about, as far as safety is concerned."""

    IN_SCOPE = "in_scope"
    DIAGNOSIS_REQUEST = "diagnosis_request"
    MEDICATION = "medication"
    SUPPLEMENT = "supplement"
    MEDICAL_SYMPTOM = "medical_symptom"
    RED_FLAG_EMERGENCY = "red_flag_emergency"
    CRISIS_ACTIVE = "crisis_active"
    CRISIS_PASSIVE = "crisis_passive"
    ABUSE = "abuse"
    PSYCHOSIS_MANIA = "psychosis_mania"
    EATING_DISORDER = "eating_disorder"
    SUBSTANCE = "substance"
    MINOR = "minor"
    PREGNANCY = "pregnancy"
    PROMPT_INJECTION = "prompt_injection"
    HUMAN_IDENTITY_QUESTION = "human_identity_question"
    DEPENDENCY = "dependency"
    PRIVACY_REQUEST = "privacy_request"
    OTHER_OUT_OF_SCOPE = "other_out_of_scope"


class Action(StrEnum):
    """What the coach does about words it heard."""

    CONTINUE = "continue"
    CONTINUE_WITH_NOTE = "continue_with_note"
    CLARIFY = "clarify"
    DECLINE_AND_REDIRECT = "decline_and_redirect"
    REFER_CLINICIAN = "refer_clinician"
    EMERGENCY = "emergency"
    CRISIS_PROTOCOL = "crisis_protocol"
    HONOR_PRIVACY_REQUEST = "honor_privacy_request"
    DISCLOSE_AI = "disclose_ai"


class Rule(StrEnum):
    """Why a sentence of the coach's may not leave (the rules of the output gate)."""

    DIAGNOSIS = "diagnosis"
    MEDICATION_ADVICE = "medication_advice"
    DOSE = "dose"
    SUPPLEMENT_ADVICE = "supplement_advice"
    GUARANTEE_OR_CURE = "guarantee_or_cure"
    DISMISSES_CRISIS = "dismisses_crisis"
    CLAIMS_HUMAN = "claims_human"
    CLAIMS_CLINICIAN = "claims_clinician"
    SHAMING = "shaming"
    UNSAFE_SLEEP_WINDOW = "unsafe_sleep_window"
    CONTRADICTS_CLINICIAN = "contradicts_clinician"
    DATA_LEAK = "data_leak"
    UNSAFE_DRIVING = "unsafe_driving"
    PROMPT_LEAK = "prompt_leak"
    ENCOURAGES_DEPENDENCY = "encourages_dependency"
    FALSE_MEDICAL_REASSURANCE = "false_medical_reassurance"
    UNPLANNED_NUMBER = "unplanned_number"
    NOT_PLAIN_SPEECH = "not_plain_speech"
    GATE_FAILED = "gate_failed"


@dataclass(frozen=True)
class Heard:
    """The input gate's verdict on one utterance.

    `rule_id` names the policy rule that decided, None where nothing fired. `script` names the
    fixed wording in `safety/scripts/` that answers, None where the agenda simply goes on. `marks`
    is what the next turn has to know of this talk: never words.
    """

    category: Category
    action: Action
    rule_id: str | None
    policy_version: str
    script: str | None = None
    marks: frozenset[str] = frozenset()

    @property
    def is_guess(self) -> bool:
        """Whether only the classifier saw it: a likelihood, no rule."""
        return (self.rule_id or "").startswith("classifier:")

    @property
    def takes_back(self) -> bool:
        """Whether it says that what was denied, or told of another, was meant of themselves."""
        return self.rule_id in {"thread.unmasked", "thread.meant"}

    @property
    def stops_the_agenda(self) -> bool:
        """True for crisis and emergency: from here no agenda, no model, no words kept."""
        return self.action in (Action.EMERGENCY, Action.CRISIS_PROTOCOL)


@dataclass(frozen=True)
class Said:
    """The output gate's verdict on one sentence of the coach's."""

    allowed: bool
    rule: Rule | None
    rule_id: str | None
    policy_version: str
