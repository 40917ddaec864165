"""What programme files say, as one tree in which every key remembers where it was written.

A call is told by several files: the source, its SYN companion with invented keys, and later
versions. Each of them is grown into a tree, and the trees are laid over each other.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from programmes.fields import alternative, field_name, written_key
from programmes.located import LocatedToml
from programmes.refusals import Path, ProgrammeError

LIKE = "like"
KIND = "kind"


@dataclass(frozen=True, slots=True)
class Node:
    """A key of a file: a table of further nodes, or a value as TOML reads it."""

    file: LocatedToml
    path: Path
    value: Any
    invented: bool = False

    @property
    def table(self) -> dict[str, "Node"]:
        """The nodes of a table; none for a value."""
        return self.value if isinstance(self.value, dict) else {}

    @property
    def is_table(self) -> bool:
        """Tell a table from a value."""
        return isinstance(self.value, dict)

    def plain(self) -> Any:
        """Return the data without their places."""
        if not self.is_table:
            return self.value
        return {key: child.plain() for key, child in self.table.items()}

    def at(self, path: Sequence[str | int]) -> "Node | None":
        """Return the node at a path, or None when nobody wrote it."""
        node: Node | None = self
        for part in path:
            node = node.table.get(str(part)) if node else None
        return node

    def refusal(self, reason: str, rest: Path = (), value: str | None = None) -> ProgrammeError:
        """Refuse something at this node, or at a path below it, where it was written."""
        node, path = self, rest
        while path and (child := node.child(path[0])):
            node, path = child, path[1:]
        line = node.file.line_of((*node.path, *map(_as_written, path)), value)
        return ProgrammeError(node.file.name, line, reason)

    def child(self, part: str | int) -> "Node | None":
        """Return the child of a name, of the field that a name becomes, or of a place."""
        if isinstance(part, int):
            return next(islice(self.table.values(), part, None), None)
        return self.table.get(part) or self.table.get(written_key(part))

    def with_child(self, key: str, child: "Node | None") -> "Node":
        """Return the table with a key more, or without it when the child is None."""
        table = {**self.table, key: child} if child else _without_key(self.table, key)
        return replace(self, value=table)


def grow(file: LocatedToml, *, invented: bool = False) -> Node:
    """Return the tree of one file."""
    return _grown(file, (), file.data, invented)


def _grown(file: LocatedToml, path: Path, value: Any, invented: bool) -> Node:
    if isinstance(value, dict):
        table = {key: _grown(file, (*path, key), inner, invented) for key, inner in value.items()}
        return Node(file, path, table, invented)
    return Node(file, path, value, invented)


def completed(source: Node, more: Node) -> Node:
    """Add the keys of a SYN companion to its source; a key that the source writes is refused."""
    table = dict(source.table)
    for key, child in more.table.items():
        table[key] = _added(table.get(key), child, key)
    return replace(source, value=table)


def _added(written: Node | None, child: Node, key: str) -> Node:
    if written is None:
        return child
    if written.is_table and child.is_table:
        return completed(written, child)
    raise child.refusal(f"«{key}» è già scritto nella fonte: il file SYN non lo cambia")


def changed(before: Node, change: Node) -> Node:
    """Lay a change over what stands: tables are merged, values are replaced.

    A table whose `kind` changes is replaced whole: the keys of another kind say nothing there. A
    key gives way to the one that is written instead of it.
    """
    if not (before.is_table and change.is_table) or _other_kind(before, change):
        return change
    gone = set(map(_instead, change.table)) - set(change.table)
    table = {key: child for key, child in before.table.items() if key not in gone}
    for key, child in change.table.items():
        table[key] = changed(table[key], child) if key in table else child
    return replace(change, value=table, invented=before.invented)


def _other_kind(one: Node, other: Node) -> bool:
    kinds = [table[KIND].value for table in (one.table, other.table) if KIND in table]
    return len(kinds) > 1 and kinds[0] != kinds[1]


def _instead(key: str) -> str | None:
    other = alternative(field_name(key))
    return written_key(other) if other else None


def pruned(tree: Node, path: Sequence[str]) -> Node | None:
    """Return the tree without a path, or None when the path is not there."""
    head, *rest = path
    child = tree.table.get(head)
    if child is None:
        return None
    if not rest:
        return tree.with_child(head, None)
    smaller = pruned(child, rest)
    return tree.with_child(head, smaller) if smaller else None


def invented_keys(tree: Node, at: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Return the keys that were invented; a table that was invented whole is named once."""
    if at and _invented_whole(tree):
        yield at
        return
    for key, child in tree.table.items():
        yield from invented_keys(child, (*at, key))


def _invented_whole(node: Node) -> bool:
    return node.invented and all(map(_invented_whole, node.table.values()))


def _as_written(part: str | int) -> str | int:
    return written_key(part) if isinstance(part, str) else part


def _without_key(table: dict[str, Node], key: str) -> dict[str, Node]:
    return {name: child for name, child in table.items() if name != key}
