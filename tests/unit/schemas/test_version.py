"""The program's version is the installed package's."""

from importlib.metadata import version

from schemas.version import software_version


def test_the_version_is_that_of_the_package():
    assert software_version() == version("sohoa")
