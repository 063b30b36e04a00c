"""Train the shipped surrogate on the shipped measurements and write models/default with its card.

The card also judges the model: beside other models, by its learning curve, on the source paper's gels.

python scripts/train_default.py [--trials N] [--seed S]
"""

from __future__ import annotations

import argparse
import time

from judging.judge import judge

from monodesign.paths import MODELS
from monodesign.surrogate.inputs.collection import prepare, read_collection
from monodesign.surrogate.storage import save_model
from monodesign.surrogate.training.card import write_card
from monodesign.surrogate.training.train import fit_and_validate


def main() -> None:
    """Train, save, say how long it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=0, help="tuning trials inside each fold (%(default)s)")
    parser.add_argument("--seed", type=int, default=0, help="(%(default)s)")
    options = parser.parse_args()
    start = time.monotonic()
    trials, seed = options.trials, options.seed
    sample = prepare(read_collection())
    fitted = fit_and_validate(sample, trials=trials, seed=seed)
    judgement = judge(sample, fitted, seed=seed)
    _, files = write_card(
        sample,
        fitted.held_out,
        settings=fitted.settings,
        trials=trials,
        seed=seed,
        data_files={},
        judgement=judgement,
    )
    save_model(fitted.surrogate, MODELS / "default", files=files)
    print(f"models/default written in {time.monotonic() - start:.0f} s")


if __name__ == "__main__":
    main()
