"""An outcome as a tree that people read: requirement, value, source, article, sentence, answer."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from services.applications.rules.counting import Answer

Verdict = Literal["yes", "no", "to_complete"]


class Frozen(BaseModel):
    """A part of the tree: immutable, and JSON as it is kept."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Reading(Frozen):
    """A value that was read: its path (`children[1].birth_on`, items from 0), the question's label,
    the value, the same as a person reads it, and where it comes from."""

    path: str
    label: str
    value: str | int | bool | None
    shown: str
    source: str


class Node(Frozen):
    """A step of the computation of an amount; `cents` is None while a datum is missing."""

    label: str
    sentence: str
    cents: int | None
    article: str | None = None
    read: tuple[Reading, ...] = ()
    missing: tuple[str, ...] = ()
    children: tuple["Node", ...] = ()


class Finding(Frozen):
    """The answer to one requirement or limit: its article, what to tell, what was read and what is
    missing (paths, and the labels of the same)."""

    requirement: str
    article: str
    answer: Answer
    sentence: str
    read: tuple[Reading, ...] = ()
    missing: tuple[str, ...] = ()
    missing_labels: tuple[str, ...] = ()
    kind: Literal["requirement", "limit"] = "requirement"


class ItemFinding(Frozen):
    """An item of a group («figlio 2»), whether it counts, and why: None while a datum is missing.

    An item that does not count refuses nobody: it gives no money.
    """

    group: str
    index: int
    label: str
    counted: bool | None
    sentence: str
    findings: tuple[Finding, ...]


class Outcome(Frozen):
    """The answers to all the requirements of a line, the answer they make, and the amount.

    `amount_cents` is what may be granted: the computed amount, lowered to `ceiling_cents` when a
    limit leaves less. It is None while a datum is missing or the call does not say how much.
    """

    call: str
    version: int
    line: str
    answer: Verdict
    findings: tuple[Finding, ...]
    items: tuple[ItemFinding, ...] = ()
    ceiling_cents: int | None = None
    amount_cents: int | None = None
    amount: Node | None = None
