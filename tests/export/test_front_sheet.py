from monodesign.export.front_sheet import find_warnings


def test_a_note_on_binding_names_its_subject_and_writes_classes_as_words():
    row = {"unit_li_note": "no reference for ester + acyl_oxygen: GFN2 value only"}
    assert find_warnings(row) == ["Li⁺ binding: no reference for ester + acyl oxygen: GFN2 value only"]
