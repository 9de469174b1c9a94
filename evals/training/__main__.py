"""`python -m evals.training`: trains the input gate's classifier and writes its card and dev set.

Without a flag it trains on the templates that are not kept back, tries the result on those that
are, and writes `classifier.npz` and `classifier.md`. Of the case files it reads only a third of the
diary's answers, as ordinary talk (`ordinary`), and no probe.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import safety
from evals.training.card import card, trial
from evals.training.course import folds, prepared, shares, train
from evals.training.devset import write_dev_set
from evals.training.ordinary import ordinary
from evals.training.templates import Template, TrainingError, apart, sentences, templates
from evals.training.thresholds import Tried, table
from safety.policy import load_policy

_SAFETY = Path(safety.__file__).parent


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command and returns its exit status."""
    args = _parser().parse_args(argv)
    try:
        found = templates()
    except TrainingError as error:
        print(f"training: {error}", file=sys.stderr)
        return 2
    if args.dev_set is not None:
        print(f"{write_dev_set(found, args.dev_set)} cases in {args.dev_set}")
    elif args.cross_validate:
        talk = [*found, *ordinary()]
        _cross_validate([one for one in talk if not one.unseen], args.cross_validate)
    else:
        args.out.mkdir(parents=True, exist_ok=True)
        _train([*found, *ordinary()], args.out)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m evals.training", description=__doc__)
    parser.add_argument(
        "--out", type=Path, default=_SAFETY, help="folder for model and card (default: safety)"
    )
    parser.add_argument(
        "--cross-validate",
        type=int,
        metavar="FOLDS",
        help="write nothing; print what other thresholds would give on templates not trained on",
    )
    parser.add_argument(
        "--dev-set", type=Path, metavar="FILE", help="write only the sentences kept back, as cases"
    )
    return parser


def _train(found: Sequence[Template], out: Path) -> None:
    policy = load_policy()
    kinds = tuple(kind.id for kind in policy.weighing.kinds)
    aside = sentences(one for one in found if one.unseen)
    seen = prepared(apart(sentences(one for one in found if not one.unseen), aside), policy)
    kept = prepared(aside, policy)
    model = train(seen, kinds)
    path = out / "classifier.npz"
    model.save(path)
    (out / "classifier.md").write_text(
        card(path, seen, kept, trial(model, kept), policy), encoding="utf-8"
    )
    print(f"{path}: {path.stat().st_size} bytes, {len(seen)} sentences")


def _cross_validate(found: Sequence[Template], count: int) -> None:
    policy = load_policy()
    kinds = tuple(kind.id for kind in policy.weighing.kinds)
    seen = prepared(sentences(found), policy)
    tried: list[Tried] = []
    for at, (course, rest) in enumerate(folds(seen, count)):
        model = train(course, kinds)
        tried += [(one, shares(model, one)) for one in rest]
        print(f"fold {at + 1} of {count}: {len(course)} sentences", file=sys.stderr)
    for line in table(tried, policy):
        print(line)


if __name__ == "__main__":
    sys.exit(main())
