"""Read a mixture as papers write it, such as `1 M LiPF6 in EC/DEC 1:1 v/v, 30 wt% polymer`, as weights."""

from __future__ import annotations

from dataclasses import dataclass

from monodesign.formulation.gel import STUDY_GEL, Formulation
from monodesign.formulation.supplied import list_supplied
from monodesign.formulation.typed_liquid import mix_liquid
from monodesign.formulation.typed_parts import TypedParts, join_words
from monodesign.formulation.typed_salts import merge_salts
from monodesign.formulation.typed_shares import share_gel
from monodesign.formulation.typed_words import split_words


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedMixture:
    """A mixture as weights, with the assumptions made.

    Attributes:
        formulation: The gel; `w_polymer` is 0 for a liquid.
        polymer: As in the column `polymer`; empty where none is named.
        polymer_mol_ratio: As in the column of that name.
        has_polymer: Whether the text speaks of a polymer, named or not.
        molarity_mol_l: Salt, all kinds together, per litre of liquid; NaN without a liquid or a density.
        molality_mol_kg: Salt per kg of solvents; NaN without solvents.
        assumptions: What the text left open and how it was read, one sentence each.
    """

    formulation: Formulation
    polymer: str
    polymer_mol_ratio: str
    has_polymer: bool
    molarity_mol_l: float
    molality_mol_kg: float
    assumptions: tuple[str, ...]


def read_typed_mixture(text: str) -> TypedMixture:
    """Read the composition of a liquid, a gel or a dry polymer electrolyte from one line of text.

    >>> gel = read_typed_mixture("1 M LiPF6 in EC/DEC 1:1 v/v, 30 wt% polymer").formulation
    >>> gel.solvent, round(gel.w_salt, 4)
    ('EC:0.576856|DEC:0.423144', 0.0865)

    Raises:
        InvalidFormulation: A word is unknown, or the text can be read in two ways; with the place and what to
            write instead.
    """
    typed = merge_salts(join_words(split_words(text)))
    notes = [f"{name} is {means}." for name, means in list_supplied(text)]
    liquid = mix_liquid(typed)
    gel = share_gel(typed, liquid)
    notes += [*typed.notes, *liquid.notes, *gel.notes]
    formulation = Formulation(
        w_polymer=_rounded(gel.w_polymer), solvent=liquid.solvent, w_solvent=_rounded(gel.w_solvent),
        salt=liquid.salt, w_salt=_rounded(gel.w_salt), temperature_c=_temperature(typed, notes),
    )  # fmt: skip
    molality, molarity = liquid.concentrations(w_salt=gel.w_salt, w_solvent=gel.w_solvent)
    return TypedMixture(
        formulation=formulation, polymer=gel.polymer, polymer_mol_ratio=gel.polymer_mol_ratio,
        has_polymer=gel.w_polymer > 0.0, molarity_mol_l=molarity, molality_mol_kg=molality,
        assumptions=tuple(notes),
    )  # fmt: skip


def _temperature(typed: TypedParts, notes: list[str]) -> float:
    if typed.temperature_c is not None:
        return round(typed.temperature_c, 2)
    notes.append(f"No temperature is given: {STUDY_GEL.temperature_c:g} °C.")
    return STUDY_GEL.temperature_c


def _rounded(share: float) -> float:
    return round(share, 8)
