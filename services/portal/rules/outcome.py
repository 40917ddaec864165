"""The tree of an outcome, as the engine of the calls tells it, for a page."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from services.portal.rules.places import Places
from services.portal.rules.wording import money

CODED = re.compile(r"ISTAT ([0-9]{6})")

SIGNS: Mapping[str, tuple[str, str, str]] = {
    "yes": ("Sì", "good", "check-circle"),
    "no": ("No", "bad", "close-circle"),
    "to_complete": ("Da completare", "wait", "help-circle"),
    "not_applicable": ("Non riguarda", "calm", "minus"),
}
HEADINGS: Mapping[str, str] = {
    "yes": "Da quello che ha scritto, i requisiti ci sono.",
    "no": "Da quello che ha scritto, almeno un requisito manca.",
    "to_complete": "Per rispondere mancano dei dati.",
}


@dataclass(frozen=True)
class Finding:
    """The answer to one requirement, with what was read for it."""

    label: str
    tone: str
    icon: str
    sentence: str
    article: str
    read: tuple[str, ...]


@dataclass(frozen=True)
class Item:
    """An item of a group: whether it counts, and why."""

    sentence: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Sum:
    """A step of the computation of the amount."""

    sentence: str
    amount: str
    parts: tuple["Sum", ...]


@dataclass(frozen=True)
class Tree:
    """An outcome: each requirement, each item, and how the amount comes about."""

    findings: tuple[Finding, ...]
    items: tuple[Item, ...]
    amount: Sum | None


def tree(outcome: Mapping[str, Any], places: Places) -> Tree:
    """Return the tree of an outcome; what it does not tell is left out."""
    node = outcome.get("amount")
    return Tree(
        findings=tuple(_finding(each, places) for each in outcome.get("findings", ())),
        items=tuple(_item(each, places) for each in outcome.get("items", ())),
        amount=_sum(node) if node else None,
    )


def named(sentence: str, places: Places) -> str:
    """Put the name of a municipality beside its code."""
    return CODED.sub(lambda found: f"{found[0]}, {places.name(found[1])}", sentence)


def _finding(told: Mapping[str, Any], places: Places) -> Finding:
    label, tone, icon = SIGNS.get(told["answer"], SIGNS["to_complete"])
    sentence = named(told["sentence"], places)
    return Finding(label, tone, icon, sentence, told["article"], tuple(_read(told)))


def _read(told: Mapping[str, Any]) -> Iterator[str]:
    for each in told.get("read", ()):
        yield f"{each['label']}: {each['shown']} ({each['source']})"
    for label in told.get("missing_labels", ()):
        yield f"{label}: manca"


def _item(told: Mapping[str, Any], places: Places) -> Item:
    findings = tuple(_finding(each, places) for each in told.get("findings", ()))
    return Item(told["sentence"], findings)


def _sum(told: Mapping[str, Any]) -> Sum:
    cents = told.get("cents")
    return Sum(
        sentence=f"{told['label']}: {told['sentence']}" if told["label"] else told["sentence"],
        amount="da completare" if cents is None else money(cents),
        parts=tuple(map(_sum, told.get("children", ()))),
    )
