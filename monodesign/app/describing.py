"""Describe a drawn monomer with xTB, into the file that `monodesign describe` writes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from monodesign.app.job_process import Reporter

KIND: Final = "describe"


def run(task: Mapping[str, Any], report: Reporter) -> dict[str, Any]:
    """Describe one molecule.

    Args:
        task: `smiles`, and `out`, the CSV's path.
        report: Told of the progress.

    Returns:
        The row's columns that have a value.
    """
    from monodesign.compute.store import keeping  # only the job's process needs these
    from monodesign.descriptors.describe import describe
    from monodesign.tables.write import write_csv

    out = Path(task["out"])
    out.parent.mkdir(exist_ok=True)
    with keeping(out) as store:
        batch = describe([task["smiles"]], store=store, on_progress=report)
        write_csv(batch.table, out)
    row = batch.table.iloc[0].dropna().to_dict()
    return {str(name): value.item() if hasattr(value, "item") else value for name, value in row.items()}
