"""What the file of one reference oxidation says: its cations, and which of them counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from rdkit import Chem

from monodesign.engines import load_engine
from monodesign.engines.dft import FUNCTIONAL, PYSCF_VERSION, SMALL_BASIS
from monodesign.geometry.conformers import hydrogenated
from monodesign.geometry.connectivity import compare_bonds
from monodesign.records import Geometry
from monodesign.units import EV_PER_HARTREE, LITHIUM_ELECTRODE_V

SOLVENT = "acetonitrile"
DIELECTRIC = 35.688  # acetonitrile, 25 °C
BASIS = "def2-tzvp"
MOST_BONDS_SHARING = 3
EVEN_SPIN = 0.05
METHOD = (
    f"{FUNCTIONAL}/{BASIS} C-PCM(eps={DIELECTRIC})//{FUNCTIONAL}/{SMALL_BASIS} gas phase, density fitting, "
    "no thermal terms"
)


def describe_cation(
    label: str,
    *,
    smiles: str,
    relaxed: Geometry,
    found: dict[str, Any],
    point: dict[str, Any],
    solvated: dict[str, Any],
    neutral: dict[str, Any],
) -> dict[str, Any]:
    """Return what is said of one relaxed cation, its energies in eV and V."""
    change = compare_bonds(hydrogenated(smiles), relaxed.positions)
    energy_ev = (point["energy_eh"] - solvated["energy_eh"]) * EV_PER_HARTREE
    return {
        "hole": label,
        "oxidation_potential_v": energy_ev - LITHIUM_ELECTRODE_V,
        "vertical_ie_svp_ev": (found["first_eh"] - neutral["energy_eh"]) * EV_PER_HARTREE,
        "relaxation_svp_ev": (found["first_eh"] - found["energy_eh"]) * EV_PER_HARTREE,
        "adiabatic_ie_svp_ev": (found["energy_eh"] - neutral["energy_eh"]) * EV_PER_HARTREE,
        "energy_gas_svp_eh": found["energy_eh"],
        "energy_solvated_eh": point["energy_eh"],
        "broken_bonds": " ".join(f"{first}-{second}" for first, second in change.broken),
        "formed_bonds": " ".join(f"{first}-{second}" for first, second in change.formed),
        "spins": point["spins"],
        "is_undecided": is_undecided(smiles, point["spins"]),
        "gradients": found["gradients"],
        "seconds": found["seconds"] + point["seconds"],
        "positions": relaxed.positions.tolist(),
    }


def summarise(
    row: dict[str, str],
    smiles: str,
    cations: list[dict[str, Any]],
    *,
    neutral: dict[str, Any],
    solvated: dict[str, Any],
) -> dict[str, Any]:
    """Return what the file of a molecule says; its potential is that of the lowest cation that is whole."""

    def lowest(ones: list[dict[str, Any]]) -> float | None:
        return min((round(one["oxidation_potential_v"], 4) for one in ones), default=None)

    broken = [one for one in cations if one["broken_bonds"] or one["formed_bonds"]]
    whole = [one for one in cations if one not in broken and not one["is_undecided"]]
    seconds = neutral["seconds"] + solvated["seconds"] + sum(one["seconds"] for one in cations)
    return {
        "name": row["name"],
        "smiles": smiles,
        "kind": row["kind"],
        "parts": row["parts"].split(),
        "oxidation_potential_v": lowest(whole),
        "oxidation_potential_broken_v": lowest(broken),
        "cations": cations,
        "neutral": {
            "energy_gas_svp_eh": neutral["energy_eh"],
            "energy_solvated_eh": solvated["energy_eh"],
            "gradients": neutral["gradients"],
        },
        "hours": round(seconds / 3600, 3),
        "method": METHOD,
        "solvent": SOLVENT,
        "pyscf_version": PYSCF_VERSION,
        "engine": f"{load_engine().name} {load_engine().version}",
        "source": "computed for monodesign by scripts/reference_oxidation.py",
        "licence": "MIT",
    }


def is_undecided(smiles: str, spins: Sequence[float]) -> bool:
    """Whether a cation's hole is shared evenly by two like groups that are not conjugated.

    Such a cation has kept the symmetry of the neutral and sits on a ridge: it lies well above the one that
    has chosen a group. Two oxygens of dimethyl oxalate or of dimethoxyethane are three bonds apart, and share
    theirs for good.

    Args:
        smiles: Of the molecule.
        spins: Of its atoms, hydrogens last.
    """
    molecule = hydrogenated(smiles)
    first, second = sorted(range(len(spins)), key=lambda atom: -spins[atom])[:2]
    kinds = Chem.CanonicalRankAtoms(molecule, breakTies=False)
    bonds = Chem.GetDistanceMatrix(molecule)[first, second]
    return bool(
        kinds[first] == kinds[second]
        and bonds > MOST_BONDS_SHARING
        and spins[first] - spins[second] < EVEN_SPIN
    )


def place(neutral: Geometry, cation: dict[str, Any]) -> Geometry:
    """Return a cation's geometry from its record and the neutral."""
    return replace(neutral, positions=np.array(cation["positions"]), charge=1, unpaired=1)


def frame(name: str, label: str, geometry: Geometry) -> str:
    """Return one structure as a frame of an XYZ file."""
    table = Chem.GetPeriodicTable()
    atoms = [
        f"{table.GetElementSymbol(int(number)):<2s} {x:12.6f} {y:12.6f} {z:12.6f}"
        for number, (x, y, z) in zip(geometry.numbers, geometry.positions, strict=True)
    ]
    comment = f"name={name.replace(' ', '_')}:{label} charge={geometry.charge}"
    return "\n".join([str(len(atoms)), comment, *atoms]) + "\n"
