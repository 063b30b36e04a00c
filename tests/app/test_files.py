import pytest

from monodesign.app.files import locate
from monodesign.errors import UserError


def test_a_name_is_a_path_inside_the_folder(tmp_path):
    assert locate(tmp_path, "my campaign/ranking.csv") == tmp_path / "my campaign" / "ranking.csv"


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        "../x",
        "a/../../x",
        "/etc/passwd",
        "a//b",
        "a\\..\\b",
        "C:x",
        "a\0b",
        "a\nb",
        "x" * 300,
        "~",
        "-rf",
        ".ssh",
        "$(id)",
    ],
)
def test_no_name_leads_out_of_the_folder(tmp_path, name):
    with pytest.raises(UserError, match="not a name inside the folder"):
        locate(tmp_path, name)


def test_no_link_is_followed(tmp_path):
    (tmp_path / "link").symlink_to("/etc")
    with pytest.raises(UserError, match="passes through a link"):
        locate(tmp_path, "link/passwd")
