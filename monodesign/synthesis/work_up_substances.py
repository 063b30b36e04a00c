"""The substances that a work-up or a remark names beyond what is weighed in."""

from __future__ import annotations

import re
from typing import Final

# What a work-up or remark names beyond what is weighed in; water, brine and drying agents need no word. The
# gas hydrogen chloride is written as ions, so that it is not taken for the dilute acid.
_SUBSTANCES: Final = {
    "ethyl acetate": "CCOC(C)=O",
    "tetrahydrofuran": "C1CCOC1",
    "diethyl ether": "CCOCC",
    "hexane": "CCCCCC",
    "dichloromethane": "ClCCl",
    "methanol": "CO",
    "toluene": "Cc1ccccc1",
    "ethanol": "CCO",
    "pyrrolidine": "C1CCNC1",
    "acetonitrile": "CC#N",
    "acetic acid": "CC(=O)O",
    "aqueous ammonia": "N",
    "hypochlorite": "[O-]Cl",
    "ammonium chloride": "[NH4+].[Cl-]",
    "potassium carbonate": "O=C([O-])[O-].[K+].[K+]",
    "1 M HCl": "Cl",
    "ethanolamine": "NCCO",
    "phenothiazine": "c1ccc2c(c1)Nc1ccccc1S2",
    "hydrogen chloride": "[H+].[Cl-]",
    "carbon monoxide": "[C-]#[O+]",
    "ethylene oxide": "C1CO1",
    "propylene oxide": "CC1CO1",
    "acrylonitrile": "C=CC#N",
    "vinyl sulfone": "C=CS(C)(=O)=O",
    "hydrogen cyanide": "C#N",
}


def find_work_up_substances(text: str) -> dict[str, str]:
    """Return name and SMILES of what a work-up names, in the order of the list."""
    return {name: smiles for name, smiles in _SUBSTANCES.items() if re.search(rf"\b{name}\b", text)}
