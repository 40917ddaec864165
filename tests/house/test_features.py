"""docs/features.md: each capability that is called done names a test that is there."""

import ast
import re
from pathlib import Path

import pytest

from capofila.house import ROOT

PAGE = ROOT / "docs" / "features.md"
ROW = re.compile(r"^\| (?P<id>[a-lN]\d+) \| (?P<what>[^|]+) \| (?P<test>[^|]+) \|$", re.MULTILINE)
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
ROWS = {found["id"]: found["test"] for found in ROW.finditer(PAGE.read_text())}


def functions_of(path: str) -> set[str]:
    """The names of the functions of a file; none when it is not there."""
    file = ROOT / Path(path)
    tree = ast.parse(file.read_text() if file.exists() else "")
    functions = (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))
    return {node.name for node in functions}


@pytest.mark.parametrize("id_", ROWS)
def test_a_capability_names_tests_that_are_there(id_: str) -> None:
    named = NAMED.findall(ROWS[id_])
    missing = [f"{path}::{test}" for path, test in named if test not in functions_of(path)]
    assert named, f"Row {id_} of docs/features.md proves nothing: name a test, or remove the row."
    assert not missing, f"Row {id_} of docs/features.md names {missing}: correct or remove it."


def test_no_row_of_the_table_is_overlooked() -> None:
    lines = [line for line in PAGE.read_text().splitlines() if line.startswith("| ")]
    rows = [line for line in lines if not line.startswith(("| id ", "| -"))]
    assert len(rows) == len(ROWS), "A row has another shape, or an id stands twice."
