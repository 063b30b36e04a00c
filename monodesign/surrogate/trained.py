"""A trained model: all that `predict` needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from monodesign.surrogate.model.intervals import IntervalModel
from monodesign.surrogate.model.surrogate import ConductivityModel


@dataclass(frozen=True, slots=True, kw_only=True)
class Surrogate:
    """A model with its intervals: all that `predict` needs.

    Attributes:
        name: Folder it was loaded from, or `unsaved`.
        model: The fitted model.
        intervals: By kind of formulation.
        features: `features_version` when it was trained.
        dry_own_share: Share of a dry polymer's error that differences between polymers keep.
    """

    name: str
    model: ConductivityModel
    intervals: Mapping[str, IntervalModel]
    features: str
    dry_own_share: float
