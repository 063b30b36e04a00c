"""Train the shipped surrogate on the shipped measurements and write models/default with its card.

python scripts/train_default.py [--trials N] [--seed S]
"""

from __future__ import annotations

import argparse
import time

import pandas as pd

from monodesign.paths import MODELS
from monodesign.surrogate.storage import save_model
from monodesign.surrogate.training.train import train


def main() -> None:
    """Train, save, say how long it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=0, help="tuning trials inside each fold (%(default)s)")
    parser.add_argument("--seed", type=int, default=0, help="(%(default)s)")
    options = parser.parse_args()
    start = time.monotonic()
    trained = train(pd.DataFrame(), base="default", trials=options.trials, seed=options.seed)
    save_model(trained, MODELS / "default")
    print(f"models/default written in {time.monotonic() - start:.0f} s")


if __name__ == "__main__":
    main()
