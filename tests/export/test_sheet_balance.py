"""The amounts of a sheet, read back from its Markdown, against molar masses and the steps before."""

import re

import pytest
from rdkit.Chem.Descriptors import MolWt

from monodesign.chem.molecules import canonical_smiles, parse
from monodesign.export.synthesis_sheet import synthesis_sheet
from monodesign.synthesis.reagents import load_reagents

CHARGED = {"limiting", "reactant", "coupling agent", "base", "catalyst"}
MONOMERS = [
    "C=C(C)C(=O)OCCOC(=O)NCCP(=O)(OCC)OCC",
    "C=CC(=O)OCC(C)(C)COP(=O)(OC)OC",
    "C=C(C)C(=O)OCCN(C)S(=O)(=O)CC",
    "C=CCOC(=O)N(C)CCS(C)(=O)=O",
    "C=C(CC(=O)OC)C(=O)OCC(CCC)OC(=O)C(=O)OCC(F)(F)F",
    "C=CC(=O)N(CC)CC1CCCCC1COC(=O)Cc1ccccc1",
    "C=C(C(=O)OCC1CCCC(COC(=O)NCC(=O)OCC)C1)C(F)(F)F",
    "C=C(F)C(=O)OCCCCCCP(=O)(OC(C)C)OC(C)C",
    "C=CC(=O)NCCOC(=O)CCC(=O)OCCOS(=O)(=O)c1ccc(F)cc1",
    "C=CC(=O)N(CC(OC(=O)OCCCCC)CC(F)(F)F)C",
]


def read_tables(sheet):
    """Yield for each step its rows: role, SMILES, equivalents, mmol, g, mL, supply."""
    for block in sheet.split("## Step ")[1:]:
        rows = []
        for line in block.splitlines():
            if line.startswith("| ") and "`" in line:
                role, substance, *numbers, supply = (cell.strip() for cell in line.strip("|").split("|"))
                smiles = re.search("`(.*)`", substance)[1]
                rows.append((role, smiles, *(float(one) if one else None for one in numbers), supply))
        yield rows


@pytest.mark.parametrize("smiles", MONOMERS)
def test_the_amounts_of_a_sheet_balance(smiles):
    """Equivalents, masses and volumes agree, and a step passes on to the next what it makes."""
    reagents, made = load_reagents(), {}
    tables = list(read_tables(synthesis_sheet(smiles)))
    assert tables
    for rows in tables:
        limiting = next(row for row in rows if row[0] == "limiting")
        for role, of, equivalents, mmol, grams, millilitres, supply in rows:
            sold = reagents.describe(of)
            if role in CHARGED:
                assert mmol == pytest.approx(equivalents * limiting[3], rel=3e-3), of
            if supply.startswith("step"):
                assert mmol == pytest.approx(made[of], rel=3e-3), of
            is_pure = not (sold.sold_with or sold.content_percent or sold.molarity_mol_l)
            if mmol is not None and grams is not None and is_pure:
                assert grams == pytest.approx(mmol * MolWt(parse(of)) / 1000, rel=3e-3), of
            if grams is not None and millilitres is not None and is_pure:
                assert millilitres == pytest.approx(grams / sold.density_g_ml, rel=3e-3), of
            if role == "product":
                made[of] = mmol
    assert list(made)[-1] == canonical_smiles(parse(smiles))
