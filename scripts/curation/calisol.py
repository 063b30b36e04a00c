"""CALiSol-23: liquids with DOI, composition per solvent column, salt in mol/kg or mol/l."""

from __future__ import annotations

import csv
import math
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from curation.excluded import ExcludedRow
from curation.rows import Extract, Parts, Row, Source, extract, make_row
from monodesign.formulation.solvents_and_salts import load_salts, load_solvents
from monodesign.formulation.species import DISSOLVED_ML_MOL_PER_A3
from monodesign.units import ZERO_CELSIUS_K

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

SOURCE: Final = Source(name="CALiSol-23", licence="CC-BY-4.0")
_ABOUT: Final = ("doi", "k", "T", "c", "salt", "c units", "solvent ratio type")
_A_LITRE_ML: Final = 1000.0
# Whole temperature series that the table gives the name of another salt: paper and name, then the true names
# in the table's order. Han et al., J. Power Sources 196, 3623 (2011) measured five salts in one solvent and
# say LiFSI > LiPF6 > LiTFSI > LiClO4 > LiBF4; the table has five series under three names, which only so have
# that order. No other recipe of a paper has two series that keep apart by more than they scatter.
_SALTS_OF_SERIES: Final = {
    ("10.1016/j.jpowsour.2010.12.040", "LiFSI"): ("LiFSI", "LiTFSI"),
    ("10.1016/j.jpowsour.2010.12.040", "LiBF4"): ("LiBF4", "LiClO4"),
}
_NEXT_SERIES_K: Final = 40.0  # a series starts again at the hot end of its range
MISNAMED: Final = "series under another salt's name: named after the salt that the paper says"


def read_calisol(folder: Path) -> Extract:
    """Read calisol23.csv of the raw folder."""
    corrected: Counter[str] = Counter()
    with (folder / "calisol23.csv").open(encoding="utf-8-sig", newline="") as handle:
        found = extract(SOURCE, _name_salts(csv.DictReader(handle), corrected), _convert)
    return replace(found, corrected=dict(corrected))


def _name_salts(records: Iterable[dict[str, str]], corrected: Counter[str]) -> Iterator[dict[str, str]]:
    """Yield the records, those of `_SALTS_OF_SERIES` with the salt that they are of."""
    series: Counter[tuple[str, str]] = Counter()
    last_k: dict[tuple[str, str], float] = {}
    for record in records:
        key = (record["doi"].strip(), record["salt"].strip())
        if key not in _SALTS_OF_SERIES:
            yield record
            continue
        kelvin = _number(record["T"])
        series[key] += kelvin > last_k.get(key, kelvin) + _NEXT_SERIES_K
        last_k[key] = kelvin
        salt = _SALTS_OF_SERIES[key][series[key]]
        if salt != key[1]:
            corrected[MISNAMED] += 1
        yield record | {"salt": salt}


def _convert(record: dict[str, str]) -> Row:
    kappa = _number(record["k"])
    if not kappa > 0:
        raise ExcludedRow("conductivity missing, zero or negative")
    concentration = _number(record["c"])
    if not concentration > 0:
        raise ExcludedRow("no salt: concentration zero or negative")
    solvents = _solvent_masses(record)
    salt = load_salts().find(record["salt"].strip())
    moles = (
        concentration
        if record["c units"].strip() == "mol/kg"
        else _molality(concentration, solvents, salt.anion_volume_a3)
    )
    return make_row(
        Parts(solvents=solvents, salts={salt.name: moles * salt.molar_mass_g_mol}),
        source=SOURCE, doi=record["doi"].strip(), temperature_c=_number(record["T"]) - ZERO_CELSIUS_K,
        log10_sigma_s_cm=math.log10(kappa / 1000),
    )  # fmt: skip


def _number(text: str) -> float:
    return float(text) if text.strip() else math.nan


def _solvent_masses(record: dict[str, str]) -> dict[str, float]:
    """Return grams of each solvent in 1 kg of solvent."""
    amounts = {
        name: _number(value) for name, value in record.items() if name not in _ABOUT and _number(value) > 0
    }
    kind = record["solvent ratio type"].strip()
    factors = {name: _mass_factor(name, kind) for name in amounts}
    masses = {name: amount * factors[name] for name, amount in amounts.items()}
    total = sum(masses.values())
    return {name: 1000 * mass / total for name, mass in masses.items()}


def _mass_factor(name: str, kind: str) -> float:
    """Return grams per unit of a ratio by weight, volume or moles."""
    solvent = load_solvents().find(name)
    if kind == "v":
        if math.isnan(solvent.density_g_ml):
            raise ExcludedRow("ratio by volume, density of a solvent unknown")
        return solvent.density_g_ml
    return solvent.molar_mass_g_mol if kind == "mol" else 1.0


def _molality(concentration_mol_l: float, masses_g: dict[str, float], anion_volume_a3: float) -> float:
    """Return mol salt per kg solvent for a concentration per litre of solution.

    The solvents' volumes add up; the salt takes up its apparent molar volume.
    """
    densities = {name: load_solvents().find(name).density_g_ml for name in masses_g}
    if any(math.isnan(density) for density in densities.values()):
        raise ExcludedRow("concentration per litre, density of a solvent unknown")
    volume_ml = sum(mass / densities[name] for name, mass in masses_g.items())
    salt_ml_mol = DISSOLVED_ML_MOL_PER_A3 * anion_volume_a3
    solvent_ml = _A_LITRE_ML - concentration_mol_l * salt_ml_mol
    return concentration_mol_l * volume_ml / solvent_ml
