"""All that is known of a monomer within a second, gathered from the functions that the commands use."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
import pandas as pd
from rdkit import Chem
from rdkit.Chem import rdDepictor

from monodesign.app.asked import FieldFault
from monodesign.campaign.estimates import add_estimates, read_energies
from monodesign.chem.check import check
from monodesign.chem.donors import find_donors, merge_equivalent
from monodesign.chem.molecules import answering, parse, without_isotopes
from monodesign.chem.named_monomers import canonical_of, name_of, smiles_of
from monodesign.chem.offending import find_offences
from monodesign.descriptors.affinity.affinity import affinity_columns
from monodesign.descriptors.estimates import TASKS, Estimator, load_estimator
from monodesign.errors import InvalidSmiles, UserError
from monodesign.formulation.gel import STUDY_GEL, Formulation
from monodesign.formulation.solvents_and_salts import find_named
from monodesign.formulation.wording import word_conditions, word_solvents
from monodesign.ranking.order import REFERENCE, add_order
from monodesign.report.drawings import draw_marked
from monodesign.report.neighbours import find_neighbours, load_measured_polymers
from monodesign.surrogate.predict import predict
from monodesign.synthesis.reagents import load_reagents
from monodesign.synthesis.routes import NoRoute, find_route
from monodesign.tables.columns import estimate_columns

if TYPE_CHECKING:
    from monodesign.surrogate.trained import Surrogate

Row: TypeAlias = "dict[Any, Any]"
# What is estimated, and computed where the monomer was described: label, unit of the number.
SHOWN: Final = {
    "unit_oxidation_potential_v": ("Oxidation potential", "V vs Li/Li⁺"),
    "unit_li_binding_one_armed_kcal_mol": ("Hold on Li⁺, one arm", "kcal/mol"),
    "unit_li_exchange_kcal_mol": ("Exchange against the solvent", "kcal/mol"),
}
# What has no estimate and is shown once it was computed.
COMPUTED: Final = {
    "unit_reduction_potential_v": ("Reduction potential", "V vs Li/Li⁺"),
    "unit_li_binding_kcal_mol": ("Hold on Li⁺, strongest site", "kcal/mol"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked of a monomer.

    Attributes:
        smiles: The monomer.
        gel: What its gel holds beside it.
        reference: Name or SMILES of the monomer to compare with.
        described: Its row of descriptors, where it was described; else no row.
    """

    smiles: str
    gel: Formulation = STUDY_GEL
    reference: str = REFERENCE
    described: pd.DataFrame


def read_molecule(text: str) -> str:
    """Return the SMILES of a name of our libraries, or the text itself.

    Raises:
        UserError: There is no text.
    """
    if not text.strip():
        raise UserError("no molecule: draw one, or type a SMILES or a name such as DOA")
    named = smiles_of(text.strip())
    return named if named != text.strip() else find_named(text.strip()) or text.strip()


def look(question: Question, model: Surrogate) -> dict[str, Any]:
    """Return all that is known of a monomer, in parts.

    Raises:
        InvalidSmiles: It does not parse.
        UserError: The reference is no monomer, or the gel has a fault.
    """
    table = check([question.smiles]).table
    row = _row(table)
    if row["error"]:
        fault = str(row["error"]).partition(": ")[2]
        raise InvalidSmiles(f"{fault}. It is no name of our libraries either (such as DOA): type a SMILES")
    is_monomer = bool(row["repeat_unit"])
    return {
        **_identity(row),
        "verdict": _verdict(question.smiles, row),
        "structure": _structure(row),
        "energies": _energies(table, question.described) if is_monomer else [],
        "conductivity": _conductivity(table, question, model) if is_monomer else None,
        "affinity": _affinity(str(row["unit_smiles"]), question.gel) if is_monomer else None,
        "neighbours": _neighbours(table, question.gel.temperature_c) if is_monomer else [],
        "route": _route(str(row["smiles"])),
    }


@cache
def load_estimators() -> tuple[Estimator, ...]:
    """Return the shipped models of descriptors."""
    return tuple(load_estimator(task) for task in TASKS)


@lru_cache(maxsize=32)
def _load_measured(temperature_c: float) -> list[dict[str, Any]]:
    return load_measured_polymers(temperature_c=temperature_c)


def _identity(row: Row) -> dict[str, Any]:
    smiles = str(row["smiles"])
    return {
        "smiles": smiles,
        "name": name_of(smiles),
        "monomer_id": row["monomer_id"],
        "mw_g_mol": row["mw_g_mol"],
    }


def _verdict(text: str, row: Row) -> dict[str, Any]:
    """Return whether the monomer is kept; drawings show what is wrong with it, and the structure."""
    with answering(text):
        mol = without_isotopes(parse(text))
        offences = find_offences(mol)
        molfile = _molfile(mol)
    marked = sorted({atom for offence in offences for atom in offence.atoms})
    return {
        "is_kept": not offences,
        "reasons": [{"text": one.reason, "n_atoms": len(one.atoms)} for one in offences],
        "warnings": [part for part in str(row["warnings"]).split("; ") if part],
        "svg": draw_marked(mol, marked).svg,
        "molfile": molfile,
    }


def _molfile(mol: Chem.Mol) -> str:
    """Return a molecule laid out flat, for the sketcher."""
    flat = Chem.Mol(mol)
    rdDepictor.Compute2DCoords(flat)
    return str(Chem.MolToMolBlock(flat))


def _structure(row: Row) -> dict[str, Any]:
    unit = str(row["unit_smiles"])
    donors = merge_equivalent(find_donors(parse(unit))) if unit else ()
    counts: dict[str, int] = {}
    for donor in donors:
        counts[donor.donor_class] = counts.get(donor.donor_class, 0) + 1
    return {
        "head": row["head"],
        "repeat_unit": row["repeat_unit"],
        "unit_smiles": unit,
        "donors": [{"name": name, "count": count} for name, count in counts.items()],
    }


def _energies(table: pd.DataFrame, described: pd.DataFrame) -> list[dict[str, Any]]:
    """Return potentials and hold on Li⁺: computed where the monomer was described, else estimated."""
    estimated = _row(add_estimates(table, list(load_estimators())))
    computed: Row = _row(described) if len(described) else {}
    found = []
    for name, (label, unit) in (SHOWN | COMPUTED).items():
        value, std = _number(computed, name), _number(computed, std_of(name))
        kind = "computed"
        if value is None and name in SHOWN:
            (value, std), kind = (
                (_number(estimated, column) for column in estimate_columns(name)),
                "estimated",
            )
        if value is not None:
            found.append({"label": label, "value": value, "std": std, "unit": unit, "kind": kind})
    return found


def std_of(column: str) -> str:
    """Return the column of a descriptor's standard error.

    >>> std_of("unit_oxidation_potential_v")
    'unit_oxidation_potential_std_v'
    """
    for ending in ("_kcal_mol", "_v"):
        if column.endswith(ending):
            return f"{column.removesuffix(ending)}_std{ending}"
    return f"{column}_std"


def _row(table: pd.DataFrame) -> Row:
    """Return a table's first row by column."""
    return dict(table.iloc[0])


def _number(row: Row, name: str) -> float | None:
    value = row.get(name)
    return float(value) if isinstance(value, int | float | np.number) and np.isfinite(value) else None


def _conductivity(table: pd.DataFrame, question: Question, model: Surrogate) -> dict[str, Any]:
    """Return σ of the gel with its interval, and how sure it is to beat the reference's."""
    wanted = canonical_of(question.reference)
    reference = check([wanted]).table
    if not reference.iloc[0]["repeat_unit"]:
        fault = f"reference: {question.reference[:60]!r} is not a monomer; name one such as AEEO"
        raise FieldFault(fault, field="reference")
    is_same = wanted == table.iloc[0]["smiles"]
    both = table if is_same else pd.concat([table, reference], ignore_index=True)
    predicted = _predict(both, question, model)
    if predicted.iloc[0]["error"]:
        return {"error": predicted.iloc[0]["error"]}
    ordered = add_order(predicted, is_open=np.ones(len(both), dtype=bool), reference=wanted)
    row, other = _row(ordered), ordered.iloc[-1]
    return {
        "error": "",
        "sigma_ms_cm": row["sigma_ms_cm"],
        "log10_sigma_s_cm": row["log10_sigma_s_cm"],
        "lower_ms_cm": _milli(row["log10_sigma_lower_90"]),
        "upper_ms_cm": _milli(row["log10_sigma_upper_90"]),
        "conditions": word_conditions(row),
        "in_domain": bool(row["in_domain"]),
        "domain_note": row["domain_note"],
        "reference": name_of(wanted) or wanted,
        "reference_sigma_ms_cm": other["sigma_ms_cm"],
        "is_reference": is_same,
        "probability_beats_reference": row["probability_beats_reference"],
        "tier": row["tier"],
    }


def _predict(both: pd.DataFrame, question: Question, model: Surrogate) -> pd.DataFrame:
    energies = read_energies(question.described.assign(smiles=both.iloc[0]["smiles"]))
    formulations = question.gel.with_polymers(list(both["smiles"]))
    found = predict(model, formulations, energies=energies).table
    return pd.concat([both[["monomer_id", "smiles"]].reset_index(drop=True), found], axis=1)


def _milli(log10_s_cm: float) -> float:
    return float(10 ** (log10_s_cm + 3))


def _affinity(unit: str, gel: Formulation) -> dict[str, Any] | None:
    if not gel.solvent or not gel.w_solvent:
        return None
    return affinity_columns(unit, solvent=gel.solvent)


def _neighbours(table: pd.DataFrame, temperature_c: float) -> list[dict[str, Any]]:
    measured = _load_measured(temperature_c)
    (nearest,) = find_neighbours(table, measured)
    return [_word_neighbour(measured[place]) | {"similarity": score} for place, score in nearest]


def _word_neighbour(one: dict[str, Any]) -> dict[str, Any]:
    """Say a measured gel's solvents as people write them."""
    return one | {"solvent": word_solvents(one["solvent"]) if isinstance(one["solvent"], str) else ""}


def _route(smiles: str) -> dict[str, Any]:
    found = find_route(smiles)
    if isinstance(found, NoRoute):
        return {"reason": found.reason, "steps": [], "to_order": [], "score": 0.0}
    reagents, off_lists = load_reagents(), found.off_lists()
    return {
        "reason": "",
        "steps": [step.reaction.name for step in found.steps],
        "to_order": [
            {
                "name": reagents.describe(one).name,
                "smiles": one,
                "cas": reagents.describe(one).cas,
                "is_listed": one not in off_lists,
            }
            for one in found.starting_materials
        ],
        "score": found.score,
    }
