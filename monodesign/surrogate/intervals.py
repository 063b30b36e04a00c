"""90 % intervals and the training domain, both read from errors on groups that the model had not seen.

The width grows with novelty (isotonic regression of the errors) and is scaled so that nine in ten held-out
measurements fall inside: normalised split conformal prediction (Papadopoulos et al., ECML 2002; Lei et al.,
J. Am. Stat. Assoc. 113, 1094 (2018)), a group weighing as in the fit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

COVERAGE: Final = 0.9
_DOMAIN_SHARE: Final = 0.75  # of held-out measurements; the newest quarter lies outside the domain
_LEAST_WIDTH: Final = 0.02  # log10 units: two laboratories do not agree better
_N_STEPS: Final = 12  # of novelty, between which the width is interpolated


@dataclass(frozen=True, slots=True, kw_only=True)
class IntervalModel:
    """Half-width of the 90 % interval and limit of the domain, for one kind of formulation.

    Attributes:
        novelties: Rising novelties, shape (m,).
        half_widths: Half-widths there, log10 units, never falling.
        newest: Novelty beyond which a formulation is outside the domain.
    """

    novelties: NDArray[np.float64]
    half_widths: NDArray[np.float64]
    newest: float


def fit_intervals(
    errors: NDArray[np.float64],
    novelty: NDArray[np.float64],
    weights: NDArray[np.float64],
    *,
    is_constant: bool = False,
) -> IntervalModel:
    """Fit half-widths to held-out errors.

    Args:
        errors: Predicted less measured log10 σ.
        novelty: Of each formulation, when its group was held out.
        weights: Of each measurement.
        is_constant: Give all the same width, for want of groups to learn a shape from.
    """
    import numpy as np
    from sklearn.isotonic import IsotonicRegression

    size = np.abs(errors)
    isotonic = IsotonicRegression(out_of_bounds="clip", y_min=_LEAST_WIDTH)
    # The root tempers single gross errors, which would otherwise set the shape.
    isotonic.fit(novelty, np.sqrt(size), sample_weight=weights)
    steps = np.unique(weighted_quantile(novelty, weights, np.linspace(0.02, 0.98, _N_STEPS)))
    shape = np.maximum(isotonic.predict(steps) ** 2, _LEAST_WIDTH)
    shape = np.ones_like(steps) if is_constant else _keep_modest(shape)
    ratio = size / np.interp(novelty, steps, shape)
    scale = weighted_quantile(ratio, weights, np.array([COVERAGE]))[0]
    newest = weighted_quantile(novelty, weights, np.array([_DOMAIN_SHARE]))[0]
    return IntervalModel(novelties=steps, half_widths=shape * scale, newest=float(newest))


def _keep_modest(shape: NDArray[np.float64]) -> NDArray[np.float64]:
    """Pull the widths halfway to their mean, in logarithms: the shape is estimated from few groups."""
    import numpy as np

    logs = np.log(shape)
    return np.asarray(np.exp((logs + logs.mean()) / 2))


def half_widths(model: IntervalModel, novelty: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return half-widths of the 90 % intervals in log10 units."""
    import numpy as np

    return np.asarray(np.interp(novelty, model.novelties, model.half_widths))


def is_in_domain(model: IntervalModel, novelty: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return whether each formulation resembles those measured."""
    import numpy as np

    return np.asarray(novelty <= model.newest)


def weighted_quantile(
    values: NDArray[np.float64], weights: NDArray[np.float64], shares: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return quantiles of weighted values."""
    import numpy as np

    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order])
    place = np.searchsorted(reached / reached[-1], shares, side="left")
    return np.asarray(values[order][np.minimum(place, len(values) - 1)])


def interval_score(errors: NDArray[np.float64], widths: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the interval score of symmetric 90 % intervals.

    Gneiting & Raftery, J. Am. Stat. Assoc. 102, 359 (2007), doi:10.1198/016214506000001437.

    Args:
        errors: Predicted less measured.
        widths: Half-widths.
    """
    import numpy as np

    return np.asarray(2 * widths + 2 / (1 - COVERAGE) * np.maximum(np.abs(errors) - widths, 0.0))
