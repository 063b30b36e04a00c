"""The ranking that a retraining started from: what `changes.csv` compares with, however often it is repeated.

It is kept while a retraining runs, so that one that was cut off is repeated from where it began. A finished
one leaves it under a name made of the measurements and the ranking it came to: repeated without a new
measurement, as somebody does who did not see it finish, it says the same again.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
from typing import Final

import pandas as pd

from monodesign.campaign_folder.folder import RANKING_COLUMNS, CampaignFolder
from monodesign.safe_files import is_own
from monodesign.tables.write import append_csv

BEFORE_FILE: Final = ".ranking_before.csv"
_FINISHED: Final = ".ranking_before_{digest}.csv"
_DIGITS: Final = 16


def keep_ranking_before(folder: CampaignFolder) -> pd.DataFrame:
    """Return the ranking before this retraining, or before the one that it repeats.

    Raises:
        InvalidTable: It cannot be read, lacks a column, or holds a text where a number should be.
    """
    if not is_own(folder.path / BEFORE_FILE):
        finished = _finished_name(folder)
        before = (
            folder.checked_table(finished, RANKING_COLUMNS)
            if is_own(folder.path / finished)
            else folder.ranking
        )
        folder.write_table(BEFORE_FILE, before)
    return folder.checked_table(BEFORE_FILE, RANKING_COLUMNS)


def finish_ranking_before(folder: CampaignFolder) -> None:
    """Keep it for a repetition of the retraining that is finished now, and forget those of earlier ones."""
    finished = folder.path / _finished_name(folder)
    for path in folder.path.glob(_FINISHED.format(digest="*")):
        with contextlib.suppress(OSError):  # somebody's folder of that name
            path.unlink()
    (folder.path / BEFORE_FILE).replace(finished)


def _finished_name(folder: CampaignFolder) -> str:
    """Return the name under which a retraining that came to the present state keeps what was before."""
    stream = io.StringIO()
    for table in (folder.bench, folder.ranking):
        append_csv(table, stream)
    return _FINISHED.format(digest=hashlib.sha256(stream.getvalue().encode()).hexdigest()[:_DIGITS])
