"""The next batch for the bench, from a campaign's folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from monodesign.campaign.candidates import load_stock
from monodesign.campaign_folder.bench import read_bench
from monodesign.campaign_folder.folder import read_ranking, read_settings
from monodesign.ranking.next_batch import Method, select_comparable, suggest

if TYPE_CHECKING:
    from pathlib import Path

    from monodesign.campaign_folder.settings import CampaignSettings


def suggest_next(
    folder: Path, *, n: int = 8, seed: int = 0, method: Method = "expected_improvement"
) -> pd.DataFrame:
    """Propose the next candidates to make and measure, from the ranking and what was measured so far.

    Measurements in another formulation than the campaign's are left out.

    Raises:
        UserError: The folder holds no finished campaign, or its stock list cannot be read.
        InvalidConfig: Its campaign.toml has faults.
    """
    settings = read_settings(folder)
    bench = read_comparable(folder, settings)
    ranking = read_ranking(folder)
    return suggest(ranking, bench, n=n, seed=seed, method=method, stock=load_stock(settings))


def read_comparable(folder: Path, settings: CampaignSettings) -> pd.DataFrame:
    """Return what was measured in the campaign's own formulation."""
    gel = settings.formulation
    return select_comparable(
        read_bench(folder),
        solvent=gel.solvent,
        salt=gel.salt,
        w_polymer=gel.w_polymer,
        w_solvent=gel.w_solvent,
        w_salt=gel.w_salt,
        temperature_c=gel.temperature_c,
    )
