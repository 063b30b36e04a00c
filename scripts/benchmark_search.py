"""Compare the search with random sampling by the hypervolume of what they find, at equal and larger budgets.

    python scripts/benchmark_search.py [--trials 2000] [--seeds 5] [--sampler nsga2] [--random 40000]

The space is that of the packaged fragments with up to two ligands (2.3e6 members). Goals are those of a
default campaign: predicted log10 σ, estimated oxidation potential, estimated one-armed Li⁺ binding. Each is
scaled from its 1 % to its 99.9 % quantile among the random members; the hypervolume is that above the lower.
Random sampling draws without replacement; the budget it needs is the first at which it reaches the search's
hypervolume. Prints a line a seed, the median, and the members scored per second.
"""

from __future__ import annotations

import argparse
import statistics
import time

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from monodesign.campaign.search import Scorer
from monodesign.campaign_folder.settings import CampaignSettings
from monodesign.descriptors.estimates import TASKS, load_estimator
from monodesign.space.fragments import load_fragments
from monodesign.space.search import SearchSettings, search
from monodesign.space.space import MonomerSpace
from monodesign.surrogate.storage import load_model

GEL = {
    "polymer": "PCEA", "w_polymer": 0.30, "solvent": "EC", "w_solvent": 0.54, "salt": "LiPF6", "w_salt": 0.16,
    "temperature_c": 25.0,
}  # fmt: skip
CHUNK = 10_000


def make_scorer(space: MonomerSpace) -> Scorer:
    """Return what a default campaign scores with."""
    return Scorer(
        space,
        model=load_model("default"),
        formulation=pd.DataFrame([GEL]),
        estimators=[load_estimator(task) for task in TASKS],
        goals=CampaignSettings().goals,
    )


def score_random(space: MonomerSpace, scorer: Scorer, *, count: int, seed: int) -> NDArray[np.float64]:
    """Return the goals of so many members drawn without replacement, in the order of the draw."""
    parts = []
    for indices in space.indices(seed=seed, chunk=min(CHUNK, count)):
        parts.append(scorer.goals(space.members(indices)))
        if sum(map(len, parts)) >= count:
            break
    return np.vstack(parts)[:count]


def hypervolume(goals: NDArray[np.float64]) -> float:
    """Return the volume between the origin and three goals' Pareto front, negative goals left out."""
    above = goals[(goals > 0).all(axis=1)]
    above = above[np.argsort(-above[:, 2], kind="stable")]
    volume, steps = 0.0, np.empty((0, 2))
    for point, height in zip(above, above[:, 2] - np.append(above[1:, 2], 0.0), strict=True):
        if not (steps >= point[:2]).all(axis=1).any():
            steps = np.vstack([steps[~(steps <= point[:2]).all(axis=1)], point[:2]])
            steps = steps[np.argsort(-steps[:, 0])]
        # Along the first goal falling, each step of the staircase adds a strip of the second.
        volume += height * float(steps[:, 0] @ np.diff(steps[:, 1], prepend=0.0))
    return volume


def needed(goals: NDArray[np.float64], volume: float) -> int | None:
    """Return the least budget at which random members reach a volume, within 5 %; None if they do not."""
    budgets = np.unique(np.geomspace(100, len(goals), 120).astype(int))
    if hypervolume(goals) < volume:
        return None
    low, high = 0, len(budgets) - 1
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if hypervolume(goals[: budgets[middle]]) >= volume else (middle + 1, high)
    return int(budgets[low])


def main() -> None:
    """Run the benchmark and print its figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--trials", type=int, default=2000)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--sampler", choices=("nsga2", "tpe"), default="nsga2")
    parser.add_argument("--random", type=int, default=40_000, help="random members a seed")
    arguments = parser.parse_args()
    space = MonomerSpace(load_fragments(), two_ligands=True)
    scorer = make_scorer(space)
    settings = SearchSettings(trials=arguments.trials, sampler=arguments.sampler)
    random = [
        score_random(space, scorer, count=arguments.random, seed=seed) for seed in range(arguments.seeds)
    ]
    print_rate(space, scorer)
    low, high = np.quantile(np.vstack(random), [0.01, 0.999], axis=0)
    ratios = []
    for seed, drawn in enumerate(random):
        found = search(space, scorer.goals, settings=settings, seed=seed)
        volume = hypervolume((found.goals - low) / (high - low))
        scaled = (drawn - low) / (high - low)
        budget = needed(scaled, volume)
        ratios.append((budget or len(drawn)) / arguments.trials)
        print(
            f"seed {seed}: {arguments.sampler} {volume:.4f} at {len(found.goals)}; random "
            f"{hypervolume(scaled[: arguments.trials]):.4f} at {arguments.trials}, {hypervolume(scaled):.4f} "
            f"at {len(drawn)}; needs {budget or f'more than {len(drawn)}'}",
            flush=True,
        )
    print(f"{len(space)} members; random needs at least {statistics.median(ratios):.1f} times (median)")


def print_rate(space: MonomerSpace, scorer: Scorer) -> None:
    """Print how many members a second are scored once the fragments were met."""
    members = space.members(next(space.indices(seed=0, chunk=CHUNK)))
    start = time.process_time()
    scorer.goals(members)
    rate = CHUNK / (time.process_time() - start)
    print(f"scoring: {rate:.0f} members per second of CPU time", flush=True)


if __name__ == "__main__":
    main()
