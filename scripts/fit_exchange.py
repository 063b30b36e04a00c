"""Fit what GFN2-xTB gets wrong when one donor replaces another in a full Li⁺ shell.

    python scripts/fit_exchange.py

One number is fitted: the share of the error with bare Li⁺ (libraries/reference/lithium_binding.csv, one-armed
complexes, by donor class) that is left in a full shell, from the DFT exchange energies Li(EC)4⁺ + X →
Li(EC)3(X)⁺ + EC of libraries/reference/exchange.csv. Its error is measured by leaving out one molecule at a
time. Writes models/exchange/exchange.json and its card.
"""

from __future__ import annotations

import json

import numpy as np
import pandas as pd

from monodesign.descriptors.exchange_correction import CORRECTION_FILE, ExchangeCorrection
from monodesign.files import write_text
from monodesign.paths import LIBRARIES

REFERENCE = LIBRARIES / "reference"
LEAVING_CLASS = "cyclic_carbonate"  # EC
BASIS = "def2-svp"  # the one every molecule was computed in

CARD = """# Exchange correction

Share of GFN2-xTB’s bare-Li⁺ error, by donor class, that is left in Li(EC)3(X)⁺: {share:.2f}, fitted to {n}
DFT exchange energies. Leave-one-molecule-out: mean absolute error {mae:.2f} kcal/mol (raw {raw:.2f}).
A class without a bare-Li⁺ reference gets the mean shift and a standard error of {unseen:.1f} kcal/mol.
"""


def read_class_errors() -> pd.Series:
    """Return GFN2's error with bare Li⁺ per donor class in kcal/mol, one-armed complexes only."""
    table = pd.read_csv(REFERENCE / "lithium_binding.csv")
    one_armed = table[(table["denticity"] == 1) & (table["donor_class"] != "water")]
    errors = one_armed["li_binding_gfn2_kcal_mol"] - one_armed["li_binding_dft_kcal_mol"]
    return errors.groupby(one_armed["donor_class"]).mean()


def make_correction(share: float, *, std: float) -> ExchangeCorrection:
    """Return the correction that takes away a share of the bare-Li⁺ class errors."""
    shifts = -share * read_class_errors()
    return ExchangeCorrection(
        shift_kcal_mol={str(name): round(float(shift), 3) for name, shift in shifts.items()},
        std_kcal_mol=std,
        std_unseen_kcal_mol=float(np.hypot(std, shifts.std())),
        mean_shift_kcal_mol=round(float(shifts.mean()), 3),
    )


def read_bare_correction() -> ExchangeCorrection:
    """Return the correction that assumes the bare-Li⁺ errors carry over in full: a check, nothing to ship."""
    return make_correction(1.0, std=float("nan"))


def expect_shift(contacts: str, errors: pd.Series) -> float:
    """Return the shift if the bare-Li⁺ errors carried over in full; NaN where a class has none."""
    return float(errors[LEAVING_CLASS] - sum(errors.get(name, np.nan) for name in contacts.split(" + ")))


def fit_share(expected: np.ndarray, wanted: np.ndarray) -> float:
    """Return the slope through the origin."""
    return float(expected @ wanted / (expected @ expected))


def main() -> None:
    """Fit the share, measure it, write it."""
    table = pd.read_csv(REFERENCE / "exchange.csv").query("basis == @BASIS")
    errors = read_class_errors()
    expected = np.array([expect_shift(contacts, errors) for contacts in table["contacts"]])
    wanted = (table["exchange_dft_kcal_mol"] - table["exchange_gfn2_kcal_mol"]).to_numpy()
    known = np.isfinite(expected)
    expected, wanted = expected[known], wanted[known]
    left_out = [
        fit_share(np.delete(expected, i), np.delete(wanted, i)) * expected[i] - wanted[i]
        for i in range(len(wanted))
    ]
    correction = make_correction(
        fit_share(expected, wanted), std=float(np.sqrt(np.mean(np.square(left_out))))
    )
    CORRECTION_FILE.parent.mkdir(parents=True, exist_ok=True)
    fields = {name: getattr(correction, name) for name in ExchangeCorrection.__slots__}
    write_text(CORRECTION_FILE, json.dumps(fields, indent=2) + "\n")
    card = CARD.format(
        share=fit_share(expected, wanted),
        n=len(wanted),
        mae=np.abs(left_out).mean(),
        raw=np.abs(wanted).mean(),
        unseen=correction.std_unseen_kcal_mol,
    )
    write_text(CORRECTION_FILE.with_name("card.md"), card)
    print(card)


if __name__ == "__main__":
    main()
