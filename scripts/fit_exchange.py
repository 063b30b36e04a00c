"""Fit what GFN2-xTB gets wrong when one donor replaces another in a full Li⁺ shell.

    python scripts/fit_exchange.py

The shift of a donor class is a share of GFN2's error with bare Li⁺ (libraries/reference/lithium_binding.csv,
one-armed complexes), the same share for all, plus a deviation of its own shrunk towards none. Both come from
the DFT exchange energies Li(EC)4⁺ + X → Li(EC)3(X)⁺ + EC of libraries/reference/exchange.csv and of the low
shells of units in exchange_low_shells.csv, whose errors go together within a unit; the errors are those of
molecules left out. Writes models/exchange/exchange.json and its card.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np
import pandas as pd
from paper_units import UNITS
from rdkit import Chem

from monodesign.chem.donors import DONOR_CLASSES, SECOND_ARM_ONLY, family_of
from monodesign.descriptors.exchange.correction import CORRECTION_FILE, ExchangeCorrection, main_arms
from monodesign.paths import LIBRARIES
from monodesign.tables.write import write_text
from monodesign.units import KCAL_MOL_PER_HARTREE

REFERENCE = LIBRARIES / "reference"
LEAVING_CLASS = "cyclic_carbonate"  # EC
BASIS = "def2-svp"  # the one every molecule was computed in
SHARE, SHARE_STD = 1.0, 0.5  # of the bare-Li⁺ error, before any shell is seen: all of it, give or take half
CLASS_STD_KCAL_MOL = 1.5  # of a class's own deviation, as the errors scatter inside a class with bare Li⁺
ARM_STD_KCAL_MOL = 3.0  # of what each further arm of a chelate adds
NOISE_KCAL_MOL = 1.0  # of one shell: which of many minima it is
SHARED_KCAL_MOL = 1.0  # of all shells of one molecule: its free form, and what its bulk does to both methods

CARD = """# Exchange correction

What is added to a GFN2 exchange energy Li(S)4⁺ + X → Li(S)3(X)⁺ + S for the donor class by which X holds Li⁺,
less that of the solvent that leaves. {n} shells of {n_molecules} molecules, PBE-D3(BJ)/def2-SVP at the GFN2
shells (`libraries/reference/exchange.csv`, and the low shells of the paper's units in
`exchange_low_shells.csv`).

| left out | molecules | mean absolute error (mean of molecules), kcal/mol |
|---|---|---|
| (raw GFN2) | {n_molecules} | {raw:.2f} |
| one molecule | {n_molecules} | {mae:.2f} |

Share of the bare-Li⁺ error that is left in a shell: {share:.2f}.

| molecule | touches Li⁺ by | DFT | GFN2 | corrected, left out |
|---|---|---|---|---|
{rows}

| donor class | added, against cyclic carbonate | standard error |
|---|---|---|
{classes}

A chelate: the mean of its arms, and {arm:+.2f} for each arm beyond the first; the oxygen of a C–O bond counts
as a further arm only. A class with a standard error of {unseen:.1f} kcal/mol has no reference: it takes the
mean of its family, one without relatives the mean of all. The basis is small: its superposition error cancels
in an exchange only in part. Of small molecules one shell was computed, the lowest of four starts.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Posterior:
    """Share and class deviations with their covariance.

    Attributes:
        mean: The share, what a further arm adds, then one deviation per class, shape (2 + n,).
        covariance: Shape (2 + n, 2 + n).
    """

    mean: np.ndarray
    covariance: np.ndarray


def read_class_errors() -> pd.Series:
    """Return GFN2's error with bare Li⁺ per donor class in kcal/mol, from one-armed complexes.

    A class of which there are only chelates of one kind, such as both oxygens of a sulfonate, takes theirs:
    sulfones, which have both, err by 24.7 and 24.5.
    """
    table = pd.read_csv(REFERENCE / "lithium_binding.csv")
    known = {name for name, _ in DONOR_CLASSES}
    table = table[[set(kinds.split("+")) <= known for kinds in table["donor_kinds"]]]
    errors = table["li_binding_gfn2_kcal_mol"] - table["li_binding_dft_kcal_mol"]
    arms = table["donor_kinds"].str.split("+")
    is_alone, is_of_one_kind = arms.map(len) == 1, arms.map(lambda kinds: len(set(kinds)) == 1)
    kind = arms.map(lambda kinds: kinds[0])
    one_armed = errors[is_alone].groupby(kind[is_alone]).mean()
    return one_armed.combine_first(errors[is_of_one_kind].groupby(kind[is_of_one_kind]).mean())


def read_references() -> pd.DataFrame:
    """Return all shells: `name`, `smiles`, `contacts` and both exchange energies, gas phase, kcal/mol."""
    table = pd.read_csv(REFERENCE / "exchange.csv").query("basis == @BASIS")
    columns = ["name", "smiles", "contacts", "exchange_dft_kcal_mol", "exchange_gfn2_kcal_mol"]
    return pd.concat([table[columns], read_low_shells()[columns]], ignore_index=True)


def read_low_shells() -> pd.DataFrame:
    """Return the low shells of units as exchanges, the free unit averaged over its lowest minima."""
    table = pd.read_csv(REFERENCE / "exchange_low_shells.csv", dtype={"start": str}, keep_default_na=False)
    parts = pd.read_csv(REFERENCE / "exchange_parts.csv").query("basis == @BASIS").set_index("part")
    energies = ["energy_dft_eh", "energy_gfn2_eh"]
    swap = parts.loc["free:ethylene_carbonate", energies] - parts.loc["shell:ethylene_carbonate", energies]
    is_free = table["start"].str.startswith("free")
    free = table[is_free].groupby("unit")[energies].mean()
    shells = table[~is_free & table["unit"].isin(free.index)]
    change = (shells[energies] - free.loc[shells["unit"]].to_numpy() + swap) * KCAL_MOL_PER_HARTREE
    return pd.DataFrame(
        {
            "name": "unit of " + shells["unit"] + ", start " + shells["start"],
            "smiles": shells["unit"].map({unit: Chem.CanonSmiles(text) for unit, text in UNITS.items()}),
            "contacts": shells["site"].str.replace("+", " + "),
            "exchange_dft_kcal_mol": change["energy_dft_eh"].astype(float).round(3),
            "exchange_gfn2_kcal_mol": change["energy_gfn2_eh"].astype(float).round(3),
        }
    )


def read_bare_correction() -> ExchangeCorrection:
    """Return the correction that assumes the bare-Li⁺ errors carry over in full: a check, nothing to ship."""
    shifts = -read_class_errors()
    return ExchangeCorrection(
        shift_kcal_mol={str(name): round(float(shift), 3) for name, shift in shifts.items()},
        mean_shift_kcal_mol=round(float(shifts.mean()), 3),
    )


def design_row(contacts: list[str], errors: pd.Series) -> np.ndarray:
    """Return what share, further arms and class deviations are multiplied with to give a molecule's shift."""
    arms = main_arms(contacts)
    counts = np.array([arms.count(str(name)) / len(arms) for name in errors.index], dtype=float)
    counts[errors.index.get_loc(LEAVING_CLASS)] -= 1.0
    return np.concatenate([[-(counts @ errors.to_numpy()), len(contacts) - 1.0], counts])


def condition(rows: np.ndarray, wanted: np.ndarray, molecules: np.ndarray) -> Posterior:
    """Return share and deviations given the references (Gaussian, prior and noise as above)."""
    n_classes = rows.shape[1] - 2
    prior = np.concatenate([[SHARE, 0.0], np.zeros(n_classes)])
    widths = np.concatenate([[SHARE_STD, ARM_STD_KCAL_MOL], np.full(n_classes, CLASS_STD_KCAL_MOL)])
    same = molecules[:, None] == molecules[None]
    noise = SHARED_KCAL_MOL**2 * same + NOISE_KCAL_MOL**2 * np.eye(len(wanted))
    weighted = np.linalg.solve(noise, rows)
    covariance = np.linalg.inv(np.diag(widths**-2) + weighted.T @ rows)
    return Posterior(mean=covariance @ (prior / widths**2 + weighted.T @ wanted), covariance=covariance)


def leave_out(rows: np.ndarray, wanted: np.ndarray, molecules: np.ndarray) -> np.ndarray:
    """Return the shift of each shell from those of the other molecules."""
    shifts = np.empty(len(wanted))
    for molecule in np.unique(molecules):
        left = molecules == molecule
        shifts[left] = rows[left] @ condition(rows[~left], wanted[~left], molecules[~left]).mean
    return shifts


def make_correction(posterior: Posterior, errors: pd.Series) -> ExchangeCorrection:
    """Return the correction to ship: every class seen in a shell or with bare Li⁺, and their families."""
    rows = {str(name): design_row([str(name)], errors) for name in errors.index}
    scatter = SHARED_KCAL_MOL**2 + NOISE_KCAL_MOL**2
    shifts = {name: float(row @ posterior.mean) for name, row in rows.items()}
    stds = {name: float(np.sqrt(row @ posterior.covariance @ row + scatter)) for name, row in rows.items()}
    unseen = float(np.sqrt(np.var(list(shifts.values())) + scatter))
    mean = float(np.mean(list(shifts.values())))
    for name, _ in DONOR_CLASSES:
        relatives = [shift for seen, shift in shifts.items() if family_of(seen) == family_of(name)]
        if name not in shifts and name not in SECOND_ARM_ONLY and relatives:
            shifts[name], stds[name] = float(np.mean(relatives)), unseen
    return ExchangeCorrection(
        shift_kcal_mol={name: round(shift, 3) for name, shift in sorted(shifts.items())},
        std_kcal_mol={name: round(std, 3) for name, std in sorted(stds.items())},
        std_unseen_kcal_mol=round(unseen, 3),
        mean_shift_kcal_mol=round(mean, 3),
        second_arm_kcal_mol=round(float(posterior.mean[1]), 3),
    )


def main() -> None:
    """Fit, measure, write."""
    table = read_references()
    contacts = [text.split(" + ") for text in table["contacts"]]
    errors = read_class_errors()
    # A class that never holds bare Li⁺ alone is expected to err there as the others do on average.
    errors = errors.reindex(
        sorted(set(errors.index) | {name for names in contacts for name in main_arms(names)})
    ).fillna(errors.mean())
    rows = np.array([design_row(names, errors) for names in contacts])
    wanted = (table["exchange_dft_kcal_mol"] - table["exchange_gfn2_kcal_mol"]).to_numpy()
    molecules = table["smiles"].to_numpy()
    left_out = leave_out(rows, wanted, molecules)
    posterior = condition(rows, wanted, molecules)
    correction = make_correction(posterior, errors)
    fields = {name: getattr(correction, name) for name in ExchangeCorrection.__slots__}
    CORRECTION_FILE.parent.mkdir(parents=True, exist_ok=True)
    write_text(CORRECTION_FILE, json.dumps(fields, indent=2) + "\n")
    card = write_card(table, left_out, wanted, correction, share=float(posterior.mean[0]))
    write_text(CORRECTION_FILE.with_name("card.md"), card)
    print(card)


def write_card(
    table: pd.DataFrame,
    left_out: np.ndarray,
    wanted: np.ndarray,
    correction: ExchangeCorrection,
    *,
    share: float,
) -> str:
    """Return the card in Markdown."""
    lines = [
        f"| {row.name} | {row.contacts} | {row.exchange_dft_kcal_mol:.2f} | "
        f"{row.exchange_gfn2_kcal_mol:.2f} | {row.exchange_gfn2_kcal_mol + shift:.2f} |"
        for row, shift in zip(table.itertuples(index=False), left_out, strict=True)
    ]
    classes = [
        f"| {name} | {shift:+.2f} | {correction.std_kcal_mol[name]:.2f} |"
        for name, shift in correction.shift_kcal_mol.items()
        if name != LEAVING_CLASS
    ]
    by_molecule = pd.DataFrame({"raw": np.abs(wanted), "left_out": np.abs(left_out - wanted)})
    means = by_molecule.groupby(table["smiles"]).mean().mean()
    return CARD.format(
        n=len(wanted),
        n_molecules=table["smiles"].nunique(),
        raw=means["raw"],
        mae=means["left_out"],
        share=share,
        rows="\n".join(lines),
        classes="\n".join(classes),
        unseen=correction.std_unseen_kcal_mol,
        arm=correction.second_arm_kcal_mol,
    )


if __name__ == "__main__":
    main()
