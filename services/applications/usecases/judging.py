"""An application under a version of its call: the facts that the engine judges it by."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Row
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.calls import Call, Line
from kit import clock
from kit.refusal import Refusal
from services.applications.models.calls import CallVersion
from services.applications.queries import calls
from services.applications.queries.likeness import Case
from services.applications.rules.condition import Facts
from services.applications.rules.eligibility import Judged, evaluate, judge
from services.applications.rules.explanation import Outcome
from services.applications.rules.facts import Declared, facts_of
from services.applications.rules.likeness import Identity, Key, keys_of
from services.applications.rules.territory import holds, within
from services.applications.usecases.likeness import earlier_for


@dataclass(frozen=True)
class Judging:
    """An application as a version of its call sees it; the row is one of `queries.declared`."""

    application: Row[Any]
    version: CallVersion
    line: Line
    declared: Declared
    facts: Facts

    @property
    def call(self) -> Call:
        """The version as its file says it."""
        return calls.definition(self.version)

    def outcome(self) -> Outcome:
        """Return every answer with its reasons."""
        return evaluate(self.call, self.line.id, self.facts)

    def judged(self) -> Judged:
        """Return the answer and what may be granted, without a reason."""
        return judge(self.line, self.facts)

    def keys(self, amount_cents: int) -> list[Key]:
        """Return by what the application may be alike to others, when it asks for this amount."""
        return keys_of(self.line, identity_of(self.application), self.facts, amount_cents)


async def judging(
    session: AsyncSession,
    application: Row[Any],
    version: CallVersion,
    answers: Mapping[str, Any] | None = None,
) -> Judging:
    """Return an application under a version, with other answers than its own when they are given.

    What the same person, child or household had before counts in register order. Refuses
    `unknown-line` (422) when the version has lost the line.
    """
    line = line_of(version, application.line)
    declared = within(line, declared_by(application, version, answers))
    facts = facts_of(line, declared)
    if line.limits:
        keys = keys_of(line, identity_of(application), facts, 0)
        case = Case(application.call_id, application.line, application.registered_at)
        earlier = await earlier_for(session, line, case, keys)
        declared = replace(declared, earlier=earlier)
        facts = facts_of(line, declared)
    return Judging(application, version, line, declared, facts)


def line_of(version: CallVersion, line: str) -> Line:
    """Return a line of a version; refuses `unknown-line` (422)."""
    try:
        return calls.definition(version).line(line)
    except LookupError:
        raise Refusal("unknown-line", "Il bando non ha questa sezione.", 422) from None


def declared_by(
    application: Row[Any],
    version: CallVersion,
    answers: Mapping[str, Any] | None = None,
) -> Declared:
    """Return what an application declares, in the territory of a version.

    A line may have another: see `rules.territory.within`.
    """
    return Declared(
        applicant_kind=application.kind,
        municipality=application.municipality,
        filed_on=clock.civil_day(application.arrived_at),
        answers=application.answers if answers is None else answers,
        birth_on=application.birth_on,
        member=application.member,
        in_territory=holds(version.territory, application.municipality),
        territory=version.territory,
        employer_joined=application.employer_joined,
        employer_confirmed=application.employer_confirmed,
    )


def identity_of(application: Row[Any]) -> Identity:
    """Return the codes and addresses by which other applications may be alike."""
    return Identity(application.identifier, application.iban, application.email)
