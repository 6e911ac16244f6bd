"""Who may write what: one module moves calls, and no GET changes a row."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from clicktocall.accounts.models import User
from tests.house.tree import modules, name_of, parsed

THE_WRITER = "clicktocall/calls/lifecycle.py"
THE_BIRTH = "clicktocall/calls/placing.py"
WRITING = {"update", "save", "update_or_create", "bulk_update"}
SAMPLE = {"uuid": "4f1a3c52-0000-4000-8000-000000000000", "slug": "office", "str": "x", "int": "1", "path": "x"}


def test_only_the_lifecycle_writes_the_status_of_a_call() -> None:
    found = {
        f"{name_of(path)}:{node.lineno}"
        for path in modules("clicktocall", "directory")
        if name_of(path) != THE_WRITER and "pbxsim" not in path.parts
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call | ast.Assign) and _writes_a_status(node)
    }

    assert found == set()


def _writes_a_status(node: ast.AST) -> bool:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITING:
        return any(word.arg in {"status", "outcome"} for word in node.keywords)
    targets = node.targets if isinstance(node, ast.Assign) else []
    return any(isinstance(target, ast.Attribute) and target.attr in {"status", "outcome"} for target in targets)


@pytest.mark.parametrize(
    ("line", "is_found"),
    [
        ("calls.update(status=1)", True),
        ("call.status = 1", True),
        ("calls.filter(status=1)", False),
        ("calls.update(note=1)", False),
    ],
)
def test_the_rule_about_the_status_finds_what_it_shall(line: str, is_found: bool) -> None:  # noqa: FBT001 -- a column of the table
    assert any(_writes_a_status(node) for node in ast.walk(ast.parse(line))) is is_found


def addresses(resolver: URLResolver, before: str = "") -> list[str]:
    """Every address of the site, with sample values in it."""
    found: list[str] = []
    for entry in resolver.url_patterns:
        here = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            found += addresses(entry, here)
        elif isinstance(entry, URLPattern):
            found.append(_filled_in(here))
    return found


def _filled_in(pattern: str) -> str:
    for kind, value in SAMPLE.items():
        while f"<{kind}:" in pattern:
            begin = pattern.index(f"<{kind}:")
            pattern = pattern[:begin] + value + pattern[pattern.index(">", begin) + 1 :]
    return "/" + pattern.replace("^", "").replace("$", "").replace("\\Z", "")


def rows_of_everything() -> dict[str, list[tuple[object, ...]]]:
    """All rows of our own models."""
    ours = [model for model in apps.get_models() if model.__module__.startswith(("clicktocall", "directory"))]
    return {model.__name__: sorted(model._default_manager.values_list(), key=repr) for model in ours}


@pytest.mark.django_db
def test_a_get_of_no_address_changes_a_row(client: Client) -> None:
    staff = User.objects.create_user("staff", password="x", is_staff=True, is_superuser=True)
    assert Permission.objects.exists()
    client.force_login(staff)
    before = rows_of_everything()
    found = [address for address in addresses(get_resolver()) if "<" not in address and "(" not in address]
    assert len(found) > 20

    for address in found:
        client.get(address)

    assert rows_of_everything() == before


def test_the_lifecycle_is_where_this_test_thinks() -> None:
    assert {THE_WRITER, THE_BIRTH} <= {name_of(path) for path in modules("clicktocall")}


def test_paths_are_relative_to_the_project() -> None:
    assert not any(Path(name_of(path)).is_absolute() for path in modules())
