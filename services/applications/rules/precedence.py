"""What each of many applications had before it, without asking the tables for each of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from contracts.calls import LineDraft
from services.applications.rules.facts import Declared, Earlier, facts_of
from services.applications.rules.likeness import Had, Identity, Key, earlier, keys_of

# What counts towards no limit, as in `queries.likeness`.
LOST = ("refused", "not_funded", "withdrawn", "call_revoked")


class Filed(NamedTuple):
    """An application at its turn: who asked, what it declares, what it asks for, where it is."""

    line: str
    identity: Identity
    declared: Declared
    amount_cents: int
    state: str


Alike = tuple[LineDraft, ...]


def alike(lines: Sequence[LineDraft]) -> tuple[Alike, ...]:
    """Gather the versions of a line that read the same keys in an application."""
    found: list[list[LineDraft]] = []
    for line in lines:
        same = next((each for each in found if _reads(each[0]) == _reads(line)), None)
        if same is None:
            found.append([line])
        else:
            same.append(line)
    return tuple(tuple(each) for each in found)


def _reads(line: LineDraft) -> tuple[object, ...]:
    limits = [(each.key, each.unit, each.at_most_cents is None) for each in line.limits]
    return line.questions, line.groups, line.amount, limits


@dataclass
class Precedence:
    """Applications of a call in register order, and what was had by the time of each."""

    _had: dict[tuple[str, str], dict[str, tuple[int, int]]] = field(default_factory=dict)

    def take(self, versions: Sequence[Alike], filed: Filed) -> Declared:
        """Return what an application declares with what limits look at, and count it in.

        `versions` are those of its line that judge it, as `alike` gathers them; of a limit that
        two of them have the last one says what is looked at.
        """
        found: dict[str, Earlier] = {}
        for lines in versions:
            keys = _keys(lines[0], filed, filed.declared)
            before = self._before(filed.line, keys)
            for line in lines:
                found |= earlier(line, keys, before)
        declared = replace(filed.declared, earlier=found)
        if filed.state not in LOST:
            # Which items count, and so what each of them got, is known only now.
            self._count(filed, _keys(versions[-1][0], filed, declared))
        return declared

    def _before(self, line: str, keys: Sequence[Key]) -> list[Had]:
        return [
            Had(key.kind, key.value, other == line, applications, cents)
            for key in {(each.kind, each.value): each for each in keys}.values()
            for other, (applications, cents) in self._had.get((key.kind, key.value), {}).items()
        ]

    def _count(self, filed: Filed, keys: Sequence[Key]) -> None:
        for name, cents in _units(filed, keys).items():
            lines = self._had.setdefault(name, {})
            applications, before = lines.get(filed.line, (0, 0))
            lines[filed.line] = (applications + 1, before + cents)


def _keys(line: LineDraft, filed: Filed, declared: Declared) -> list[Key]:
    return keys_of(line, filed.identity, facts_of(line, declared), filed.amount_cents)


def _units(filed: Filed, keys: Sequence[Key]) -> dict[tuple[str, str], int]:
    """Return each unit of an application once, with the cents that go to it."""
    found: dict[tuple[str, str], int] = {}
    for key in keys:
        name = (key.kind, key.value)
        cents = filed.amount_cents if key.cents is None else min(key.cents, filed.amount_cents)
        found[name] = found.get(name, 0) + cents
    return found
