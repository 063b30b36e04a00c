"""Predict the conductivity of formulations, with 90 % intervals and a flag for the training domain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from monodesign.formulation.formulations import read_formulations
from monodesign.records import Batch, Failure
from monodesign.surrogate.domain import find_inside, word_domain
from monodesign.surrogate.evidence import word_evidence
from monodesign.surrogate.inputs.arrays import Inputs, featurise
from monodesign.surrogate.inputs.hold import Energies
from monodesign.surrogate.model.intervals import half_widths, read_signs
from monodesign.surrogate.model.surrogate import GEL, kinds_of, measure_novelty, predict_log10_sigma
from monodesign.surrogate.own_errors import own_std, share_std
from monodesign.surrogate.trained import Surrogate
from monodesign.tables.columns import HALF_WIDTH_90
from monodesign.tables.missing import text_of

_ROWS_READ: Final = 10_000  # a component that rows share is looked up once in as many
_ROWS_AT_ONCE: Final = 2_500  # bounds the memory: some 80 MB for kernels of that many rows
_DIGITS: Final = (
    6  # sums taken in another order differ beyond these; so the same row gets the same number anywhere
)
_SIGNIFICANT: Final = 10  # as many as a CSV has
PREDICTION_COLUMNS: Final = (
    "log10_sigma_s_cm",
    "sigma_ms_cm",
    "log10_sigma_lower_90",
    "log10_sigma_upper_90",
    "log10_sigma_own_std",
    "polymer_share_estimate",
    "polymer_share_estimate_std",
    "sigma_evidence",
    "in_domain",
    "domain_note",
    "error",
)


def predict(model: Surrogate, formulations: pd.DataFrame, *, energies: Energies | None = None) -> Batch:
    """Predict every formulation of a table.

    Args:
        model: From `load_model`.
        formulations: Columns `polymer`, `w_polymer`, `solvent`, `w_solvent`, `salt`, `w_salt`,
            `temperature_c`, optional `polymer_mol_ratio` and `polymer_mw_g_mol`; further columns are kept, a
            measured `log10_sigma_s_cm` or `sigma_ms_cm` as `given_…`.
        energies: One-armed Li⁺ binding energies of units that were computed, as in `inputs.hold`; others are
            estimated.

    Returns:
        The input columns and `log10_sigma_s_cm` (S/cm), `sigma_ms_cm` (mS/cm), `log10_sigma_lower_90`,
        `log10_sigma_upper_90`, `log10_sigma_own_std` (what enters a difference between polymers),
        `polymer_share_estimate` (of Li⁺'s first shell in a gel) and its `_std`, `sigma_evidence` (what moves
        σ, in words), `in_domain`, `domain_note` (what is unlike the measured), `error`; a row with an error
        has no number. A column `polymer_share` of the input, the share that was simulated, takes the
        estimate's place.

    Raises:
        InvalidTable: A column is missing.
    """
    starts = range(0, max(len(formulations), 1), _ROWS_READ)
    parts = [
        _predict_part(model, formulations.iloc[start : start + _ROWS_READ], energies) for start in starts
    ]
    predictions = pd.concat(parts)
    kept = _keep_measured(formulations).drop(columns=list(PREDICTION_COLUMNS), errors="ignore")
    table = pd.concat([kept, predictions], axis=1)
    return Batch(table=table, failures=_failures(table))


def _keep_measured(formulations: pd.DataFrame) -> pd.DataFrame:
    """Return formulations whose measured σ is not in the way of the predicted one.

    What `predict` wrote has intervals or such columns already, and is predicted anew.
    """
    if "log10_sigma_lower_90" in formulations:
        return formulations
    kept = {name: f"given_{name}" for name in ("log10_sigma_s_cm", "sigma_ms_cm")}
    return formulations.rename(columns={name: to for name, to in kept.items() if to not in formulations})


def predict_parts(model: Surrogate, parts: Iterable[pd.DataFrame]) -> Iterator[Batch]:
    """Predict a table that comes in parts, which together need not fit into memory.

    `in_domain` can be empty in every row of a part, so it has the type that says so, pandas' `boolean`.

    Args:
        model: From `load_model`.
        parts: Tables as `predict` takes them.

    Raises:
        InvalidTable: A column is missing.
    """
    for part in parts:
        batch = predict(model, part)
        yield Batch(table=batch.table.astype({"in_domain": "boolean"}), failures=batch.failures)


def predict_inputs(model: Surrogate, inputs: Inputs) -> pd.DataFrame:
    """Predict formulations that are arrays already; the columns of a prediction without `error`."""
    return pd.DataFrame(_columns(_predict_valid(model, inputs)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Predicted:
    """Predictions as arrays, shape (n,).

    Attributes:
        mean: log10 σ (S/cm).
        width: Half of its 90 % interval.
        own_std: The polymer's own standard error.
        share: The polymer's share of Li⁺'s shell by estimate, NaN without polymer or solvent.
        share_std: Its standard error.
        evidence: What moves σ.
        inside: Whether it is in the domain.
        notes: Why not.
    """

    mean: NDArray[np.float64]
    width: NDArray[np.float64]
    own_std: NDArray[np.float64]
    share: NDArray[np.float64]
    share_std: NDArray[np.float64]
    evidence: NDArray[Any]
    inside: NDArray[Any]
    notes: NDArray[Any]

    def spread(self, rows: NDArray[np.int64], *, size: int) -> _Predicted:
        """Return predictions of so many formulations, of which these are some; the others have none."""
        empty: dict[str, Any] = {"evidence": "", "inside": None, "notes": ""}
        content = {}
        for name in self.__slots__:
            dtype = object if name in empty else float
            content[name] = np.full(size, empty.get(name, np.nan), dtype=dtype)
            content[name][rows] = getattr(self, name)
        return _Predicted(**content)

    def take(self, rows: NDArray[np.int64]) -> _Predicted:
        """Return the chosen predictions."""
        return _Predicted(**{name: getattr(self, name)[rows] for name in self.__slots__})


def _predict_part(model: Surrogate, part: pd.DataFrame, energies: Energies | None) -> pd.DataFrame:
    """Predict the rows of a table; one over which RDKit fails an assertion fails alone, found by halves."""
    try:
        return _predict_together(model, part, energies)
    except RuntimeError as error:
        if len(part) > 1:
            halves = np.array_split(np.arange(len(part)), 2)
            return pd.concat([_predict_part(model, part.iloc[rows], energies) for rows in halves])
        row = dict.fromkeys(PREDICTION_COLUMNS[:5], np.nan) | {"in_domain": None, "domain_note": ""}
        said = " ".join(str(error).split())
        return pd.DataFrame([row | {"error": f"RDKit cannot describe it: {said}"}], index=part.index)


def _predict_together(model: Surrogate, part: pd.DataFrame, energies: Energies | None) -> pd.DataFrame:
    formulations = read_formulations(part)
    valid = np.flatnonzero(formulations.is_valid)
    errors = list(formulations.errors)
    found = _predict_valid(model, featurise(formulations, energies=energies).take(valid))
    is_finite = np.isfinite(found.mean + found.width)
    for row in valid[~is_finite]:
        errors[row] = "the model gives no finite number"
    kept = np.flatnonzero(is_finite)
    columns = _columns(found.take(kept).spread(valid[kept], size=len(part)))
    return pd.DataFrame({**columns, "error": errors}, index=part.index)


def _columns(found: _Predicted) -> dict[str, NDArray[Any]]:
    """Return the columns of a prediction; σ has significant digits, however little."""
    mean, width = found.mean, found.width
    numbers = (mean, mean - width, mean + width, found.own_std, found.share, found.share_std)
    log_sigma, *others = np.round(np.column_stack(numbers), _DIGITS).T
    sigma = np.array([float(f"{value:.{_SIGNIFICANT}g}") for value in 10 ** (log_sigma + 3)])
    parts = (log_sigma, sigma, *others, found.evidence, found.inside, found.notes)
    return dict(zip(PREDICTION_COLUMNS[:-1], parts, strict=True))


def _predict_valid(model: Surrogate, inputs: Inputs) -> _Predicted:
    """Predict formulations without a fault, in parts whose kernels fit into memory."""
    if not len(inputs):
        return _Predicted(**{name: np.empty(0) for name in _Predicted.__slots__})
    starts = range(0, len(inputs), _ROWS_AT_ONCE)
    rows = (np.arange(start, min(start + _ROWS_AT_ONCE, len(inputs))) for start in starts)
    parts = [_predict_rows(model, inputs.take(part).compact()) for part in rows]
    return _Predicted(
        **{name: np.concatenate([getattr(part, name) for part in parts]) for name in _Predicted.__slots__}
    )


def _predict_rows(model: Surrogate, inputs: Inputs) -> _Predicted:

    mean = predict_log10_sigma(model.model, inputs)
    novelty, kinds = measure_novelty(model.model, inputs), kinds_of(inputs)
    signs = read_signs(novelty, inputs.temperature_k, mean)
    width = np.empty(len(inputs))
    for kind, intervals in model.intervals.items():
        rows = kinds == kind
        width[rows] = half_widths(intervals, signs[rows])
    gels = np.flatnonzero(kinds == GEL)
    in_gels = inputs.take(gels)
    share, error = np.full((2, len(inputs)), np.nan)
    share[gels], error[gels] = in_gels.shell_share_estimate, share_std(in_gels)
    evidence = np.full(len(inputs), "", dtype=object)
    evidence[gels] = word_evidence(model.model, in_gels)
    return _Predicted(
        mean=mean,
        width=width,
        own_std=own_std(model.model, inputs, kinds, width / HALF_WIDTH_90, dry_share=model.dry_own_share),
        share=share,
        share_std=error,
        evidence=evidence,
        inside=find_inside(model, inputs, novelty),
        notes=np.array(word_domain(model, inputs, novelty), dtype=object),
    )


def _failures(table: pd.DataFrame) -> tuple[Failure, ...]:
    failed = table[table["error"] != ""]
    names = failed["polymer"] if "polymer" in failed.columns else failed["solvent"]
    return tuple(
        Failure(smiles=text_of(name), stage="predict", reason=error)
        for name, error in zip(names, failed["error"], strict=True)
    )
