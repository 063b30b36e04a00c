"""What describing molecules is expected to cost, so that progress can tell the time left."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from monodesign.chem.mirror_images import searched_or_none
from monodesign.chem.molecules import parse

# Redox and lithium of 24 library molecules of 13 to 64 atoms on one core, GFN2-xTB: time goes with this power
# of the number of atoms, and two molecules of one size differ by a factor of 1.4.
EXPONENT: Final = 1.5


def expected_costs(
    smiles: Sequence[str], *, is_finished: Callable[[str], bool] = lambda _canonical: False
) -> list[float]:
    """Return what describing each molecule costs, in the order in which `describe` begins them.

    Args:
        smiles: The molecules, in any order and writing; those that do not parse cost nothing.
        is_finished: Whether a searched form was described before, and costs nothing now.

    Returns:
        One number above 0 for each molecule to compute, proportional to the expected time.
    """
    canonicals = {one for given in smiles if (one := searched_or_none(given)) is not None}
    missing = [one for one in canonicals if not is_finished(one)]
    return [_cost(one) for one in sorted(missing, key=lambda one: (-len(one), one))]


def _cost(canonical: str) -> float:
    """Return the number of atoms, hydrogens among them, to the power of `EXPONENT`."""
    mol = parse(canonical)
    n_atoms = mol.GetNumAtoms() + sum(atom.GetTotalNumHs() for atom in mol.GetAtoms())
    return float(max(n_atoms, 1) ** EXPONENT)
