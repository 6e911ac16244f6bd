"""Every setting is a row in docs/configuration.md, and every row is a setting with that default."""

from __future__ import annotations

import ast
import re

from tests.house.tree import ROOT, parsed

READERS = {"address", "database", "fernet_keys", "flag", "one_of", "seconds", "secret", "text", "whole", "words"}
ROW = re.compile(r"^\| `([A-Z_]+)` \| (.*?) \|", re.MULTILINE)
SECRETS_IN_FILES = {"SECRET_KEY_FILE", "ENCRYPTION_KEYS_FILE"}


def read_in_code() -> dict[str, ast.expr | None]:
    """Name of each setting, and the expression of its default."""
    found: dict[str, ast.expr | None] = {}
    for name in ("settings.py", "env.py"):
        for node in ast.walk(parsed(ROOT / "clicktocall" / name)):
            if isinstance(node, ast.Call) and _reader(node.func) in READERS and node.args:
                setting = node.args[0]
                if isinstance(setting, ast.Constant) and isinstance(setting.value, str):
                    found[setting.value] = next((word.value for word in node.keywords if word.arg == "default"), None)
    return found


def _reader(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def rows() -> dict[str, str]:
    return dict(ROW.findall((ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")))


def test_every_setting_is_documented_and_every_documented_one_exists() -> None:
    assert set(rows()) == set(read_in_code()) | SECRETS_IN_FILES


def test_the_defaults_in_the_table_are_those_of_the_code() -> None:
    plain = {
        name: {"True": "yes", "False": "no"}.get(str(default.value), str(default.value))
        for name, default in read_in_code().items()
        if isinstance(default, ast.Constant)
    }
    documented = rows()

    assert {name: documented[name] for name in plain} == {name: f"`{value}`" for name, value in plain.items()}
