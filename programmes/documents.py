"""A programme file and its SYN companion, read as one document that knows where each key stands.

`NAME.syn.toml` completes `NAME.toml` where no source speaks. It can add keys and never change
one; each key it adds is listed in `synthetic`.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from programmes.fields import Fields, dotted, field_name
from programmes.located import LocatedToml
from programmes.refusals import ProgrammeError, Refusals, Wrong
from programmes.schema import translated
from programmes.tree import Node, completed, grow, invented_keys

SYN = ".syn.toml"
GIVEN = "«{key}» non si scrive: lo dicono il nome e il posto del file"

Model = TypeVar("Model", bound=BaseModel)


def tree_of(root: FilePath, path: FilePath) -> Node:
    """Return the tree of a file with its SYN companion laid into it."""
    tree = grow(LocatedToml(root, path))
    companion = path.with_suffix(SYN)
    if not companion.exists():
        return tree
    return completed(tree, grow(LocatedToml(root, companion), invented=True))


@dataclass
class Document:
    """What one or more files say together, and the model that it makes."""

    tree: Node
    skipped: frozenset[str] = field(default_factory=frozenset)

    def refusal(self, wrong: Wrong) -> ProgrammeError:
        """Name the file and the line of something wrong."""
        return self.tree.refusal(wrong.reason, wrong.path, wrong.value)

    def refuse(self, wrongs: Iterable[Wrong]) -> None:
        """Raise Refusals when there is anything wrong, in the order of the files."""
        if errors := [self.refusal(wrong) for wrong in wrongs]:
            raise Refusals(errors)

    def read(self, model: type[Model], **given: object) -> Model:
        """Read the document as a model; `given` are the fields that its place in the tree says."""
        data = {key: value for key, value in self.tree.plain().items() if key not in self.skipped}
        fields = Fields(data)
        placed = [Wrong((key,), GIVEN.format(key=key)) for key in given if key in data]
        self.refuse([*placed, *fields.wrong])
        values = fields.values | {"synthetic": self.synthetic} | given
        try:
            return model.model_validate_json(json.dumps(values), strict=True)
        except ValidationError as error:
            self.refuse(translated(error, data))
            raise

    @property
    def synthetic(self) -> list[str]:
        """The invented keys, as the fields that they become."""
        return [dotted(tuple(map(field_name, path))) for path in invented_keys(self.tree)]

    @property
    def data(self) -> dict[str, Any]:
        """The data as TOML reads them."""
        plain: dict[str, Any] = self.tree.plain()
        return plain
