"""How long a molecule stays at a Li⁺."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from monodesign.simulation.box import Role
from monodesign.simulation.contacts import Contacts


def residence_time_ps(contacts: Contacts, *, role: Role, frame_ps: float) -> float:
    """Return the time after which 1/e of the contacts of a role are (again) made, ps.

    The correlation C(t) = ⟨h(0) h(t)⟩ / ⟨h⟩ of contacts h between Li⁺ and molecules; a molecule that leaves
    and comes back counts as having stayed. What is in contact by chance, the mean of h, is taken off.

    Returns:
        NaN without contacts; infinity where C does not fall to 1/e within half of the run.
    """
    held = _histories(contacts, role)
    if not held.size:
        return float("nan")
    n_frames = contacts.n_frames
    correlation = _correlate(held, n_frames // 2)
    n_molecules = len(
        np.unique(np.concatenate([group.molecules for group in contacts.groups if group.role == role]))
    )
    by_chance = held.sum() / (n_frames * contacts.n_lithium * n_molecules)
    decay = (correlation - by_chance) / (1 - by_chance)
    below = np.flatnonzero(decay < np.exp(-1))
    return float(below[0] * frame_ps) if len(below) else float("inf")


def _histories(contacts: Contacts, role: Role) -> NDArray[np.bool_]:
    """Return which pairs of Li⁺ and molecule touch in which frame, pairs that never do left out."""
    is_role = np.array([group.role == role for group in contacts.groups])[contacts.group]
    pairs = np.stack([contacts.lithium[is_role], contacts.molecule[is_role]])
    if not pairs.size:
        return np.empty((0, contacts.n_frames), dtype=bool)
    distinct, inverse = np.unique(pairs, axis=1, return_inverse=True)
    held = np.zeros((distinct.shape[1], contacts.n_frames), dtype=bool)
    held[inverse.ravel(), contacts.frame[is_role]] = True
    return held


def _correlate(held: NDArray[np.bool_], longest: int) -> NDArray[np.float64]:
    """Return ⟨h(0) h(t)⟩ / ⟨h⟩ for lags of 0 to `longest` frames, by Fourier transform."""
    n_frames = held.shape[1]
    transformed = np.fft.rfft(held, n=2 * n_frames, axis=1)
    products = np.fft.irfft(np.abs(transformed) ** 2, axis=1).sum(axis=0)[:n_frames]
    per_origin = products / np.arange(n_frames, 0, -1)
    return np.asarray(per_origin[: longest + 1] / per_origin[0])
