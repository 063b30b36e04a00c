"""Measure explicit enumeration against RDKit's EnumerateLibraryFromReaction on the same products, in one run.

Prints products per second of CPU time of both and their ratio, the least of seven rounds that take turns.
Ours includes canonical SMILES, the ether filter and the removal of repeats; RDKit's includes sanitisation and
canonical SMILES. RDKit runs twice: joining the three fragments, and with head and bridge joined beforehand.

    python scripts/benchmark_enumeration.py [--products 20000] [--rows 1000000] [--additive]

`--rows 1000000` also streams as many rows to a CSV and prints the growth of memory along the way;
`--additive` prints the members per second that additive limits sort.
"""

from __future__ import annotations

import argparse
import math
import resource
import tempfile
import time
from pathlib import Path

from rdkit import Chem
from rdkit.Chem import rdChemReactions
from rdkit.Chem.AllChem import EnumerateLibraryFromReaction

from monodesign.space.additive import AdditiveLimits
from monodesign.space.assembly import write_bridge, write_head
from monodesign.space.fragments import FragmentLibrary, load_fragments
from monodesign.space.space import MonomerSpace

# The joints of the fragment libraries as one reaction of three reagents.
THREE_FRAGMENTS = "[*:1]-[1*].([1*]-[*:2].[2*]-[*:3]).[2*]-[*:4]>>([*:1]-[*:2].[*:3]-[*:4])"
TWO_HALVES = "[*:1]-[2*].[2*]-[*:2]>>[*:1]-[*:2]"


def select(n_products: int) -> FragmentLibrary:
    """Return a library of at least so many products: bridges ending in O, ligands that go on O."""
    library = load_fragments()
    bridges = tuple(b for b in library.bridges if len(b.ends) == 2 and b.ends[1].element == "O")
    ligands = tuple(ligand for ligand in library.ligands if "O" in ligand.joins)
    n_heads = math.ceil(n_products / (len(bridges) * len(ligands)))
    return FragmentLibrary(heads=library.heads[:n_heads], bridges=bridges, ligands=ligands)


def enumerate_ours(space: MonomerSpace, count: int) -> tuple[list[str], float]:
    """Return canonical SMILES of the first members, ether-free and distinct, and the seconds it took."""
    start = time.process_time()
    found = list(space.stream_smiles(stop=count))
    return found, time.process_time() - start


def enumerate_rdkit(reaction: str, reagents: list[list[Chem.Mol]], count: int) -> tuple[list[str], float]:
    """Return canonical SMILES of RDKit's enumeration, and the seconds of CPU time it took."""
    runner = rdChemReactions.ReactionFromSmarts(reaction)
    start = time.process_time()
    found = []
    # RDKit ships no types for this function.
    for products in EnumerateLibraryFromReaction(runner, reagents):  # type: ignore[no-untyped-call]
        Chem.SanitizeMol(products[0])
        found.append(Chem.MolToSmiles(products[0]))
        if len(found) == count:
            break
    return found, time.process_time() - start


def fragment_mols(library: FragmentLibrary) -> list[list[Chem.Mol]]:
    """Return the fragments with isotopes for attachment points: 1 at the head, 2 at the ligand."""
    isotopes = {"head": ("[*:1]", "[1*]"), "bridge": ("[*:1]", "[1*]"), "ligand": ("[*:1]", "[2*]")}
    return [
        [
            Chem.MolFromSmiles(fragment.smiles.replace(*isotopes[fragment.role]).replace("[*:2]", "[2*]"))
            for fragment in fragments
        ]
        for fragments in (library.heads, library.bridges, library.ligands)
    ]


def half_mols(library: FragmentLibrary) -> list[list[Chem.Mol]]:
    """Return head and bridge already joined, and the ligands: a head start for RDKit."""
    halves = [
        Chem.MolFromSmiles(f"{write_head(head).monomer.text}.{write_bridge(bridge).text}.[2*]%91")
        for head in library.heads
        for bridge in library.bridges
    ]
    return [halves, fragment_mols(library)[2]]


def stream(n_rows: int) -> None:
    """Stream rows of the two-ligand space to a CSV and print rate and peak memory at ten stages."""
    space = MonomerSpace(load_fragments(), two_ligands=True)
    start = time.process_time()
    written, step = 0, max(1, n_rows // 10)
    with tempfile.TemporaryDirectory() as folder, (Path(folder) / "library.csv").open("w") as stream_file:
        for table in space.tables(limit=n_rows, seed=0):
            table.to_csv(stream_file, header=written == 0, index=False)
            if (written + len(table)) // step > written // step:
                peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
                rate = (written + len(table)) / (time.process_time() - start)
                print(
                    f"{written + len(table)} rows, {rate:.0f} rows/s, peak memory {peak_mb:.0f} MiB",
                    flush=True,
                )
            written += len(table)


def sort_additive() -> None:
    """Print how many members a second additive limits sort."""
    space = MonomerSpace(load_fragments(), two_ligands=True)
    limits = AdditiveLimits(max_mw_g_mol=400.0, max_rotors=15)
    next(space.indices(limits=limits))
    start = time.process_time()
    passed = sum(len(indices) for indices in space.indices(limits=limits))
    seconds = time.process_time() - start
    print(f"additive limits: {len(space)} members, {passed} pass, {len(space) / seconds:.3g} members/s")


def compare(library: FragmentLibrary, count: int, *, rounds: int = 7) -> None:
    """Print rates and ratios from the least CPU time of some rounds in which the routes take turns."""
    routes = (
        ("three fragments", THREE_FRAGMENTS, fragment_mols(library)),
        ("head and bridge joined beforehand", TWO_HALVES, half_mols(library)),
    )
    ours_s = float("inf")
    theirs_s = dict.fromkeys((name for name, *_ in routes), ours_s)
    for _ in range(rounds):
        ours, seconds = enumerate_ours(MonomerSpace(library), count)
        ours_s = min(ours_s, seconds)
        for name, reaction, reagents in routes:
            theirs, seconds = enumerate_rdkit(reaction, reagents, count)
            theirs_s[name] = min(theirs_s[name], seconds)
            if not set(ours) <= set(theirs):
                print(f"RDKit, {name}: other molecules than ours")
    print(f"monodesign: {count / ours_s:.0f} products/s, {len(ours)} distinct of {count}")
    for name, seconds in theirs_s.items():
        print(f"RDKit, {name}: {count / seconds:.0f} products/s, ratio {seconds / ours_s:.2f}")


def main() -> None:
    """Run the benchmark and print its figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--products", type=int, default=20_000)
    parser.add_argument("--rows", type=int, default=0)
    parser.add_argument("--additive", action="store_true")
    arguments = parser.parse_args()
    compare(select(arguments.products), arguments.products)
    if arguments.additive:
        sort_additive()
    if arguments.rows:
        stream(arguments.rows)


if __name__ == "__main__":
    main()
