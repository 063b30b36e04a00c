"""The loop with the bench: what to measure next, and what the measurements change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monodesign.bench import read_bench
from monodesign.campaign import Summary, rank_again, read_settings
from monodesign.config import PredictSettings, campaign_toml
from monodesign.errors import UserError
from monodesign.files import read_csv, write_text
from monodesign.suggest import select_comparable, suggest
from monodesign.surrogate.storage import save_model
from monodesign.surrogate.train import train

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd


def suggest_next(folder: Path, *, n: int = 8, seed: int = 0) -> pd.DataFrame:
    """Propose the next candidates to make and measure, from the ranking and what was measured so far.

    Measurements in another formulation than the campaign's are left out.

    Raises:
        UserError: The folder holds no finished campaign.
        InvalidConfig: Its campaign.toml has faults.
    """
    gel = read_settings(folder).formulation
    bench = select_comparable(
        read_bench(folder),
        solvent=gel.solvent,
        salt=gel.salt,
        w_polymer=gel.w_polymer,
        w_solvent=gel.w_solvent,
        w_salt=gel.w_salt,
        temperature_c=gel.temperature_c,
    )
    return suggest(read_csv(folder / "ranking.csv"), bench, n=n, seed=seed)


def retrain(folder: Path, *, trials: int = 0) -> Summary:
    """Fold a campaign's own measurements into the shipped ones, train a surrogate and rank with it.

    The model and its card go to the campaign's folder `model/`, and campaign.toml names it from then on.

    Raises:
        UserError: The folder holds no finished campaign, or no measurement.
        InvalidConfig: Its campaign.toml has faults.
    """
    settings = read_settings(folder)
    bench = read_bench(folder)
    if bench.empty:
        raise UserError(f"{folder}: nothing measured yet; add measurements with monodesign record")
    save_model(train(bench, trials=trials, seed=settings.seed, base="default"), folder / "model")
    own = PredictSettings(model=str((folder / "model").resolve()))
    write_text(folder / "campaign.toml", campaign_toml(settings.model_copy(update={"predict": own})))
    return rank_again(folder)
