"""A volatile chloride that is evaporated is caught and destroyed."""

from monodesign.export.synthesis_sheet import synthesis_sheet


def lines(smiles, word):
    """Return the lines of a sheet that begin so."""
    return [line for line in synthesis_sheet(smiles).splitlines() if line.startswith(f"- {word}")]


def test_oxalyl_chloride_in_excess_is_trapped_and_destroyed_with_methanol():
    """Three equivalents are used; the trap holds two, which waste solvent must not meet."""
    (told,) = lines("C=C(F)C(=O)NCCOC(=O)C(=O)OCCCC", "Trap")
    assert "of oxalyl chloride: trap at −78 °C" in told
    assert "methanol in the hood" in told
    assert "- methanol: H225" in synthesis_sheet("C=C(F)C(=O)NCCOC(=O)C(=O)OCCCC")


def test_acryloyl_chloride_that_leaves_with_the_solvent_is_trapped():
    (told,) = lines("C=CC(=O)OCCS(C)(=O)=O", "Trap")
    assert "up to 5 mmol of acryloyl chloride" in told


def test_a_chloride_destroyed_in_the_flask_needs_no_trap():
    assert not lines("C=CC(=O)OCCN1CCCC1=O", "Trap")


def test_a_difluoropropionyl_chloride_distils_into_dry_ice():
    """It boils below 40 °C and comes with hydrogen chloride."""
    told = lines("C=C(C)C(=O)OCC(OC(=O)C(C)(F)F)C(F)(F)F", "Work-up")
    assert any("receiver at −78 °C" in line for line in told)
