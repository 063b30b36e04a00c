"""Formulation sheets: what to weigh for one batch of gel, prepared as in the paper.

Li P. et al., doi 10.1038/s41467-025-59020-w: monomer, solvents, salt and AIBN are mixed and polymerised in
the cell.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

from monodesign.chem.head_kinds import load_head_kinds
from monodesign.chem.molecules import canonical_smiles, molar_mass_g_mol, parse
from monodesign.chem.polymerisation import find_alkenes, needs_partner
from monodesign.errors import InvalidFormulation
from monodesign.export.formulation_notes import list_hazards, list_notes, list_other_initiators, salt_note
from monodesign.export.markdown import inert
from monodesign.export.monomer_notes import monomer_notes
from monodesign.export.portions import Portion
from monodesign.formulation.components import read_salts, read_solvents
from monodesign.formulation.gel import STUDY_GEL, Formulation
from monodesign.formulation.initiators import find_initiator

# The paper weighs 0.025 g for a batch of 10 g and rounds it to 0.3 wt%.
INITIATOR_FRACTION: Final = 0.0025
INITIATOR: Final = "AIBN"
CURE: Final = "55 °C for 1 h, then 45 °C for 12 h"
# Weights that are typed with two digits need not sum to 1 exactly.
_SUM_TOLERANCE: Final = 0.005


def weigh_batch(
    monomers: Sequence[str],
    *,
    names: Sequence[str] = (),
    mole_ratio: Sequence[float] = (),
    gel: Formulation = STUDY_GEL,
    batch_g: float = 10.0,
    initiator_fraction: float = INITIATOR_FRACTION,
    initiator: str = INITIATOR,
) -> tuple[Portion, ...]:
    """Return what to weigh for one batch.

    Args:
        monomers: SMILES of one monomer, or of those of a copolymer.
        names: Names to show, one per monomer; the SMILES where there is none.
        mole_ratio: Moles of each monomer; equal by default.
        gel: Solvents, salts and the weight fractions of both and of monomer.
        batch_g: Mass of monomer, solvent and salt together, g.
        initiator_fraction: AIBN per mass of the batch, beside it; of another initiator the same moles.
        initiator: Name of `libraries/initiators.csv`.

    Raises:
        InvalidFormulation: Fractions, ratios or the mass do not make a batch, all faults at once; or a
            solvent or salt is not known.
        InvalidSmiles: A monomer does not parse.
        UnknownName: The initiator is not known.
    """
    ratio = tuple(mole_ratio) or (1.0,) * len(monomers)
    labels = tuple(names) or tuple(monomers)
    if len(labels) == len(monomers):  # what has no name goes by its SMILES
        labels = tuple(label or smiles for label, smiles in zip(labels, monomers, strict=True))
    fractions = (gel.w_polymer, gel.w_solvent, gel.w_salt)
    _check(monomers, labels, ratio, fractions, batch_g=batch_g, initiator_fraction=initiator_fraction)
    portions = _monomers(monomers, labels, ratio, mass_g=gel.w_polymer * batch_g)
    portions += _solvents(gel.solvent, gel.w_solvent * batch_g)
    portions += _salts(gel.salt, gel.w_salt * batch_g)
    return (*portions, _initiator(initiator, aibn_g=initiator_fraction * batch_g))


def _check(
    monomers: Sequence[str],
    names: Sequence[str],
    ratio: Sequence[float],
    fractions: tuple[float, float, float],
    *,
    batch_g: float,
    initiator_fraction: float,
) -> None:
    faults = []
    if not monomers:
        faults.append("no monomer")
    if len(names) != len(monomers) or len(ratio) != len(monomers):
        faults.append(f"{len(monomers)} monomers, {len(names)} names, {len(ratio)} parts of the mole ratio")
    if any(not 0.0 < part < float("inf") for part in ratio):
        faults.append("every part of the mole ratio must be above 0")
    if any(not 0.0 <= value <= 1.0 for value in fractions) or abs(sum(fractions) - 1.0) > _SUM_TOLERANCE:
        faults.append(f"weight fractions {', '.join(map(str, fractions))} must lie in 0…1 and sum to 1")
    if not 0.0 < batch_g < float("inf"):
        faults.append(f"batch of {batch_g} g")
    if not 0.0 <= initiator_fraction < 1.0:
        faults.append(f"initiator fraction {initiator_fraction} outside 0…1")
    if faults:
        raise InvalidFormulation("; ".join(faults))


def _monomers(
    monomers: Sequence[str], names: Sequence[str], ratio: Sequence[float], *, mass_g: float
) -> list[Portion]:
    """Share the monomers' mass so that their moles are in the wanted ratio."""
    canonical = [canonical_smiles(parse(smiles)) for smiles in monomers]
    weights = [part * molar_mass_g_mol(parse(smiles)) for part, smiles in zip(ratio, canonical, strict=True)]
    return [
        _portion("monomer", name, smiles, mass_g * weight / sum(weights), density_g_ml=None)
        for name, smiles, weight in zip(names, canonical, weights, strict=True)
    ]


def _solvents(text: str, mass_g: float) -> list[Portion]:
    """Share the solvents' mass by the given mass ratio."""
    if mass_g == 0.0:
        return []
    mixture = read_solvents(text)
    return [
        _portion("solvent", record.name, record.smiles, share * mass_g, density_g_ml=record.density_g_ml)
        for record, share in zip(mixture.solvents, mixture.weight_fractions, strict=True)
    ]


def _salts(text: str, mass_g: float) -> list[Portion]:
    """Share the salts' mass by the given mass ratio."""
    if mass_g == 0.0:
        return []
    mixture = read_salts(text)
    return [
        _portion("salt", record.name, record.smiles, share * mass_g, density_g_ml=None)
        for record, share in zip(mixture.salts, mixture.weight_fractions, strict=True)
    ]


def _initiator(name: str, *, aibn_g: float) -> Portion:
    """Return as many moles of an initiator as a mass of AIBN holds."""
    chosen, aibn = find_initiator(name), find_initiator(INITIATOR)
    mass_g = aibn_g * chosen.molar_mass_g_mol / aibn.molar_mass_g_mol
    return _portion("initiator", chosen.name, chosen.smiles, mass_g, density_g_ml=None)


def _portion(
    role: Literal["monomer", "solvent", "salt", "initiator"],
    name: str,
    smiles: str,
    mass_g: float,
    *,
    density_g_ml: float | None,
) -> Portion:
    mmol = 1000.0 * mass_g / molar_mass_g_mol(parse(smiles))
    volume = None if density_g_ml is None else mass_g / density_g_ml
    return Portion(role=role, name=name, smiles=smiles, mass_g=mass_g, mmol=mmol, volume_ml=volume)


def _substance(portion: Portion) -> str:
    """Name a line's substance; a monomer by its SMILES too, since names of fragments are no supplier's."""
    if portion.role != "monomer":
        return inert(portion.name)
    return (
        f"{inert(portion.name)} `{portion.smiles}`"
        if portion.name != portion.smiles
        else f"`{portion.smiles}`"
    )


def formulation_sheet(portions: Sequence[Portion], *, miscibility: str = "") -> str:
    """Return a batch as Markdown: what to weigh, how the paper prepares it, and what to mind.

    A single monomer of which radicals make no homopolymer gets no recipe, but is told the way.

    Args:
        portions: What `weigh_batch` returned.
        miscibility: What `miscibility_note` says of polymer and solvent.
    """
    total = sum(portion.mass_g for portion in portions if portion.role != "initiator")
    monomers = [portion for portion in portions if portion.role == "monomer"]
    lines = [f"## Gel, {total:.3g} g", ""]
    for monomer in monomers:
        lines += monomer_notes(monomer.smiles)
    if why := _why_no_recipe([monomer.smiles for monomer in monomers]):
        return "\n".join([*lines, f"No recipe: {why}", ""])
    lines += ["| role | substance | g | mmol | mL | wt% |", "|---|---|---:|---:|---:|---:|"]
    lines += [_table_line(portion, total) for portion in portions]
    lines += ["", _steps(portions), ""]
    lines += [text for note in (salt_note(portions), miscibility) if note for text in (note, "")]
    lines += [*list_notes(portions), "", "Other initiators, at the same amount in moles:", ""]
    lines += [*list_other_initiators(portions), "", "### Hazards", ""]
    lines += [
        (
            'CLP statements of the substance, recalled from Annex VI or suppliers; after "as" those of '
            "typical members of its groups. The safety data sheet takes precedence."
        ),
        "",
    ]
    return "\n".join([*lines, *list_hazards(portions), ""])


def _why_no_recipe(monomers: Sequence[str]) -> str:
    """Say why a batch of these monomers makes no gel in a cell; empty if it may."""
    kinds = [[load_head_kinds()[head] for head in _heads(smiles)] for smiles in monomers]
    if not all(kinds):
        return "a monomer without a C=C that radicals polymerise."
    for kind in (kind for heads in kinds for kind in heads if kind.is_set_off_in_cell):
        return f"{kind.name} is polymerised by {kind.anionic_on}, before the cell is filled."
    if all(map(needs_partner, monomers)):
        return "this monomer does not polymerise alone by radicals. Pair it with another monomer."
    return ""


def _heads(smiles: str) -> list[str]:
    return [alkene.kind for alkene in find_alkenes(parse(smiles)) if alkene.is_polymerisable]


def _table_line(portion: Portion, total: float) -> str:
    volume = "" if portion.volume_ml is None else f"{portion.volume_ml:.3g}"
    share = 100.0 * portion.mass_g / total
    cells = (portion.role, _substance(portion), f"{portion.mass_g:.4g}", f"{portion.mmol:.4g}", volume)
    return f"| {' | '.join(cells)} | {share:.3g} |"


def _steps(portions: Sequence[Portion]) -> str:
    """Say how the batch is made; the paper's cure belongs to its initiator."""
    initiator = next(portion.name for portion in portions if portion.role == "initiator")
    cure = f"Fill the cell and polymerise at {CURE} (Li P. et al., doi 10.1038/s41467-025-59020-w)."
    if initiator != INITIATOR:
        cure = (
            f"Fill the cell and polymerise. The paper cures with AIBN at {CURE}; find the conditions for "
            "your initiator."
        )
    dissolving = (
        "Mix the solvents. Dissolve the salt in portions below 30 °C. Add the monomer"
        if any(portion.role == "solvent" for portion in portions)
        else "Dissolve the salt in the monomer, in portions and below 30 °C. Add"
    )
    joined = " and" if dissolving.endswith("monomer") else ""
    return (
        "In an argon glove box (H2O and O2 below 1 ppm): remove the inhibitor from the monomer. "
        f"{dissolving}{joined} {inert(initiator)}. {cure}"
    )
