"""A package held against itself, without the archive: every file that it lists there with its hash,
none besides, descriptions and preservation record as they must be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from lxml import etree

from pipeline.export.packages.composing import EAD_FILE
from pipeline.export.packages.descriptions import read_fields
from pipeline.export.packages.fields import Fields
from pipeline.export.packages.manifest import (
    METS_FILE,
    ListedFile,
    dangling,
    read_files,
    references,
)
from pipeline.export.packages.opened import (
    OpenPackage,
    content_of,
    digest_of,
    open_package,
)
from pipeline.export.packages.preservation import read_fixity
from pipeline.export.packages.rules import (
    CODED,
    PAPER_FILE_CODE,
    StructureTest,
    load_package_rules,
    load_structure,
)
from pipeline.export.packages.xml import PREFIXES, Element, parse

_REPRESENTATIONS = "representations/"


@dataclass(frozen=True, slots=True)
class PackageProblem:
    """Something that is not as it must be; `values` are what the words name beside the path."""

    path: str
    code: str
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PackageCheck:
    """How many files were held against their hashes, and what is wrong."""

    files: int
    problems: tuple[PackageProblem, ...]


def check_package(place: Path) -> PackageCheck:
    """Check a package, a folder or a zip file.

    Raises:
        UsageError: `no_package`.
    """
    with open_package(place) as package:
        problems = [PackageProblem(one, "package_file_odd") for one in package.odd]
        root = _read(package, METS_FILE, problems)
        if root is None:
            return PackageCheck(0, tuple(problems))
        listed = list(read_files(root))
        problems += _file_problems(package, listed)
        problems += _structure_problems(METS_FILE, root, load_structure().mets)
        problems += _metadata_problems(package, root, listed)
        return PackageCheck(len(listed), _each_once(problems))


def _each_once(problems: Iterable[PackageProblem]) -> tuple[PackageProblem, ...]:
    found = {(one.path, one.code, *one.values.values()): one for one in problems}
    return tuple(found.values())


def _read(
    package: OpenPackage, path: str, problems: list[PackageProblem]
) -> Element | None:
    """The root of an XML file; None where it is none, which is noted."""
    try:
        return parse(content_of(package, path))
    except OSError:
        problems.append(PackageProblem(path, "package_file_unreadable"))
    except ValueError:
        problems.append(PackageProblem(path, "package_xml_broken"))
    return None


def _file_problems(
    package: OpenPackage, listed: list[ListedFile]
) -> Iterator[PackageProblem]:
    counts = Counter(one.path for one in listed)
    for path in sorted(package.files - counts.keys() - {METS_FILE}):
        yield PackageProblem(path, "package_file_foreign")
    for path, count in counts.items():
        if count > 1:
            yield PackageProblem(path, "package_file_twice")
    for one in listed:
        code = _byte_problem(package, one)
        if code is not None:
            yield PackageProblem(one.path, code)


def _byte_problem(package: OpenPackage, one: ListedFile) -> str | None:
    if one.path not in package.files:
        return "package_file_missing"
    size = int(one.size) if one.size.isdecimal() else -1
    try:
        found = digest_of(package, one.path, size)
    except OSError:
        return "package_file_unreadable"
    return None if found == (one.checksum, size) else "package_file_changed"


def _structure_problems(
    path: str, root: Element, tests: Iterable[StructureTest]
) -> Iterator[PackageProblem]:
    for test in tests:
        places = cast(list[Element], root.xpath(test.at, namespaces=PREFIXES))
        holds = etree.XPath(f"boolean({test.test})", namespaces=PREFIXES)
        if len(places) < test.least or not all(holds(place) for place in places):
            yield PackageProblem(path, "package_structure", {"rule": test.id})
    for reference in dangling(root):
        yield PackageProblem(path, "package_structure", {"rule": reference})


def _metadata_problems(
    package: OpenPackage, root: Element, listed: list[ListedFile]
) -> list[PackageProblem]:
    """What the descriptions and the preservation record say; those that are missing are told as
    such."""
    structure, problems = load_structure(), list[PackageProblem]()
    for path in references(root, "EAD"):
        read = _read(package, path, problems) if path in package.files else None
        if read is not None:
            problems += _structure_problems(path, read, structure.ead)
            problems += _field_problems(path, read_fields(read))
    for path in references(root, "PREMIS"):
        read = _read(package, path, problems) if path in package.files else None
        if read is not None:
            problems += _structure_problems(path, read, structure.premis)
            problems += _fixity_problems(read_fixity(read), listed)
    return problems


def _field_problems(path: str, found: Fields) -> Iterator[PackageProblem]:
    """All fields of the rules are there, the mandatory one is filled, codes are codes."""
    rules = load_package_rules()
    of_dossier = path.endswith(f"/{EAD_FILE}")
    wanted = rules.fields.dossier if of_dossier else rules.fields.document
    mandatory = PAPER_FILE_CODE if of_dossier else "docId"
    for name in wanted:
        if name not in found or (name == mandatory and not found[name].strip()):
            yield PackageProblem(path, "package_field_missing", {"field": name})
        elif name in CODED and found[name] not in rules.codes[name]:
            values = {"field": name, "value": found[name]}
            yield PackageProblem(path, "package_code_unknown", values)


def _fixity_problems(
    kept: dict[str, tuple[str, str]], listed: list[ListedFile]
) -> Iterator[PackageProblem]:
    """The preservation record has the same files with the same hashes as the list."""
    content = {
        one.path: (one.checksum, one.size)
        for one in listed
        if one.path.startswith(_REPRESENTATIONS)
    }
    for path in sorted(kept.keys() | content.keys()):
        if kept.get(path) != content.get(path):
            yield PackageProblem(path, "package_fixity_differs")
