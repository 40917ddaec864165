"""What a call does not say yet: keys that nobody wrote, and those listed in `unknown`."""

from collections.abc import Iterator, Mapping
from typing import get_args

from pydantic import BaseModel

from contracts.calls import CallDraft, LineDraft
from programmes.fields import (
    KEYED_TABLES,
    NAMED_VALUES,
    alternative,
    dotted,
    field_name,
    written_key,
)
from programmes.likeness import LINES, inherited
from programmes.refusals import Path, Wrong
from programmes.tree import Node

UNKNOWN = "unknown"
ORDERED = {"graduatoria", "valutazione"}
WRITTEN_BY_PLACE = {"id", "version", "owner", "synthetic", UNKNOWN, "needs", "lines", "sources"}

Keys = tuple[str, ...]
Models = tuple[type[BaseModel], ...] | None


def gaps(draft: CallDraft) -> Iterator[Keys]:
    """Return the fields that a call needs before it is published and does not say."""
    for name in ("procedure", "opens_at", "review_days"):
        if getattr(draft, name) is None:
            yield (name,)
    if draft.closes_at is None and not draft.ends_with_funds:
        yield ("closes_at",)
    for line in draft.lines:
        yield from ((LINES, line.id, name) for name in _line_gaps(line, draft.procedure))


def _line_gaps(line: LineDraft, procedure: str | None) -> Iterator[str]:
    if line.budget_of is None and line.budget_cents is None:
        yield "budget_cents"
    for name in ("questions", "requirements", "amount", "payment"):
        if not getattr(line, name):
            yield name
    if procedure in ORDERED and line.ranking is None:
        yield "ranking"


def unknown_keys(tree: Node, written: Node) -> list[Path]:
    """Return the fields that `unknown` lists, those of a line also for the lines that are like it.

    `tree` is the call as its author wrote it, `written` the same with every line spelled out.
    """
    own = [keys_of(name) for name in texts(tree, UNKNOWN)]
    spelled = inherited(own, tree)
    return [path for path in spelled if path in own or not is_known(written, path)]


def is_known(tree: Node, path: Path) -> bool:
    """Tell whether a key is written, or another that an entry may have instead of it."""
    return _find(tree, path) is not None or _instead(tree, path) is not None


def _instead(tree: Node, path: Path) -> str | None:
    """Return the key that is written instead of another."""
    other = alternative(str(path[-1]))
    there = other is not None and _find(tree, (*path[:-1], other)) is not None
    return other if there else None


def texts(table: Node, key: str) -> list[str]:
    """Return a key that is a list of texts, empty when nobody wrote it; else it is refused."""
    node = table.table.get(key)
    if node is None:
        return []
    if not isinstance(node.value, list) or not all(isinstance(text, str) for text in node.value):
        raise node.refusal(f"«{key}» deve essere un elenco di testi tra virgolette")
    return node.value


def keys_of(value: str) -> Path:
    """Return the path of fields that an author writes with dots."""
    return tuple(map(field_name, value.split(".")))


def _find(tree: Node, path: Path) -> Node | None:
    return tree.at([written_key(str(part)) for part in path]) or tree.at(path)


def check_gaps(draft: CallDraft, tree: Node) -> Iterator[Wrong]:
    """Refuse a needed key that is neither written nor listed, and a list that says wrong things."""
    listed = [tuple(key.split(".")) for key in draft.unknown]
    for path in gaps(draft):
        if path not in listed:
            key = written_key(path[-1])
            yield Wrong(
                path,
                f"manca la chiave «{key}»: scrivila, o mettila in «unknown» "
                "se nessuna fonte la dice",
            )
    for path in listed:
        yield from _listed_wrongly(path, tree)


def _listed_wrongly(path: Keys, tree: Node) -> Iterator[Wrong]:
    name = dotted(tuple(map(written_key, path)))
    if not names_a_key(path, tree.plain()):
        yield Wrong((UNKNOWN,), f"«unknown»: «{name}» non è una chiave di questo bando", name)
    elif _find(tree, path) is not None:
        yield Wrong((UNKNOWN,), f"«unknown»: «{name}» è scritta, dunque è nota", name)
    elif other := _instead(tree, path):
        reason = f"«unknown»: «{name}» non serve, perché è scritta «{written_key(other)}»"
        yield Wrong((UNKNOWN,), reason, name)


def names_a_key(path: Keys, data: object) -> bool:
    """Tell whether a path leads to a key that a call may hold; what it passes must be written."""
    models: Models = (CallDraft,)
    names = iter(path)
    for name in names:
        models, data = _below(models, name), _inside(data, name)
        if models is None:
            return False
        if name in KEYED_TABLES or name in NAMED_VALUES:
            row = next(names, "")
            if not row or not isinstance(data, Mapping) or row not in data:
                return not row and name != LINES
            data = data[row]
    return True


def _below(models: Models, name: str) -> Models:
    """Return the models that a key may hold, or None when no model has the key."""
    annotations = [
        model.model_fields[name].annotation for model in models or () if _has(model, name)
    ]
    if not annotations:
        return None
    return tuple(found for annotation in annotations for found in _models(annotation))


def _has(model: type[BaseModel], name: str) -> bool:
    return name in model.model_fields and name not in WRITTEN_BY_PLACE - {LINES}


def _inside(data: object, name: str) -> object:
    if not isinstance(data, Mapping):
        return None
    return data.get(name, data.get(written_key(name)))


def _models(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models(inner)
