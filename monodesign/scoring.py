"""Goals of a space's members from surrogate and learned descriptors: thousands a second, no xTB."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monodesign.chem.expansion import Expansion
from monodesign.descriptors.learned import estimates_table
from monodesign.descriptors.structure import sum_structure
from monodesign.ranking import estimated_goals
from monodesign.surrogate.members import N_SUMS, predict_members, sum_unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from monodesign.chem.blocks import Members
    from monodesign.chem.space import MonomerSpace
    from monodesign.descriptors.learned import Estimator
    from monodesign.ranking import Goals
    from monodesign.surrogate.storage import Surrogate


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
