"""The project's own files, for the tests of its rules."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
CODE = ("clicktocall", "directory", "tests")
MADE_BY_TOOLS = ("migrations", "__pycache__")


def modules(*folders: str) -> list[Path]:
    """Python files, without those that Django writes."""
    found = [path for folder in folders or CODE for path in (ROOT / folder).rglob("*.py")]
    return sorted(path for path in [*found, ROOT / "manage.py"] if not set(path.parts) & set(MADE_BY_TOOLS))


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def functions(node: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Those that stand in statements; none of them stands in an expression."""
    for inside in ast.iter_child_nodes(node):
        if isinstance(inside, ast.FunctionDef | ast.AsyncFunctionDef):
            yield inside
        if isinstance(inside, ast.stmt | ast.ExceptHandler | ast.match_case):
            yield from functions(inside)


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))
