"""The page Formulation: what a mixture conducts, and how temperature, polymer and salt change it."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from monodesign.app.asked import at_field, text_of
from monodesign.app.context import Context
from monodesign.app.measured_gels import find_similar, mark_same
from monodesign.app.mixture import Mixture, concentrations, read_controls, salt_shares, solvent_shares
from monodesign.app.routes import Asked, list_routes
from monodesign.app.sheets import show_sheet
from monodesign.chem.molecules import canonical_smiles, parse
from monodesign.chem.named_monomers import name_of, smiles_of
from monodesign.chem.polymerisation import repeat_unit
from monodesign.descriptors.affinity.affinity import affinity_columns
from monodesign.errors import InvalidSmiles, NoPolymerisableHead, UserError
from monodesign.export.formulation_files import write_formulation_sheets
from monodesign.formulation.solvents_and_salts import load_salts, load_solvents
from monodesign.formulation.typed_mixture import read_typed_mixture
from monodesign.formulation.wording import word_conditions
from monodesign.surrogate.predict import predict
from monodesign.surrogate.sweeps import AXES, sweep

_SHOWN: Final = ("log10_sigma_s_cm", "log10_sigma_lower_90", "log10_sigma_upper_90")
_LONGEST_TEXT: Final = 500
# Any gel, so that what all need is loaded.
_FIRST: Final = {
    "polymer": "DOA", "w_polymer": 0.3, "solvents": [{"name": "EC", "share": 1}], "salt": "LiPF6",
    "salt_amount": 16, "salt_unit": "wt%", "temperature_c": 25,
}  # fmt: skip


def warm_up() -> None:
    """Load the measurements that the first curves need."""
    find_similar(read_controls(_FIRST))


def answer(context: Context, asked: Asked) -> dict[str, Any]:
    """Answer with the weights of a mixture, its σ with the interval, and whether it is clear."""
    model = context.load_model()
    mixture = read_controls(asked)
    row = _one_row(predict(model, pd.DataFrame([mixture.row])).table)
    return {
        **_weights(mixture),
        "monomers": _list_monomers(asked),
        "error": row["error"],
        **{name: row[name] for name in _SHOWN},
        "sigma_ms_cm": row["sigma_ms_cm"],
        "in_domain": row["in_domain"],
        "domain_note": row["domain_note"],
        "affinity": _affinity(mixture),
    }


def curves(context: Context, asked: Asked) -> dict[str, Any]:
    """Answer with σ against temperature, polymer content and salt content, and what was measured."""
    model = context.load_model()
    mixture = read_controls(asked)
    similar = find_similar(mixture)
    return {
        "axes": {
            axis: {
                "now": mixture.row[axis],
                "curve": _points(sweep(model, mixture.row, axis), axis),
                "measured": mark_same(similar, mixture, axis),
            }
            for axis in AXES
        },
        "similar": [
            {**_identity(row), "conditions": word_conditions(row), "sigma_log10": row["log10_sigma_s_cm"]}
            for row in similar.head(12).to_dict("records")
        ],
    }


def read(_: Context, asked: Asked) -> dict[str, Any]:
    """Answer with the weights of a mixture typed as papers give it, and what was assumed."""
    with at_field("mixture"):
        typed = read_typed_mixture(text_of(asked, "text", longest=_LONGEST_TEXT))
    mixture = Mixture(polymer=typed.polymer, polymer_mol_ratio=typed.polymer_mol_ratio, gel=typed.formulation)
    return {**_weights(mixture), "has_polymer": typed.has_polymer, "assumptions": list(typed.assumptions)}


def sheet(context: Context, asked: Asked) -> dict[str, Any]:
    """Write what to weigh for a mixture into `formulations/`, and show it."""
    gel = read_controls(asked).gel
    shortlist = pd.DataFrame([_read_monomers(asked)])
    (path,) = write_formulation_sheets(shortlist, context.locate("formulations"), gel=gel)
    return show_sheet(path)


def _read_monomers(asked: Asked) -> dict[str, str]:
    """Return the monomers of a request's polymer and their mole ratio, as in a table of candidates.

    Raises:
        UserError: There is no polymer, or it is not given by its monomers.
    """
    text = text_of(asked, "polymer", default="", longest=2000)
    monomers = [smiles_of(part.strip()) for part in text.split("|")]
    if not text or not all(_is_monomer(one) for one in monomers):
        given = f"{text[:60]!r} is not a monomer" if text else "no polymer"
        raise UserError(f"polymer: {given}; a sheet says what to weigh of a monomer: name one such as DOA")
    ratio = text_of(asked, "polymer_mol_ratio", default="", longest=200)
    name = name_of(canonical_smiles(parse(monomers[0]))) if len(monomers) == 1 else ""
    return {"polymer": "|".join(monomers), "polymer_mol_ratio": ratio, "name": name}


def _list_monomers(asked: Asked) -> list[str]:
    """Return the monomers of a request's polymer as they were written; none where it is given otherwise."""
    parts = [part.strip() for part in text_of(asked, "polymer", default="", longest=2000).split("|")]
    return parts if all(_is_monomer(smiles_of(part)) for part in parts) else []


def _is_monomer(smiles: str) -> bool:
    """Return whether a molecule has exactly one polymerisable double bond."""
    try:
        repeat_unit(smiles)
    except (InvalidSmiles, NoPolymerisableHead):
        return False
    return True


def choices(_: Context, __: Asked) -> dict[str, Any]:
    """Answer with the names of solvents and salts."""
    return {
        "solvents": [record.name for record in load_solvents().records],
        "salts": [record.name for record in load_salts().records],
    }


def _weights(mixture: Mixture) -> dict[str, Any]:
    gel = mixture.gel
    return {
        "row": mixture.row,
        "solvents": solvent_shares(gel),
        "salts": salt_shares(gel),
        "salt": concentrations(gel),
        "conditions": word_conditions(mixture.row),
    }


def _affinity(mixture: Mixture) -> dict[str, object] | None:
    """Say whether polymer and solvents make one clear gel; nothing where one of them is missing."""
    gel = mixture.gel
    if not mixture.polymer or not gel.solvent or not gel.w_solvent:
        return None
    return affinity_columns(mixture.polymer, solvent=gel.solvent, mol_ratio=mixture.polymer_mol_ratio or None)


def _points(table: pd.DataFrame, axis: str) -> list[dict[str, Any]]:
    if table.empty:
        return []
    kept = table[table["error"] == ""]
    return [
        {"at": row[axis], "mean": row[_SHOWN[0]], "low": row[_SHOWN[1]], "high": row[_SHOWN[2]]}
        for row in kept.to_dict("records")
    ]


def _identity(row: dict[Any, Any]) -> dict[str, Any]:
    return {name: row.get(name) for name in ("polymer", "polymer_mol_ratio", "kind", "doi", "source")}


def _one_row(table: pd.DataFrame) -> dict[Any, Any]:
    return dict(table.iloc[0])


ROUTES: Final = list_routes(
    get={
        "formulation/choices": choices,
    },
    post={
        "formulation": answer,
        "formulation/curves": curves,
        "formulation/read": read,
        "formulation/sheet": sheet,
    },
)
