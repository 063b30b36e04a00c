"""Structures in space as XYZ files: the best conformer and the Li⁺ complexes of every candidate."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from monodesign.chem.molecules import canonical_smiles, monomer_id, parse
from monodesign.geometry.xyz import xyz_text
from monodesign.records import Geometry
from monodesign.tables.write import write_text

# The names of geometries are ours; anything else in a file's name would be a fault of the caller.
_SAFE: Final = re.compile(r"[^A-Za-z0-9-]+")


def structure_file(folder: Path, smiles: str, kind: str, *, suffix: str = "xyz") -> Path:
    """Return the file of a molecule's structure, named after the structure alone.

    >>> from pathlib import Path
    >>> structure_file(Path("xyz"), "C=CC(=O)OCC1COC(=O)O1", "../li complex").as_posix()
    'xyz/agthceqcq4zd_li-complex.xyz'
    """
    label = _SAFE.sub("-", kind).strip("-")
    return folder / f"{monomer_id(canonical_smiles(parse(smiles)))}_{label}.{suffix}"


def write_structures(geometries: Mapping[str, Mapping[str, Geometry]], folder: Path) -> list[Path]:
    """Write one XYZ file per geometry, each whole or not at all.

    Args:
        geometries: By monomer SMILES, then by kind, such as `monomer`, `unit`, `unit_li`.
        folder: Folder of the files; made when it does not exist.

    Returns:
        The files, in order.
    """
    files = []
    for smiles, kinds in geometries.items():
        for kind, geometry in kinds.items():
            path = structure_file(folder, smiles, kind)
            write_text(path, xyz_text(geometry, comment=f"{smiles} {kind}"))
            files.append(path)
    return files
