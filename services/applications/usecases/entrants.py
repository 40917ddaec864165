"""Who stands for the list of a line, as the last check, the reviewers and the form say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.calls import Call, Line
from kit.refusal import Refusal
from services.applications.models.calls import CallVersion
from services.applications.queries import calls, rankings
from services.applications.rules import checked
from services.applications.rules.agreement import final_points
from services.applications.rules.condition import Facts
from services.applications.rules.facts import facts_of
from services.applications.rules.ranking_list import Entrant
from services.applications.rules.register import protocol
from services.applications.rules.standing import Candidate
from services.applications.rules.territory import within
from services.applications.usecases.judging import declared_by, judging

WANTING = ("no", "to_complete")


def check_by_arrival(call: Call, line: str) -> None:
    """Refuse `list-grants` (409) where the final list grants, and nothing else does."""
    if call.is_ranked(line):
        sentence = "Qui si concede solo con la graduatoria definitiva, che vale per tutte."
        raise Refusal("list-grants", sentence)


@dataclass(frozen=True)
class Standing:
    """The applications that stand for a list, as rows and as the order sees them."""

    rows: Sequence[Row[Any]]
    entrants: tuple[Entrant, ...]


async def entrants(
    session: AsyncSession, version: CallVersion, line: Line, *, locked: bool
) -> Standing:
    """Return the undecided applications of a line that came in time, ready to be put in order.

    Where the call has a review the last proposal says who is admitted, elsewhere the last check.
    Refuses `not-examined`, `no-proposal` and `scores-open`, all 409, telling how many.
    """
    call = calls.definition(version)
    rows = await rankings.standing(session, call.id, line.id, locked=locked)
    _none([row for row in rows if row.checked_revision != row.revision], "not-examined")
    reasons = await _reasons(session, call, line, rows)
    scored = await _scored(session, call, line, rows)
    found = [
        Entrant(
            Candidate(
                str(row.id),
                await _facts(session, version, line, row),
                row.place,
                protocol(row.register_number, row.register_year),
                scored.get(row.id, {}),
            ),
            row.amount_cents,
            reasons.get(row.id, ()),
        )
        for row in rows
    ]
    return Standing(rows, tuple(found))


_SENTENCES = {
    "not-examined": "{} domande non sono state esaminate, o sono state modificate dopo.",
    "no-proposal": "{} domande non hanno ancora una proposta di chi le istruisce.",
    "scores-open": "{} domande aspettano ancora schede dei punteggi.",
}


def _none(waiting: Sequence[object], slug: str) -> None:
    if waiting:
        raise Refusal(slug, _SENTENCES[slug].format(len(waiting)))


async def _facts(session: AsyncSession, version: CallVersion, line: Line, row: Row[Any]) -> Facts:
    if line.limits:
        return (await judging(session, row, version)).facts
    return facts_of(line, within(line, declared_by(row, version)))


async def _reasons(
    session: AsyncSession, call: Call, line: Line, rows: Sequence[Row[Any]]
) -> Mapping[UUID, tuple[str, ...]]:
    """Return why applications are not admitted; those that are admitted are left out."""
    if call.review is None:
        return {row.id: _against(row) for row in rows if row.findings}
    proposed = await rankings.proposals(session, call.id, line.id)
    _none([row for row in rows if row.id not in proposed], "no-proposal")
    refused = [row for row in rows if proposed[row.id].outcome == "refused"]
    return {row.id: (*_against(row), *filter(None, [proposed[row.id].reason])) for row in refused}


def _against(row: Row[Any]) -> tuple[str, ...]:
    """Return the findings against an application as a person reads them; never none of them."""
    found = checked.requirements(row.findings) if row.findings else []
    told = tuple(f"{each.article}: {each.sentence}" for each in found if each.outcome in WANTING)
    return told or ("La domanda non soddisfa i requisiti del bando.",)


async def _scored(
    session: AsyncSession, call: Call, line: Line, rows: Sequence[Row[Any]]
) -> Mapping[UUID, Mapping[str, int]]:
    """Return the mean points of people, criterion by criterion, where a criterion asks for them."""
    asked = line.ranking and any(each.points is None for each in line.ranking.criteria)
    if not asked or call.review is None:
        return {}
    sheets, review = await rankings.sheets(session, call.id, line.id), call.review
    _none([row for row in rows if len(sheets.get(row.id, ())) < review.reviewers], "scores-open")
    return {row.id: final_points(review.scores, sheets[row.id]) for row in rows}
