"""Applications and worked examples of the published calls, as `vectors.toml` tells them."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from contracts.calls import CallDraft, LineDraft
from programmes.files import Programmes
from services.applications.rules.eligibility import evaluate
from services.applications.rules.explanation import Finding, Outcome
from services.applications.rules.facts import Declared, Earlier, facts_of
from services.applications.rules.settlement import Report, advance_cents, settle

TOLD: Mapping[str, Any] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text())
EXPECTATIONS = ("award_cents", "answer", "unmet", "sentence", "advance_cents", "settlement")


@dataclass(frozen=True)
class Case:
    """An application to a line of a call."""

    call: str
    line: str
    told: Mapping[str, Any]

    def declared(self, programmes: Programmes) -> Declared:
        """Return the case as the engine sees it, judged by the line's territory."""
        filed_on: date = self.told["filed_on"]
        owner, line = programmes.calls[self.call].owner, self.form(programmes)
        municipality = self.told["municipality"]
        return Declared(
            applicant_kind=self.told.get("kind", "person"),
            municipality=municipality,
            filed_on=filed_on,
            answers=self.told["answers"],
            member=self.told.get("member"),
            in_territory=programmes.holds(owner, municipality, filed_on, line),
            territory=programmes.territory_on(owner, filed_on, line),
            earlier={name: _earlier(had) for name, had in self.told.get("earlier", {}).items()},
        )

    def changed(self, told: Mapping[str, Any]) -> "Case":
        """Return the same application with other answers."""
        answers = self.told["answers"] | told.get("answers", {})
        return Case(self.call, self.line, {**self.told, **told, "answers": answers})

    def draft(self, programmes: Programmes) -> CallDraft:
        """Return the latest version of the call."""
        return programmes.calls[self.call].latest

    def form(self, programmes: Programmes) -> LineDraft:
        """Return the line that the application is for."""
        return self.draft(programmes).line(self.line)

    def outcome(self, programmes: Programmes) -> Outcome:
        """Return what the engine says of the application."""
        facts = facts_of(self.form(programmes), self.declared(programmes))
        return evaluate(self.draft(programmes), self.line, facts)


@dataclass(frozen=True)
class Vector:
    """A worked example: a case, and what the call's page says of it."""

    case: Case
    number: int
    told: Mapping[str, Any]

    @property
    def expected(self) -> dict[str, Any]:
        """What the page says, by name."""
        return {name: self.told[name] for name in EXPECTATIONS if name in self.told}

    def observed(self, programmes: Programmes) -> dict[str, Any]:
        """Return what the engine says of the same."""
        outcome = self.case.outcome(programmes)
        unmet = [finding for finding in outcome.findings if finding.answer == "no"]
        said = {
            "award_cents": outcome.amount.cents if outcome.amount else None,
            "answer": outcome.answer,
            "unmet": [finding.requirement for finding in unmet],
            "sentence": " ".join(finding.sentence for finding in unmet),
            "advance_cents": self._advance_cents(programmes, outcome),
            "settlement": self._settlement(programmes, outcome),
        }
        return {name: said[name] for name in self.expected}

    def _advance_cents(self, programmes: Programmes, outcome: Outcome) -> int:
        return advance_cents(self.case.form(programmes), outcome.amount_cents or 0)

    def _settlement(self, programmes: Programmes, outcome: Outcome) -> dict[str, int]:
        accounted = self.told.get("report", {})
        line, spent = self.case.form(programmes), self.case.changed(accounted)
        report = Report(
            facts_of(line, spent.declared(programmes)),
            accounted.get("met", {}),
            accounted.get("paid_cents", 0),
        )
        closed = settle(line, outcome.amount_cents or 0, report)
        return {name: getattr(closed, name) for name in self.told.get("settlement", {})}

    def __str__(self) -> str:
        return f"{self.case.call} {self.number} {self.case.line}"


def cases(told: Mapping[str, Any] = TOLD) -> tuple[Case, ...]:
    """Return one complete application to each line that asks something."""
    return tuple(
        Case(call, line, application)
        for call, lines in told["cases"].items()
        for line, application in lines.items()
    )


def vectors(told: Mapping[str, Any] = TOLD) -> tuple[Vector, ...]:
    """Return the worked examples, call by call."""
    return tuple(
        Vector(Case(call, row["line"], told["cases"][call][row["line"]]).changed(row), number, row)
        for call, rows in told["vectors"].items()
        for row in rows
        for number in (row["number"],)
    )


def findings(outcome: Outcome) -> Iterator[Finding]:
    """Return every finding, those of items too."""
    yield from outcome.findings
    for item in outcome.items:
        yield from item.findings


def _earlier(had: Mapping[str, Any]) -> Earlier:
    units = had.get("units")
    told = None if units is None else {value: _earlier(each) for value, each in units.items()}
    return Earlier(had.get("applications", 0), had.get("cents", 0), told)
