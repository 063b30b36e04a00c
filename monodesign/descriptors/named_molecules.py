"""The molecules that settings name: the shell of an exchange and the companion of an oxidation.

Campaign files are checked with these functions, so this module loads no geometry and no engine.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from monodesign.descriptors.settings import DescribeSettings
from monodesign.engines.checks import require_solvent
from monodesign.errors import UnknownName
from monodesign.formulation.shares import read_mixture
from monodesign.formulation.solvents_and_salts import load_salts, load_solvents

SHELL_SIZE: Final = 4


def require_names(settings: DescribeSettings) -> None:
    """Check that the solvents and the companion of the settings are known.

    Raises:
        UserError: A solvent or companion is unknown.
    """
    require_solvent(settings.implicit_solvent)
    if settings.companion:
        find_companion(settings.companion)
    if {"exchange", "affinity"} & set(settings.what):
        read_shell(settings.solvent)


def find_companion(name: str) -> str:
    """Return the SMILES of a companion: the anion of a lithium salt, or a solvent.

    >>> find_companion("LiPF6")
    'F[P-](F)(F)(F)(F)F'

    Raises:
        UnknownName: It is neither.
    """
    try:
        return load_salts().find(name).anion_smiles
    except UnknownName:
        pass
    try:
        return load_solvents().find(name).smiles
    except UnknownName as error:
        raise UnknownName(
            f"companion {name!r} is not a salt or solvent; use a name from libraries/salts.csv or "
            "solvents.csv"
        ) from error


def read_shell(solvent: str) -> tuple[str, ...]:
    """Return the SMILES of the four molecules of a shell; the last is the one that a unit replaces.

    A mixture, `EC:1|DEC:1` by mass, is rounded to four molecules by its mole fractions, every named solvent
    keeping at least one. Four names without amounts name the shell outright.

    Raises:
        UnknownName: A solvent is neither in the library nor a SMILES.
        InvalidFormulation: A mass ratio is not a positive number.
    """
    parts = read_mixture(solvent)[:SHELL_SIZE]
    records = [load_solvents().find(name) for name, _ in parts]
    if len(parts) == SHELL_SIZE and ":" not in solvent:
        return tuple(record.smiles for record in records)
    moles = np.array(
        [mass / record.molar_mass_g_mol for (_, mass), record in zip(parts, records, strict=True)]
    )
    counts = _share_places(moles / moles.sum())
    return tuple(record.smiles for record, count in zip(records, counts, strict=True) for _ in range(count))


def _share_places(fractions: NDArray[np.float64]) -> NDArray[np.int64]:
    """Round mole fractions to four places by the largest remainders, each solvent keeping one."""
    wanted = np.maximum(fractions * SHELL_SIZE, 1.0)
    counts = np.floor(wanted).astype(int)
    while counts.sum() > SHELL_SIZE:
        counts[int(np.argmax(counts))] -= 1
    while counts.sum() < SHELL_SIZE:
        counts[int(np.argmax(wanted - counts))] += 1
    return counts
