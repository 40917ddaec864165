"""The conditions of a line as everybody reads them: without the data of a case."""

import re
from collections.abc import Iterator

from contracts.calls import Line
from contracts.questions import Requirement
from services.portal.rules.wording import headed

PLACEHOLDER = re.compile(r"\{[^{}]*\}")
ASIDE = re.compile(r"\s*\([^()]*\{[^{}]*\}[^()]*\)")
VALUE = re.compile(r"\s+è \{[^{}]*\}(?=:)")
CLAUSE = re.compile(r"(?<=[.:;])\s+")
MARKS = (":", ";")


def conditions(line: Line) -> Iterator[tuple[str, str]]:
    """Return each condition as it is when it is met, with its article."""
    for requirement in line.requirements:
        yield general(requirement), requirement.article
    for group in line.groups:
        for requirement in group.item_requirements:
            told = _lowered(general(requirement))
            mark = "," if ":" in told else ":"
            yield f"Per ogni {group.item_label}{mark} {told}", requirement.article


def general(requirement: Requirement) -> str:
    """Say a condition without the data of a case, which the page of a call cannot know.

    `Ore: {item.hours}. Ne servono 20.` becomes `Ore: ne servono 20.`, and `L'ISEE è {…}: il limite
    è 20.000 euro.` becomes `L'ISEE: il limite è 20.000 euro.`; where the sentence of who meets it
    says nothing else, that of who does not may, and the name of the article does.
    """
    met = ASIDE.sub("", requirement.sentence_yes)
    if not PLACEHOLDER.search(met):
        return met
    named = headed(requirement.article.rpartition(": ")[2].rstrip(".")) + "."
    return _rest(met) or _rest(requirement.sentence_no) or named


def _rest(sentence: str) -> str:
    """Return what is left of a sentence that tells data; nothing of one that tells none."""
    if not PLACEHOLDER.search(sentence):
        return ""
    clauses = CLAUSE.split(VALUE.sub("", ASIDE.sub("", sentence)))
    return _joined([clause for clause in clauses if not PLACEHOLDER.search(clause)])


def _joined(clauses: list[str]) -> str:
    """Join clauses; a label goes before the one that follows it, and never alone."""
    told, label = [], ""
    for clause in clauses:
        if clause.endswith(MARKS):
            label = headed(clause) if clause.endswith(":") else ""
        else:
            told.append(f"{label} {_lowered(clause)}" if label else headed(clause))
            label = ""
    return " ".join(told)


def _lowered(sentence: str) -> str:
    """Go on after a colon; a word in capitals stays so."""
    keeps = sentence[:2].isupper() or sentence[2:6].isupper()
    return sentence if keeps else sentence[:1].lower() + sentence[1:]
