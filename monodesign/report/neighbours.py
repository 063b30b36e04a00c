"""The measured polymers that are most like a candidate: what its prediction leans on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from monodesign.chem.molecules import parse
from monodesign.errors import InvalidSmiles
from monodesign.files import read_csv
from monodesign.paths import LIBRARIES

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

COUNT: Final = 3
# Gels first: a gel measured on a less similar polymer says more of a gel than a dry film does.
_KINDS: Final = ("gel", "dry")
_KEPT: Final = ("polymer", "kind", "log10_sigma_s_cm", "temperature_c", "salt", "solvent", "doi", "source")


def load_measured_polymers(*, temperature_c: float) -> list[dict[str, Any]]:
    """Return one entry for each measured polymer and kind: its measurement closest to a temperature.

    Copolymers and liquids are left out. Each entry has the columns `_KEPT`; the order is that of polymer and
    kind.
    """
    table = read_csv(LIBRARIES / "measurements" / "conductivity.csv")
    polymer = table["polymer"].astype("string").fillna("")
    single = table[(polymer != "") & ~polymer.str.contains("|", regex=False) & table["kind"].isin(_KINDS)]
    distance = (single["temperature_c"] - temperature_c).abs()
    ordered = single.assign(distance=distance).sort_values(
        ["polymer", "kind", "distance", "log10_sigma_s_cm"], kind="stable"
    )
    nearest = ordered.drop_duplicates(["polymer", "kind"]).reindex(columns=list(_KEPT))
    return [{str(name): value for name, value in row.items()} for row in nearest.to_dict("records")]


def find_neighbours(
    candidates: pd.DataFrame, measured: Sequence[dict[str, Any]]
) -> list[list[tuple[int, float]]]:
    """Find for each candidate the measured gels and dry polymers most like it.

    Likeness is the Tanimoto similarity of Morgan fingerprints (radius 2, 2048 bits) of the repeat units.

    Args:
        candidates: Column `repeat_unit`; a row without one has no neighbours.
        measured: What `load_measured_polymers` returned.

    Returns:
        For each candidate, positions in `measured` with the similarity: `COUNT` gels, then `COUNT` dry ones.
    """
    from rdkit import DataStructs

    prints = [_fingerprint(entry["polymer"]) for entry in measured]
    groups = [
        [i for i, entry in enumerate(measured) if entry["kind"] == kind and prints[i]] for kind in _KINDS
    ]
    found: list[list[tuple[int, float]]] = []
    for unit in candidates["repeat_unit"] if "repeat_unit" in candidates else [""] * len(candidates):
        own = _fingerprint(unit)
        nearest: list[tuple[int, float]] = []
        for group in groups if own is not None else ():
            scores = DataStructs.BulkTanimotoSimilarity(own, [prints[i] for i in group])
            best = sorted(zip(group, scores, strict=True), key=lambda pair: (-pair[1], pair[0]))[:COUNT]
            nearest += [(i, round(score, 3)) for i, score in best]
        found.append(nearest)
    return found


def _fingerprint(psmiles: object) -> Any:  # noqa: ANN401  # an RDKit bit vector, which is untyped
    """Return the repeat unit's fingerprint, or None where there is no such molecule."""
    from rdkit.Chem import rdFingerprintGenerator

    if not isinstance(psmiles, str) or not psmiles:
        return None
    try:
        return rdFingerprintGenerator.GetMorganGenerator(radius=2, fpSize=2048).GetFingerprint(parse(psmiles))
    except InvalidSmiles:
        return None
