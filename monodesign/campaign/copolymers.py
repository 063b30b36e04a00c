"""Copolymers as candidates: which pairs of monomers, and what their units say of the chain.

The cathode takes its electron from the unit that gives it most easily, so the lowest oxidation potential of
the units is the copolymer's, and by the same argument the highest reduction potential at the anode. The most
bound site of the chain is that of the unit that binds most. But how strongly the polymer as a whole holds
Li⁺, by which candidates are ranked, is the mean of its units by mole fraction: both of the source paper's
copolymers conduct between the polymers of their monomers (P(DOA-AEEO) 1.37 mS/cm between 1.02 and 1.62,
P(DOA-PCEA) 1.30 between 1.02 and 1.38; doi 10.1038/s41467-025-59020-w), which the stronger unit alone would
not give.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from itertools import combinations
from typing import Any, Final

import pandas as pd

from monodesign.campaign_folder.settings import CopolymerSettings
from monodesign.chem.comonomers import DOT, SEPARATOR, Comonomers, read_comonomers
from monodesign.chem.polymerisation import needs_partner
from monodesign.descriptors.affinity.affinity import affinity_columns
from monodesign.ranking.goals import Goals
from monodesign.ranking.rank import rank
from monodesign.records import Failure
from monodesign.tables.columns import estimate_columns
from monodesign.tables.missing import is_missing, plain

Row = Mapping[Hashable, Any]


STAGE: Final = "pair"
FORMS: Final = ("monomer", "unit")
# Descriptors that one unit decides, the lowest value (the highest for reduction), and what goes with each.
_LOWEST: Final = {
    "vertical_ie_ev": ("vertical_ie_std_ev", "vertical_ie_gfn2_ev"),
    "vertical_ie_dft_ev": (),
    "oxidation_potential_v": ("oxidation_potential_std_v", "oxidation_breaks_bond"),
    "oxidation_potential_beside_v": ("oxidation_beside", "oxidation_beside_breaks_bond"),
    "li_binding_kcal_mol": (
        "li_binding_std_kcal_mol",
        "li_binding_gfn2_kcal_mol",
        "li_site",
        "li_denticity",
        "li_deformation_kcal_mol",
        "li_charge_e",
        "li_note",
    ),
    "li_binding_dft_kcal_mol": (),
}
_HIGHEST: Final = {"reduction_potential_v": ("reduction_potential_std_v", "reduction_breaks_bond")}
# Means by mole fraction. So are the standard errors: two units' errors go together as far as one calibration
# makes both, and the mean of the errors is what they come to when they do so wholly.
_MEAN: Final = (
    "li_binding_one_armed_kcal_mol",
    "li_binding_one_armed_std_kcal_mol",
    "li_binding_one_armed_dft_kcal_mol",
    "li_exchange_kcal_mol",
    "li_exchange_std_kcal_mol",
    "li_exchange_boltzmann_kcal_mol",
    "li_exchange_gfn2_kcal_mol",
    "desolvation_ev",
)
_SHARED: Final = ("exchange_solvent", "li_exchange_basis")


def make_copolymers(
    monomers: pd.DataFrame,
    pairs: Sequence[tuple[str, str]],
    *,
    settings: CopolymerSettings,
    goals: Goals,
) -> tuple[pd.DataFrame, list[Failure]]:
    """Pair candidates and describe each pair by its units.

    Args:
        monomers: Library, prediction and descriptor columns of candidates of one monomer, and estimates and
            ease of synthesis where there are any.
        pairs: Canonical SMILES of the pairs asked for.
        settings: Ratios, and how many of the best are paired.
        goals: What the best are best at.

    Returns:
        One row per pair and ratio with the columns of `monomers`, those of the prediction left empty; and the
        pairs of which a monomer is no candidate.

    Raises:
        InvalidTable: A column is missing that ranking needs.
    """
    monomers = plain(monomers)
    rows = {str(row["smiles"]): row for row in monomers.to_dict("records")}
    wanted = [*pairs, *combinations(_pick_best(monomers, settings.best, goals), 2)]
    found: dict[str, dict[str, Any]] = {}
    failures = []
    for pair in wanted:
        if missing := [smiles for smiles in pair if smiles not in rows]:
            reason = f"not a candidate: {', '.join(missing)}; see rejected.csv and failures.csv"
            failures.append(Failure(smiles=SEPARATOR.join(pair), stage=STAGE, reason=reason))
            continue
        if all(map(needs_partner, pair)):
            reason = "neither monomer polymerises alone by radicals; pair it with an acrylate"
            failures.append(Failure(smiles=SEPARATOR.join(pair), stage=STAGE, reason=reason))
            continue
        for ratio in settings.ratios:
            copolymer = read_comonomers(SEPARATOR.join(pair), ratio)
            found[copolymer.candidate_id] = _make_row(copolymer, [rows[one] for one in copolymer.monomers])
    return pd.DataFrame(list(found.values()), columns=list(monomers.columns)), failures


def _pick_best(monomers: pd.DataFrame, n: int, goals: Goals) -> list[str]:
    """Return the SMILES of the best ranked monomers within the limits."""
    if n == 0 or monomers.empty:
        return []
    ranking = rank(monomers, goals=goals)
    return list(ranking.loc[ranking["is_within_limits"], "smiles"].head(n))


def _make_row(copolymer: Comonomers, rows: Sequence[Row]) -> dict[str, Any]:
    """Return the library's columns and the descriptors of a copolymer from the rows of its monomers."""
    row: dict[str, Any] = {
        "monomer_id": copolymer.candidate_id,
        "smiles": copolymer.smiles,
        "name": _name(copolymer, rows),
        "polymer": copolymer.polymer,
        "polymer_mol_ratio": copolymer.mol_ratio,
        "repeat_unit": DOT.join(str(one["repeat_unit"]) for one in rows),
        "unit_smiles": DOT.join(str(one["unit_smiles"]) for one in rows),
        "is_ether_free": all(one["is_ether_free"] for one in rows),
        "is_crosslinker": any(one["is_crosslinker"] for one in rows),
        "mw_g_mol": round(_mean("mw_g_mol", rows, copolymer.mole_fractions), 3),
    }
    for column in ("head", "bridge", "ligand", "ligand_2", "warnings"):
        texts = dict.fromkeys(_text(one, column) for one in rows)
        row[column] = f" {SEPARATOR} ".join(text for text in texts if text)
    return row | mix_descriptors(rows, copolymer)


def _name(copolymer: Comonomers, rows: Sequence[Row]) -> str:
    names = [_text(row, "name") or str(row["smiles"]) for row in rows]
    return f"{' + '.join(names)} {':'.join(map(str, copolymer.moles))}"


def mix_descriptors(rows: Sequence[Row], copolymer: Comonomers) -> dict[str, Any]:
    """Return descriptors and estimates of a copolymer by the rules of this module.

    What is not known of one unit is not known of the copolymer; descriptors that have no rule, such as the
    list of all sites, are left out.

    Args:
        rows: Descriptors of its monomers, in the order of `copolymer.monomers`.
        copolymer: The copolymer.
    """
    mixed: dict[str, Any] = {}
    for form in FORMS:
        for rules, pick in ((_LOWEST, min), (_HIGHEST, max)):
            for lead, others in rules.items():
                columns = [f"{form}_{name}" for name in (lead, *others)]
                mixed |= _decided(rows, columns, pick=pick)
        mixed |= {f"{form}_{name}": _mean(f"{form}_{name}", rows, copolymer.mole_fractions) for name in _MEAN}
        mixed |= {f"{form}_{name}": _shared(f"{form}_{name}", rows) for name in _SHARED}
        mixed |= _affinity(form, rows, copolymer)
    mixed |= _decided(rows, estimate_columns("unit_oxidation_potential_v"), pick=min)
    for descriptor in ("unit_li_binding_one_armed_kcal_mol", "unit_li_exchange_kcal_mol"):
        for column in estimate_columns(descriptor):
            mixed[column] = _mean(column, rows, copolymer.mole_fractions)
    return mixed


def _decided(rows: Sequence[Row], columns: Sequence[str], *, pick: Any) -> dict[str, Any]:  # noqa: ANN401  # min or max
    """Return columns of the unit whose first column is the lowest or highest."""
    if any(is_missing(row.get(columns[0])) for row in rows):
        return {}
    chosen = pick(rows, key=lambda row: row[columns[0]])
    return {column: chosen.get(column) for column in columns}


def _mean(column: str, rows: Sequence[Row], fractions: Sequence[float]) -> float:
    """Return a mean by mole fraction; NaN where a unit's value is not known."""
    if any(is_missing(row.get(column)) for row in rows):
        return float("nan")
    values = [fraction * float(row[column]) for fraction, row in zip(fractions, rows, strict=True)]
    return round(sum(values), 10)


def _shared(column: str, rows: Sequence[Row]) -> object:
    """Return what is the same for all units, or nothing."""
    values = {_text(row, column) for row in rows}
    return values.pop() if len(values) == 1 else ""


def _affinity(form: str, rows: Sequence[Row], copolymer: Comonomers) -> dict[str, Any]:
    """Return the affinity of the copolymer as a whole, whose units are mixed by volume."""
    solvent = _shared(f"{form}_affinity_solvent", rows)
    if not isinstance(solvent, str) or not solvent:
        return {}
    units = SEPARATOR.join(str(row["unit_smiles"]) for row in rows)
    found = affinity_columns(units, solvent=solvent, mol_ratio=copolymer.mol_ratio)
    return {f"{form}_{name}": value for name, value in found.items()}


def _text(row: Row, column: str) -> str:
    """Return a cell's text, empty where there is none."""
    value = row.get(column)
    return value if isinstance(value, str) else ""
