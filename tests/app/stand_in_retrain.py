"""The process of a job, with the shipped model in the place of a trained one: training takes minutes."""

import sys
from types import SimpleNamespace

from monodesign.app.job_process import main
from monodesign.campaign import retrain
from monodesign.paths import MODELS


def train(bench, *, on_progress, **_):
    """Report the steps of a training."""
    for step in range(3):
        on_progress("train", step, 2)
    return SimpleNamespace(surrogate=None, files={})


if __name__ == "__main__":
    retrain.train = train
    retrain.save_model = lambda _, folder, **__: folder.symlink_to(MODELS / "default")
    sys.exit(main())
