"""What a campaign knows before xTB is asked: estimates of its candidates, and a search of the whole space."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from monodesign.descriptors.estimates import TASKS, estimates_table, grow, load_estimator, read_described
from monodesign.descriptors.structure_sums import N_SUMS, sum_structure
from monodesign.ranking.rank import BINDING_COLUMNS, score_estimates

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from monodesign.campaign_folder.settings import CampaignSettings
    from monodesign.compute.store import Store
    from monodesign.descriptors.estimates import Estimator


def load_estimators(settings: CampaignSettings, *, store: Store | None = None) -> list[Estimator]:
    """Return the shipped models of descriptors, grown by what the campaign's store holds."""
    estimators = [load_estimator(task) for task in TASKS]
    if store is None:
        return estimators
    return [
        grow(
            one,
            read_described(store, task=one.task, settings=settings.describe, engine_name=settings.engine),
        )
        for one in estimators
    ]


def add_estimates(candidates: pd.DataFrame, estimators: list[Estimator]) -> pd.DataFrame:
    """Return the candidates with the columns of `tables.ESTIMATES`, those of before replaced."""
    sums = np.array([sum_structure(unit) for unit in candidates["unit_smiles"]]).reshape(-1, N_SUMS)
    estimates = estimates_table(estimators, sums).round(4)
    kept = candidates.drop(columns=list(estimates.columns), errors="ignore").reset_index(drop=True)
    return kept.join(estimates)


def find_promise(candidates: pd.DataFrame, settings: CampaignSettings) -> NDArray[np.float64] | None:
    """Return what each candidate promises by prediction and shipped estimates, the more the better.

    What the store holds takes no part: a campaign that runs again must choose the same candidates.

    Returns:
        Between 0 and 1, shape (n,); `None` where a goal has no estimate.
    """
    if BINDING_COLUMNS[settings.goals.binding] not in TASKS:
        return None
    return score_estimates(add_estimates(candidates, load_estimators(settings)), settings.goals)
