"""Conformers of candidates that xTB has not seen: embedded once, then kept in the campaign's store."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from rdkit import rdBase

from monodesign.compute.store import Store, key_of
from monodesign.descriptors.stored import geometry_from_json, geometry_to_json
from monodesign.errors import EmbeddingFailed
from monodesign.geometry.conformers import SEED, embed_conformers
from monodesign.records import Geometry
from monodesign.tables.digits import POSITION_DECIMALS

KIND: Final = "conformer"


def read_conformers(smiles: Iterable[str], store: Store) -> dict[str, Geometry]:
    """Return the lowest MMFF94s conformer of each molecule that has one, by SMILES.

    Args:
        smiles: The molecules.
        store: Where conformers are looked for, and kept.

    Raises:
        UserError: The store is damaged.
        CannotWrite: The disk is full or failing.
    """
    found = {one: _read(one, store) for one in smiles}
    return {one: geometry for one, geometry in found.items() if geometry is not None}


def _read(smiles: str, store: Store) -> Geometry | None:
    inputs = {"smiles": smiles, "seed": SEED, "rdkit_version": rdBase.rdkitVersion}
    key = key_of({"kind": KIND, **inputs})
    if (known := store.get(key)) is None:
        began = time.monotonic()
        known = _embed(smiles)
        store.put(key, kind=KIND, inputs=inputs, result=known, seconds=time.monotonic() - began)
    return geometry_from_json(known["geometry"]) if "geometry" in known else None


def _embed(smiles: str) -> dict[str, Any]:
    try:
        lowest = embed_conformers(smiles, n_conformers=1)[0]
    except EmbeddingFailed as error:
        return {"error": str(error)}
    # Rounded once, to what files hold.
    return {
        "geometry": geometry_to_json(replace(lowest, positions=lowest.positions.round(POSITION_DECIMALS)))
    }
