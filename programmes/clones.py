"""Last year's call as a new file: what belongs to that year is taken out, the rest is kept."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from programmes.documents import SYN
from programmes.fields import dotted
from programmes.gaps import UNKNOWN
from programmes.tree import Node, pruned
from programmes.writing import written

Keys = tuple[str, ...]

# Days and acts of the year that is copied: the new call does not know them yet.
OF_THE_YEAR: tuple[Keys, ...] = (
    ("opens_at",),
    ("closes_at",),
    ("expenses_from_on",),
    ("expenses_to_on",),
    ("legal", "criteria_act"),
    ("legal", "cup"),
)
DROPPED: tuple[Keys, ...] = (("act",), ("reissues",), ("sources",), (UNKNOWN,))
WINDOW = ("opens_at", "closes_at")
PAYABLE = "payable_from_on"
YEAR = re.compile(r"\b(?:19|20)[0-9]{2}\b(?![.,][0-9])")
# The year of a law is not last year: `d.lgs. 196/2003`.
LAW = re.compile(r"(?<![/0-9])[0-9]{1,4}/(?:19|20)[0-9]{2}\b")


@dataclass(frozen=True)
class Clone:
    """The files of a new call by name, what is to be found out, and where the old year is left."""

    files: Mapping[str, str]
    unknown: tuple[str, ...]
    to_reread: tuple[str, ...]


def cloned(tree: Node, call: str, new: str) -> Clone:
    """Copy the last version of a call, as it is written, under a new id."""
    before = _listed(tree)
    dated: tuple[Keys, ...] = (*OF_THE_YEAR, *_of_the_lines(tree))
    blanks = [path for path in dated if tree.at(path)]
    unknown = tuple(dict.fromkeys([*before, *map(dotted, blanks)]))
    kept = tree
    for path in [*DROPPED, *blanks]:
        kept = pruned(kept, path) or kept
    kept = _with_origin(kept, call, unknown)
    return Clone(dict(_files(kept, new)), unknown, tuple(_years(kept, ())))


def _listed(tree: Node) -> list[str]:
    node = tree.table.get(UNKNOWN)
    return list(node.value) if node else []


def _of_the_lines(tree: Node) -> Iterator[Keys]:
    lines = tree.table["lines"].table if "lines" in tree.table else {}
    for line, node in lines.items():
        yield from (("lines", line, end) for end in WINDOW)
        rates = node.at(("payment", "instalments"))
        for rate in rates.table if rates else {}:
            yield ("lines", line, "payment", "instalments", rate, PAYABLE)


def _with_origin(tree: Node, call: str, unknown: Sequence[str]) -> Node:
    source = {"where": f"Bando {call}, di cui questo è una copia", "about": ["tutto, da rivedere"]}
    fresh = {UNKNOWN: list(unknown), "sources": [source]}
    # The first file opens with the comment that is for the whole call.
    tree = replace(tree, file=tree.table["title"].file) if "title" in tree.table else tree
    for key, value in fresh.items():
        tree = tree.with_child(key, Node(tree.file, ("", key), value))
    return tree


def _files(tree: Node, new: str) -> Iterator[tuple[str, str]]:
    yield f"{new}.toml", written(_part(tree, invented=False) or tree)
    if invented := _part(tree, invented=True):
        yield f"{new}{SYN}", written(_under_its_own_file(invented), invented=True)


def _part(node: Node, *, invented: bool) -> Node | None:
    """Return the part of a tree that was invented, or the part that was not."""
    if not node.is_table:
        return node if node.invented == invented else None
    table = {key: _part(child, invented=invented) for key, child in node.table.items()}
    found = {key: child for key, child in table.items() if child}
    return replace(node, value=found) if found or node.invented == invented else None


def _under_its_own_file(tree: Node) -> Node:
    first: Node = tree
    while first.is_table:
        first = next(iter(first.table.values()))
    return replace(tree, file=first.file)


def _years(node: Node, at: Keys) -> Iterator[str]:
    """Tell the keys that still speak of a year."""
    for key, child in node.table.items():
        path = (*at, key)
        if key in ("sources", UNKNOWN):
            continue
        if child.is_table:
            yield from _years(child, path)
        elif _speaks_of_a_year(child.value):
            yield dotted(path)


def _speaks_of_a_year(value: Any) -> bool:
    if isinstance(value, list):
        return any(map(_speaks_of_a_year, value))
    if isinstance(value, dict):
        return any(map(_speaks_of_a_year, value.values()))
    text = LAW.sub("", value) if isinstance(value, str) else ""
    return isinstance(value, date) or YEAR.search(text) is not None
