"""A tree written back as a TOML file, with the comments that stood beside its keys."""

import json
from collections.abc import Iterator
from datetime import date, time
from typing import Any

from programmes.fields import dotted
from programmes.tree import Node

LINE_LENGTH = 100
COMMENT = "#"


def written(tree: Node, *, invented: bool = False) -> str:
    """Return the text of a file that says what a tree says, or its SYN companion."""
    lines = [*_head(tree), *_Writer(invented).table(tree, ())]
    pairs = zip(["", *lines], lines, strict=False)
    return "\n".join(line for before, line in pairs if before or line).strip() + "\n"


def _head(tree: Node) -> Iterator[str]:
    """Return the comment that opens a file, when a blank line parts it from the first key."""
    lines = tree.file.text.splitlines()
    size = next((n for n, line in enumerate(lines) if not line.startswith(COMMENT)), len(lines))
    if 0 < size < len(lines) and not lines[size].strip():
        yield from (*lines[:size], "")


class _Writer:
    """Writes tables in the order of their keys; each comment is written once."""

    def __init__(self, invented: bool) -> None:
        self._invented = invented
        self._told: set[tuple[str, int]] = set()

    def table(self, node: Node, path: tuple[str, ...]) -> Iterator[str]:
        headed = {key: child for key, child in node.table.items() if _has_header(child)}
        for key, child in node.table.items():
            if key not in headed:
                yield from self._key(child, (key,))
        for key, child in headed.items():
            yield from self._headed(child, (*path, key))

    def _key(self, node: Node, path: tuple[str, ...]) -> Iterator[str]:
        if node.is_table and not _is_inline(node):
            for key, child in node.table.items():
                yield from self._key(child, (*path, key))
            return
        above, beside = self._comments(node)
        yield from above
        yield f"{_keys(path)} = {_value(node.plain())}{beside}"

    def _headed(self, node: Node, path: tuple[str, ...]) -> Iterator[str]:
        if not node.is_table:
            yield from self._repeated(node, path)
            return
        if any(not _has_header(child) for child in node.table.values()) or not node.table:
            above, beside = self._comments(node)
            yield from ("", *above, f"[{_keys(path)}]{beside}")
        yield from self.table(node, path)

    def _repeated(self, node: Node, path: tuple[str, ...]) -> Iterator[str]:
        above, _ = self._comments(node)
        for item in node.value:
            yield from ("", *above, f"[[{_keys(path)}]]")
            yield from (f"{_keys((key,))} = {_value(value)}" for key, value in item.items())
            above = []

    def _comments(self, node: Node) -> tuple[list[str], str]:
        """Return the comment lines above a key, and what stands on its own line."""
        line = node.file.exact_line(node.path)
        if line is None or node.invented != self._invented or (node.file.name, line) in self._told:
            return [], ""
        self._told.add((node.file.name, line))
        beside = node.file.comment_on(line)
        return _above(node, line), f"  {beside}" if beside else ""


def _above(node: Node, line: int) -> list[str]:
    """Return the comments between a key and what is written before it, without the file's head."""
    lines = [text.strip() for text in node.file.text.splitlines()[: line - 1]]
    first = len(lines)
    while first and (not lines[first - 1] or lines[first - 1].startswith(COMMENT)):
        first -= 1
    head = len(list(_head(node))) if not first else 0
    above = lines[max(first, head) :]
    return above[next((n for n, text in enumerate(above) if text), len(above)) :]


def _has_header(node: Node) -> bool:
    """Tell a table that its author opened with a header, here or further in, from dotted keys."""
    if not node.is_table:
        return isinstance(node.value, list) and any(isinstance(item, dict) for item in node.value)
    return node.file.is_header(node.path) or any(map(_has_header, node.table.values()))


def _is_inline(node: Node) -> bool:
    leaves = not any(child.is_table for child in node.table.values())
    return leaves and (len(node.table) != 1 or node.file.is_braced(node.path))


def _keys(path: tuple[str, ...]) -> str:
    return dotted(tuple(map(_quoted, path)))


def _quoted(key: str) -> str:
    plain = key.replace("-", "").replace("_", "")
    return key if plain.isascii() and plain.isalnum() else json.dumps(key, ensure_ascii=False)


def _value(value: Any) -> str:
    if isinstance(value, dict):
        pairs = (f"{_quoted(key)} = {_value(inner)}" for key, inner in value.items())
        return "{ " + ", ".join(pairs) + " }"
    if isinstance(value, list):
        return _list([_value(item) for item in value])
    return _text(value) if isinstance(value, str) else _scalar(value)


def _list(items: list[str]) -> str:
    line = f"[{', '.join(items)}]"
    if len(line) < LINE_LENGTH or any("\n" in item for item in items):
        return line
    return "[\n" + "".join(f"    {item},\n" for item in items) + "]"


def _text(value: str) -> str:
    if "\n" in value and '"""' not in value and "\\" not in value and not value.endswith('"'):
        return f'"""\n{value}"""'
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _scalar(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date | time) else str(value)
