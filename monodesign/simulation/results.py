"""What one box says, and what the boxes of a formulation say together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass
from typing import Final

import numpy as np
import pandas as pd

from monodesign.simulation.box import Box, Role
from monodesign.simulation.clusters import Cluster, cut_clusters
from monodesign.simulation.contacts import find_contacts
from monodesign.simulation.coordination import (
    Pairing,
    count_contacts,
    count_pairs,
    count_shells,
    polymer_share,
)
from monodesign.simulation.frames import Frames
from monodesign.simulation.packing import Start
from monodesign.simulation.residence import residence_time_ps
from monodesign.simulation.sampling import BoxShare, Verdict, judge, resample_means
from monodesign.simulation.transport import TRANSPORT_COLUMNS, Transport, find_transport

_G_ML_PER_G_MOL_NM3: Final = 1.66053907e-3
ROLES: Final[tuple[Role, ...]] = ("polymer", "solvent", "anion")


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxResult:
    """What one box says.

    Attributes:
        start: Where its Li⁺ began.
        length_ns: Time that was counted, ns.
        density_g_ml: Mean density.
        polymer_share: Of the donor atoms in first shells; NaN without a polymer.
        coordination: One row for each species and donor.
        rdf: g(r) and n(r) of each species and donor.
        shells: Share of each composition of a first shell.
        pairing: Free Li⁺, contact pairs, aggregates.
        residence_ps: How long Li⁺ stays at a molecule of each role, ps.
        transport: Of the ions.
        clusters: Some first shells without an anion.
    """

    start: Start
    length_ns: float
    density_g_ml: float
    polymer_share: float
    coordination: pd.DataFrame
    rdf: pd.DataFrame
    shells: pd.DataFrame
    pairing: Pairing
    residence_ps: dict[Role, float]
    transport: Transport
    clusters: tuple[Cluster, ...] = ()


def analyse_box(
    box: Box, frames: Frames, *, start: Start, temperature_k: float, n_clusters: int = 0
) -> BoxResult:
    """Return the results of the frames of a box, and up to `n_clusters` first shells cut out of it."""
    contacts = find_contacts(box, frames)
    parts = [
        pd.DataFrame(
            {
                "species": group.species,
                "donor": group.donor,
                "r_angstrom": found.r_a,
                "g": found.g,
                "n": found.n,
            }
        )
        for group, found in zip(contacts.groups, contacts.distributions, strict=True)
    ]
    return BoxResult(
        start=start,
        length_ns=frames.length_ns,
        density_g_ml=mean_density(box, frames),
        polymer_share=polymer_share(contacts),
        coordination=count_contacts(contacts),
        rdf=pd.concat(parts, ignore_index=True),
        shells=count_shells(contacts),
        pairing=count_pairs(contacts),
        residence_ps={
            role: residence_time_ps(contacts, role=role, frame_ps=frames.frame_ps) for role in ROLES
        },
        transport=find_transport(box, frames, temperature_k=temperature_k),
        clusters=tuple(cut_clusters(box, frames, contacts, count=n_clusters)),
    )


def mean_density(box: Box, frames: Frames) -> float:
    """Return the mean density in g/mL."""
    return float((box.mass_g_mol * _G_ML_PER_G_MOL_NM3 / np.prod(frames.edges_nm, axis=1)).mean())


def judge_boxes(boxes: Sequence[BoxResult]) -> Verdict | None:
    """Return the polymer share from the boxes of a gel; `None` for a liquid."""
    if all(np.isnan(box.polymer_share) for box in boxes):
        return None
    return judge(
        [
            BoxShare(
                start=box.start, share=box.polymer_share, length_ns=box.length_ns,
                residence_ps=box.residence_ps["polymer"],
            )
            for box in boxes
        ]
    )  # fmt: skip


def summarise(boxes: Sequence[BoxResult]) -> dict[str, object]:
    """Return the columns of a formulation's row: means over boxes, and the verdict on the polymer's share."""
    verdict = judge_boxes(boxes)
    means: dict[str, Callable[[BoxResult], float]] = {
        "density_g_ml": lambda box: box.density_g_ml,
        "li_coordination": lambda box: float(box.coordination["atoms_per_li"].sum()),
        "free_li_share": lambda box: box.pairing.free,
        "contact_pair_share": lambda box: box.pairing.contact_pair,
        "aggregate_share": lambda box: box.pairing.aggregate,
    }
    row: dict[str, object] = {"n_boxes": len(boxes), "ns_per_box": min(box.length_ns for box in boxes)}
    row |= {name: float(np.mean([read(box) for box in boxes])) for name, read in means.items()}
    row |= {f"residence_{role}_ps": _mean([box.residence_ps[role] for box in boxes]) for role in ROLES}
    row |= _share_columns(verdict)
    moved = np.array([astuple(box.transport) for box in boxes])
    return row | dict(zip(TRANSPORT_COLUMNS, map(float, moved.mean(axis=0)), strict=True))


def _share_columns(verdict: Verdict | None) -> dict[str, object]:
    """Return the polymer's share where it is converged, and in any case what each kind of start gave."""
    nan = float("nan")
    if verdict is None:
        verdict = Verdict(share=nan, std=nan, of_start={}, is_converged=False, reason="")
    is_known = verdict.is_converged
    return {
        "polymer_share": verdict.share if is_known else nan,
        "polymer_share_std": verdict.std if is_known else nan,
        "polymer_share_from_polymer": verdict.of_start.get("polymer", nan),
        "polymer_share_from_solvent": verdict.of_start.get("solvent", nan),
        "sampling": f"not converged: {verdict.reason}" if verdict.reason else "",
    }


def _mean(values: Sequence[float]) -> float:
    known = [value for value in values if not np.isnan(value)]
    return float(np.mean(known)) if known else float("nan")


def join_coordination(boxes: Sequence[BoxResult]) -> pd.DataFrame:
    """Return coordination numbers as means over boxes, with standard errors by resampling boxes.

    Columns: `species`, `donor`, `cutoff_angstrom`, `atoms_per_li`, `atoms_per_li_std`, `molecules_per_li`,
    `molecules_per_li_std`, `n_boxes`.
    """
    joined = pd.concat([box.coordination for box in boxes])
    rows = []
    for (species, donor), own in joined.groupby(["species", "donor"], sort=False):
        row = {"species": species, "donor": donor, "cutoff_angstrom": own["cutoff_angstrom"].mean()}
        for name in ("atoms_per_li", "molecules_per_li"):
            values = own[name].to_numpy(dtype=float)
            row |= {name: values.mean(), f"{name}_std": standard_error(values)}
        rows.append({**row, "n_boxes": len(own)})
    return pd.DataFrame(rows)


def standard_error(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> float:
    """Return the standard error of a mean by resampling; NaN for a single value."""
    return float(resample_means(values, seed=0).std()) if len(values) > 1 else float("nan")


def join_rdf(boxes: Sequence[BoxResult]) -> pd.DataFrame:
    """Return g(r) and n(r) as means over boxes; columns `species`, `donor`, `r_angstrom`, `g`, `n`."""
    joined = pd.concat([box.rdf for box in boxes])
    # Boxes differ a little in size: bins that not all of them reach are left out.
    means = joined.groupby(["species", "donor", "r_angstrom"], sort=False).agg(
        g=("g", "mean"), n=("n", "mean"), n_boxes=("g", "size")
    )
    return means[means["n_boxes"] == len(boxes)].drop(columns="n_boxes").reset_index()


def join_shells(boxes: Sequence[BoxResult]) -> pd.DataFrame:
    """Return compositions of first shells with their mean share, the commonest first."""
    joined = pd.concat([box.shells for box in boxes]).groupby("shell", sort=False)["share"].sum() / len(boxes)
    return joined.sort_values(ascending=False, kind="stable").reset_index()
