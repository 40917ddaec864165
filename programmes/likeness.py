"""Lines that say `like = "another-line"`: they take every key that they do not write themselves."""

from collections.abc import Iterator, Sequence

from programmes.refusals import Path
from programmes.tree import LIKE, Node, changed

LINES = "lines"


def alike(tree: Node) -> Node:
    """Return a call's tree in which every line is written out.

    Refused: a line that does not exist, a line that is like itself, a circle of lines.
    """
    lines = tree.table.get(LINES)
    if lines is None or not any(LIKE in line.table for line in lines.table.values()):
        return tree
    for key in lines.table:
        tree = tree.with_child(LINES, _spelled_out(tree.table[LINES], key, ()))
    return tree


def models(tree: Node) -> dict[str, str]:
    """Return which line each line says it is like."""
    lines = tree.table[LINES].table if LINES in tree.table else {}
    return {key: str(line.table[LIKE].value) for key, line in lines.items() if LIKE in line.table}


def _spelled_out(lines: Node, key: str, waiting: tuple[str, ...]) -> Node:
    line = lines.table[key]
    like = line.table.get(LIKE)
    if like is None:
        return lines
    model = _model(lines, like, (*waiting, key))
    lines = _spelled_out(lines, model, (*waiting, key))
    own = line.with_child(LIKE, None)
    return lines.with_child(key, changed(lines.table[model], own))


def _model(lines: Node, like: Node, waiting: Sequence[str]) -> str:
    model = like.value
    if not isinstance(model, str) or model not in lines.table:
        raise like.refusal(f"«like»: la sezione «{model}» non c'è")
    if model in waiting:
        raise like.refusal(f"«like»: la sezione «{model}» rimanda a sé stessa")
    return model


def inherited(unknown: Sequence[Path], tree: Node) -> list[Path]:
    """Return the unknown keys, with those of a line repeated for the lines that are like it."""
    lines = models(tree)
    more = [
        (LINES, line, *path[2:])
        for line in lines
        for model in _ancestors(line, lines)
        for path in unknown
        if path[:2] == (LINES, model)
    ]
    return list(dict.fromkeys([*unknown, *more]))


def _ancestors(line: str, lines: dict[str, str]) -> Iterator[str]:
    while line in lines:
        line = lines[line]
        yield line
