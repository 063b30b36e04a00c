import pytest
from rdkit import Chem

openmm = pytest.importorskip("openmm")
pytest.importorskip("parmed")

from monodesign.errors import CalculationError  # noqa: E402
from monodesign.simulation import gaff  # noqa: E402
from monodesign.simulation.box import Box, Species  # noqa: E402
from monodesign.simulation.chains import embed, parametrise_molecule  # noqa: E402
from monodesign.simulation.parameters import Parameters  # noqa: E402
from monodesign.simulation.system import build_system  # noqa: E402

EC = "O=C1OCCO1"


@pytest.fixture(scope="module")
def ethylene_carbonate():
    """EC's parameters beside ParmEd's own reading of the same files."""
    read = []
    load = gaff._load_prmtop
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gaff, "_load_prmtop", lambda path: read.append(load(path)) or read[-1])
        parameters = parametrise_molecule(EC, name="EC")
    return parameters, read[0]


def _energy(system, positions_nm):
    for force in system.getForces():
        if isinstance(force, openmm.NonbondedForce):
            force.setNonbondedMethod(openmm.NonbondedForce.NoCutoff)
    context = openmm.Context(
        system, openmm.VerletIntegrator(0.001), openmm.Platform.getPlatformByName("Reference")
    )
    context.setPositions(positions_nm)
    return context.getState(getEnergy=True).getPotentialEnergy()._value


@pytest.mark.slow
def test_the_energy_is_that_of_parmed_reading_the_same_topology(ethylene_carbonate):
    from openmm.app import HBonds

    parameters, topology = ethylene_carbonate
    for atom, charge in zip(topology.atoms, parameters.charges_e, strict=True):
        atom.charge = charge
    box = Box(species=(Species(parameters=parameters, count=1, role="solvent"),))
    ours = _energy(build_system(box, edge_nm=3.0, cutoff_nm=1.0), parameters.positions / 10)
    theirs = _energy(
        topology.createSystem(constraints=HBonds, flexibleConstraints=False), parameters.positions / 10
    )
    assert ours == pytest.approx(theirs, abs=0.01)


def test_the_two_ring_oxygens_of_ec_are_charged_alike(ethylene_carbonate):
    charges = dict(zip(range(10), ethylene_carbonate[0].charges_e, strict=True))
    assert charges[2] == pytest.approx(charges[5], abs=1e-6)
    assert sum(charges.values()) == pytest.approx(0, abs=1e-9)


def test_parameters_survive_a_file(ethylene_carbonate):
    parameters = ethylene_carbonate[0]
    assert Parameters.from_json(parameters.to_json()) == parameters


def test_the_donors_of_ec_are_its_carbonyl_and_two_ester_oxygens(ethylene_carbonate):
    assert ethylene_carbonate[0].donors == (
        (0, "solvent C=O"),
        (2, "solvent ester O"),
        (5, "solvent ester O"),
    )


def test_a_molecule_without_parameters_says_which_program_failed(monkeypatch):
    """Selenium stands for what the programs refuse; our own refusal, which comes before, is taken away."""
    monkeypatch.setattr(gaff, "GAFF_ELEMENTS", (*gaff.GAFF_ELEMENTS, "Se"))
    mol = embed(Chem.MolFromSmiles("C[Se]C"), seed=1)
    with pytest.raises(CalculationError, match=r"antechamber|parmchk2|tleap"):
        gaff.parametrise(mol, gaff.compute_charges(mol), name="SE")


def test_terms_estimated_by_analogy_are_named_with_their_penalty():
    lines = [
        "Remark line goes here",
        "BOND",
        "c3-zz  100.00   1.900       ATTN, need revision",
        "",
        "DIHE",
        "c -n -s6-os   4    3.0   0.0   2.0      same as X -n -s6-X , penalty score=  5.0",
        "h1-c5-c5-h1   9    1.4   0.0   3.0      same as X -c3-c3-X , penalty score=  0.0",
        "",
        "IMPROPER",
        "o -os-c -os   10.5   180.0   2.0   Same as X -X -c -o , penalty score= 52.6 (use general term))",
    ]
    assert gaff.read_guesses("\n".join(lines)) == (
        "bond c3-zz: no parameters",
        "dihe c -n -s6-os as X -n -s6-X, penalty 5.0",
    )


@pytest.mark.parametrize(("smiles", "element"), [("CO[Si](C)(C)C", "Si"), ("CB1OCCO1", "B")])
def test_a_molecule_of_an_element_without_types_is_refused_by_the_element(smiles, element):
    with pytest.raises(CalculationError, match=f"GAFF2 has no parameters for {element};"):
        parametrise_molecule(smiles, name="?")
