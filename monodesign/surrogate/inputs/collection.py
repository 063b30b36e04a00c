"""The measurements a surrogate learns from: the shipped collection and a user's own rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from monodesign.errors import InvalidTable
from monodesign.formulation.formulations import Formulations, read_formulations
from monodesign.formulation.measurements import FLAG_COLUMNS
from monodesign.paths import LIBRARIES
from monodesign.surrogate.inputs.arrays import Inputs, featurise
from monodesign.tables.missing import plain, texts

COLLECTION: Final = LIBRARIES / "measurements" / "conductivity.csv"
# More rows cost time and add little; the largest studies of liquids hold this many recipes or fewer.
_MOST_ROWS_PER_GROUP: Final = 1200
# A group teaches with the weight of the root of its rows up to so many; poly(ethylene oxide) has 3647. With
# 400, 100 and 25 held-out polymers err by 0.722, 0.714, 0.718 and gels by 0.542, 0.515, 0.518 log10 units
# (three fold seeds).
_MOST_ROWS_THAT_WEIGH: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Measurements ready to learn from.

    Attributes:
        table: The usable rows, with `group` and `source`.
        formulations: The same rows, checked.
        inputs: Their features.
        log10_sigma: log10 of σ in S/cm, shape (n,).
        groups: What must not be split between learning and testing: a dry polymer, or a publication.
        weights: 1/√(rows of the group), of errors; what is learned from is weighed by `weigh_lessons`.
        n_refused: Rows that could not be used.
    """

    table: pd.DataFrame
    formulations: Formulations
    inputs: Inputs
    log10_sigma: NDArray[np.float64]
    groups: NDArray[np.str_]
    weights: NDArray[np.float64]
    n_refused: int


def read_collection() -> pd.DataFrame:
    """Return the shipped measurements: the public collection with the source paper's gels."""
    return pd.read_csv(COLLECTION, keep_default_na=False, na_values=[""], low_memory=False)


def prepare(measurements: pd.DataFrame) -> Sample:
    """Check measurements, compute their features and weights.

    Rows with an `error` of their own, an outlier `flag`, an unreadable formulation or no finite σ are left
    out.

    Raises:
        InvalidTable: No row can be used.
    """
    table = _with_log_sigma(measurements)
    usable = np.isfinite(table["log10_sigma_s_cm"].to_numpy(dtype=float)) & _is_unflagged(table)
    table = table[usable].reset_index(drop=True)
    formulations = read_formulations(table)
    valid = formulations.is_valid
    if not valid.any():
        first = next((error for error in formulations.errors if error), "the table is empty")
        raise InvalidTable(f"measurements: no usable row; the first fault is: {first}")
    table = table[valid].reset_index(drop=True)
    formulations = read_formulations(table)
    groups = _groups(table, formulations)
    return Sample(
        table=table,
        formulations=formulations,
        inputs=featurise(formulations),
        log10_sigma=table["log10_sigma_s_cm"].to_numpy(dtype=float),
        groups=groups,
        weights=weigh(groups),
        n_refused=len(measurements) - len(table),
    )


def weigh(groups: NDArray[np.str_]) -> NDArray[np.float64]:
    """Return 1/√(rows of the group): neither does a large study count for nothing more nor for everything."""
    return np.asarray(1 / np.sqrt(_count_rows(groups)))


def weigh_lessons(groups: NDArray[np.str_]) -> NDArray[np.float64]:
    """Return weights of thinned measurements for a fit, which add up to √(rows) in each group, at most 10."""
    counts = _count_rows(groups)
    return np.asarray(np.sqrt(np.minimum(counts, _MOST_ROWS_THAT_WEIGH)) / counts)


def _count_rows(groups: NDArray[np.str_]) -> NDArray[np.int64]:
    """Return, for each row, how many its group has."""
    which = number_groups(groups)
    return np.asarray(np.bincount(which)[which])


def number_groups(groups: NDArray[np.str_]) -> NDArray[np.int64]:
    """Return the number of each row's group in alphabetical order, from 0."""
    return np.asarray(pd.factorize(groups, sort=True)[0])  # hashes, where np.unique sorts long names


def thin(sample: Sample, rows: NDArray[np.int64], *, seed: int) -> NDArray[np.int64]:
    """Return the rows, of each group at most `_MOST_ROWS_PER_GROUP`, drawn evenly over its recipes.

    A large study measures many recipes, some at more temperatures than others: each gives one row, then a
    second, until there are enough, so that none is forgotten.
    """
    order = np.random.default_rng(seed).permutation(rows)
    groups = number_groups(sample.groups[order])
    turn = _count_earlier(groups * len(sample.groups) + number_recipes(sample)[order])
    order = order[np.argsort(turn, kind="stable")]
    return np.sort(order[_count_earlier(number_groups(sample.groups[order])) < _MOST_ROWS_PER_GROUP])


def number_recipes(sample: Sample) -> NDArray[np.int64]:
    """Return the number of each row's recipe: what is in it, in which shares, at whatever temperature."""
    inputs = sample.inputs
    parts = (inputs.polymer_index, inputs.solvent_index, inputs.salt_index)
    shares = (inputs.w_polymer, inputs.w_solvent, np.nan_to_num(inputs.polymer_mw_g_mol))
    recipes = np.column_stack([*parts, *np.round(shares, 4)])
    return np.asarray(np.unique(recipes, axis=0, return_inverse=True)[1].ravel())


def _count_earlier(labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return for each entry how many before it are the same."""
    order = np.argsort(labels, kind="stable")
    ranked = labels[order]
    starts = np.searchsorted(ranked, ranked)
    earlier = np.empty(len(labels), dtype=np.int64)
    earlier[order] = np.arange(len(labels)) - starts
    return earlier


def _with_log_sigma(measurements: pd.DataFrame) -> pd.DataFrame:
    table = plain(measurements)
    if "log10_sigma_s_cm" not in table.columns:
        if "sigma_s_cm" not in table.columns:
            raise InvalidTable("measurements: neither log10_sigma_s_cm nor sigma_s_cm is there")
        sigma = pd.to_numeric(table["sigma_s_cm"], errors="coerce")
        table["log10_sigma_s_cm"] = np.log10(sigma.where(sigma > 0))
    return table


def _is_unflagged(table: pd.DataFrame) -> NDArray[np.bool_]:
    usable = np.ones(len(table), dtype=bool)
    for column in FLAG_COLUMNS:
        if column in table.columns:
            usable &= np.array([not text for text in texts(table, column)], dtype=bool)
    return usable


def _groups(table: pd.DataFrame, formulations: Formulations) -> NDArray[np.str_]:
    """Return each row's group: as given, else that of rows of its polymer or publication, else a new one."""
    given = texts(table, "group")
    names = _own_groups(formulations, texts(table, "doi"))
    homes = {name: group for name, group in zip(names, given, strict=True) if name and group}
    found = [group or homes.get(name, name) for name, group in zip(names, given, strict=True)]
    return np.array([group or "own measurements" for group in found], dtype=str)


def _own_groups(formulations: Formulations, dois: Sequence[str]) -> list[str]:
    """Name each row's group after the polymer when it is dry, else after its DOI; "" where it has none."""
    polymers = ["|".join(polymer.units) for polymer in formulations.polymers]
    rows = zip(formulations.polymer_index, formulations.w_solvent, dois, strict=True)
    return [
        polymers[polymer]
        if polymer >= 0 and w_solvent == 0
        else f"{'gel' if polymer >= 0 else 'liquid'} {doi}" * bool(doi)
        for polymer, w_solvent, doi in rows
    ]
