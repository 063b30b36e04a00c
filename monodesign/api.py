"""Functions for scripts and notebooks: `import monodesign as md`, then `md.check(…)`, `md.describe(…)`.

A molecule is a SMILES, a name from libraries/monomers.csv, or an RDKit `Mol`. The result is a DataFrame with
one row per input, in input order. If a row failed, its column `error` gives the reason.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import pandas as pd
from rdkit import Chem

from monodesign.chem import check as chem_check
from monodesign.chem.named_monomers import smiles_of
from monodesign.descriptors import describe as descriptors
from monodesign.descriptors.settings import DescribeSettings
from monodesign.formulation.gel import STUDY_GEL, Formulation
from monodesign.space.fragments import load_fragments
from monodesign.space.space import enumerate_monomers as enumerate_space
from monodesign.surrogate import predict as surrogate
from monodesign.surrogate.storage import load_model
from monodesign.surrogate.training import train as training

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monodesign.chem.filters import FilterSettings
    from monodesign.records import Progress
    from monodesign.space.fragments import FragmentLibrary
    from monodesign.surrogate.trained import Surrogate
    from monodesign.surrogate.training.train import Trained

Molecule: TypeAlias = "str | Chem.Mol"
Molecules: TypeAlias = "Molecule | Iterable[Molecule]"


def check(molecules: Molecules, *, settings: FilterSettings | None = None) -> pd.DataFrame:
    """Filter molecules and give the reason for each rejection.

    >>> check("DOA")["is_kept"].item()
    True

    Args:
        molecules: One molecule or several.
        settings: The filters; None for the defaults of `FilterSettings`.

    Returns:
        One row per molecule with the columns of library.csv and `reasons`, `warnings`, `is_kept`, `error`.

    Raises:
        InvalidConfig: A filter is not valid (when `settings` is made).
    """
    return chem_check.check(_to_smiles(molecules), settings=settings).table


def describe(
    molecules: Molecules,
    *,
    settings: DescribeSettings | None = None,
    jobs: int = 1,
    on_progress: Progress | None = None,
) -> pd.DataFrame:
    """Compute redox potentials, Li⁺ binding, exchange and affinity with GFN2-xTB.

    Args:
        molecules: One molecule or several.
        settings: What to compute; None for redox potentials and Li⁺ binding.
        jobs: Worker processes; the numbers do not depend on it.
        on_progress: Called with stage, molecules done and molecules in all.

    Returns:
        One row per molecule with the columns of descriptors.csv. Units: V vs Li/Li⁺, eV, kcal/mol, as the end
        of each name says.

    Raises:
        UserError: The settings name a solvent, salt or engine that does not exist.
    """
    settings = settings or DescribeSettings()
    batch = descriptors.describe(_to_smiles(molecules), settings=settings, jobs=jobs, on_progress=on_progress)
    return batch.table


def predict(
    molecules: Molecules, *, gel: Formulation = STUDY_GEL, model: str | Path | Surrogate = "default"
) -> pd.DataFrame:
    """Predict the conductivity of the gel that each monomer makes.

    Args:
        molecules: One monomer or several.
        gel: Composition and temperature of the gel.
        model: Name or folder of a model, or a loaded model.

    Returns:
        One row per monomer: the formulation, `log10_sigma_s_cm` (S/cm), `sigma_ms_cm` (mS/cm), the 90 %
        interval, `in_domain`, `domain_note` and `error`.

    Raises:
        UnknownName: The model does not exist.
    """
    return predict_formulations(gel.with_polymers(_to_smiles(molecules)), model=model)


def predict_formulations(
    formulations: pd.DataFrame, *, model: str | Path | Surrogate = "default"
) -> pd.DataFrame:
    """Predict the conductivity of liquids, gels and dry polymers from a table of formulations.

    Args:
        formulations: The columns of `monodesign predict`; fractions by weight, temperature in °C.
        model: Name or folder of a model, or a loaded model.

    Returns:
        The input columns and those of `predict`, one row per formulation.

    Raises:
        UnknownName: The model does not exist.
        InvalidTable: A required column is missing.
    """
    loaded = load_model(model) if isinstance(model, str | Path) else model
    return surrogate.predict(loaded, formulations).table


def enumerate_monomers(
    fragments: FragmentLibrary | None = None,
    *,
    sample: int | None = None,
    seed: int = 0,
    two_ligands: bool = False,
) -> pd.DataFrame:
    """Build monomers from fragments.

    Args:
        fragments: Fragments from `load_fragments`; None for the packaged ones.
        sample: Number of monomers to draw at random; None for all of them.
        seed: Random seed of the draw.
        two_ligands: Use bridges that carry two ligands too.

    Returns:
        One row per monomer with the columns of library.csv.

    Raises:
        InvalidFragment: The packaged fragments were changed and have faults.
    """
    return enumerate_space(fragments or load_fragments(), sample=sample, seed=seed, two_ligands=two_ligands)


def train(
    measurements: pd.DataFrame,
    *,
    add_to: str | None = "default",
    trials: int = 0,
    seed: int = 0,
    on_progress: Progress | None = None,
) -> Trained:
    """Fit and validate a conductivity model; save it with `md.save_model`.

    Args:
        measurements: Columns of a formulation with `log10_sigma_s_cm` or `sigma_s_cm` (S/cm).
        add_to: Model whose measurements are used too; None to train on yours alone.
        trials: Tuning trials per fold of the validation.
        seed: Random seed of folds, draws and tuning.
        on_progress: Called with stage, steps done and steps in all.

    Returns:
        The model with its validation and card. To save it, call
        `md.save_model(trained.surrogate, folder, files=trained.files)`.

    Raises:
        InvalidTable: A required column is missing, or the measurements are too few to train on.
        UnknownName: The model of `add_to` does not exist.
    """
    return training.train(measurements, base=add_to, trials=trials, seed=seed, on_progress=on_progress)


def _to_smiles(molecules: Molecules) -> list[str]:
    given = [molecules] if isinstance(molecules, str | Chem.Mol) else list(molecules)
    return [smiles_of(one) if isinstance(one, str) else _written(one) for one in given]


def _written(mol: Chem.Mol | None) -> str:
    """Return a molecule's SMILES, empty where RDKit could not parse it: a row with an error."""
    return "" if mol is None else str(Chem.MolToSmiles(mol))
