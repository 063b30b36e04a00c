"""Formulation sheets: what to weigh for one batch of gel, prepared as the paper does.

Li P. et al., doi 10.1038/s41467-025-59020-w: monomer, solvents, salt and AIBN are mixed and polymerised in
the cell.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from monodesign.chem.molecules import canonical_smiles, molar_mass_g_mol, parse
from monodesign.errors import InvalidFormulation
from monodesign.export.markdown import inert
from monodesign.formulation.components import read_salt, read_solvents

if TYPE_CHECKING:
    from collections.abc import Sequence

# The paper weighs 0.025 g for a batch of 10 g and rounds it to 0.3 wt%.
INITIATOR_FRACTION: Final = 0.0025
INITIATOR_SMILES: Final = "CC(C)(C#N)N=NC(C)(C)C#N"
CURE: Final = "55 °C for 1 h, then 45 °C for 12 h"
# What whoever mixes these should know.
CAUTIONS: Final = {
    "EC": "- EC melts at 36 °C: warm it, and weigh it rather than measure its volume.",
    "LiPF6": "- LiPF6 gives off HF with any moisture; gloves and eye protection also inside the box.",
    "AIBN": "- AIBN gives off nitrogen when it warms: keep it cold, add it last, and leave room for the gas.",
}
# Weights that are typed with two digits need not sum to 1 exactly.
_SUM_TOLERANCE: Final = 0.005


@dataclass(frozen=True, slots=True, kw_only=True)
class Portion:
    """One line of a batch.

    Attributes:
        role: What it is for.
        name: Its name.
        smiles: Its SMILES; of the monomer as it is weighed in, before it polymerises.
        mass_g: What to weigh.
        mmol: Amount of substance.
        volume_ml: Volume near 25 °C where the density is known; EC's is that of its melt.
    """

    role: Literal["monomer", "solvent", "salt", "initiator"]
    name: str
    smiles: str
    mass_g: float
    mmol: float
    volume_ml: float | None


def weigh_batch(
    monomers: Sequence[str],
    *,
    names: Sequence[str] = (),
    mole_ratio: Sequence[float] = (),
    w_polymer: float = 0.30,
    solvent: str = "EC",
    w_solvent: float = 0.54,
    salt: str = "LiPF6",
    w_salt: float = 0.16,
    batch_g: float = 10.0,
    initiator_fraction: float = INITIATOR_FRACTION,
) -> tuple[Portion, ...]:
    """Return what to weigh for one batch.

    Args:
        monomers: SMILES of one monomer, or of those of a copolymer.
        names: Names to show, one per monomer; the SMILES where there is none.
        mole_ratio: Moles of each monomer; equal by default.
        w_polymer: Weight fraction of monomer.
        solvent: Mass ratio such as `EC:2|DEC:1|FEC:1`.
        w_solvent: Weight fraction of solvent.
        salt: Name or SMILES.
        w_salt: Weight fraction of salt.
        batch_g: Mass of monomer, solvent and salt together, g.
        initiator_fraction: AIBN per mass of the batch, beside it.

    Raises:
        InvalidFormulation: Fractions, ratios or the mass do not make a batch, all faults at once; or a
            solvent or salt is not known.
        InvalidSmiles: A monomer does not parse.
    """
    ratio = tuple(mole_ratio) or (1.0,) * len(monomers)
    labels = tuple(names) or tuple(monomers)
    if len(labels) == len(monomers):  # what has no name goes by its SMILES
        labels = tuple(label or smiles for label, smiles in zip(labels, monomers, strict=True))
    fractions = (w_polymer, w_solvent, w_salt)
    _check(monomers, labels, ratio, fractions, batch_g=batch_g, initiator_fraction=initiator_fraction)
    portions = _monomers(monomers, labels, ratio, mass_g=w_polymer * batch_g)
    portions += _solvents(solvent, w_solvent * batch_g)
    portions += _salt(salt, w_salt * batch_g)
    mass_g = initiator_fraction * batch_g
    portions.append(_portion("initiator", "AIBN", INITIATOR_SMILES, mass_g, density_g_ml=None))
    return tuple(portions)


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


def _salt(text: str, mass_g: float) -> list[Portion]:
    if mass_g == 0.0:
        return []
    record = read_salt(text)
    return [_portion("salt", record.name, record.smiles, mass_g, density_g_ml=None)]


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


def formulation_sheet(portions: Sequence[Portion]) -> str:
    """Return a batch as Markdown: what to weigh, and how the paper prepares it."""
    total = sum(portion.mass_g for portion in portions if portion.role != "initiator")
    lines = [
        f"## Gel, {total:.3g} g",
        "",
        "| role | substance | g | mmol | mL | wt% |",
        "|---|---|---:|---:|---:|---:|",
    ]
    for portion in portions:
        volume = "" if portion.volume_ml is None else f"{portion.volume_ml:.3g}"
        share = 100.0 * portion.mass_g / total
        cells = (portion.role, _substance(portion), f"{portion.mass_g:.4g}", f"{portion.mmol:.4g}", volume)
        lines.append(f"| {' | '.join(cells)} | {share:.3g} |")
    steps = (
        "In an argon glove box (H2O and O2 below 1 ppm): mix the solvents, dissolve the salt in portions, "
        "then monomer and AIBN. Fill the cell and polymerise at "
        f"{CURE} (Li P. et al., doi 10.1038/s41467-025-59020-w)."
    )
    used = {portion.name for portion in portions}
    notes = [text for name, text in CAUTIONS.items() if name in used]
    return "\n".join([*lines, "", steps, "", *notes, ""])
