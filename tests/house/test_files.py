"""Rules about files: short, named in their first line, and free of what does not belong into a product."""

from __future__ import annotations

import re
import subprocess

import pytest

from tests.house.tree import ROOT, functions, modules, name_of, parsed

LONGEST_FILE = 300
LONGEST_FUNCTION = 40
DOCUMENTS = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")


def test_no_file_is_longer_than_300_lines() -> None:
    served = [
        path
        for folder in ("templates", "static")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".html", ".css", ".js"}
    ]
    lines = {name_of(path): path.read_text(encoding="utf-8").count("\n") for path in [*modules(), *served]}

    assert {name: count for name, count in lines.items() if count > LONGEST_FILE} == {}


def test_no_function_is_longer_than_40_lines() -> None:
    lengths = {
        f"{name_of(path)} {node.name}": (node.end_lineno or 0) - node.lineno + 1
        for path in modules()
        for node in functions(parsed(path))
    }

    assert {name: length for name, length in lengths.items() if length > LONGEST_FUNCTION} == {}


def test_the_first_line_of_every_module_says_what_it_is_for() -> None:
    said = re.compile(r'(#!.*\n)?""".{10}')

    assert [name_of(path) for path in modules() if not said.match(path.read_text(encoding="utf-8"))] == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    empty = {"utils", "helpers", "common", "services", "managers", "constants", "types", "misc"}

    assert [name_of(path) for path in modules() if {path.stem, path.parent.name} & empty] == []


def test_a_check_that_is_switched_off_says_why() -> None:
    off = re.compile(r"#\s*(?:noqa|type: ignore)(?!.* -- \w)")
    found = [
        f"{name_of(path)}:{number}"
        for path in modules()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if off.search(line) and path.name != "test_files.py"
    ]

    assert found == []


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="this copy of the project has no history")
def test_nothing_that_tools_make_is_kept_in_the_history() -> None:
    command = ["git", "ls-files", "--cached", "--ignored", "--exclude-standard"]
    kept = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout  # noqa: S603 -- fixed words

    assert kept.splitlines() == []


def test_links_between_documents_lead_somewhere() -> None:
    documents = [ROOT / name for name in DOCUMENTS] + sorted((ROOT / "docs").rglob("*.md"))
    broken = [
        f"{name_of(document)}: {target}"
        for document in documents
        for target in re.findall(r"\]\(([^)#\s]+)", document.read_text(encoding="utf-8"))
        if "://" not in target and not (document.parent / target).exists()
    ]

    assert broken == []
