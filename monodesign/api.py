"""The front door for scripts and notebooks: `import monodesign as md`, then `md.check(…)`, `md.describe(…)`.

A molecule is a SMILES, a name of libraries/monomers.csv, or an RDKit `Mol`. What comes back is a DataFrame of
one row per input, in input order; its column `error` says what went wrong with a row.
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
    """Say of each molecule what monomer it is and why it is kept or rejected.

    >>> check("DOA")["is_kept"].item()
    True

    Args:
        molecules: One or several.
        settings: Which are kept; the defaults of `FilterSettings` without it.

    Returns:
        The columns of the library, `reasons`, `warnings`, `is_kept` and `error`.
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
        molecules: One or several.
        settings: What is computed and how.
        jobs: Worker processes; the numbers do not depend on it.
        on_progress: Called with stage, molecules done and molecules in all.

    Returns:
        The columns of descriptors.csv, each with its unit at the end of its name.
    """
    settings = settings or DescribeSettings()
    batch = descriptors.describe(_to_smiles(molecules), settings=settings, jobs=jobs, on_progress=on_progress)
    return batch.table


def predict(
    molecules: Molecules, *, gel: Formulation = STUDY_GEL, model: str | Path | Surrogate = "default"
) -> pd.DataFrame:
    """Predict the conductivity of the gel that each monomer makes.

    Args:
        molecules: One or several.
        gel: What the gels hold beside their polymer, and their temperature.
        model: A model by name or folder, or one that is loaded.

    Returns:
        The formulation, `log10_sigma_s_cm` (S/cm), `sigma_ms_cm` (mS/cm), the 90 % interval, `in_domain`
        and `error`.
    """
    return predict_formulations(gel.with_polymers(_to_smiles(molecules)), model=model)


def predict_formulations(
    formulations: pd.DataFrame, *, model: str | Path | Surrogate = "default"
) -> pd.DataFrame:
    """Predict the conductivity of liquids, gels and dry polymers given as a table.

    Args:
        formulations: The columns that `monodesign predict` reads.
        model: A model by name or folder, or one that is loaded.
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
    """Build monomers from fragments, with the columns of the library.

    Args:
        fragments: From `load_fragments`; the packaged ones without it.
        sample: How many to draw; all of them without it.
        seed: Of the draw.
        two_ligands: Whether bridges that carry two ligands take part.
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
        measurements: Columns of a formulation with `log10_sigma_s_cm` or `sigma_s_cm`.
        add_to: The model whose measurements they join; None uses them alone.
        trials: Settings tried inside each fold.
        seed: Of folds, draws and tuning.
        on_progress: Called with stage, steps done and steps in all.
    """
    return training.train(measurements, base=add_to, trials=trials, seed=seed, on_progress=on_progress)


def _to_smiles(molecules: Molecules) -> list[str]:
    given = [molecules] if isinstance(molecules, str | Chem.Mol) else list(molecules)
    return [smiles_of(one) if isinstance(one, str) else _written(one) for one in given]


def _written(mol: Chem.Mol | None) -> str:
    """Return a molecule's SMILES, empty where RDKit could not parse it: a row with an error."""
    return "" if mol is None else str(Chem.MolToSmiles(mol))
