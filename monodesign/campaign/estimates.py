"""Estimates of descriptors for the candidates of a campaign that were not computed with xTB."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from monodesign.campaign_folder.settings import CampaignSettings
from monodesign.chem.polymerisation import capped_unit
from monodesign.compute.store import Store
from monodesign.descriptors.estimates import (
    TASKS,
    Estimator,
    estimates_table,
    grow,
    load_estimator,
    read_described,
)
from monodesign.descriptors.structure_sums import N_SUMS, sum_structure
from monodesign.ranking.diverse import expected_change
from monodesign.ranking.goals import BINDING_COLUMNS
from monodesign.ranking.score import score_with_error
from monodesign.surrogate.inputs.hold import Energies, load_sites, read_sites


def load_estimators(settings: CampaignSettings, *, store: Store | None = None) -> list[Estimator]:
    """Return the shipped models of descriptors, updated with the results in the campaign's store."""
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


def read_energies(described: pd.DataFrame) -> Energies:
    """Return how strongly described units hold Li⁺ by each kind of donor, from a table of descriptors."""
    columns = ("unit_li_sites", "unit_li_binding_one_armed_std_kcal_mol")
    if any(column not in described for column in columns):
        return {}
    rows = described.dropna(subset=["smiles", *columns])
    found = {
        capped_unit(str(smiles)): read_sites(sites, float(std))
        for smiles, sites, std in zip(rows["smiles"], *(rows[column] for column in columns), strict=True)
    }
    return {unit: sites for unit, sites in found.items() if sites}


def find_worth(candidates: pd.DataFrame, settings: CampaignSettings) -> NDArray[np.float64] | None:
    """Return how far describing each candidate is expected to change the shortlist, 0 where all is known.

    What the store holds takes no part: a campaign that runs again must choose the same candidates.

    Returns:
        Shape (n,); `None` where a goal has no estimate.
    """
    if BINDING_COLUMNS[settings.goals.binding] not in TASKS:
        return None
    estimated = add_estimates(candidates, load_estimators(settings))
    score, std = score_with_error(estimated, settings.goals)
    worth = expected_change(score, std, n_wanted=settings.shortlist.size)
    known = load_sites()
    is_known = np.array([str(unit) in known for unit in candidates["unit_smiles"]], dtype=bool)
    return np.where(is_known, 0.0, worth)
