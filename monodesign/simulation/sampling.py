"""Whether a row's boxes have seen enough: both kinds of start agree, and Li⁺ has changed places."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from monodesign.simulation.packing import Start

AGREEMENT: Final = 0.1  # of shares from either kind of start
LEAST_RESIDENCES: Final = 3.0  # residence times at the polymer that a run is to last
LEAST_BOXES_A_START: Final = 2
N_RESAMPLED: Final = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxShare:
    """What one box says about the polymer's share.

    Attributes:
        start: Where its Li⁺ began.
        share: The polymer's donors among all in first shells.
        length_ns: Time that was counted, ns.
        residence_ps: How long Li⁺ stays at a repeat unit, ps; infinite if longer than half of the run.
    """

    start: Start
    share: float
    length_ns: float
    residence_ps: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a row's boxes say together.

    Attributes:
        share: Mean of the boxes.
        std: Its standard error by resampling boxes within each kind of start.
        of_start: Mean by kind of start.
        is_converged: Whether the share may be reported.
        reason: What is missing; empty if nothing is.
        resampled: Shares of resampled boxes, shape (2000,); empty without boxes.
    """

    share: float
    std: float
    of_start: dict[str, float]
    is_converged: bool
    reason: str
    resampled: NDArray[np.float64] = field(default_factory=lambda: np.empty(0))


def judge(boxes: Sequence[BoxShare], *, seed: int = 0) -> Verdict:
    """Return the share of a row's boxes and whether it is converged."""
    by_start = {
        start: np.array([box.share for box in boxes if box.start == start])
        for start in ("polymer", "solvent")
    }
    means = {start: float(shares.mean()) for start, shares in by_start.items() if len(shares)}
    samples = {
        start: resample_means(by_start[start], seed=seed + number) for number, start in enumerate(means)
    }
    share = float(np.mean(list(means.values()))) if means else math.nan
    resampled = np.mean(list(samples.values()), axis=0) if samples else np.empty(0)
    std = float(resampled.std()) if samples else math.nan
    reason = "; ".join(filter(None, (_missing(by_start), _disagreement(means, samples), _shortness(boxes))))
    return Verdict(
        share=share, std=std, of_start=means, is_converged=not reason, reason=reason, resampled=resampled
    )


def resample_means(values: NDArray[np.float64], *, seed: int) -> NDArray[np.float64]:
    """Return means of as many boxes drawn with replacement, shape (2000,).

    They are spread by √(n/(n-1)), since the spread of few drawn boxes is that much too small.
    """
    n_boxes = len(values)
    drawn = np.random.default_rng(seed).integers(n_boxes, size=(N_RESAMPLED, n_boxes))
    widening = math.sqrt(n_boxes / max(n_boxes - 1, 1))
    return np.asarray(values.mean() + widening * (values[drawn].mean(axis=1) - values.mean()))


def _missing(by_start: dict[str, NDArray[np.float64]]) -> str:
    short = [start for start, shares in by_start.items() if len(shares) < LEAST_BOXES_A_START]
    return (
        (f"fewer than {LEAST_BOXES_A_START} boxes started with Li⁺ at {' and at '.join(short)}")
        if short
        else ""
    )


def _disagreement(means: dict[str, float], samples: dict[str, NDArray[np.float64]]) -> str:
    if len(means) < 2:
        return ""
    apart = abs(means["polymer"] - means["solvent"])
    joint = 2 * math.hypot(*(float(found.std()) for found in samples.values()))
    if apart <= max(AGREEMENT, joint):
        return ""
    return (
        f"the two kinds of start disagree: {means['polymer']:.2f} from the polymer, "
        f"{means['solvent']:.2f} from the solvent"
    )


def _shortness(boxes: Sequence[BoxShare]) -> str:
    """Say which box is shorter than several residence times.

    A box whose Li⁺ never met the polymer has none and is not judged.
    """
    lasting = [box for box in boxes if not math.isnan(box.residence_ps)]
    worst = max(lasting, key=lambda box: box.residence_ps / max(box.length_ns, 1e-9), default=None)
    if worst is None or 1000 * worst.length_ns >= LEAST_RESIDENCES * worst.residence_ps:
        return ""
    if math.isinf(worst.residence_ps):
        return f"Li⁺ stays at the polymer longer than half of the run of {worst.length_ns:.2g} ns"
    return (
        f"the run of {worst.length_ns:.2g} ns lasts fewer than {LEAST_RESIDENCES:g} residence times of "
        f"{worst.residence_ps / 1000:.2g} ns"
    )
