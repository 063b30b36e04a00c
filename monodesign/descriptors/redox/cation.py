"""A molecule in the implicit solvent, and the cation that it relaxes to when an electron is taken."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from monodesign.descriptors.minima import LEAST_GAIN_KCAL_MOL
from monodesign.descriptors.redox.ionisation import oxidised
from monodesign.engines.base import Engine
from monodesign.engines.optimise import FMAX_EV_A, Optimised, optimise
from monodesign.geometry.own_axes import own_axes


def solvate(neutral: Optimised, *, engine: Engine, solvent: str) -> Optimised:
    """Relax a gas-phase minimum in an implicit solvent, which changes its curvature little.

    It is laid along its own axes first, so that the grid of the solvent's surface is the same however it lay.

    Raises:
        NotConverged: The relaxation did not converge.
    """
    positions = neutral.geometry.positions
    axes = own_axes(positions)
    turns = np.kron(np.eye(len(positions)), axes)
    laid = replace(neutral.geometry, positions=(positions - positions.mean(axis=0)) @ axes.T)
    return optimise(engine, laid, solvent=solvent, hessian=turns @ neutral.hessian @ turns.T)


def oxidise(solvated: Optimised, *, engine: Engine, solvent: str, fmax_ev_a: float = FMAX_EV_A) -> Optimised:
    """Take an electron from a molecule and relax the cation from there.

    Cations have flat valleys. Stopped at twice the force those of 20 units lay 0.02 eV above their minima on
    average and up to 0.15 eV, this way 0.01 and 0.03 eV.

    Args:
        solvated: The molecule's minimum in the solvent.
        engine: For GFN2.
        solvent: Implicit solvent by the engine's name.
        fmax_ev_a: Largest force left on an atom.

    Raises:
        NotConverged: The relaxation did not converge.
    """
    return optimise(
        engine,
        oxidised(solvated.geometry),
        solvent=solvent,
        fmax_ev_a=fmax_ev_a,
        least_gain_kcal_mol=LEAST_GAIN_KCAL_MOL,
        hessian=solvated.hessian,
        may_come_apart=True,
    )
