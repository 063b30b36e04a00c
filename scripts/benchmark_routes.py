"""Measure which share of the default library gets a route of synthesis, and whether every step balances.

python scripts/benchmark_routes.py --sample 3000 --seed 0
"""

from __future__ import annotations

import argparse
import time
from collections import Counter

from monodesign.chem.check import check
from monodesign.space.fragments import load_fragments
from monodesign.space.space import enumerate_monomers
from monodesign.synthesis.routes import NoRoute, find_route
from monodesign.synthesis.steps import is_balanced


def main() -> None:
    """Print shares, balance and time."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sample", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    drawn = enumerate_monomers(load_fragments(), sample=options.sample, seed=options.seed)
    table = check(list(drawn["smiles"])).table
    kept = list(table.loc[table["is_kept"].astype(bool), "smiles"])
    begin = time.perf_counter()
    found = [find_route(smiles) for smiles in kept]
    seconds = time.perf_counter() - begin
    kinds: Counter[str] = Counter()
    unbalanced = 0
    for route in found:
        if isinstance(route, NoRoute):
            kinds["no route"] += 1
            continue
        unbalanced += sum(not is_balanced(step) for step in route.steps)
        supply = "one unlisted building block" if route.unlisted else "listed reagents only"
        kinds[f"{len(route.steps)} step(s), {supply}"] += 1
    print(
        f"{len(kept)} monomers, {1000 * seconds / len(kept):.0f} ms each, {unbalanced} steps out of balance"
    )
    for kind, count in sorted(kinds.items()):
        print(f"{count / len(kept):6.3f}  {kind}")


if __name__ == "__main__":
    main()
