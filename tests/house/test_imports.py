"""Who may import whom: `.importlinter` at the root, and what it cannot say."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import grimp
import pytest

from capofila.house import ROOT
from tests.house.source import PRODUCT, modules, tree

PURE_KIT = {"kit.calls", "kit.days", "kit.messages", "kit.money", "kit.refusal"}
IDENTIFIERS = {"codicefiscale", "schwifty", "stdnum"}
CONTRACTS_MAY = {"pydantic", "pydantic_core", *IDENTIFIERS}
WORKFLOW_FILES = tuple(
    f"workflows.{name}"
    for name in (
        "acceptance", "adhesion", "aid", "application", "call", "digest", "draft", "money", "offer",
        "proof", "ranking", "recovery", "reminder", "term", "voucher", "withdrawal",
    )
)  # fmt: skip
MIGRATIONS_MAY = {"alembic", "sqlalchemy", "sqlalchemy.dialects.postgresql", "kit.tables"}
HEAVY = ("alembic", "asyncpg", "fastapi", "faststream", "httpx2", "redis", "sqlalchemy", "sqlmodel")


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph(*PRODUCT, include_external_packages=True, cache_dir=None)


def imported(path: Path) -> set[str]:
    """The modules that a file names, without the standard library."""
    nodes = list(ast.walk(tree(path)))
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)}
    return {name for name in names if name.partition(".")[0] not in sys.stdlib_module_names}


def reached(graph: grimp.ImportGraph, module: str) -> Iterator[str]:
    """What a module imports, at any distance, beside the standard library and contracts."""
    for name in graph.find_upstream_modules(module):
        if name.partition(".")[0] not in {*sys.stdlib_module_names, "contracts"}:
            yield name


def test_the_floors_and_rooms_import_downwards_only() -> None:
    command = [f"{sys.prefix}/bin/lint-imports", "--no-cache", "--no-logo"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, (
        "Move what is imported to a lower room, or what imports it to a higher one; "
        f"the rules are in .importlinter.\n{done.stdout}{done.stderr}"
    )


@pytest.mark.parametrize("module", WORKFLOW_FILES)
def test_a_workflow_reaches_temporal_and_pure_code_only(
    graph: grimp.ImportGraph, module: str
) -> None:
    pure = PURE_KIT | CONTRACTS_MAY | {"kit", "temporalio", *WORKFLOW_FILES}
    found = set(reached(graph, module)) - pure
    assert not found, (
        f"{module} reaches {sorted(found)}: let a service do it behind a command, "
        "for a careless import costs three times the CPU in the workflow sandbox."
    )


def test_contracts_reach_pydantic_and_identifiers_only(graph: grimp.ImportGraph) -> None:
    names = [name for name in graph.modules if name.startswith("contracts.")]
    found = {f"{name} -> {far}" for name in names for far in reached(graph, name)}
    strange = {each for each in found if each.partition(" -> ")[2] not in CONTRACTS_MAY | PURE_KIT}
    assert not strange, f"Contracts are words; move what acts to kit or a service: {strange}"


def test_no_heavy_library_is_loaded_with_the_workflows() -> None:
    load = f"import sys, {', '.join(WORKFLOW_FILES)}; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", load], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.split()) & set(HEAVY)
    assert not loaded, f"The workflow files load {loaded}: find who imports it and part them."


def test_a_migration_stands_apart() -> None:
    """A migration is right for ever; models and use cases go on changing."""
    files = [path for path in modules("services", "kit") if "versions" in path.parts]
    wrong = [f"{path} -> {name}" for path in files for name in imported(path) - MIGRATIONS_MAY]
    assert files, "The migrations were not found."
    assert not wrong, f"{wrong}: write the statement out in the migration."


def test_every_rule_bites(graph: grimp.ImportGraph) -> None:
    """A module that a rule names is there: a renamed file would be free of its rule."""
    missing = {*PURE_KIT, *WORKFLOW_FILES} - graph.modules
    assert not missing, f"Write the new names of {missing} here and in .importlinter."
