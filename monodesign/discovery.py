"""What a campaign knows before xTB is asked: estimates of its candidates, and a search of the whole space."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from monodesign.chem.additive import AdditiveLimits
from monodesign.chem.fragments import load_fragments
from monodesign.chem.space import MonomerSpace
from monodesign.descriptors.learned import TASKS, estimates_table, grow, load_estimator, read_described
from monodesign.descriptors.structure import N_SUMS, sum_structure
from monodesign.ranking import BINDING_COLUMNS, find_pareto_fronts, score_estimates
from monodesign.scoring import Scorer
from monodesign.search import Found, search
from monodesign.store import key_of
from monodesign.surrogate.storage import load_model

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from monodesign.chem.blocks import Members
    from monodesign.config import CampaignSettings
    from monodesign.descriptors.learned import Estimator
    from monodesign.store import Store

STUDY_FILE: Final = "search.sqlite"


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


def search_space(settings: CampaignSettings, folder: Path) -> pd.DataFrame:
    """Search the campaign's space and return the best it came to, the best fronts first.

    The study is kept beside the campaign, in `search.sqlite`; a search that was cut off goes on from there.

    Args:
        settings: The campaign; `search.trials` above 0.
        folder: Where the study is kept.

    Returns:
        At most `search.keep` members with the library's columns.

    Raises:
        InvalidTable: A goal has no estimate.
        InvalidFormulation: The campaign's gel has a fault.
    """
    library = settings.library
    fragments = load_fragments(Path(library.folder) if library.folder else None)
    space = MonomerSpace(fragments, two_ligands=library.has_two_ligands)
    scorer = Scorer(
        space,
        model=load_model(settings.predict.model),
        formulation=pd.DataFrame([{"polymer": "*CC*", **asdict(settings.formulation)}]),
        estimators=load_estimators(settings),
        goals=settings.goals,
    )
    limits = AdditiveLimits(
        min_mw_g_mol=settings.filters.min_mw_g_mol,
        max_mw_g_mol=settings.filters.max_mw_g_mol,
        max_rotors=settings.filters.max_rotors,
    )

    def score(members: Members) -> NDArray[np.float64]:
        goals = scorer.goals(members)
        goals[~space.sums_of(members).passing(limits)] = np.nan
        return goals

    found = search(
        space,
        score,
        settings=settings.search,
        seed=settings.seed,
        file=folder / STUDY_FILE,
        name=_name_study(settings, space),
    )
    return space.table_of(_pick_best(found, keep=settings.search.keep))


def _name_study(settings: CampaignSettings, space: MonomerSpace) -> str:
    """Return one name for one question: another space, gel, goal or way of searching is another study."""
    parts = ("library", "filters", "formulation", "goals", "predict")
    asked = {part: asdict(getattr(settings, part)) for part in parts}
    chosen = {"sampler": settings.search.sampler, "batch": settings.search.batch, "seed": settings.seed}
    versions = [one.calibration_version for one in load_estimators(settings)]
    return key_of({**asked, **chosen, "size": len(space), "estimators": versions})[:16]


def _pick_best(found: Found, *, keep: int) -> Members:
    """Return members front by front until there are enough, those scored first in front of a tie."""
    inside = np.flatnonzero(np.isfinite(found.goals).all(axis=1))
    fronts = find_pareto_fronts(found.goals[inside])
    best = inside[np.argsort(fronts, kind="stable")[:keep]]
    return found.members.take(best)
