"""A box as input of GROMACS: topology and coordinates, written by ParmEd."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from monodesign.errors import CalculationError
from monodesign.simulation.box import Box
from monodesign.simulation.states import State
from monodesign.simulation.system import build_system, exceptions
from monodesign.tables.write import replacing


def write_gromacs(box: Box, state: State, folder: Path) -> None:
    """Write `box.top` and `box.gro`, with the hydrogens' own masses and no rigid bonds.

    Args:
        box: What it holds.
        state: Where its atoms are.
        folder: Where to write them.
    """
    import parmed
    from openmm import unit

    system = build_system(box, edge_nm=float(state.edges_nm[0]), is_plain=True)
    positions = unit.Quantity(np.asarray(state.positions_nm), unit.nanometer)
    structure = parmed.openmm.load_topology(make_topology(box), system, xyz=positions)
    structure.box = [*(10 * state.edges_nm), 90.0, 90.0, 90.0]
    for name, form in (("box.top", "gromacs"), ("box.gro", "gro")):
        with replacing(folder / name) as partial:
            structure.save(str(partial), format=form, overwrite=True)


def require_writable(box: Box) -> None:
    """Check that one file can hold a box's interactions.

    Raises:
        CalculationError: Its molecules weigh pairs three bonds apart differently.
    """
    weights = {
        (one.parameters.coulomb_14, one.parameters.lennard_jones_14): one.parameters.name
        for one in box.species
        if any(depth for *_, depth in exceptions(one.parameters))
    }
    if len(weights) > 1:
        raise CalculationError(
            "--inputs gromacs: GROMACS has one factor for pairs three bonds apart, but "
            f"{' and '.join(weights.values())} need different factors; run without --inputs"
        )


def make_topology(box: Box) -> Any:  # noqa: ANN401 - OpenMM has no types
    """Return OpenMM's topology of a box: a chain for each molecule, a residue for each repeat unit."""
    from openmm.app import Element, Topology

    topology = Topology()
    for number, (one, _) in enumerate(box.molecules()):
        parameters = one.parameters
        chain = topology.addChain(str(number))
        residues = [topology.addResidue(_residue_name(name), chain) for name in parameters.unit_names]
        atoms = [
            topology.addAtom(f"{element}{index + 1}", Element.getBySymbol(element), residues[unit])
            for index, (element, unit) in enumerate(zip(parameters.elements, parameters.units, strict=True))
        ]
        for i, j, *_ in parameters.bonds:
            topology.addBond(atoms[int(i)], atoms[int(j)])
    return topology


def _residue_name(name: str) -> str:
    """Return a name of at most four letters and digits, as GROMACS's files have room for."""
    return "".join(filter(str.isalnum, name))[:4].upper() or "MOL"
