"""Densities of reference calculations: a guess for a larger basis, and where an unpaired electron is."""

from __future__ import annotations

import numpy as np
from pyscf import gto, scf

from monodesign.engines.dft import Array, SinglePoint


def project_density(point: SinglePoint, molecule: gto.Mole) -> Array:
    """Express a density in another basis: a guess that saves half of the cycles in a larger one."""
    return scf.addons.project_dm_nr2nr(point.molecule, point.density, molecule)


def share_spin(point: SinglePoint) -> Array:
    """Return the Löwdin spin population of each atom (sums to one in a doublet)."""
    overlap = point.molecule.intor("int1e_ovlp")
    values, vectors = np.linalg.eigh(overlap)
    root = vectors @ np.diag(np.sqrt(np.clip(values, 0.0, None))) @ vectors.T
    populations = np.diag(root @ (point.density[0] - point.density[1]) @ root)
    return np.array([populations[start:stop].sum() for _, _, start, stop in point.molecule.aoslice_by_atom()])
