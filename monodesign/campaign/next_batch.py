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
    """Propose the next candidates of a campaign to make and measure.

    Only measurements in the formulation of the campaign are used.

    Args:
        path: Folder of the campaign.
        n: Size of the batch.
        seed: Random seed of `thompson`.
        method: How to balance promising candidates against unknown ones.

    Returns:
        A row per proposal, the best first, with its reason.

    Raises:
        UserError: The folder has no finished campaign, or the stock list cannot be read.
        InvalidConfig: campaign.toml is not valid.
    """
    folder = CampaignFolder.read(path)
    settings = folder.settings
    bench = select_comparable(folder.bench, settings.formulation)
    return suggest(folder.ranking, bench, n=n, seed=seed, method=method, stock=load_stock(settings))
