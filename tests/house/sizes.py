"""How long files and functions are: printed after the rules of the house, never a failure."""

import ast
from collections.abc import Iterable
from pathlib import Path

from capofila.house import ROOT
from tests.house.source import PRODUCT, Function, modules, tree

FILE_AIM = 250
FUNCTION_AIM = 40


def report() -> list[str]:
    """Return a line per folder, and one for each file and function beyond the aim."""
    lines = [_line(name, modules(name)) for name in (*PRODUCT, "tests")]
    return [*lines, *_beyond()]


def _line(name: str, paths: tuple[Path, ...]) -> str:
    functions = _spread(length for path in paths for _, length in _functions(path))
    return f"{name:12} files {_spread(map(_lines, paths)):>14}   functions {functions:>12}"


def _beyond() -> list[str]:
    files = [
        f"{path}: {_lines(path)} lines" for path in modules(*PRODUCT) if _lines(path) > FILE_AIM
    ]
    functions = [
        f"{path}:{node.lineno} {node.name}: {length} lines"
        for path in modules(*PRODUCT)
        for node, length in _functions(path)
        if length > FUNCTION_AIM
    ]
    return [*files, *functions]


def _lines(path: Path) -> int:
    return len((ROOT / path).read_text().splitlines())


def _functions(path: Path) -> list[tuple[Function, int]]:
    nodes = (node for node in ast.walk(tree(path)) if isinstance(node, Function))
    return [(node, (node.end_lineno or node.lineno) - node.lineno + 1) for node in nodes]


def _spread(lengths: Iterable[int]) -> str:
    ordered = sorted(lengths) or [0]
    return "/".join(str(ordered[int(part * (len(ordered) - 1))]) for part in (0.5, 0.9, 1))
