"""The text of the house: its files, their syntax trees, and where something stands in them."""

import ast
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from capofila.house import ROOT

PRODUCT = ("capofila", "contracts", "kit", "programmes", "services", "workflows")
AROUND = ("bench", "deploy", "tests")
Function = ast.FunctionDef | ast.AsyncFunctionDef
Test = Callable[[ast.AST], bool]


@cache
def modules(*folders: str) -> tuple[Path, ...]:
    """Every Python file below these folders, as a path from the root of the repository."""
    found = (path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return tuple(sorted(path.relative_to(ROOT) for path in found))


@cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of a file; an empty one when it is not there."""
    file = ROOT / path
    return ast.parse(file.read_text() if file.exists() else "", str(path))


def places(paths: tuple[Path, ...], wrong: Test) -> list[str]:
    """Where, as `file:line`, a node for which the test holds stands."""
    nodes = ((path, node) for path in paths for node in ast.walk(tree(path)) if wrong(node))
    return [f"{path}:{getattr(node, 'lineno', 1)}" for path, node in nodes]


def dotted(node: ast.AST) -> str:
    """A name as it is written, `workflow.now`; empty when it is not a plain one."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return f"{before}.{node.attr}" if before else f".{node.attr}"
    return ""


def called(node: ast.AST) -> str:
    """The name of what is called here; empty when nothing is."""
    return dotted(node.func) if isinstance(node, ast.Call) else ""


def public(path: Path) -> Iterator[tuple[str, ast.ClassDef | Function]]:
    """The public classes and functions of a module and the public methods of the former."""
    for node in tree(path).body:
        if not isinstance(node, ast.ClassDef | Function) or node.name.startswith("_"):
            continue
        yield node.name, node
        if isinstance(node, ast.ClassDef):
            methods = (each for each in node.body if isinstance(each, Function))
            yield from (
                (f"{node.name}.{each.name}", each)
                for each in methods
                if not each.name.startswith("_")
            )
