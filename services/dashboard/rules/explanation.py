"""The explanation of a check as its owner wrote it, read as far as people need it.

The tree belongs to the engine of the applications service, which may say more than is read here;
a tree of another shape is as good as none, and the plain list of requirements stands in.
"""

from collections.abc import Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

Answer = Literal["yes", "no", "to_complete", "not_applicable"]
# What needs a person comes first.
ORDER: tuple[Answer, ...] = ("no", "to_complete", "yes", "not_applicable")
UNMET = frozenset({"no", "to_complete"})


class Part(BaseModel):
    """A part of the tree."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Reading(Part):
    """A value that was read: what it is, as people read it, and where it comes from."""

    label: str
    shown: str
    source: str


class Finding(Part):
    """The answer to one requirement or limit."""

    article: str
    answer: Answer
    sentence: str
    read: tuple[Reading, ...] = ()
    missing_labels: tuple[str, ...] = ()


class Item(Part):
    """An item of a group, whether it counts, and why."""

    label: str
    counted: bool | None
    sentence: str
    findings: tuple[Finding, ...]


class Amount(Part):
    """A step of the computation of an amount."""

    label: str
    sentence: str
    cents: int | None
    article: str | None = None
    read: tuple[Reading, ...] = ()
    children: tuple["Amount", ...] = ()


class Explanation(Part):
    """The answers to all requirements, the items of groups, and how the amount is computed."""

    version: int
    findings: tuple[Finding, ...]
    items: tuple[Item, ...] = ()
    ceiling_cents: int | None = None
    amount_cents: int | None = None
    amount: Amount | None = None


def explanation_of(tree: dict[str, Any] | None) -> Explanation | None:
    """Read a tree; None when there is none, or none that can be read."""
    if tree is None:
        return None
    try:
        return Explanation.model_validate(tree)
    except ValidationError:
        return None


def unmet_first(findings: Sequence[Finding]) -> Sequence[Finding]:
    """Return findings in the order in which people need them, each kind in the call's order."""
    return sorted(findings, key=lambda finding: ORDER.index(finding.answer))
