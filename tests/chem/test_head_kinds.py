"""What each kind of head does by radicals: data with a source, for every head of the library."""

import pytest

from monodesign.chem.head_kinds import load_head_kinds
from monodesign.chem.molecules import parse
from monodesign.chem.polymerisation import find_alkenes
from monodesign.errors import InvalidTable
from monodesign.space.fragments import load_fragments

HEADER = "kind,smarts,is_acrylic,by_radicals,conversion_percent,anionic_on,partner,source\n"


def test_every_head_of_the_library_is_of_a_known_kind():
    kinds = load_head_kinds()
    assert {head.fragment_class for head in load_fragments().heads} <= set(kinds)


def test_every_statement_has_a_source_and_what_needs_a_partner_names_one():
    for kind in load_head_kinds().values():
        assert kind.source or kind.by_radicals == "unknown", kind.name
        if kind.is_acrylic and kind.needs_partner and "halo" not in kind.name:
            assert kind.partner, kind.name


def test_the_paper_s_conversions_are_those_of_its_main_text():
    """Li P. et al., doi 10.1038/s41467-025-59020-w: 99–100 % and, of VC and VEC, 50–80 %."""
    percent = {kind.name: kind.conversion_percent for kind in load_head_kinds().values()}
    assert percent["acrylate"] == percent["acrylamide"] == "99–100"
    assert percent["vinylene carbonate"] == percent["vinylethylene carbonate"] == "50–80"


def test_faults_of_the_table_are_all_named(tmp_path):
    path = tmp_path / "polymerisation.csv"
    path.write_text(HEADER + "a,C(,yes,sometimes,,,,x\nb,C=C,,homopolymerises,,,,\n", encoding="utf-8")
    with pytest.raises(
        InvalidTable, match=r"line 2: by_radicals 'sometimes'.*line 2: .*line 3: b: no source"
    ):
        load_head_kinds(path)


@pytest.mark.parametrize(
    ("smiles", "kind", "by_radicals"),
    [
        ("C=C(C)c1ccccc1", "α-methylstyrene", "depropagates"),  # ceiling temperature 61 °C
        ("C=C(c1ccccc1)C(=O)OC", "α-phenylacrylate", "depropagates"),
        ("C=C1OCCCCO1", "cyclic ketene acetal", "stops short"),
        ("C=C(C)OC(C)=O", "isopropenyl ester", "copolymerises only"),
        ("C=COC(C)=O", "vinyl ester or carbonate", "homopolymerises"),
        ("C=Cn1ccnc1", "N-vinyl azole", "homopolymerises"),
        ("C=C(NC(C)=O)C(=O)OC", "α-acylaminoacrylate", "homopolymerises"),
        ("C=C1CC(=O)N(C)C1=O", "itaconimide", "homopolymerises"),
        ("C=CC=CC", "diene", "stops short"),
    ],
)
def test_heads_outside_the_library_are_known_by_what_radicals_make_of_them(smiles, kind, by_radicals):
    """Recalled from Odian and the Polymer Handbook."""
    kinds = {alkene.kind for alkene in find_alkenes(parse(smiles)) if alkene.is_polymerisable}
    assert kinds == {kind}
    assert load_head_kinds()[kind].by_radicals == by_radicals
