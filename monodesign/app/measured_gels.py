"""Measurements of mixtures like the one that is asked about: the same salt, and similar polymers."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

import pandas as pd

from monodesign.app.mixture import Mixture
from monodesign.formulation.components import read_solvents
from monodesign.paths import LIBRARIES
from monodesign.report.neighbours import RATIO, find_neighbours, load_measured_polymers
from monodesign.surrogate.sweeps import Axis, is_on_sweep
from monodesign.tables.read import read_csv

MOST: Final = 150  # points of one plot
_TEXTS: Final = ("polymer", RATIO, "solvent", "salt")


def find_similar(mixture: Mixture) -> pd.DataFrame:
    """Return measurements of similar mixtures, those of the most similar polymer first.

    A gel has those of the three most similar polymers that were measured as gels, in whatever solvents; a dry
    polymer likewise; a liquid those of the same solvents. All have the same salt.
    """
    gel = mixture.gel
    table = load_measurements()
    if not mixture.polymer:
        liquids = table[(table["kind"] == "liquid") & (table["salt"] == gel.salt)]
        wanted = _solvents(gel.solvent)
        return liquids[[_solvents(text) == wanted for text in liquids["solvent"]]].head(MOST)
    kind = "gel" if gel.w_solvent else "dry"
    own = table[(table["kind"] == kind) & (table["salt"] == gel.salt)]
    parts = [
        own[(own["polymer"] == polymer) & (own[RATIO] == ratio)] for polymer, ratio in _nearest(mixture, kind)
    ]
    return pd.concat(parts).head(MOST) if parts else own.head(0)


def mark_same(similar: pd.DataFrame, mixture: Mixture, axis: Axis) -> list[dict[str, Any]]:
    """Return the points of similar mixtures on an axis; `is_same` where all else is equal."""
    if similar.empty:
        return []
    spelled = similar.assign(solvent=similar["solvent"].map(_composition))
    same = is_on_sweep(spelled, {**mixture.row, "solvent": _composition(mixture.gel.solvent)}, axis)
    rows = similar.to_dict("records")
    return [
        {"at": row[axis], "mean": row["log10_sigma_s_cm"], "is_same": bool(is_same)}
        for row, is_same in zip(rows, same, strict=True)
    ]


@cache
def load_measurements() -> pd.DataFrame:
    """Return the measurements that are not flagged, texts empty where there is none."""
    table = read_csv(LIBRARIES / "measurements" / "conductivity.csv")
    texts = {name: table[name].fillna("").astype(str) for name in _TEXTS}
    return table.assign(**texts)[table["flag"].isna()].reset_index(drop=True)


@cache
def _load_polymers() -> list[dict[str, Any]]:
    return load_measured_polymers(temperature_c=25.0)


def _nearest(mixture: Mixture, kind: str) -> list[tuple[str, str]]:
    """Return polymer and ratio of the most similar polymers measured as gels, or dry."""
    measured = [one for one in _load_polymers() if one["kind"] == kind]
    unit = mixture.polymer.replace("|", ".")
    candidate = pd.DataFrame([{"repeat_unit": unit, RATIO: mixture.polymer_mol_ratio}])
    (found,) = find_neighbours(candidate, measured)
    return [(measured[place]["polymer"], _text(measured[place][RATIO])) for place, _ in found]


def _composition(text: str) -> str:
    """Return solvents and their shares by mass in per cent, however they were written."""
    shares = read_solvents(text).composition if text else ()
    return "|".join(f"{name}:{share:.2f}" for name, share in shares)


def _solvents(text: str) -> frozenset[str]:
    return frozenset(name for name, _ in read_solvents(text).composition) if text else frozenset()


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
