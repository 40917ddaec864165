"""Where the names that an amount reads are looked up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from contracts.amounts import TableOf, TableRow
from contracts.calls import LineDraft
from contracts.questions import FILED_ON, DateQuestion, Question
from services.applications.rules.condition import Facts, at
from services.applications.rules.counting import is_whole
from services.applications.rules.table import row_for
from services.applications.rules.vocabulary import Place

HOUSE_NAMES = {FILED_ON: "filing.on", "age_years": "applicant.age_years"}
DERIVED = ("_years", "_months", "_until_on")
Allowance = dict[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Known:
    """What was looked up in a line already: under which root a name stands, for the form or for the
    items of a group, and which row of a table is for which values."""

    roots: dict[tuple[str, str], str] = field(default_factory=dict)
    rows: dict[tuple[int, tuple[object, ...]], TableRow | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scope:
    """Where names are looked up: the item at hand, the answers, what the house computes.

    `allowance` is what limits leave to the unit of an item, and shrinks as it is used; None where
    an amount is not yet what is awarded (under a percentage).
    """

    line: LineDraft
    facts: Facts
    place: Place | None = None
    allowance: Allowance | None = field(default_factory=dict)
    known: Known = field(default_factory=Known)

    def of_item(self, place: Place, item: Mapping[str, Any]) -> "Scope":
        """Return the scope of an item of a group."""
        return Scope(self.line, {**self.facts, "item": item}, place, self.allowance, self.known)

    def allowing(self, allowance: Allowance | None) -> "Scope":
        """Return the same scope with what limits leave."""
        if allowance is self.allowance:
            return self
        return Scope(self.line, self.facts, self.place, allowance, self.known)

    def path(self, name: str) -> str:
        """Return the path of a name."""
        root = self._root(name)
        return f"{root}.{name}" if root else HOUSE_NAMES.get(name, f"computed.{name}")

    def value(self, name: str) -> Any:
        """Return the value of a name, None when it is missing."""
        root = self._root(name)
        if not root:
            return at(self.facts, self.path(name))
        own = self.facts.get(root)
        return own.get(name) if isinstance(own, dict) else None

    def row(self, table: TableOf) -> TableRow | None:
        """Return the row of a table that is for the values here; None when none is."""
        values = tuple(map(self.value, table.by))
        key = (id(table), values)
        if key not in self.known.rows:
            self.known.rows[key] = row_for(table, dict(zip(table.by, values, strict=True)))
        return self.known.rows[key]

    def _root(self, name: str) -> str:
        """Return the root under which a name stands; nothing for what the house computes."""
        key = ("" if self.place is None else self.place.group.name, name)
        root = self.known.roots.get(key)
        if root is None:
            root = self.known.roots[key] = self._found(name)
        return root

    def _found(self, name: str) -> str:
        if self.place is not None and _gives(self.place.group.questions, name):
            return "item"
        return "answers" if _gives(self.line.questions, name) else ""

    def whole(self, name: str) -> int | None:
        """Return the whole number or the cents of a name, None when it is missing."""
        value = self.value(name)
        return value if is_whole(value) else None


def _gives(questions: Sequence[Question], name: str) -> bool:
    for each in questions:
        if each.name == name:
            return True
    if not name.endswith(DERIVED):
        return False
    return any(isinstance(each, DateQuestion) and _derives(each.stem, name) for each in questions)


def _derives(stem: str, name: str) -> bool:
    return name.removeprefix(stem) in DERIVED
