"""The lazy space: exact, seeded, distinct, and cheap to open."""

import itertools
import pickle
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monodesign.chem.check import check
from monodesign.chem.ethers import find_ethers
from monodesign.chem.filters import FilterSettings, count_rotors, find_reasons
from monodesign.chem.molecules import canonical_smiles, molar_mass_g_mol, parse
from monodesign.chem.named_monomers import load_named_monomers
from monodesign.chem.polymerisation import capped_unit, repeat_unit
from monodesign.space.additive import AdditiveLimits
from monodesign.space.fragments import FragmentLibrary, load_fragments
from monodesign.space.space import MonomerSpace, enumerate_monomers
from monodesign.tables.columns import LIBRARY, names

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def library():
    return load_fragments()


@pytest.fixture(scope="module")
def space(library):
    return MonomerSpace(library, two_ligands=True)


def small(library, *, heads=("acrylate",), bridges, ligands):
    pick = {"heads": heads, "bridges": bridges, "ligands": ligands}
    return FragmentLibrary(
        **{
            role: tuple(f for f in getattr(library, role) if f.name in wanted)
            for role, wanted in pick.items()
        }
    )


def test_the_paper_s_seven_monomers_come_out_of_their_fragments_exactly(library):
    made = {monomer.name: monomer for monomer in load_named_monomers() if monomer.bridge}
    assert set(made) == {"DOA", "PCEA", "AEEO", "AAPC", "AAEO", "PCBA", "AEBO"}
    for name, known in made.items():
        own = small(library, heads=(known.head,), bridges=(known.bridge,), ligands=(known.ligand,))
        (monomer,) = MonomerSpace(own)
        assert (monomer.smiles, monomer.name) == (known.smiles, name)


@settings(max_examples=150)
@given(data=st.data())
def test_a_member_s_columns_equal_what_its_molecule_gives(space, data):
    monomer = space[data.draw(st.integers(0, len(space) - 1))]
    mol = parse(monomer.smiles)
    assert canonical_smiles(mol) == monomer.smiles
    assert monomer.repeat_unit == repeat_unit(monomer.smiles)
    assert monomer.unit_smiles == capped_unit(monomer.smiles)
    assert monomer.is_ether_free == (find_ethers(mol) == ())
    assert monomer.mw_g_mol == pytest.approx(molar_mass_g_mol(mol))


def test_joining_every_fragment_makes_neither_ether_nor_peroxide(library):
    space = MonomerSpace(library)
    step = np.unique(np.linspace(0, len(space) - 1, 1000).astype(np.int64))
    for smiles in space.build(step):
        reasons = find_reasons(parse(smiles), FilterSettings(max_sa_score=10.0))
        assert not any(reason.startswith(("ether", "silyl", "peroxide")) for reason in reasons), smiles
        assert not any("N–O" in reason or "N–N" in reason or "anhydride" in reason for reason in reasons), (
            smiles
        )


def test_the_short_way_to_canonical_smiles_gives_what_full_parsing_gives(space):
    indices = np.unique(np.linspace(0, len(space) - 1, 2500).astype(np.int64))
    for smiles in space.build(indices):
        assert canonical_smiles(parse(smiles)) == smiles


def test_additive_sums_equal_the_molecule_s_own(space):
    indices = np.unique(np.linspace(0, len(space) - 1, 800).astype(np.int64))
    sums = space.sums(indices)
    for at, smiles in enumerate(space.build(indices)):
        mol = parse(smiles)
        assert sums.mw_g_mol[at] == pytest.approx(molar_mass_g_mol(mol))
        assert sums.rotors[at] == count_rotors(mol)


def test_additive_limits_keep_exactly_the_members_within_them(library):
    space = MonomerSpace(library)
    limits = AdditiveLimits(min_mw_g_mol=180.0, max_mw_g_mol=230.0, max_rotors=9)
    kept = np.concatenate(list(space.indices(limits=limits)))
    sums = space.sums(np.arange(len(space)))
    inside = (sums.mw_g_mol >= 180) & (sums.mw_g_mol <= 230) & (sums.rotors <= 9)
    assert 0 < len(kept) < len(space)
    assert kept.tolist() == np.flatnonzero(inside).tolist()


def test_additive_limits_sort_a_million_members_a_second(space, is_quicker):
    limits = AdditiveLimits(max_mw_g_mol=400.0, max_rotors=15)
    next(space.indices(limits=limits))
    # The bench is half the promise: other work shares this machine's caches while the tests run.
    assert is_quicker(lambda: sum(len(chunk) for chunk in space.indices(limits=limits)), len(space) / 500_000)


def test_two_tables_of_one_seed_are_equal_and_of_two_seeds_are_not(library):
    first, again, other = (enumerate_monomers(library, sample=60, seed=seed) for seed in (1, 1, 2))
    assert first.equals(again)
    assert not first["smiles"].equals(other["smiles"])
    assert list(first.columns) == names(LIBRARY)


def test_a_smaller_sample_is_the_beginning_of_a_larger_one(library):
    small_one, large = (enumerate_monomers(library, sample=n, seed=5)["smiles"].tolist() for n in (20, 50))
    assert large[:20] == small_one


def test_the_number_of_ligands_is_one_unless_two_are_asked_for(library):
    assert (enumerate_monomers(library, sample=200)["ligand_2"] == "").all()
    assert (enumerate_monomers(library, sample=200, two_ligands=True)["ligand_2"] != "").any()


def test_repeats_are_dropped_and_every_molecule_comes_once(library):
    # Propylene glycol either way round meets 2,3-butanediol once; symmetric triols take each pair once.
    own = small(
        library,
        bridges=("glycerol-1,3-O,O", "glycerol-2,3-O,O"),
        ligands=("acetate", "methyl carbonate", "ethyl oxalate"),
    )
    space = MonomerSpace(own, two_ligands=True)
    table = enumerate_monomers(own, two_ligands=True)
    assert len(space) == 6 + 9
    assert table["smiles"].is_unique
    assert set(table["smiles"]) == {monomer.smiles for monomer in space}


def test_sampling_to_the_end_visits_every_member_once(library):
    own = small(
        library, bridges=("ethylene-O", "trimethylene-O"), ligands=("acetate", "benzoate", "ethyl oxalate")
    )
    space = MonomerSpace(own)
    drawn = np.concatenate(list(space.indices(seed=3, chunk=2)))
    assert sorted(drawn.tolist()) == list(range(len(space))) != drawn.tolist()


def test_stereoisomers_are_enumerated_on_request_and_kept_flat_otherwise(library):
    own = small(library, bridges=("methylene",), ligands=("ethylene carbonate-4-yl",))
    assert enumerate_monomers(own)["smiles"].tolist() == ["C=CC(=O)OCC1COC(=O)O1"]
    both = enumerate_monomers(own, stereo="enumerate")["smiles"].tolist()
    assert sorted(both) == sorted(
        canonical_smiles(parse(f"C=CC(=O)OC[{mark}H]1COC(=O)O1")) for mark in ("C@", "C@@")
    )


def test_a_stereocentre_drawn_in_a_fragment_keeps_its_hand(tmp_path, library):
    (tmp_path / "bridges.csv").write_text("name,smiles\nR,[*:1]C[C@@H](C)O[*:2]\nS,[*:1]C[C@H](C)O[*:2]\n")
    own = load_fragments(tmp_path)
    table = enumerate_monomers(small(own, bridges=("R", "S"), ligands=("acetate",)))
    expected = ["C=CC(=O)OC[C@@H](C)OC(C)=O", "C=CC(=O)OC[C@H](C)OC(C)=O"]
    assert table["smiles"].tolist() == [canonical_smiles(parse(text)) for text in expected]


def test_crosslinkers_are_flagged(library):
    own = small(library, bridges=("ethylene-O",), ligands=("acrylate (crosslinker)", "acetate"))
    table = enumerate_monomers(own).set_index("ligand")
    assert table["is_crosslinker"].to_dict() == {"acrylate (crosslinker)": True, "acetate": False}


def test_indices_outside_the_space_are_refused(space):
    assert space[-1] == space[len(space) - 1]
    for index in (len(space), -len(space) - 1):
        with pytest.raises(IndexError, match="of a space of"):
            space[index]
    with pytest.raises(IndexError, match="of a space of"):
        space.build(np.array([0, len(space)]))


def test_a_space_can_be_sent_to_another_process(space):
    assert pickle.loads(pickle.dumps(space))[12345] == space[12345]


def test_the_default_library_holds_fifty_thousand_distinct_monomers_that_pass_the_filters(library):
    # Counted on the first 70,000 members alone; the share that passes is put at its lower 99.9 % limit.
    space = MonomerSpace(library)
    distinct = sum(1 for _ in space.stream_smiles(stop=70_000))
    sample = space.build(np.random.default_rng(11).choice(70_000, size=400, replace=False))
    share = check(sample).table["is_kept"].mean()
    lower = share - 3.1 * np.sqrt(share * (1 - share) / len(sample))
    assert distinct * lower > 50_000


def test_check_agrees_with_enumeration_on_the_shared_columns(library):
    table = enumerate_monomers(library, sample=150, seed=4, two_ligands=True)
    checked = check(table["smiles"].tolist()).table
    for column in ("monomer_id", "smiles", "repeat_unit", "unit_smiles", "is_ether_free", "is_crosslinker"):
        assert checked[column].tolist() == table[column].tolist()


BILLION = """
import sys, time
from pathlib import Path
import rdkit.Chem, pandas
from monodesign.space.fragments import load_fragments
from monodesign.space.space import MonomerSpace
start = time.process_time()
space = MonomerSpace(load_fragments(Path(sys.argv[1])))
seconds = time.process_time() - start
member = space[len(space) // 2]
# Not ru_maxrss: a child that a large process started inherits that process's peak.
peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
print(len(space), seconds, int(peak.split()[1]) / 1024, member.smiles)
"""


def test_a_space_of_a_billion_opens_in_a_second_and_300_mib(tmp_path):
    carbons = (
        "C",
        "C(C)",
        "C(F)",
        "C(F)(F)",
        "C(C)(C)",
        "C(C#N)",
        "C(CC)",
        "C(C(F)(F)F)",
        "C(C(C)C)",
        "C(CCC)",
    )
    chains = list(enumerate("".join(chosen) for chosen in itertools.product(carbons, repeat=3)))
    for role, form in (
        ("heads", "C=CC(=O)N({}C(C)(C)C)[*:1]"),
        ("bridges", "[*:1]C{}O[*:2]"),
        ("ligands", "[*:1]C(=O)O{}C(C)(C)C"),
    ):
        lines = (f"{role}{number},{form.format(chain)}" for number, chain in chains)
        (tmp_path / f"{role}.csv").write_text("\n".join(["name,smiles", *lines]))
    run = [sys.executable, "-c", BILLION, str(tmp_path)]
    for _ in range(3):  # as `is_quicker` does
        answer = subprocess.run(run, capture_output=True, text=True, check=True).stdout.split()
        if float(answer[1]) < 2.0:
            break
    assert int(answer[0]) >= 1_000_000_000
    # CPU seconds; the promise of 1 s is for a machine that does nothing else.
    assert float(answer[1]) < 2.0
    assert float(answer[2]) < 300.0
    assert parse(answer[3]).GetNumAtoms() > 10
