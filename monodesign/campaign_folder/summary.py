"""The result of a campaign: its counts and its ranking."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pandas as pd

# What only enumerating counts.
ENUMERATED: Final = ("enumerated", "rejected by a filter")


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a campaign came to.

    Attributes:
        folder: Where its tables are.
        counts: Candidates by outcome, in the order of the funnel.
        ranking: The ranking, best first.
        seconds: Wall time by stage, s.
    """

    folder: Path
    counts: dict[str, int]
    ranking: pd.DataFrame
    seconds: dict[str, float] = field(default_factory=dict)
