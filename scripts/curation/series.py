"""Flag dry polymers by what their temperature series and their structure allow.

Meyer & Neldel (Z. Tech. Phys. 18, 588 (1937)): where σ = A·10^(-B·1000/T), log10 A rises in proportion to B,
so that all series meet near one temperature. A series far off that line was read in another unit (a natural
logarithm as a decadic one) or is an insulator's leakage.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from curation.outliers import SERIES
from monodesign.units import ZERO_CELSIUS_K

if TYPE_CHECKING:
    import pandas as pd

FEWEST_POINTS: Final = 4
LEAST_SPAN_K: Final = 20.0
# Robust standard deviations off the line, around which the 812 series of the collection scatter by 1.24.
MOST_DEVIATIONS: Final = 4.0
# What is left of a study whose every series is off the line is no better.
STUDY: Final = ["source", "doi", "polymer", "salt"]
# Neither oxygen, nitrogen, sulfur nor phosphorus: nothing holds Li⁺, so that no salt dissolves.
_DONORS: Final = frozenset({7, 8, 15, 16})
MOST_WITHOUT_DONOR: Final = -6.0  # log10 of S/cm; an insulator's leakage is less
_SIGMA_OVER_MEDIAN: Final = 1.4826  # of a normal distribution's absolute residuals

OFF_MEYER_NELDEL: Final = "series off the Meyer-Neldel line by four standard deviations"
WITHOUT_DONOR: Final = "conducts without a donor for Li+: solvent not declared"


def flag_off_meyer_neldel(table: pd.DataFrame) -> pd.Series[bool]:
    """Return which dry rows belong to a series off the line of all, or to a study that has no other."""
    import pandas as pd

    dry = table[table["kind"] == "dry"]
    lines = _fit_series(dry)
    if lines.empty:
        return pd.Series(data=False, index=table.index)
    lines["is_off"] = _is_off(lines)
    is_off = lines.explode("rows").set_index("rows")["is_off"].astype(bool)
    studies = lines.groupby(STUDY, dropna=False)["is_off"].all()
    lost = pd.MultiIndex.from_frame(dry[STUDY]).isin(studies.index[studies])
    flags = pd.Series(data=False, index=table.index)
    flags.loc[is_off.index[is_off]] = True
    flags.loc[dry.index[lost]] = True
    return flags


def _fit_series(dry: pd.DataFrame) -> pd.DataFrame:
    """Return each series' study, `prefactor` (log10 A), `rise` (B) and the index of its `rows`."""
    import numpy as np
    import pandas as pd

    rounded = dry.assign(w_salt=dry["w_salt"].round(4), w_polymer=dry["w_polymer"].round(4))
    lines = []
    for key, series in rounded.groupby(SERIES, dropna=False, sort=False):
        kelvin = series["temperature_c"].to_numpy(dtype=float) + ZERO_CELSIUS_K
        if len(series) < FEWEST_POINTS or np.ptp(kelvin) < LEAST_SPAN_K:
            continue
        slope, prefactor = np.polyfit(1000 / kelvin, series["log10_sigma_s_cm"].to_numpy(dtype=float), 1)
        named = dict(zip(SERIES, key, strict=True))
        lines.append(
            {name: named[name] for name in STUDY}
            | {"prefactor": prefactor, "rise": -slope, "rows": series.index.to_list()}
        )
    return pd.DataFrame(lines)


def _is_off(lines: pd.DataFrame) -> pd.Series[bool]:
    """Return which series lie far from the robust line through all of them."""
    from scipy.stats import theilslopes

    found = theilslopes(lines["prefactor"], lines["rise"])
    miss = lines["prefactor"] - found.slope * lines["rise"]
    miss = (miss - miss.median()).abs()
    return miss > MOST_DEVIATIONS * _SIGMA_OVER_MEDIAN * miss.median()


def flag_without_donor(table: pd.DataFrame) -> pd.Series[bool]:
    """Return which dry rows conduct though their polymer has no atom that could hold Li⁺."""
    is_inert = table["polymer"].map(_has_no_donor) & (table["kind"] == "dry")
    return is_inert & (table["log10_sigma_s_cm"] > MOST_WITHOUT_DONOR)


@lru_cache(maxsize=4096)
def _has_no_donor(polymer: str) -> bool:
    from monodesign.chem.molecules import parse

    atoms = (atom.GetAtomicNum() for unit in polymer.split("|") if unit for atom in parse(unit).GetAtoms())
    return bool(polymer) and not _DONORS.intersection(atoms)
