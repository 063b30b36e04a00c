"""Campaign files: what is unknown or of the wrong type is named, and nothing is guessed."""

from pathlib import Path

import pytest

from monodesign.campaign_folder.read_settings import parse_campaign, read_campaign
from monodesign.campaign_folder.settings import CampaignSettings
from monodesign.campaign_folder.write_settings import campaign_toml
from monodesign.errors import InvalidConfig, UserError
from monodesign.paths import LIBRARIES


def _read(tmp_path, text):
    path = tmp_path / "campaign.toml"
    path.write_text(text)
    return read_campaign(path)


def test_the_packaged_campaign_is_the_papers_gel():
    """30/16/54 wt% polymer/LiPF6/EC at 25 °C, doi 10.1038/s41467-025-59020-w."""
    gel = read_campaign(LIBRARIES / "campaign.toml").formulation
    assert (gel.w_polymer, gel.w_salt, gel.w_solvent, gel.salt, gel.solvent, gel.temperature_c) == (
        0.30, 0.16, 0.54, "LiPF6", "EC", 25.0,
    )  # fmt: skip


def test_a_campaign_that_states_another_filter_keeps_its_limit_of_mass(tmp_path):
    assert _read(tmp_path, "[filters]\nmax_rotors = 9\n").filters.max_mw_g_mol == 300.0


def test_the_packaged_campaign_states_the_defaults():
    """So a key that is left out of a user's file has the value that the packaged one shows."""
    assert read_campaign(LIBRARIES / "campaign.toml") == CampaignSettings()


def test_an_empty_file_is_the_defaults(tmp_path):
    assert _read(tmp_path, "") == CampaignSettings()


def test_a_byte_order_mark_does_not_count(tmp_path):
    assert _read(tmp_path, "\ufeffseed = 7\n").seed == 7


def test_settings_written_as_toml_are_read_back_equal(tmp_path):
    settings = _read(tmp_path, 'seed = 7\n[library]\ninclude = ["DOA"]\n[goals]\nbinding = "exchange"\n')
    (tmp_path / "copy.toml").write_text(campaign_toml(settings))
    assert read_campaign(tmp_path / "copy.toml") == settings


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("budgets = 3", "unknown key budgets"),
        ("budgt = 3", "unknown key budgt (did you mean budget?)"),
        ("[goals]\nfloor = 3", "unknown key goals.floor"),
        ("[formulation]\nsolvnt = 'EC'", "unknown key formulation.solvnt (did you mean solvent?)"),
        ("[goals]\noxidation_min_v = nan", "goals.oxidation_min_v = nan: input should be a finite number"),
        ("[synthesis]\nbatch_g = inf", "synthesis.batch_g = inf: input should be a finite number"),
        ("[copolymers]\nratios = ['1:1']", "campaign.toml: copolymers: mole ratio '1:1'"),
        ('budget = "many"', "budget = 'many'"),
        ("budget = 2.5", "budget = 2.5"),
        ("budget = -1", "budget = -1"),
        ("[formulation]\nw_polymer = 1.5", "formulation.w_polymer = 1.5"),
        ("[formulation]\nw_polymer = 0.0\nw_solvent = 0.84", "formulation.w_polymer = 0.0: "),
        ("seed = " + "[" * 5000, "brackets nested too deep"),
        (
            "[formulation]\nw_salt = 0.06",
            "[formulation] weight fractions sum to 0.9, not 1: w_polymer 0.3, w_solvent 0.54, w_salt 0.06",
        ),
        ('[formulation]\nsalt = "NaPF6"', "[formulation] salt 'NaPF6' is not a name"),
        (
            '[describe]\nimplicit_solvent = "ec"',
            "[describe] GFN2-xTB has no implicit solvent 'ec'; choose from: acetone, acetonitrile,",
        ),
        ('[describe]\ncompanion = "XYZ"', "[describe] companion 'XYZ' is not a salt or solvent"),
        ('[describe]\nwhat = ["exchange"]\nsolvent = "XYZ"', "[describe] solvent 'XYZ' is not a name"),
        ('[formulation]\nsolvent = "XYZ"', "[formulation] solvent 'XYZ' is not a name"),
        (
            "[goals]\nweight_conductivity = 0\nweight_oxidation = 0\nweight_binding = 0",
            (
                "[goals] weight_conductivity, weight_oxidation, weight_binding, weight_reduction, "
                "weight_synthesis are all 0"
            ),
        ),
        ('[goals]\nbinding = "tight"', "goals.binding = 'tight'"),
        ("[library]\ninclude = 3", "library.include = 3"),
        ("library = 3", "library = 3"),
        ("seed = 2026-01-01", "seed = '2026-01-01'"),
        ("seed = 20250101120", "seed = 20250101120: input should be less than or equal to 2147483646"),
        ("[describe]\nseed = 2147483647", "describe.seed = 2147483647"),
        ("seed = = 1", "not valid TOML"),
        (
            "seed = 1\n[formulation]\nw_polymer = 0,30  # as in German",
            "line 3: 0,30 needs a decimal point, not a comma",
        ),
        (
            "[goals]\nweight_sigma = 2",
            "unknown key goals.weight_sigma (known here: oxidation_min_v, binding, ",
        ),
    ],
)
def test_a_fault_is_named_in_one_line(tmp_path, text, message):
    with pytest.raises(InvalidConfig) as caught:
        _read(tmp_path, text)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_all_faults_are_reported_together(tmp_path):
    with pytest.raises(InvalidConfig, match="unknown key speed") as caught:
        _read(tmp_path, "seed = -1\nspeed = 1\n")
    assert "seed = -1" in str(caught.value)


def test_a_missing_file_is_the_users_mistake(tmp_path):
    with pytest.raises(UserError, match="no such file"):
        read_campaign(tmp_path / "absent.toml")


def test_a_gel_of_single_ion_monomers_needs_no_salt(tmp_path):
    text = '[formulation]\nw_polymer = 0.3\nw_solvent = 0.7\nw_salt = 0.0\nsalt = ""\n'
    assert _read(tmp_path, text).formulation.w_salt == 0


def test_relative_paths_start_at_the_campaign_file_wherever_it_is_read_from(tmp_path, monkeypatch):
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "a.toml").write_text(
        '[library]\nfolder = "fragments"\n[synthesis]\nstock = "stock.smi"\n'
        '[predict]\nmodel = "../models/own"\n'
    )
    monkeypatch.chdir(tmp_path)
    settings = read_campaign(Path("mine/a.toml"))
    assert settings.library.folder == str(folder / "fragments")
    assert settings.synthesis.stock == str(folder / "stock.smi")
    assert Path(settings.predict.model).resolve() == tmp_path / "models" / "own"


def test_names_and_absolute_paths_stay(tmp_path):
    (tmp_path / "a.toml").write_text('[synthesis]\nstock = "/data/stock.smi"\n[predict]\nmodel = "model"\n')
    settings = read_campaign(tmp_path / "a.toml")
    assert (settings.synthesis.stock, settings.predict.model) == ("/data/stock.smi", "model")
    assert settings.library.folder == ""


def test_a_campaign_keeps_its_files_comments_beside_what_differs(tmp_path):
    """--budget, and paths that no longer start at the file."""
    path = tmp_path / "mine.toml"
    path.write_text('# EC only\nbudget = 3 # try\n[library]\nfolder = "own" # ours\n[goals] # strict\n')
    settings = read_campaign(path).model_copy(update={"budget": 5})
    text = campaign_toml(settings, source=path.read_text())
    assert text == (
        f'# EC only\nbudget = 5 # try\n[library]\nfolder = "{tmp_path / "own"}" # ours\n[goals] # strict\n'
    )
    (tmp_path / "campaign").mkdir()
    (tmp_path / "campaign" / "campaign.toml").write_text(text)
    assert read_campaign(tmp_path / "campaign" / "campaign.toml") == settings


@pytest.mark.parametrize("source", ['library.folder = "own"', 'library = {folder = "own"}'])
def test_a_value_is_changed_in_its_place_however_its_table_is_written(source):
    settings = parse_campaign({"library": {"folder": "/own"}}, where="test")
    assert campaign_toml(settings, source=source) == source.replace("own", "/own")


def test_a_file_that_says_something_else_is_written_anew():
    settings = parse_campaign({"library": {"folder": "/own"}}, where="test")
    assert campaign_toml(settings, source="seed = 4") == campaign_toml(settings)
