"""Gels: the means of their boxes, with errors by resampling boxes."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from monodesign.simulation.results import standard_error
from monodesign.simulation.sampling import LEAST_BOXES_A_START, BoxShare, Verdict, judge

STARTS = ("polymer", "solvent")
HELD = ("polymer_c_o_per_li", "solvent_per_li", "anion_per_li")
REFERENCE = "AEEO"
NAN = float("nan")


def join_gels(boxes: pd.DataFrame, contacts: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each gel of the boxes, in their order.

    `probability_above_aeeo` is that of a larger polymer share than poly(AEEO) has in the same solvent, by
    resampling boxes; it is blank where one of the two has fewer than two boxes from either start.

    Args:
        boxes: Columns `box` (`DOA-EC-polymer-1`), `polymer_share`, `counted_ns`, `residence_polymer_ps`.
        contacts: Columns `box`, `donor`, `atoms_per_li`, `molecules_per_li`.
    """
    gels = boxes[boxes["polymer_share"].notna()]
    names = gels["box"].str.extract(r"^(?P<polymer>\w+)-(?P<solvent>\w+)-(?P<start>\w+)-\d+$")
    gels = pd.concat([gels, names], axis=1).merge(_count_held(contacts), on="box")
    groups = {
        str(polymer) + " in " + str(solvent): own
        for (polymer, solvent), own in gels.groupby(["polymer", "solvent"], sort=False)
    }
    verdicts = {gel: _judge(own) for gel, own in groups.items()}
    rows = [_row(own, verdicts[gel]) for gel, own in groups.items()]
    table = pd.DataFrame(rows)
    resampled = {gel: verdicts[gel].resampled for gel, own in groups.items() if _is_doubled(own)}
    above = [_probability_above(resampled, gel) for gel in groups]
    table.insert(int(table.columns.get_loc("polymer_share_std")) + 1, "probability_above_aeeo", above)
    return table.round(4)


def keep_longer(
    boxes: pd.DataFrame, contacts: pd.DataFrame, *, before: pd.DataFrame, contacts_before: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return boxes and their contacts, each box from where more of it was counted, in the order of before.

    A box that another machine goes on with has its state but not its frames, so it is counted anew there.

    Args:
        boxes: Columns `box`, `counted_ns`.
        contacts: Column `box`.
        before: As boxes; those that are new come last.
        contacts_before: As contacts.
    """
    counted = before.set_index("box")["counted_ns"]
    newer = boxes[boxes["counted_ns"] > boxes["box"].map(counted).fillna(0.0)]
    is_kept = ~before["box"].isin(newer["box"])
    order = list(dict.fromkeys([*before["box"], *newer["box"]]))
    joined = pd.concat([before[is_kept], newer]).set_index("box").loc[order].reset_index()
    held = pd.concat(
        [
            contacts_before[contacts_before["box"].isin(before["box"][is_kept])],
            contacts[contacts["box"].isin(newer["box"])],
        ]
    )
    places = held["box"].map(order.index)
    return joined, held.iloc[places.argsort(kind="stable")].reset_index(drop=True)


def _count_held(contacts: pd.DataFrame) -> pd.DataFrame:
    """Return for each box what a Li⁺ holds: the polymer's C=O as atoms, solvent and anions as molecules."""
    donor = contacts["donor"]
    kinds = {
        "polymer_c_o_per_li": (donor.str.match("(ligand|head) C=O"), "atoms_per_li"),
        "solvent_per_li": (donor == "solvent C=O", "molecules_per_li"),
        "anion_per_li": (donor.str.startswith("anion"), "molecules_per_li"),
    }
    sums = {name: contacts[rows].groupby("box")[column].sum() for name, (rows, column) in kinds.items()}
    return pd.DataFrame(sums).fillna(0.0).reset_index()


def _judge(own: pd.DataFrame) -> Verdict:
    columns = ["start", "polymer_share", "counted_ns", "residence_polymer_ps"]
    return judge(
        [
            BoxShare(start=start, share=share, length_ns=length_ns, residence_ps=residence_ps)
            for start, share, length_ns, residence_ps in own[columns].itertuples(index=False)
        ]
    )


def _row(own: pd.DataFrame, verdict: Verdict) -> dict[str, object]:
    first = own.iloc[0]
    row = {
        "polymer": first["polymer"],
        "solvent": first["solvent"],
        "n_boxes": len(own),
        "counted_ns": own["counted_ns"].sum(),
        "polymer_share": verdict.share,
        "polymer_share_std": verdict.std if _is_doubled(own) else NAN,
    }
    row |= {f"polymer_share_from_{start}": verdict.of_start.get(start, NAN) for start in STARTS}
    for name in HELD:
        values = own[name].to_numpy(dtype=float)
        row |= {name: values.mean(), f"{name}_std": standard_error(values)}
    return row | {"sampling": verdict.reason}


def _is_doubled(own: pd.DataFrame) -> bool:
    """Whether there are two boxes from either start, so that resampling has something to choose from."""
    return all((own["start"] == start).sum() >= LEAST_BOXES_A_START for start in STARTS)


def _probability_above(resampled: dict[str, NDArray[np.float64]], gel: str) -> float:
    own, other = resampled.get(gel), resampled.get(f"{REFERENCE} in {gel.rpartition(' in ')[2]}")
    if gel.startswith(f"{REFERENCE} in ") or own is None or other is None:
        return NAN
    above = np.sign(own[:, None] - other[None, :])
    return float((above.mean() + 1) / 2)
