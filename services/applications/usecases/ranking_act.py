"""What the act of a final list does to every application in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.applications.decisions import ApplicationDecided
from contracts.applications.ranking import ApplicationRanked
from kit.eventlog import announce_all
from services.applications.models.rankings import RankingRecord

# Each round of a case has one decision: its sequence is the round.
_DECIDE = text(
    """
    with ruled as (
        select a.id, r.outcome, r.reason, a.checked, a.round
        from unnest(cast(:ids as uuid[]), cast(:outcomes as text[]), cast(:reasons as text[]))
            as r (id, outcome, reason) join application a on a.id = r.id
    ), moved as (
        update application a set state = ruled.outcome from ruled where a.id = ruled.id
    ), ended as (
        update term t set clock = 'ended', wake_at = null from ruled
        where t.application_id = ruled.id
    )
    insert into decision (application_id, sequence, outcome, official, reason, checked, act_year,
        act_number, ranking_id, at)
    select ruled.id, round, outcome, :official, reason, checked, :year, :number, :ranking, :at
    from ruled returning application_id, outcome, sequence
    """
)


@dataclass(frozen=True)
class ListAct:
    """The act of a final list, and whether the vouchers of the list are issued together."""

    record: RankingRecord
    alliance: str
    issues: bool


async def decide_all(session: AsyncSession, act: ListAct, lists: Mapping[str, Any]) -> None:
    """Decide every application of a final list in one statement, and tell each its place.

    `lists` are its parts as `rules.ranking_list.result_of` gives them.
    """
    record = act.record
    refused = [*lists["below"], *lists["excluded"]]
    ruled = [*lists["placed"], *refused]
    reasons = [record.reason] * len(lists["placed"]) + [_against(row) for row in refused]
    outcomes = ["granted"] * len(lists["placed"]) + ["refused"] * len(refused)
    values = {
        "ids": [row["id"] for row in ruled], "outcomes": outcomes, "reasons": reasons,
        "official": record.official, "year": record.act_year, "number": record.act_number,
        "ranking": record.id, "at": record.at,
    }  # fmt: skip
    rows = {row.application_id: row for row in await session.execute(_DECIDE, values)}
    ranked = [_ranked(record, row) for row in lists["placed"]]
    await announce_all(session, ranked, alliance=act.alliance)
    decided = [_decided(act, rows[UUID(row["id"])]) for row in ruled]
    await announce_all(session, decided, alliance=act.alliance)


def _against(row: Mapping[str, Any]) -> str:
    return "\n".join(row.get("reasons") or [row["sentence"]])


def _ranked(record: RankingRecord, row: Mapping[str, Any]) -> ApplicationRanked:
    return ApplicationRanked(
        application_id=UUID(row["id"]), ranking_id=record.id, call_id=record.call_id,
        line=record.line, place=row["place"], amount_cents=row["cents"],
    )  # fmt: skip


def _decided(act: ListAct, row: Row[Any]) -> ApplicationDecided:
    """Tell a decision; a case that was opened again before is led to its money by itself."""
    by_list = act.issues and row.outcome == "granted" and row.sequence == 1
    return ApplicationDecided(
        application_id=row.application_id, outcome=row.outcome,
        act_number=act.record.act_number or 0, act_year=act.record.act_year or 0, batch=True,
        waited=True, round=row.sequence, by_list=by_list,
    )  # fmt: skip
