"""The saturated units of the monomers that the source paper made (doi 10.1038/s41467-025-59020-w)."""

from typing import Final

UNITS: Final = {
    "DOA": "CCC(=O)OCC1COC(=O)O1",
    "PCEA": "CCC(=O)OCCOC(=O)OCCC",
    "AEEO": "CCC(=O)OCCOC(=O)C(=O)OCC",
    "AAPC": "CCC(=O)NCCOC(=O)OCCC",
    "AAEO": "CCC(=O)NCCOC(=O)C(=O)OCC",
}
