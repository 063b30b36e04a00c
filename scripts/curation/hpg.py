"""HPG-GAT's electrolytes: components by name with roles, mole or weight ratios in that order, DOIs."""

from __future__ import annotations

import csv
import math
from collections import Counter
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from curation.chemixhub import rename_solvent
from curation.excluded import ExcludedRow
from curation.rows import Extract, Parts, Row, Source, extract, make_row
from monodesign.errors import InvalidSmiles, UnknownName
from monodesign.formulation.repeat_units import count_ends, unit_mass_g_mol
from monodesign.formulation.solvents_and_salts import load_salts, load_solvents
from monodesign.formulation.species import molar_mass_g_mol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

SOURCE: Final = Source(name="HPG-GAT", licence="MIT")
_MOST_COMPONENTS: Final = 6
# Names that mean another molecule than the SMILES beside them (see the notes in libraries/solvents.csv).
_TRUE_NAMES: Final = {
    "DME": "COC",
    "3-MeSulfolane": "3-MeSulfolane",
    "DMF": "DMF",
    "FEMC": "MFEMC",
    "20190326_10_DBP": "DBP",
    "bf3oet2": "BF3 etherate",
}
# Moles of salt per litre stand beside the moles of solvent in 100 mL: the salt is ten times too high.
# CheMixHub's and CALiSol-23's copies of the same measurements have it right. The window allows for densities
# that were guessed.
_DECILITRE_ML: Final = (80.0, 125.0)
_LITRE_OVER_DECILITRE: Final = 10.0
_GUESSED_DENSITY_G_ML: Final = 1.1  # what that table used for liquids of unknown density
# The same fault in gels, whose amounts are weights: the salt is a tenfold of half a mole or a mole per litre
# of solvents, to the digit. Their polymer's share of the whole is what the paper reports and stays.
_SALT_MOL_L_STEP: Final = 5.0
_SAME_MOL_L: Final = 0.01  # relative
_STRONGEST_GEL_MOL_L: Final = 4.0  # what a litre of solvents dissolves; no gel of the collection has more
# Copolymers of gels whose key names no ratio: moles of their units. 12 wt% of hexafluoropropylene as in Kynar
# Flex 2801 and the like, the grades of gels (Tarascon et al., Solid State Ionics 86, 49 (1996)).
_RATIOS_KNOWN: Final = {"PVDF-HFP": (0.945, 0.055)}
_THESIS: Final = "https://tel.archives-ouvertes.fr/tel-01179985"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Component:
    """One component of a row: its parts and their amounts per unit, and the mass of that unit."""

    role: str
    amounts: Mapping[str, float]
    unit_mass_g_mol: float


def read_hpg(folder: Path) -> Extract:
    """Read hpg_processed_electrolytes.csv with its key of compounds."""
    with (folder / "hpg_compounds.csv").open(encoding="utf-8-sig", newline="") as handle:
        compounds = {record["ID"]: record for record in csv.DictReader(handle)}
    with (folder / "hpg_processed_electrolytes.csv").open(encoding="utf-8-sig", newline="") as handle:
        records = list(csv.DictReader(handle))
    corrected: Counter[str] = Counter()
    result = extract(SOURCE, records, partial(_convert, compounds=compounds, corrected=corrected))
    return Extract(
        source=SOURCE,
        rows=result.rows,
        n_read=result.n_read,
        removed=result.removed,
        corrected=dict(corrected),
    )


def clean_doi(text: str) -> str:
    """Return a reference's DOI or address in one form, empty where there is none.

    >>> clean_doi("j.electacta.2013.09.151"), clean_doi("not available")
    ('10.1016/j.electacta.2013.09.151', '')
    """
    text = text.strip().removeprefix("org/")
    if text.startswith("j."):
        return f"10.1016/{text}"
    if "tel-011799" in text or "tel-0117998" in text:
        return _THESIS  # one thesis; its number was counted up by filling cells down
    return text if text.startswith(("10.", "http")) else ""


def _convert(
    record: dict[str, str], *, compounds: Mapping[str, Mapping[str, str]], corrected: Counter[str]
) -> Row:
    names = [record[f"component{number}"] for number in range(1, _MOST_COMPONENTS + 1)]
    names = [name for name in names if name]
    components = [_component(record, number, compounds) for number in range(1, len(names) + 1)]
    if set(names) & set(_RATIOS_KNOWN) and all(part.role != "solvent" for part in components):
        raise ExcludedRow("copolymer without the ratio of its units")
    masses = _masses(record, components)
    if _is_salt_per_decilitre(record, components, masses):
        masses = _fill_litre(components, masses)
        corrected["salt per litre beside solvent per 100 mL: solvent multiplied by ten"] += 1
    if _is_gel_salt_tenfold(components, masses):
        masses = _thin_gel_liquid(components, masses)
        corrected[
            "gel with ten times its salt per litre: solvent multiplied by ten, polymer's share kept"
        ] += 1
    sigma = float(record["Conductivity"] or math.nan)
    return make_row(
        _parts(components, masses), source=SOURCE, doi=clean_doi(record["reference"]),
        temperature_c=float(record["Temperature"] or math.nan),
        log10_sigma_s_cm=math.log10(sigma) if sigma > 0 else math.nan,
        polymer_mw_g_mol=_polymer_mass(names, compounds),
    )  # fmt: skip


def _component(
    record: Mapping[str, str], number: int, compounds: Mapping[str, Mapping[str, str]]
) -> _Component:
    name, smiles = record[f"component{number}"], record[f"smiles{number}"]
    compound = compounds.get(name, {})
    text = compound.get("SMILES") or ("" if smiles.startswith("polymer_") else smiles)
    if name in _TRUE_NAMES:
        return _liquid(_TRUE_NAMES[name], corrects_ether=name == "DME")
    if not text:
        raise ExcludedRow(f"compound {name} missing from the key")
    if count_ends(text):
        return _polymer(text, {"mol_ratio": _known_ratio(name)} | _filled(compound))
    try:
        salt = load_salts().find(text)
    except UnknownName:
        return _liquid(text, corrects_ether=False)
    return _Component(role="salt", amounts={salt.name: 1.0}, unit_mass_g_mol=salt.molar_mass_g_mol)


def _liquid(text: str, *, corrects_ether: bool) -> _Component:
    """Return a solvent; moles of DME were made with dimethyl ether's mass and density."""
    try:
        if corrects_ether:
            name, factor = rename_solvent(text)
            return _Component(
                role="solvent", amounts={name: 1.0}, unit_mass_g_mol=molar_mass_g_mol(text) * factor
            )
        solvent = load_solvents().find(text)
    except (UnknownName, InvalidSmiles) as error:
        raise ExcludedRow("solvent unknown") from error
    return _Component(role="solvent", amounts={solvent.name: 1.0}, unit_mass_g_mol=solvent.molar_mass_g_mol)


def _polymer(text: str, compound: Mapping[str, str]) -> _Component:
    """Return a polymer; a copolymer's parts come with their own mole or weight ratio."""
    units = [unit for unit in text.split(".") if count_ends(unit)]
    ions = [part for part in text.split(".") if not count_ends(part)]
    if any(count_ends(unit) != 2 for unit in units):
        raise ExcludedRow("comb or branched polymer: its parts do not make one repeat unit")
    masses = [unit_mass_g_mol(unit) for unit in units]
    ratio = _ratio(compound.get("mol_ratio", ""))
    by_weight = _ratio(compound.get("wt_ratio", ""))
    moles = ratio if len(ratio) == len(units) else [w / m for w, m in zip(by_weight, masses, strict=False)]
    if len(units) == 1:
        moles = [1.0]
    if len(moles) != len(units):
        raise ExcludedRow("copolymer without the ratio of its units")
    total = sum(moles)
    names = [".".join([unit, *ions]) for unit in units]
    mass = sum(share * mass for share, mass in zip(moles, masses, strict=True)) / total
    ion_mass = sum(molar_mass_g_mol(ion) for ion in ions)
    amounts = {name: share / total for name, share in zip(names, moles, strict=True)}
    return _Component(role="polymer", amounts=amounts, unit_mass_g_mol=mass + ion_mass)


def _known_ratio(name: str) -> str:
    return "/".join(map(str, _RATIOS_KNOWN.get(name, ())))


def _filled(compound: Mapping[str, str]) -> dict[str, str]:
    """Return the cells of a key's record that hold something."""
    return {column: cell for column, cell in compound.items() if cell}


def _ratio(text: str) -> list[float]:
    try:
        return [float(part) for part in text.split("/")] if text.strip() else []
    except ValueError:
        return []


def _masses(record: Mapping[str, str], components: Sequence[_Component]) -> list[float]:
    """Return each component's weight from the row's mole or weight ratio."""
    moles, weights = _ratio(record["mol_ratio"]), _ratio(record["wt_ratio"])
    if len(components) == 1:
        return [1.0]
    if len(weights) == len(components):
        return weights
    if len(moles) == len(components):
        return [amount * part.unit_mass_g_mol for amount, part in zip(moles, components, strict=True)]
    raise ExcludedRow("ratio missing or shorter than the list of components")


def _fill_litre(components: Sequence[_Component], masses: Sequence[float]) -> list[float]:
    """Return the masses with a litre of solvent in place of 100 mL, a single solvent's by its density."""
    n_solvents = sum(part.role == "solvent" for part in components)
    filled = []
    for part, mass in zip(components, masses, strict=True):
        density = (
            load_solvents().find(next(iter(part.amounts))).density_g_ml
            if part.role == "solvent"
            else math.nan
        )
        by_density = n_solvents == 1 and not math.isnan(density)
        litre = density * 1000 if by_density else mass * _LITRE_OVER_DECILITRE
        filled.append(mass if part.role == "salt" else litre)
    return filled


def _is_salt_per_decilitre(
    record: Mapping[str, str], components: Sequence[_Component], masses: Sequence[float]
) -> bool:
    if not record["mol_ratio"].strip() or {part.role for part in components} != {"salt", "solvent"}:
        return False
    volume_ml = 0.0
    for part, mass in zip(components, masses, strict=True):
        name = next(iter(part.amounts))
        if part.role == "solvent":
            density = load_solvents().find(name).density_g_ml
            volume_ml += mass / (_GUESSED_DENSITY_G_ML if math.isnan(density) else density)
    return _DECILITRE_ML[0] <= volume_ml <= _DECILITRE_ML[1]


def _is_gel_salt_tenfold(components: Sequence[_Component], masses: Sequence[float]) -> bool:
    """Return whether a gel's salt is exactly ten times half a mole, or a mole, per litre of its solvents."""
    if {part.role for part in components} != {"polymer", "salt", "solvent"}:
        return False
    moles = volume_ml = 0.0
    for part, mass in zip(components, masses, strict=True):
        if part.role == "salt":
            moles += mass / part.unit_mass_g_mol
        elif part.role == "solvent":
            volume_ml += mass / load_solvents().find(next(iter(part.amounts))).density_g_ml
    mol_l = 1000 * moles / volume_ml  # NaN where a density is unknown, which is no multiple of anything
    steps = round(mol_l / _SALT_MOL_L_STEP) if math.isfinite(mol_l) else 0
    is_multiple = abs(mol_l - steps * _SALT_MOL_L_STEP) <= _SAME_MOL_L * mol_l
    return is_multiple and mol_l > _STRONGEST_GEL_MOL_L


def _thin_gel_liquid(components: Sequence[_Component], masses: Sequence[float]) -> list[float]:
    """Return the masses with ten times the solvent, the liquid scaled so that its whole mass stays."""
    is_polymer = [part.role == "polymer" for part in components]
    thinned = [
        mass * _LITRE_OVER_DECILITRE if part.role == "solvent" else mass
        for part, mass in zip(components, masses, strict=True)
    ]
    liquid = sum(mass for mass, polymer in zip(masses, is_polymer, strict=True) if not polymer)
    grown = sum(mass for mass, polymer in zip(thinned, is_polymer, strict=True) if not polymer)
    return [
        mass if polymer else mass * liquid / grown for mass, polymer in zip(thinned, is_polymer, strict=True)
    ]


def _parts(components: Sequence[_Component], masses: Sequence[float]) -> Parts:
    groups: dict[str, dict[str, float]] = {"polymer": {}, "solvent": {}, "salt": {}}
    moles: dict[str, float] = {}
    for part, mass in zip(components, masses, strict=True):
        for name, share in part.amounts.items():
            groups[part.role][name] = groups[part.role].get(name, 0.0) + mass * share
            moles[name] = moles.get(name, 0.0) + share * mass / part.unit_mass_g_mol
    return Parts(
        polymers=groups["polymer"], polymer_moles={name: moles[name] for name in groups["polymer"]},
        solvents=groups["solvent"], salts=groups["salt"],
    )  # fmt: skip


def _polymer_mass(names: Sequence[str], compounds: Mapping[str, Mapping[str, str]]) -> float:
    for name in names:
        compound = compounds.get(name, {})
        if count_ends(compound.get("SMILES", "")):
            text = compound.get("Mw") or compound.get("Mn") or ""
            return float(text) if text else math.nan
    return math.nan
