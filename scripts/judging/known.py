"""What chemists know without looking it up: textbook liquids, mixtures of two solvents, twins of monomers.

python -m judging.known     # from scripts/: of the shipped model
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from monodesign.formulation.gel import STUDY_GEL
from monodesign.formulation.typed_mixture import read_typed_mixture
from monodesign.paths import LIBRARIES
from monodesign.surrogate.predict import predict
from monodesign.surrogate.storage import load_model
from monodesign.surrogate.trained import Surrogate

TEXTBOOK: Final = LIBRARIES / "reference" / "textbook_liquids.csv"
HOLD_OUT: Final = LIBRARIES / "reference" / "textbook_hold_out.csv"
SWEPT_SOLVENTS: Final = (
    "EC", "PC", "DMC", "EMC", "DEC", "FEC", "GBL", "DME", "EA", "MA", "EP", "AN", "Sulfolane",
)  # fmt: skip
_SWEPT_PERCENT: Final = (20, 40, 60, 80)
_LARGE: Final = 0.15  # log10 units; more is more than sources differ by
_N_NAMED: Final = 4
_MOST_DIP: Final = 0.8  # of the lower solvent's conductivity; none of the pairs is measured to fall below
# Two chains of one length, and ligands for their end: first the one that holds Li⁺ less by
# libraries/reference/lithium_binding.csv (of small molecules) and by common chemical knowledge.
CHAINS: Final = ("C=CC(=O)OCCCC", "C=CC(=O)NCCC")
TWINS: Final = (
    ("OC(=O)C(F)(F)F", "OC(C)=O"),
    ("OC(=O)C(F)F", "OC(C)=O"),
    ("OC(=O)OC", "N1CCCC1=O"),
    ("OC(=O)OC", "NC(C)=O"),
    ("S(C)(=O)=O", "NC(C)=O"),
    ("S(C)(=O)=O", "S(C)=O"),
    ("C#N", "S(C)=O"),
    ("OC(C)=O", "N(C)C(C)=O"),
    ("OC(=O)C(=O)OCC", "NC(=O)OC"),
    ("OC(C)=O", "P(=O)(OC)OC"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownScore:
    """How a model does on what is known.

    Attributes:
        liquids: Predicted less tabulated log10 σ by textbook liquid.
        new_liquids: The same of those written down before any prediction was looked at that the collection
            does not hold.
        measured_liquids: The same of those that it holds.
        n_sweeps: Pairs of solvents.
        n_dips: Those of which a mixture conducts less than four fifths of the lower pure solvent.
        deepest: The lowest conductivity of a mixture as a share of its lower solvent's.
        n_twins: Twins of monomers.
        n_twins_right: Those of which the one that holds Li⁺ less conducts at least as well.
    """

    liquids: dict[str, float]
    new_liquids: dict[str, float]
    measured_liquids: dict[str, float]
    n_sweeps: int
    n_dips: int
    deepest: float
    n_twins: int
    n_twins_right: int


def score_known(model: Surrogate) -> KnownScore:
    """Return how a model does on textbook liquids, binary mixtures and twins."""
    deepest = _deepest_dips(model)
    twins = _twin_gains(model)
    held_out = _read(HOLD_OUT)
    return KnownScore(
        liquids=score_liquids(model, _read(TEXTBOOK)),
        new_liquids=score_liquids(model, [row for row in held_out if not row["in_collection"]]),
        measured_liquids=score_liquids(model, [row for row in held_out if row["in_collection"]]),
        n_sweeps=len(deepest),
        n_dips=int((deepest < _MOST_DIP - 1e-6).sum()),
        deepest=float(deepest.min()),
        n_twins=len(twins),
        n_twins_right=int((twins >= 0).sum()),
    )


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def score_liquids(model: Surrogate, rows: Sequence[Mapping[str, str]]) -> dict[str, float]:
    """Return predicted less tabulated log10 σ of liquids, from their `mixture` and `sigma_ms_cm`."""
    liquids = [read_typed_mixture(row["mixture"]).formulation for row in rows]
    predicted = _log_sigma(model, pd.DataFrame([asdict(liquid) | {"polymer": ""} for liquid in liquids]))
    known = np.log10([float(row["sigma_ms_cm"]) for row in rows]) - 3
    return {row["mixture"]: float(error) for row, error in zip(rows, predicted - known, strict=True)}


def _deepest_dips(model: Surrogate) -> NDArray[np.float64]:
    """Return for each pair the lowest σ of its mixtures as a share of the lower solvent's."""
    pairs = list(combinations(SWEPT_SOLVENTS, 2))
    texts = [f"{one}:{100 - part}|{other}:{part}" for one, other in pairs for part in _SWEPT_PERCENT]
    pure = dict(zip(SWEPT_SOLVENTS, _log_sigma(model, _liquids(SWEPT_SOLVENTS)), strict=True))
    mixed = _log_sigma(model, _liquids(texts)).reshape(len(pairs), -1).min(axis=1)
    lower = np.array([min(pure[one], pure[other]) for one, other in pairs])
    return np.asarray(10 ** (mixed - lower))


def _liquids(solvents: tuple[str, ...] | list[str]) -> pd.DataFrame:
    """Return liquids of 12 wt% LiPF6 at 25 °C."""
    return pd.DataFrame({"solvent": solvents}).assign(
        polymer="", w_polymer=0.0, w_solvent=0.88, salt="LiPF6", w_salt=0.12, temperature_c=25.0
    )


def _twin_gains(model: Surrogate) -> NDArray[np.float64]:
    """Return by how much log10 σ of the gel of the twin that holds Li⁺ less is higher, in EC."""
    monomers = [chain + ligand for chain in CHAINS for pair in TWINS for ligand in pair]
    gels = pd.DataFrame({"polymer": monomers}).assign(**asdict(STUDY_GEL))
    weaker, stronger = _log_sigma(model, gels).reshape(-1, 2).T
    return np.asarray(weaker - stronger)


def _log_sigma(model: Surrogate, formulations: pd.DataFrame) -> NDArray[np.float64]:
    return predict(model, formulations).table["log10_sigma_s_cm"].to_numpy(dtype=float)


def known_lines(score: KnownScore) -> list[str]:
    """Return the card's section."""
    liquids = (
        f"{len(score.liquids)} textbook liquids (libraries/reference/textbook_liquids.csv; most values are "
        f"recalled, and the collection holds measurements of some): {_say(score.liquids)}."
    )
    held_out = (
        "Further ones were written down before any prediction for them was looked at "
        "(libraries/reference/textbook_hold_out.csv). "
        f"{len(score.new_liquids)} that the collection does not hold: {_say(score.new_liquids)}. "
        f"{len(score.measured_liquids)} that it holds: {_say(score.measured_liquids)}."
    )
    sweeps = (
        f"{score.n_sweeps} pairs of battery solvents, 12 wt% LiPF6, in steps of 20 wt%: {score.n_dips} fall "
        f"below four fifths of the lower pure solvent; the deepest reaches {score.deepest:.2f} of it."
    )
    twins = (
        f"{score.n_twins} twins of monomers that differ in the ligand alone, in the study's gel in EC: in "
        f"{score.n_twins_right} the one that holds Li⁺ less conducts at least as well."
    )
    return ["## What is known", "", liquids, "", held_out, "", sweeps, "", twins]


def _say(errors: Mapping[str, float]) -> str:
    """Say how large errors are and which are the largest."""
    sizes = np.abs(list(errors.values()))
    worst = sorted(errors, key=lambda name: -abs(errors[name]))[:_N_NAMED]
    named = ", ".join(f"{errors[name]:+.2f} ({name})" for name in worst)
    return (
        f"mean absolute error {sizes.mean():.3f}, median {np.median(sizes):.3f}, "
        f"{(sizes > _LARGE).sum()} above {_LARGE:g}, largest {named}"
    )


if __name__ == "__main__":
    sys.stdout.write("\n".join(known_lines(score_known(load_model("default")))) + "\n")
