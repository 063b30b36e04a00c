"""Describe a drawn monomer with xTB, into the file that `monodesign describe` writes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from monodesign.app.job_process import Reporter

KIND: Final = "describe"
# Steps of a description, for the reader.
_WORDS: Final = {
    "monomer": "monomer",
    "unit": "saturated unit",
    "conformers": "conformers",
    "redox": "potentials",
    "lithium": "sites of Li⁺",
    "exchange": "exchange against the solvent",
    "affinity": "clear or opaque",
}


def run(task: Mapping[str, Any], report: Reporter) -> dict[str, Any]:
    """Describe one molecule.

    Args:
        task: `smiles`, `out`, the CSV's path, and `engine` where it is not the usual one.
        report: Told of the progress.

    Returns:
        The row's columns that have a value.
    """
    from monodesign.compute.steps import watching
    from monodesign.compute.store import keeping  # only the job's process needs these
    from monodesign.descriptors.describe import describe, list_steps
    from monodesign.tables.write import write_csv

    out = Path(task["out"])
    out.parent.mkdir(exist_ok=True)
    engine = task.get("engine", "default")
    steps = list_steps(task["smiles"])

    def tell(step: str) -> None:
        report.step(KIND, steps.index(step), len(steps), doing=_word(step))

    report.step(KIND, 0, len(steps))
    with keeping(out) as store, watching(tell):
        batch = describe([task["smiles"]], store=store, engine_name=engine)
        write_csv(batch.table, out)
    report.step(KIND, len(steps), len(steps))
    row = batch.table.iloc[0].dropna().to_dict()
    return {str(name): value.item() if hasattr(value, "item") else value for name, value in row.items()}


def _word(step: str) -> str:
    form, _, part = step.partition(" ")
    return f"{_WORDS[part]} of the {_WORDS[form]}"
