"""Flag liquids off the smooth surface of σ over salt share and temperature of their own recipe."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from monodesign.units import ZERO_CELSIUS_K

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

RECIPE: Final = ["source", "doi", "solvent", "salt"]
FEWEST_ROWS: Final = 40  # the surface has 18 coefficients
FEWEST_SHARES: Final = 5  # distinct shares of salt, to the hundredth
FEWEST_TEMPERATURES: Final = 4  # distinct temperatures, to the degree
# A digitised study scatters by 0.002–0.01 around its surface; above this it mixes curves and none can be
# called right.
QUIET_LOG10: Final = 0.03
OFF_LOG10: Final = 0.15  # 40 %; read from the curve of another temperature or composition
COLD_C: Final = -30.0
COLD_LOG10_PER_C: Final = 0.01
# Rows of two papers are alike within these.
LIKE_W_SALT: Final = 0.005
LIKE_TEMPERATURE_C: Final = 0.5
SAME_LOG10: Final = 0.02  # 5 %: two readings of one figure
_SHARE_UNIT: Final = 0.1
_INVERSE_UNIT: Final = 3.5  # 1000/T in 1/K at 12 °C, the middle of the data
_N_REWEIGHTINGS: Final = 60
_SIGMA_OVER_MEDIAN: Final = 1.4826  # of a normal distribution's absolute residuals
_FINEST_LOG10: Final = 0.005  # digitisation; keeps the weights finite

OFF_SURFACE: Final = "off the surface of its own recipe in salt and temperature by 40 %"
OFF_LIKE: Final = "off like rows of a smoother paper by 40 %"


def flag_off_surface(table: pd.DataFrame) -> tuple[pd.Series[bool], pd.Series[bool]]:
    """Return which liquids are off their own recipe's surface, and which off like rows of a smoother paper.

    log10 σ of one recipe (solvents and salt of one paper) is fitted as a polynomial in ln w_salt (to the
    fourth power) and 1/T (to the third) by least squares that give rows far off little weight. The second
    flag is for recipes too rough for that: a row is off when rows like it, in a paper that is smooth there,
    differ.
    """
    import pandas as pd

    off = pd.Series(data=False, index=table.index)
    roughness = pd.Series(float("nan"), index=table.index)
    liquids = table[table["kind"] == "liquid"]
    for _, recipe in liquids.groupby(RECIPE, sort=False):
        if _is_judged(recipe):
            miss, scatter = _fit(recipe)
            roughness.loc[recipe.index] = scatter
            off.loc[recipe.index] = (miss > _allowance(recipe)) & (scatter < QUIET_LOG10)
    return off, _flag_off_like(liquids.assign(roughness=roughness, off=off), table)


def _allowance(recipe: pd.DataFrame) -> NDArray[np.float64]:
    """Return how far each row may be off: more in the cold, where σ bends faster than the polynomial."""
    import numpy as np

    cold_c = np.maximum(0.0, COLD_C - recipe["temperature_c"].to_numpy(dtype=float))
    return OFF_LOG10 + COLD_LOG10_PER_C * cold_c


def _is_judged(recipe: pd.DataFrame) -> bool:
    return (
        len(recipe) >= FEWEST_ROWS
        and recipe["w_salt"].round(2).nunique() >= FEWEST_SHARES
        and recipe["temperature_c"].round(0).nunique() >= FEWEST_TEMPERATURES
    )


def _fit(recipe: pd.DataFrame) -> tuple[NDArray[np.float64], float]:
    """Return each row's absolute distance from the surface and the robust scatter around it."""
    import numpy as np

    share = np.log(recipe["w_salt"].to_numpy(dtype=float) / _SHARE_UNIT)
    inverse = 1000 / (recipe["temperature_c"].to_numpy(dtype=float) + ZERO_CELSIUS_K) - _INVERSE_UNIT
    terms = np.column_stack([share**i * inverse**j for i in range(5) for j in range(4) if i + j <= 5])
    target = recipe["log10_sigma_s_cm"].to_numpy(dtype=float)
    weights = np.ones(len(target))
    miss, scatter = np.zeros(len(target)), 0.0
    for _ in range(_N_REWEIGHTINGS):
        coefficients = np.linalg.lstsq(terms * weights[:, None], target * weights, rcond=None)[0]
        miss = np.abs(terms @ coefficients - target)
        scatter = _SIGMA_OVER_MEDIAN * float(np.median(miss))
        # Cauchy's weights: rows twice the scatter off count half.
        weights = 1 / np.sqrt(1 + (miss / (2 * max(scatter, _FINEST_LOG10))) ** 2)
    return miss, scatter


def _flag_off_like(liquids: pd.DataFrame, table: pd.DataFrame) -> pd.Series[bool]:
    """Return which rows of rough recipes differ from the like rows of smooth ones."""
    import numpy as np
    import pandas as pd

    off: list[object] = []
    for _, rows in liquids.groupby(["solvent", "salt"], sort=False):
        rough = rows[rows["roughness"] >= QUIET_LOG10]
        smooth = rows[(rows["roughness"] < QUIET_LOG10) & ~rows["off"]]
        shares, temperatures, sigmas = _numbers(smooth)
        for index, share, temperature, sigma in zip(rough.index, *_numbers(rough), strict=True):
            is_like = np.abs(shares - share) <= LIKE_W_SALT
            is_like &= np.abs(temperatures - temperature) <= LIKE_TEMPERATURE_C
            if is_like.any() and abs(np.median(sigmas[is_like]) - sigma) > OFF_LOG10:
                off.append(index)
    return pd.Series(table.index.isin(off), index=table.index)


def _numbers(rows: pd.DataFrame) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return salt share, temperature and log10 σ."""
    names = ("w_salt", "temperature_c", "log10_sigma_s_cm")
    share, temperature, sigma = (rows[name].to_numpy(dtype=float) for name in names)
    return share, temperature, sigma


def find_redigitised(table: pd.DataFrame) -> list[tuple[str, str]]:
    """Return pairs of liquid groups that report the same experiments, read off different figures.

    They do when at least half of the smaller group's rows have a like row in the other (solvents, salt, its
    share, temperature) and half of those agree within 5 %.
    """
    import numpy as np

    liquids = table[table["kind"] == "liquid"]
    shared: dict[tuple[str, str], list[float]] = {}
    for _, rows in liquids.groupby(["solvent", "salt"], sort=False):
        groups = rows["group"].to_numpy()
        shares, temperatures, sigmas = _numbers(rows)
        if len(set(groups)) < 2:
            continue
        for one, group in enumerate(groups):
            is_like = (np.abs(shares - shares[one]) <= LIKE_W_SALT) & (groups != group)
            is_like &= np.abs(temperatures - temperatures[one]) <= LIKE_TEMPERATURE_C
            for other in sorted(set(groups[is_like])):
                nearest = np.abs(sigmas[is_like & (groups == other)] - sigmas[one]).min()
                shared.setdefault((str(group), str(other)), []).append(float(nearest))
    sizes = liquids.groupby("group").size().to_dict()
    return [
        (one, other)
        for (one, other), misses in sorted(shared.items())
        if sizes[one] <= sizes[other] and len(misses) >= sizes[one] / 2 and np.median(misses) < SAME_LOG10
    ]
