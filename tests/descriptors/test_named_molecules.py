import pytest

from monodesign.descriptors.named_molecules import SHELL_SIZE, find_companion, read_shell
from monodesign.errors import UnknownName

EC, DEC = "O=C1OCCO1", "CCOC(=O)OCC"


@pytest.mark.parametrize(
    ("solvent", "shell"),
    [
        ("EC", (EC,) * 4),
        ("EC:1|DEC:1", (EC, EC, DEC, DEC)),  # 0.57 : 0.43 by moles
        ("EC:97|DEC:3", (EC, EC, EC, DEC)),  # a named solvent keeps one place
        ("EC|DEC|DEC|EC", (EC, DEC, DEC, EC)),
    ],
)
def test_a_shell_follows_the_mixture(solvent, shell):
    assert read_shell(solvent) == shell
    assert len(shell) == SHELL_SIZE


def test_an_unknown_solvent_is_refused():
    with pytest.raises(UnknownName):
        read_shell("unobtainium")


def test_a_salt_stands_for_its_anion_and_a_solvent_for_itself():
    assert find_companion("LiPF6") == "F[P-](F)(F)(F)(F)F"
    assert find_companion("EC") == "O=C1OCCO1"
