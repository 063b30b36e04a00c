"""The next batch for the bench, from a campaign's folder."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from monodesign.campaign.candidates import load_stock
from monodesign.campaign_folder.folder import CampaignFolder
from monodesign.ranking.next_batch import Method, select_comparable, suggest


def suggest_next(
    path: Path, *, n: int = 8, seed: int = 0, method: Method = "expected_improvement"
) -> pd.DataFrame:
    """Propose the next candidates to make and measure, from the ranking and what was measured so far.

    Measurements in another formulation than the campaign's are left out.

    Raises:
        UserError: The folder holds no finished campaign, or its stock list cannot be read.
        InvalidConfig: Its campaign.toml has faults.
    """
    folder = CampaignFolder.read(path)
    settings = folder.settings
    bench = select_comparable(folder.bench, settings.formulation)
    return suggest(folder.ranking, bench, n=n, seed=seed, method=method, stock=load_stock(settings))
