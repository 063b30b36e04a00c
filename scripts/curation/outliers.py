"""Flag measurements that contradict their own series or every other source, by rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from monodesign.formulation.components import read_salt, read_solvents
from monodesign.formulation.species import parse_species
from monodesign.units import ZERO_CELSIUS_K

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

SERIES: Final = [
    "source", "doi", "polymer", "polymer_mol_ratio", "polymer_mw_g_mol", "solvent", "salt", "w_salt",
    "w_polymer",
]  # fmt: skip
# Four points around another, no wider apart than this in K, are close to a straight line in 1/T.
WIDEST_GAP_K: Final = 60.0
QUIET_LOG10: Final = 0.2  # the four lie on a line
SPIKE_LOG10: Final = 0.7  # five times too high or too low beside them
OTHER_SOURCES_LOG10: Final = 1.0  # ten times off what all other sources lead one to expect
# Trees do not extrapolate: only series whose salt share others cover to within a quarter are judged.
LOWEST_W_SALT_RATIO: Final = 0.75
HIGHEST_W_SALT_RATIO: Final = 1.0 / 0.75
SAME_W_SALT_RATIO: Final = 0.1
SHARED_SOLVENT: Final = 0.5  # by weight
_FEWEST_IN_SERIES: Final = 3
_N_TREES: Final = 200
_N_FOLDS: Final = 10

SPIKE: Final = "off its own temperature series by a factor of five"
DISAGREES: Final = "off the other sources by a factor of ten"


def flag_spikes(table: pd.DataFrame) -> pd.Series[bool]:
    """Return which points leave their temperature series.

    A series is one recipe of one source. A point is a spike when the two points below and the two above it in
    temperature lie on a straight line in 1/T and it misses that line by more than `SPIKE_LOG10`. Where the
    four scatter, or more than one point would be a spike, the series mixes several specimens and nothing is
    said.
    """
    import pandas as pd

    flags = pd.Series(data=False, index=table.index)
    rounded = table.assign(w_salt=table["w_salt"].round(4), w_polymer=table["w_polymer"].round(4))
    for _, series in rounded.groupby(SERIES, dropna=False, sort=False):
        ordered = series.sort_values(["temperature_c", "log10_sigma_s_cm"])
        flags.loc[ordered.index] = _find_spikes(
            ordered["temperature_c"].to_numpy(dtype=float), ordered["log10_sigma_s_cm"].to_numpy(dtype=float)
        )
    return flags


def _find_spikes(temperature_c: NDArray[np.float64], log10_sigma: NDArray[np.float64]) -> NDArray[np.bool_]:
    import numpy as np

    is_spike = np.zeros(len(log10_sigma), dtype=bool)
    inverse = 1000 / (temperature_c + ZERO_CELSIUS_K)
    for middle in range(2, len(log10_sigma) - 2):
        around = [middle - 2, middle - 1, middle + 1, middle + 2]
        span_k = temperature_c[around[-1]] - temperature_c[around[0]]
        if len(set(temperature_c[around])) < len(around) or span_k > WIDEST_GAP_K:
            continue
        line = np.polyfit(inverse[around], log10_sigma[around], 1)
        scatter = np.abs(np.polyval(line, inverse[around]) - log10_sigma[around]).max()
        miss = abs(np.polyval(line, inverse[middle]) - log10_sigma[middle])
        is_spike[middle] = scatter < QUIET_LOG10 and miss > SPIKE_LOG10
    return is_spike if is_spike.sum() == 1 else np.zeros_like(is_spike)


def flag_liquids_off_other_sources(table: pd.DataFrame) -> pd.Series[bool]:
    """Return which series of liquids lie a factor of ten off what the other sources lead one to expect.

    Expected is what extremely randomised trees say that were trained on the other groups, from the solvents'
    shares by class, their mean dielectric constant and viscosity, the salt and its share, and the
    temperature. A series of three and more points is judged by its median, when other groups hold its like
    (`_has_like`).
    """
    import pandas as pd

    flags = pd.Series(data=False, index=table.index)
    liquids = table[table["kind"] == "liquid"]
    if liquids["group"].nunique() < _N_FOLDS:
        return flags
    judged = liquids[_has_like_elsewhere(liquids)]
    miss = judged["log10_sigma_s_cm"] - _expect_from_others(liquids).loc[judged.index]
    keys = [judged[name] if name != "w_salt" else judged[name].round(4) for name in SERIES]
    grouped = miss.groupby(keys, dropna=False)
    is_off = (grouped.transform("median").abs() > OTHER_SOURCES_LOG10) & (
        grouped.transform("size") >= _FEWEST_IN_SERIES
    )
    flags.loc[judged.index] = is_off
    return flags


def _has_like_elsewhere(liquids: pd.DataFrame) -> pd.Series[bool]:
    """Return which rows have a like in another group: its salt in about its share, half of its solvent."""
    import numpy as np
    import pandas as pd

    has_like = np.zeros(len(liquids), dtype=bool)
    for _, rows in liquids.assign(position=np.arange(len(liquids))).groupby("salt"):
        has_like[rows["position"].to_numpy()] = _has_like(rows)
    return pd.Series(has_like.tolist(), index=liquids.index, dtype=bool)


def _has_like(rows: pd.DataFrame) -> NDArray[np.bool_]:
    """Return which rows of one salt have such rows of another group close in its share, or around it."""
    import numpy as np

    share, group = rows["w_salt"].to_numpy(dtype=float), rows["group"].to_numpy()
    solvent, texts = rows["solvent"].factorize()
    overlap = overlaps([dict(solvent_shares(text)) for text in texts])[np.ix_(solvent, solvent)]
    is_like = (group[None, :] != group[:, None]) & (overlap >= SHARED_SOLVENT)
    ratio = share[None, :] / share[:, None]
    below = (is_like & (ratio >= LOWEST_W_SALT_RATIO) & (ratio <= 1)).any(axis=1)
    above = (is_like & (ratio <= HIGHEST_W_SALT_RATIO) & (ratio >= 1)).any(axis=1)
    close = (is_like & (np.abs(ratio - 1) <= SAME_W_SALT_RATIO)).any(axis=1)
    return np.asarray(close | (below & above), dtype=bool)


def overlaps(mixtures: list[dict[str, float]]) -> NDArray[np.float64]:
    """Return the weight fraction that each pair of solvent mixtures has in common, shape (n, n)."""
    import numpy as np

    names = sorted({name for mixture in mixtures for name in mixture})
    shares = np.array([[mixture.get(name, 0.0) for name in names] for mixture in mixtures])
    return np.asarray(np.minimum(shares[:, None, :], shares[None, :, :]).sum(axis=2), dtype=float)


def solvent_shares(solvent: str) -> list[tuple[str, float]]:
    """Return the names of a mixture's solvents with their weight fractions."""
    mixture = read_solvents(solvent)
    names = [component.name for component in mixture.solvents]
    return list(zip(names, mixture.weight_fractions, strict=True))


def _expect_from_others(liquids: pd.DataFrame) -> pd.Series[float]:
    import pandas as pd
    from sklearn.ensemble import ExtraTreesRegressor
    from sklearn.model_selection import GroupKFold

    features = describe_liquids(liquids)
    expected = pd.Series(float("nan"), index=liquids.index)
    target = liquids["log10_sigma_s_cm"].to_numpy(dtype=float)
    for train, test in GroupKFold(_N_FOLDS).split(features, groups=liquids["group"]):
        # One thread and a fixed seed: the flags must come out the same on every machine.
        trees = ExtraTreesRegressor(_N_TREES, min_samples_leaf=2, random_state=0, n_jobs=1)
        expected.iloc[test] = trees.fit(features[train], target[train]).predict(features[test])
    return expected


def describe_liquids(liquids: pd.DataFrame) -> NDArray[np.float64]:
    """Return features, shape (n, 8): five of the solvents, the anion's volume, 1000/T in 1/K, w_salt."""
    import numpy as np

    mixtures = {text: _describe_solvents(text) for text in liquids["solvent"].unique()}
    volumes = {name: read_salt(name).anion_volume_a3 for name in liquids["salt"].unique()}
    solvents = np.array([mixtures[text] for text in liquids["solvent"]])
    salts = np.array([volumes[name] for name in liquids["salt"]])
    inverse = 1000 / (liquids["temperature_c"].to_numpy(dtype=float) + ZERO_CELSIUS_K)
    return np.column_stack([solvents, salts, inverse, liquids["w_salt"].to_numpy(dtype=float)])


def _describe_solvents(text: str) -> list[float]:
    """Return a mixture's mean ε and ln η, and its shares of cyclic carbonates, linear ones, ionic liquids."""
    import numpy as np

    mixture = read_solvents(text)
    shares = np.array(mixture.weight_fractions)
    # An unknown value is replaced by that of a middling solvent; such mixtures are few.
    permittivity = np.nan_to_num([solvent.dielectric_constant for solvent in mixture.solvents], nan=20.0)
    viscosity = np.nan_to_num([solvent.viscosity_mpa_s for solvent in mixture.solvents], nan=1.0)
    columns = [permittivity, np.log(viscosity), *_classes([solvent.smiles for solvent in mixture.solvents])]
    return [float(shares @ np.asarray(column, dtype=float)) for column in columns]


def _classes(smiles: list[str]) -> list[list[bool]]:
    """Return which solvents are cyclic carbonates, linear carbonates, and ionic liquids."""
    from rdkit import Chem

    molecules = [parse_species(text) for text in smiles]
    patterns = [Chem.MolFromSmarts(text) for text in ("[C;R](=O)([O;R])[O;R]", "[C;!R](=O)(O)O", "[*+]")]
    return [[mol.HasSubstructMatch(pattern) for mol in molecules] for pattern in patterns]
