"""What one box says about Li⁺'s first shell: numbers, the polymer's share, compositions, pairs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from monodesign.simulation.contacts import Contacts


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing:
    """How Li⁺ and anions keep together, as shares of all Li⁺.

    Attributes:
        free: Li⁺ without an anion in its first shell (SSIP).
        contact_pair: Li⁺ with one anion, which touches no other Li⁺ (CIP).
        aggregate: All other Li⁺ (AGG).
    """

    free: float
    contact_pair: float
    aggregate: float


def count_contacts(contacts: Contacts) -> pd.DataFrame:
    """Return one row for each species and donor: atoms and molecules in the first shell of one Li⁺.

    Columns: `species`, `donor`, `cutoff_angstrom`, `has_peak`, `atoms_per_li`, `molecules_per_li`.
    """
    total = contacts.n_frames * contacts.n_lithium
    rows = []
    for number, (group, found) in enumerate(zip(contacts.groups, contacts.distributions, strict=True)):
        own = contacts.group == number
        held = np.stack([contacts.frame[own], contacts.lithium[own], contacts.molecule[own]])
        rows.append(
            {
                "species": group.species, "donor": group.donor, "cutoff_angstrom": found.cutoff_a,
                "has_peak": found.has_peak, "atoms_per_li": own.sum() / total,
                "molecules_per_li": np.unique(held, axis=1).shape[1] / total,
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def polymer_share(contacts: Contacts, *, start: int = 0, stop: int | None = None) -> float:
    """Return the polymer's donor atoms among all donor atoms in first shells, anions counted; NaN for none.

    Args:
        contacts: Of a box.
        start: First frame to count.
        stop: Frame to stop before.
    """
    in_time = (contacts.frame >= start) & (contacts.frame < (contacts.n_frames if stop is None else stop))
    is_polymer = np.array([group.role == "polymer" for group in contacts.groups])
    if not in_time.any() or not is_polymer.any():
        return float("nan")
    return float(is_polymer[contacts.group[in_time]].mean())


def count_shells(contacts: Contacts) -> pd.DataFrame:
    """Return every composition of a first shell with its share of all Li⁺ and frames, the commonest first.

    A composition counts molecules (repeat units of a chain), as `EC×3 PF6×1`. Columns: `shell`, `share`.
    """
    held = list_shells(contacts)
    counted = Counter(map(word_shell, held.values()))
    total = contacts.n_frames * contacts.n_lithium
    if (bare := total - len(held)) > 0:
        counted["nothing"] = bare
    return pd.DataFrame(
        [{"shell": shell, "share": count / total} for shell, count in counted.most_common()],
        columns=["shell", "share"],
    )


def list_shells(contacts: Contacts) -> dict[tuple[int, int], set[tuple[int, str]]]:
    """Return by frame and Li⁺ the number and the name of each molecule (repeat unit) in its first shell."""
    names = [group.species for group in contacts.groups]
    held: dict[tuple[int, int], set[tuple[int, str]]] = {}
    columns = (
        contacts.frame.tolist(),
        contacts.lithium.tolist(),
        contacts.group.tolist(),
        contacts.molecule.tolist(),
    )
    for frame, ion, group, molecule in zip(*columns, strict=True):
        held.setdefault((frame, ion), set()).add((molecule, names[group]))
    return held


def word_shell(members: set[tuple[int, str]]) -> str:
    """Return a composition in words, such as `EC×3 PF6×1`."""
    counts = Counter(name for _, name in members)
    return " ".join(f"{name}×{counts[name]}" for name in sorted(counts))


def count_pairs(contacts: Contacts) -> Pairing:
    """Return the shares of free Li⁺, contact pairs and aggregates."""
    is_anion = np.array([group.role == "anion" for group in contacts.groups])[contacts.group]
    bonds = np.unique(
        np.stack([contacts.frame[is_anion], contacts.lithium[is_anion], contacts.molecule[is_anion]]), axis=1
    )
    n_anions = _count_same(bonds[:2])
    n_lithium = _count_same(bonds[[0, 2]])
    total = contacts.n_frames * contacts.n_lithium
    in_pair = int(((n_anions == 1) & (n_lithium == 1)).sum())
    paired = np.unique(bonds[:2], axis=1).shape[1]
    return Pairing(
        free=1 - paired / total, contact_pair=in_pair / total, aggregate=(paired - in_pair) / total
    )


def _count_same(columns: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return for each column how many columns are equal to it."""
    _, inverse, counts = np.unique(columns, axis=1, return_inverse=True, return_counts=True)
    return np.asarray(counts[inverse.ravel()])
