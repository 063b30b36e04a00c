"""The reagents that an ordinary way to a building block names, for its hazards."""

from __future__ import annotations

import re
from typing import Final

from monodesign.synthesis.hazards import load_substances
from monodesign.synthesis.reagents import load_reagents
from monodesign.synthesis.work_up_substances import find_work_up_substances

# Under these names the lists do not hold them.
_ALIASES: Final = {
    "hydrochloric acid": "Cl",
    "hydrogen bromide": "[H+].[Br-]",
    "EDC": "CCN=C=NCCCN(C)C.Cl",
}


def find_way_substances(way: str) -> dict[str, str]:
    """Return name and SMILES of the reagents that a way names, for its hazards.

    >>> list(find_way_substances("with sodium cyanide in dimethyl sulfoxide"))
    ['sodium cyanide', 'dimethyl sulfoxide']
    """
    classified = {hazard.typical_member: smiles for smiles, hazard in load_substances().items()}
    listed = {name: reagent.smiles for name, reagent in load_reagents().by_name.items()}
    named = {name: smiles for name, smiles in (classified | listed | _ALIASES).items() if name in way}
    named |= find_work_up_substances(way)
    # The longest name takes its words, so that a formula's part is no substance of its own.
    found: dict[str, str] = {}
    rest = way
    for name in sorted(named, key=len, reverse=True):
        taken = re.sub(rf"(?<![\w–-]){re.escape(name)}(?![\w–-])", ";", rest)
        if taken != rest:
            rest, found[name] = taken, named[name]
    return dict(sorted(found.items(), key=lambda item: way.index(item[0])))
