"""Flag liquids of a paper that another paper contradicts and the rest of the collection does not support."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from curation.outliers import describe_liquids, overlaps, solvent_shares

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

RECIPE: Final = ["group", "solvent", "salt"]
# Rows of two papers are compared when solvents, salt and temperature agree about, and may differ by 40 % and
# what the rest of their difference explains: a decade where nothing of the solvent is shared, and half of the
# logarithm of the ratio of salt.
LIKE_OVERLAP: Final = 0.8
LIKE_LOG_SALT: Final = 0.25
LIKE_TEMPERATURE_C: Final = 1.5
OFF_LOG10: Final = 0.15
PER_OTHER_SOLVENT_LOG10: Final = 1.0
PER_LOG_SALT: Final = 0.5
_FEWEST_PAIRS: Final = 2  # of like rows; one may be a misreading
_FEWEST_PAPERS: Final = 10  # that tell what to expect
_N_TREES: Final = 100

CONTRADICTED: Final = "contradicted by another paper, and farther than it from what all others lead to expect"
DOUBTED: Final = "of a paper whose recipes, where others can be compared, are off by 40 % in the median"


def flag_contradicted(table: pd.DataFrame) -> tuple[pd.Series[bool], pd.Series[bool]]:
    """Return which liquids another paper contradicts, and which others belong to a paper doubted throughout.

    Of two papers that contradict each other the one is at fault that lies farther from extremely randomised
    trees trained without either. A paper with such a recipe is doubted when its recipes are off by 40 % in
    one direction, by the median of those that can be compared.
    """
    import pandas as pd

    nothing = pd.Series(data=False, index=table.index)
    liquids = table[table["kind"] == "liquid"]
    pairs = _compare(liquids)
    if pairs.empty or liquids["group"].nunique() < _FEWEST_PAPERS:
        return nothing, nothing
    recipes = _judge(liquids, pairs).groupby(level=RECIPE).agg({"is_faulty": "any", "difference": "median"})
    papers = recipes.groupby(level="group").agg({"is_faulty": "any", "difference": "median"})
    doubted = papers.index[papers["is_faulty"] & (papers["difference"].abs() > OFF_LOG10)]
    faulty = recipes.index[recipes["is_faulty"]]
    is_liquid = table["kind"] == "liquid"
    is_contradicted = is_liquid & pd.MultiIndex.from_frame(table[RECIPE]).isin(faulty)
    return is_contradicted, is_liquid & table["group"].isin(doubted) & ~is_contradicted


def _compare(liquids: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each pair of like rows of two papers: their places, `difference` and its `excess`."""
    import pandas as pd

    found = [
        _compare_like(rows)
        for _, rows in liquids.assign(
            place=range(len(liquids)), names=liquids["solvent"].map(_names)
        ).groupby(["names", "salt"])
        if (rows["group"] != rows["group"].iloc[0]).any()
    ]
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame()


def _names(solvent: str) -> str:
    return "|".join(sorted(name for name, _ in solvent_shares(solvent)))


def _compare_like(rows: pd.DataFrame) -> pd.DataFrame:
    """Compare rows of one salt in one set of solvents."""
    import numpy as np
    import pandas as pd

    solvent, texts = rows["solvent"].factorize()
    shared = overlaps([dict(solvent_shares(text)) for text in texts])[np.ix_(solvent, solvent)]
    log_salt = np.log(np.maximum(rows["w_salt"].to_numpy(dtype=float), 1e-6))
    salt = np.abs(log_salt[:, None] - log_salt[None])
    temperature = rows["temperature_c"].to_numpy(dtype=float)
    group = rows["group"].to_numpy()
    is_like = (group[:, None] != group[None]) & (shared >= LIKE_OVERLAP) & (salt <= LIKE_LOG_SALT)
    is_like &= np.abs(temperature[:, None] - temperature[None]) <= LIKE_TEMPERATURE_C
    one, other = np.nonzero(is_like)
    sigma = rows["log10_sigma_s_cm"].to_numpy(dtype=float)
    allowed = OFF_LOG10 + PER_OTHER_SOLVENT_LOG10 * (1 - shared) + PER_LOG_SALT * salt
    place = rows["place"].to_numpy()
    difference = sigma[one] - sigma[other]
    excess = np.abs(difference) - allowed[one, other]
    return pd.DataFrame(
        {"one": place[one], "other": place[other], "difference": difference, "excess": excess}
    )


def _judge(liquids: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """Return for each recipe and each paper beside it the median `difference`, and whether it `is_faulty`."""
    recipes = liquids[RECIPE].iloc[pairs["one"]].reset_index(drop=True)
    pairs = pairs.assign(**recipes, beside=liquids["group"].to_numpy()[pairs["other"]])
    by_pair = pairs.groupby([*RECIPE, "beside"])
    verdicts = by_pair.agg({"difference": "median", "excess": ["median", "size"]})
    verdicts.columns = ["difference", "excess", "count"]
    is_off = (verdicts["excess"] > 0) & (verdicts["count"] >= _FEWEST_PAIRS)
    off = set(verdicts.index[is_off])
    faulty = {key for key, rows in by_pair if key in off and _is_farther(liquids, rows)}
    return verdicts.assign(is_faulty=verdicts.index.isin(faulty))


def _is_farther(liquids: pd.DataFrame, pairs: pd.DataFrame) -> bool:
    """Return whether the first rows of pairs lie farther from what all other papers lead to expect."""
    import numpy as np

    both = liquids.iloc[[*pairs["one"], *pairs["other"]]]
    miss = np.abs(both["log10_sigma_s_cm"].to_numpy() - _expect(liquids, both, set(both["group"])))
    return bool(np.median(miss[: len(pairs)]) > np.median(miss[len(pairs) :]))


def _expect(liquids: pd.DataFrame, rows: pd.DataFrame, without: Iterable[str]) -> NDArray[np.float64]:
    """Return log10 σ of rows by trees trained on all papers but some."""
    import numpy as np
    from sklearn.ensemble import ExtraTreesRegressor

    others = liquids[~liquids["group"].isin(list(without))]
    # One thread and a fixed seed: the flags must come out the same on every machine.
    trees = ExtraTreesRegressor(_N_TREES, min_samples_leaf=2, random_state=0, n_jobs=1)
    trees.fit(describe_liquids(others), others["log10_sigma_s_cm"].to_numpy(dtype=float))
    return np.asarray(trees.predict(describe_liquids(rows)))
