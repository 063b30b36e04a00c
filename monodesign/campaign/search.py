"""The search of the whole space that a campaign asks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from monodesign.campaign.estimates import load_estimators
from monodesign.campaign_folder.settings import CampaignSettings
from monodesign.compute.store import key_of
from monodesign.descriptors.estimates import Estimator, estimates_table
from monodesign.descriptors.structure_sums import sum_structure
from monodesign.ranking.goals import Goals, estimated_goals
from monodesign.ranking.rank import find_pareto_fronts
from monodesign.space.additive import AdditiveLimits
from monodesign.space.blocks import Members
from monodesign.space.expansion import Expansion
from monodesign.space.fragments import load_fragments
from monodesign.space.search import Found, search
from monodesign.space.space import MonomerSpace
from monodesign.surrogate.members import N_SUMS, predict_members, sum_unit
from monodesign.surrogate.storage import load_model
from monodesign.surrogate.trained import Surrogate

STUDY_FILE: Final = "search.sqlite"


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


class Scorer:
    """Scores members of one space.

    Args:
        space: The space.
        model: The surrogate.
        formulation: One row: the gel, with any polymer, which each member replaces.
        estimators: Learned descriptors, one for each goal but the conductivity.
        goals: What makes a candidate good.
    """

    def __init__(
        self,
        space: MonomerSpace,
        *,
        model: Surrogate,
        formulation: pd.DataFrame,
        estimators: Sequence[Estimator],
        goals: Goals,
    ) -> None:
        self._model = model
        self._formulation = formulation
        self._estimators = tuple(estimators)
        self._goals = goals
        self._expansion = Expansion(space, _sum_member)

    def table(self, members: Members) -> pd.DataFrame:
        """Return prediction and estimates of members, one row each."""
        sums = self._expansion.of(members)
        predicted = predict_members(self._model, sums[:, :N_SUMS], formulation=self._formulation)
        return predicted.join(estimates_table(self._estimators, sums[:, N_SUMS:]))

    def goals(self, members: Members) -> NDArray[np.float64]:
        """Return the three goals of members, each the larger the better, shape (n, 3)."""
        return estimated_goals(self.table(members), self._goals)


def _sum_member(repeat_unit: str, unit: str) -> tuple[float, ...]:
    return (*sum_unit(repeat_unit), *sum_structure(unit))
