"""The judges' part of the gate: their rulings as rows, and whether anybody may rely on them.

Called by `coach-evals gate`. A judge that nobody calibrated can hold a version back and cannot
let it pass.
"""

from collections.abc import Sequence

from evals.calibration import Calibration
from evals.gate import Row, Section, State
from evals.judged import NOT_CALIBRATED, Judged
from safety.judges import Criteria

NAME = "judges"


def judge_rows(
    judged: Judged | None,
    calibrations: Sequence[Calibration],
    criteria: Criteria,
    *,
    version: str,
    release: bool,
) -> Section:
    """The rulings of a stored run, one row a criterion; required for a release only."""
    if judged is None:
        return Section(NAME, release, 0, measured=False)
    faults = []
    if judged.version != version:
        faults.append(f"judged talks of version {judged.version}, this is {version}")
    if judged.criteria_version != criteria.version:
        faults.append(f"by criteria {judged.criteria_version}, these are {criteria.version}")
    states = {each.criterion: each for each in calibrations if not each.synthetic}
    wanted = [each.id for each in criteria.criteria]
    strange = sorted({item.criterion for item in judged.items} - set(wanted))
    faults += [f"{name!r} is no criterion" for name in strange]
    rows = tuple(_row(name, judged, states.get(name), release=release) for name in wanted)
    return Section(NAME, release, judged.n, rows, tuple(faults))


def _row(name: str, judged: Judged, found: Calibration | None, *, release: bool) -> Row:
    talks = {item.transcript for item in judged.items}
    rulings = [item.got for item in judged.items if item.criterion == name]
    passes = rulings.count("pass")
    trusted = found.state if found is not None else NOT_CALIBRATED
    missing = len(talks) - len(rulings)
    amiss = [
        f"{number} {what}"
        for number, what in (
            (rulings.count("fail"), "failed"),
            (rulings.count("unscored"), "unscored"),
            (missing, "never judged"),
        )
        if number
    ]
    if release and not (found is not None and found.holds):
        amiss.append(trusted)
    if amiss:
        return Row(name, passes, len(talks), "all pass", State.STOP, ", ".join(amiss))
    state = State.SHIP if found is not None and found.holds else State.SHOWN
    return Row(name, passes, len(talks), "all pass", state, trusted)
