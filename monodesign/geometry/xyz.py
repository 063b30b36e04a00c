"""Structures in space as text in the XYZ format."""

from __future__ import annotations

import numpy as np
from rdkit.Chem import GetPeriodicTable

from monodesign.records import Geometry


def xyz_text(geometry: Geometry, *, comment: str = "") -> str:
    """Return a geometry in the XYZ format, Å, with charge and unpaired electrons in the comment line."""
    table = GetPeriodicTable()
    remark = " ".join(comment.split())
    lines = [
        str(len(geometry.numbers)),
        f"charge={geometry.charge} unpaired={geometry.unpaired} {remark}".rstrip(),
    ]
    for number, (x, y, z) in zip(geometry.numbers, np.asarray(geometry.positions, dtype=float), strict=True):
        lines.append(f"{table.GetElementSymbol(int(number)):<2} {x:12.4f} {y:12.4f} {z:12.4f}")
    return "\n".join([*lines, ""])
