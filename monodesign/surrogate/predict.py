"""Predict the conductivity of formulations, with 90 % intervals and a flag for the training domain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from monodesign.records import Batch, Failure
from monodesign.tables.missing import text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from monodesign.surrogate.inputs.arrays import Inputs
    from monodesign.surrogate.trained import Surrogate

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
    "in_domain",
    "domain_note",
    "error",
)


def predict(model: Surrogate, formulations: pd.DataFrame) -> Batch:
    """Predict every formulation of a table.

    Args:
        model: From `load_model`.
        formulations: Columns `polymer`, `w_polymer`, `solvent`, `w_solvent`, `salt`, `w_salt`,
            `temperature_c`, optional `polymer_mol_ratio` and `polymer_mw_g_mol`; further columns are kept, a
            measured `log10_sigma_s_cm` or `sigma_ms_cm` as `given_…`.

    Returns:
        The input columns and `log10_sigma_s_cm` (S/cm), `sigma_ms_cm` (mS/cm), `log10_sigma_lower_90`,
        `log10_sigma_upper_90`, `in_domain`, `domain_note` (what is unlike the measured), `error`; a row
        with an error has no number.

    Raises:
        InvalidTable: A column is missing.
    """
    import pandas as pd

    starts = range(0, max(len(formulations), 1), _ROWS_READ)
    parts = [_predict_part(model, formulations.iloc[start : start + _ROWS_READ]) for start in starts]
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
    import pandas as pd

    mean, width, inside, notes = _predict_valid(model, inputs)
    return pd.DataFrame({**_columns(mean, width), "in_domain": inside, "domain_note": notes})


def _predict_part(model: Surrogate, part: pd.DataFrame) -> pd.DataFrame:
    import numpy as np
    import pandas as pd

    from monodesign.formulation.formulations import read_formulations
    from monodesign.surrogate.inputs.arrays import featurise

    formulations = read_formulations(part)
    valid = np.flatnonzero(formulations.is_valid)
    mean, width = np.full((2, len(part)), np.nan)
    inside, notes = np.full((2, len(part)), None, dtype=object)
    notes[:] = ""
    if valid.size:
        found = _predict_valid(model, featurise(formulations).take(valid))
        mean[valid], width[valid], inside[valid], notes[valid] = found
    errors = list(formulations.errors)
    for row in valid[~np.isfinite(mean[valid] + width[valid])]:
        mean[row], width[row], inside[row], notes[row] = np.nan, np.nan, None, ""
        errors[row] = "the model gives no finite number for it"
    content = {**_columns(mean, width), "in_domain": inside, "domain_note": notes, "error": errors}
    return pd.DataFrame(content, index=part.index)


def _columns(mean: NDArray[np.float64], width: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
    """Return log10 σ, σ and the interval's ends; σ has significant digits, however little conducts."""
    import numpy as np

    values = np.round(np.column_stack([mean, mean - width, mean + width]), _DIGITS)
    sigma = np.array([float(f"{value:.{_SIGNIFICANT}g}") for value in 10 ** (values[:, 0] + 3)])
    return dict(zip(PREDICTION_COLUMNS[:4], (values[:, 0], sigma, values[:, 1], values[:, 2]), strict=True))


_Predicted = tuple["NDArray[np.float64]", "NDArray[np.float64]", "NDArray[np.bool_]", "NDArray[np.object_]"]


def _predict_valid(model: Surrogate, inputs: Inputs) -> _Predicted:
    """Return means, half-widths, domain flags and what is unlike the measured."""
    import numpy as np

    mean, width = np.empty((2, len(inputs)))
    inside, notes = np.zeros(len(inputs), dtype=bool), np.full(len(inputs), "", dtype=object)
    for start in range(0, len(inputs), _ROWS_AT_ONCE):
        rows = np.arange(start, min(start + _ROWS_AT_ONCE, len(inputs)))
        mean[rows], width[rows], inside[rows], notes[rows] = _predict_rows(model, inputs.take(rows).compact())
    return mean, width, inside, notes


def _predict_rows(model: Surrogate, inputs: Inputs) -> _Predicted:
    """Return the same of few formulations, whose kernels fit into memory."""
    import numpy as np

    from monodesign.surrogate.domain import find_inside, word_domain
    from monodesign.surrogate.model.intervals import half_widths, read_signs
    from monodesign.surrogate.model.surrogate import kinds_of, measure_novelty, predict_log10_sigma

    mean = predict_log10_sigma(model.model, inputs)
    novelty, kinds = measure_novelty(model.model, inputs), kinds_of(inputs)
    signs = read_signs(novelty, inputs.temperature_k, mean)
    width = np.empty(len(inputs))
    for kind, intervals in model.intervals.items():
        rows = kinds == kind
        width[rows] = half_widths(intervals, signs[rows])
    inside = find_inside(model, inputs, novelty)
    notes = np.array(word_domain(model, inputs, novelty), dtype=object)
    return mean, width, inside, notes


def _failures(table: pd.DataFrame) -> tuple[Failure, ...]:
    failed = table[table["error"] != ""]
    names = failed["polymer"] if "polymer" in failed.columns else failed["solvent"]
    return tuple(
        Failure(smiles=text_of(name), stage="predict", reason=error)
        for name, error in zip(names, failed["error"], strict=True)
    )
