import pytest

from pipeline.config.environment import unknown_variables
from pipeline.config.loading import load_settings
from pipeline.errors import UsageError


def test_option_over_environment_over_config_over_archive_over_default(tmp_path):
    (tmp_path / "sohoa.toml").write_text(
        '[index]\nkind = "elasticsearch"\nname = "kho"\nurl = "a"\n'
    )
    config = tmp_path / "more.toml"
    config.write_text('[index]\nurl = "b"\n[run]\nworkers = 1\n')
    environ = {
        "SOHOA_RUN__WORKERS": "2",
        "SOHOA_OPERATOR": "Trần Thị Bình",
        "SOHOA_ARCHIVE": "x",
    }
    settings = load_settings(
        tmp_path, config, environ, {"run": {"workers": 3}, "operator": None}
    )
    assert (settings.index.kind, settings.index.name, settings.index.url) == (
        "elasticsearch",
        "kho",
        "b",
    )
    assert settings.run.workers == 3
    assert settings.operator == "Trần Thị Bình"
    assert load_settings(tmp_path, config, environ).run.workers == 2
    assert load_settings(tmp_path, config, {}).run.workers == 1
    assert load_settings(tmp_path, None, {}).run.workers == 0


@pytest.mark.parametrize(
    ("text", "code", "named"),
    [
        ("[index]\nkindd = 1\n", "unknown_setting", "index.kindd"),
        ('[index]\nkind = "solr"\n', "wrong_setting", "index.kind"),
        ("[run]\nworkers = -1\n", "wrong_setting", "run.workers"),
        ("index = 3\n", "wrong_setting", "index"),
        ("[index\n", "settings_invalid", "sohoa.toml"),
    ],
)
def test_a_wrong_setting_is_refused_with_its_file_and_key(tmp_path, text, code, named):
    (tmp_path / "sohoa.toml").write_text(text)
    with pytest.raises(UsageError) as caught:
        load_settings(tmp_path, None, {})
    assert caught.value.code == code
    assert named in caught.value.item
    assert caught.value.exit_code == 2


def test_an_unknown_key_in_the_environment_is_refused():
    with pytest.raises(UsageError, match="index\\.kin"):
        load_settings(None, None, {"SOHOA_INDEX__KIN": "embedded"})


def test_the_digest_changes_with_what_shapes_a_document_only():
    plain = load_settings(None, None, {})
    assert (
        load_settings(None, None, {"SOHOA_RUN__WORKERS": "7"}).digest()
        == plain.digest()
    )
    assert (
        load_settings(None, None, {"SOHOA_PREPROCESS__CLEAN": "false"}).digest()
        != plain.digest()
    )


@pytest.mark.parametrize(
    "name",
    [
        "SOHOA_INDX__KIND",
        "SOHOA_INDEX_KIND",
        "SOHOA_OPERTOR",
        "SOHOA_LNAG",
        "SOHOA_RUN__WORKER",
        "SOHOA_INDEX__PORT",
    ],
)
def test_a_misspelt_setting_in_the_environment_is_refused_by_name(name):
    with pytest.raises(UsageError) as caught:
        load_settings(None, None, {name: "1"})
    assert caught.value.code == "unknown_setting"
    assert caught.value.values["name"] in name.lower().replace("__", ".")


def test_other_variables_of_that_prefix_are_named_and_stop_nothing():
    environ = {
        "SOHOA_HOME": "/x",
        "SOHOA_BACKUP_DIR": "y",
        "SOHOA_VERSION": "1",
        "SOHOA_LANG": "en",
        "HOME": "/",
    }
    assert unknown_variables(environ) == (
        "SOHOA_BACKUP_DIR",
        "SOHOA_HOME",
        "SOHOA_VERSION",
    )
    assert load_settings(None, None, environ).lang == "en"


def test_a_section_in_the_place_of_a_value_and_the_other_way_round(tmp_path):
    (tmp_path / "sohoa.toml").write_text("[lang]\nvi = 1\n")
    with pytest.raises(UsageError) as caught:
        load_settings(tmp_path, None, {})
    assert caught.value.code == "wrong_setting"
    with pytest.raises(UsageError) as caught:
        load_settings(None, None, {}, {"run": 3})
    assert (caught.value.code, caught.value.item) == ("wrong_setting", "options: run")


def test_options_that_are_not_given_leave_what_stands(tmp_path):
    settings = load_settings(None, None, {}, {"run": {"workers": None}, "lang": None})
    assert (settings.run.workers, settings.lang) == (0, "vi")
