"""In which order a step is put together; organic chemists' common knowledge (recalled) unless said."""

from monodesign.export.synthesis_sheet import synthesis_sheet


def test_sodium_hydride_is_met_slowly_by_what_it_takes_a_proton_from():
    """Two litres of hydrogen come from 88 mmol."""
    smiles = "C=C(CC(=O)OC)C(=O)OCCCCCC(C(=O)OC(C)C)C(=O)OC(C)C"
    first = synthesis_sheet(smiles).partition("## Step 2")[0]
    assert "sodium hydride in the solvent under nitrogen, 0 °C; add" in first
    assert "stir until no more hydrogen comes; then add" in first


def test_an_amine_that_only_its_salt_keeps_is_freed_last():
    """Free aminoacetone condenses with itself."""
    sheet = synthesis_sheet("C=CC(=O)N(C(C)C)C(C)CNC(=O)NC(C)(C)C")
    first = sheet.partition("## Step 2")[0]
    assert "aminoacetone (`CC(=O)CN`) as its salt and t-butyl isocyanate" in first
    assert "add triethylamine in the solvent of the addition dropwise, last" in first
