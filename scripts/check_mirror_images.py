"""Describe both mirror images of chiral molecules, and molecules in another order of atoms.

    nice -n 10 python scripts/check_mirror_images.py FILE [--count 20]    # resumes after each pair

Writes a CSV of one row a pair: the largest difference of its Li⁺ energies (kcal/mol) and of its potentials
(V). Ends with 1 where one is above 0.01 kcal/mol or 1 mV. The pairs are written in several classes of
monomer and unit: one and two centres, E and Z, P and S centres.
"""

from __future__ import annotations

import argparse
import csv
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pandas as pd
from rdkit import Chem

from monodesign.chem.mirror_images import reflect
from monodesign.chem.molecules import parse
from monodesign.descriptors.describe import describe
from monodesign.descriptors.settings import DescribeSettings

QUICK: Final = DescribeSettings(n_conformers=2, n_relaxed=1, n_chelates=1)
MOST_KCAL_MOL: Final = 0.01
MOST_V: Final = 0.001
FIELDS: Final = (
    "kind",
    "smiles",
    "other",
    "difference_kcal_mol",
    "difference_v",
    "columns",
    "error",
    "seconds",
)
# Chiral monomers and units of many classes: each is compared with its mirror image.
CHIRAL: Final = (
    "C[C@@H]1COC(=O)O1",
    "CCC(=O)O[C@@H](C)C#N",
    "C=CC(=O)OC[C@H]1CCC(=O)O1",
    "CCC(=O)OC[C@@H](C)OC(C)=O",
    "CCC(=O)N[C@@H](C)C(=O)OC",
    "C=CC(=O)O[C@H](C)C(=O)OC",
    "CCC(=O)OC[C@@H]1CCS(=O)(=O)C1",
    "CCC(=O)O[C@H]1CC[C@@H](C#N)C1",
    "C[C@@H]1OC(=O)O[C@H]1C",
    "CCC(=O)OC[C@@H](F)C#N",
    r"C/C=C/C(=O)O[C@@H](C)C#N",
    r"C/C=C\C(=O)O[C@@H](C)C#N",
    "CCC(=O)O[C@@H]1COC(=O)C1",
    "CC[S@](C)=O",
    "CCO[P@](C)(=O)OC",
    "CCC(=O)N1CCC[C@H]1C#N",
    "C[C@H](C(=O)OC)[C@@H](C)C#N",
    "C[C@H](C(=O)OC)[C@H](C)C#N",
    "CCC(=O)OC[C@H]1CN(C)C(=O)O1",
    "CCC(=O)O[C@@H](C)C(F)(F)F",
)
# Molecules compared with themselves in another order of atoms.
PLAIN: Final = (
    "CCC(=O)OCCOC(=O)OC",
    "CCC(=O)NCCC#N",
    "CCC(=O)OCCS(C)(=O)=O",
    "COC(=O)C(=O)OC",
    "CCC(=O)OCCNC(C)=O",
    "N#CCCC(C#N)CC#N",
    "CCC(=O)OCCc1ccccn1",
    "CCC(=O)OCC(F)(F)C(F)(F)F",
    "CN(C)C(=O)N(C)C",
    "CCOP(=O)(OCC)OCC",
    "CCC(=O)OCCN1CCCC1=O",
    "CCC(=O)OCCOS(C)(=O)=O",
    "O=C1OC=CO1",
    "CCC(=O)OC1CCC(=O)C1",
    "CCC(=O)OCCC(=O)C",
    "CC(C)(C#N)C(=O)OC",
    "CCC(=O)Oc1ccccc1",
    "CCC(=O)OCC[N+](=O)[O-]",
    "CCC(=O)OCC[Si](C)(C)C",
    "CCC(=O)N(C)CCC(=O)OC",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two SMILES that must have equal energies.

    Attributes:
        kind: `mirror` or `order`.
        smiles: The molecule.
        other: Its mirror image, or the same with its atoms written in another order.
    """

    kind: str
    smiles: str
    other: str


def list_pairs() -> Iterator[Pair]:
    """Yield the pairs, mirror images and orders in turn."""
    for number in range(max(len(CHIRAL), len(PLAIN))):
        if number < len(CHIRAL):
            yield mirror(CHIRAL[number])
        if number < len(PLAIN):
            yield reorder(PLAIN[number])


def mirror(smiles: str) -> Pair:
    """Return a molecule with its mirror image."""
    return Pair(kind="mirror", smiles=smiles, other=Chem.MolToSmiles(reflect(parse(smiles))))


def reorder(smiles: str) -> Pair:
    """Return a molecule with itself in an order of atoms that differs."""
    drawn = Chem.MolToRandomSmilesVect(parse(smiles), 20, randomSeed=7)
    return Pair(kind="order", smiles=smiles, other=next(one for one in drawn if one != smiles))


def compare(pair: Pair) -> dict[str, object]:
    """Describe both and return how far they lie apart.

    Each is described in a call of its own, so that neither takes the other's result.
    """
    begin = time.process_time()
    one, other = (describe([smiles], settings=QUICK).table.loc[0] for smiles in (pair.smiles, pair.other))
    names = [name for name, value in one.items() if is_energy(str(name)) and not pd.isna(value)]
    gaps = [name for name in one.index if is_energy(str(name)) and pd.isna(one[name]) != pd.isna(other[name])]
    faults = [str(one["error"] or ""), *(f"{name} in one only" for name in gaps)]
    apart = {name: abs(float(one[name]) - float(other[name])) for name in names if name not in gaps}
    return {
        "kind": pair.kind, "smiles": pair.smiles, "other": pair.other,
        "difference_kcal_mol": max((v for k, v in apart.items() if k.endswith("kcal_mol")), default=0.0),
        "difference_v": max((v for k, v in apart.items() if not k.endswith("kcal_mol")), default=0.0),
        "columns": len(apart),
        "error": "; ".join(filter(None, faults)),
        "seconds": round(time.process_time() - begin, 1),
    }  # fmt: skip


def is_energy(name: str) -> bool:
    """Return whether a column is an energy or a potential."""
    return name.endswith(("_kcal_mol", "_ev", "_v"))


def is_equal(row: dict[str, str]) -> bool:
    """Return whether a pair has the same columns and equal values."""
    return (
        not row["error"]
        and float(row["difference_kcal_mol"]) <= MOST_KCAL_MOL
        and float(row["difference_v"]) <= MOST_V
    )


def read_rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of the pairs that are finished."""
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def main() -> int:
    """Compare the pairs that the file lacks, and say which differ."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path, help="CSV of results")
    parser.add_argument("--count", type=int, default=1000, help="pairs in all (default: all)")
    arguments = parser.parse_args()
    done = {row["smiles"] for row in read_rows(arguments.file)}
    with arguments.file.open("a", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, FIELDS, lineterminator="\n")
        if not done:
            writer.writeheader()
        for pair in list(list_pairs())[: arguments.count]:
            if pair.smiles not in done:
                writer.writerow(compare(pair))
                handle.flush()
    rows = read_rows(arguments.file)
    apart = [row for row in rows if not is_equal(row)]
    for row in apart:
        print(row)
    print(f"{len(rows) - len(apart)} of {len(rows)} pairs are equal")
    return 1 if apart else 0


if __name__ == "__main__":
    sys.exit(main())
