"""Mirror images and molecules written in another order have equal energies."""

import pytest
from check_mirror_images import CHIRAL, PLAIN, compare, is_equal, list_pairs, mirror, read_rows, reorder

from monodesign.chem.molecules import canonical_smiles, parse
from monodesign.paths import LIBRARIES

TABLE = LIBRARIES / "reference" / "mirror_images.csv"


def test_the_committed_table_has_twenty_pairs_of_each_kind_and_all_are_equal():
    """To 0.01 kcal/mol and 1 mV."""
    rows = read_rows(TABLE)
    assert [(row["smiles"], row["other"]) for row in rows] == [(p.smiles, p.other) for p in list_pairs()]
    assert (len(CHIRAL), len(PLAIN)) == (20, 20)
    assert [row["smiles"] for row in rows if not is_equal(row)] == []


def test_the_pairs_are_mirror_images_and_the_same_molecule_again():
    for pair in list_pairs():
        is_same = canonical_smiles(parse(pair.smiles)) == canonical_smiles(parse(pair.other))
        assert is_same == (pair.kind == "order"), pair


@pytest.mark.slow
@pytest.mark.parametrize(
    "pair", [mirror(r"C/C=C/C(=O)O[C@@H](C)C#N"), mirror("CC[S@](C)=O"), reorder(PLAIN[3])]
)
def test_a_pair_has_equal_energies(pair):
    row = compare(pair)
    assert row["columns"] > 5
    assert is_equal({name: str(value) for name, value in row.items()})
