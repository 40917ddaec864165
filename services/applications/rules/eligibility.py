"""Whether a requirement is met, is not met, or waits for a datum: the reviewer decides, not this.

Residence and seat are judged by ISTAT code; a postcode is never read.
"""

import re
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from contracts.programmes import Call, MoneyQuestion, Requirement
from kit.money import euro
from programmes.expressions import compiled

Answer = Literal["yes", "no", "to_complete"]
Facts = Mapping[str, Any]
UNKNOWN = "dato mancante"
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


class Finding(BaseModel):
    """The answer to one requirement: its article, what to tell, the data read and those missing."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    requirement: str
    article: str
    answer: Answer
    sentence: str
    read: dict[str, Any]
    missing: tuple[str, ...]


class Outcome(BaseModel):
    """The answers to all the requirements of a line, and the answer they make together."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    call: str
    version: int
    line: str
    answer: Answer
    findings: tuple[Finding, ...]


def evaluate(call: Call, line: str, facts: Facts) -> Outcome:
    """Answer every requirement of a line: one no makes no, else one missing datum to_complete.

    `facts` are `applicant` (kind, municipality), `answers` (by question), `network` (member) and
    `territory` (ISTAT codes of municipalities or provinces). A datum that is absent or None is
    missing. A line the call does not have raises LookupError.
    """
    known = _without_none(facts)
    requirements = call.line(line).requirements
    money = _money_paths(call, line)
    findings = tuple(_find(requirement, known, money) for requirement in requirements)
    return Outcome(
        call=call.id,
        version=call.version,
        line=line,
        answer=_together({finding.answer for finding in findings}),
        findings=findings,
    )


def _together(answers: set[Answer]) -> Answer:
    if "no" in answers:
        return "no"
    return "to_complete" if "to_complete" in answers else "yes"


def _find(requirement: Requirement, known: Facts, money: frozenset[str]) -> Finding:
    answer = _answer(requirement, known)
    read = {path: value for path in requirement.needs if (value := _at(known, path)) is not None}
    return Finding(
        requirement=requirement.id,
        article=requirement.article,
        answer=answer,
        sentence=_filled(_template(requirement, answer), known, money),
        read=read,
        missing=tuple(path for path in requirement.needs if path not in read),
    )


def _answer(requirement: Requirement, known: Facts) -> Answer:
    try:
        met = compiled(requirement.cel).execute(dict(known))
    except (LookupError, TypeError, ValueError, RuntimeError, ArithmeticError):
        return "to_complete"
    if not isinstance(met, bool):
        return "to_complete"
    return "yes" if met else "no"


def _template(requirement: Requirement, answer: Answer) -> str:
    sentences: dict[Answer, str] = {
        "yes": requirement.sentence_yes,
        "no": requirement.sentence_no,
        "to_complete": requirement.sentence_missing,
    }
    return sentences[answer]


def _filled(template: str, known: Facts, money: frozenset[str]) -> str:
    return PLACEHOLDER.sub(lambda found: _told(found[1], known, money), template)


def _told(path: str, known: Facts, money: frozenset[str]) -> str:
    value = _at(known, path)
    if value is None:
        return UNKNOWN
    return euro(value) if path in money and isinstance(value, int) else str(value)


def _money_paths(call: Call, line: str) -> frozenset[str]:
    questions = call.line(line).questions
    return frozenset(f"answers.{q.name}" for q in questions if isinstance(q, MoneyQuestion))


def _at(known: Facts, path: str) -> Any:
    value: Any = known
    for part in path.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def _without_none(facts: Facts) -> dict[str, Any]:
    return {key: _pruned(value) for key, value in facts.items() if value is not None}


def _pruned(value: object) -> object:
    return _without_none(value) if isinstance(value, Mapping) else value
