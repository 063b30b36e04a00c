"""Draw the library members that benchmarks describe."""

from __future__ import annotations

from monodesign.campaign_folder.read_settings import read_campaign
from monodesign.chem.check import check
from monodesign.paths import LIBRARIES
from monodesign.space.fragments import load_fragments
from monodesign.space.space import enumerate_monomers

# The default campaign keeps 773 of the 2,610 members it looks at; most others are too heavy.
DRAWN_PER_MEMBER = 8


def draw_members(count: int, *, seed: int, is_filtered: bool = True) -> list[str]:
    """Return the SMILES of members, those that the default campaign would describe or any of the space."""
    if not is_filtered:
        return enumerate_monomers(load_fragments(), sample=count, seed=seed)["smiles"].tolist()
    filters = read_campaign(LIBRARIES / "campaign.toml").filters
    drawn = enumerate_monomers(load_fragments(), sample=DRAWN_PER_MEMBER * count, seed=seed)["smiles"]
    kept = check(drawn.tolist(), settings=filters).table
    return kept.loc[kept["is_kept"], "smiles"].tolist()[:count]
