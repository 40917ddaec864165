"""What the act of a final list does to every application in it."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.applications.decisions import ApplicationDecided
from contracts.applications.ranking import ApplicationRanked
from kit.eventlog import announce_all
from services.applications.models.rankings import RankingRecord

_DECIDE = text(
    """
    with ruled as (
        select a.id, r.outcome, r.reason, a.checked
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
    select ruled.id, 1 + coalesce((select max(d.sequence) from decision d
            where d.application_id = ruled.id), 0),
        outcome, :official, reason, checked, :year, :number, :ranking, :at
    from ruled
    """
)


async def decide_all(
    session: AsyncSession, record: RankingRecord, lists: Mapping[str, Any], alliance: str
) -> None:
    """Decide every application of a final list in one statement, and tell each its place.

    `lists` are its parts as `rules.ranking_list.result_of` gives them.
    """
    refused = [*lists["below"], *lists["excluded"]]
    ruled = [*lists["placed"], *refused]
    reasons = [record.reason] * len(lists["placed"]) + [_against(row) for row in refused]
    outcomes = ["granted"] * len(lists["placed"]) + ["refused"] * len(refused)
    values = {
        "ids": [row["id"] for row in ruled], "outcomes": outcomes, "reasons": reasons,
        "official": record.official, "year": record.act_year, "number": record.act_number,
        "ranking": record.id, "at": record.at,
    }  # fmt: skip
    await session.execute(_DECIDE, values)
    ranked = [_ranked(record, row) for row in lists["placed"]]
    await announce_all(session, ranked, alliance=alliance)
    await announce_all(session, _decided(record, ruled, outcomes), alliance=alliance)


def _against(row: Mapping[str, Any]) -> str:
    return "\n".join(row.get("reasons") or [row["sentence"]])


def _ranked(record: RankingRecord, row: Mapping[str, Any]) -> ApplicationRanked:
    return ApplicationRanked(
        application_id=UUID(row["id"]), ranking_id=record.id, call_id=record.call_id,
        line=record.line, place=row["place"], amount_cents=row["cents"],
    )  # fmt: skip


def _decided(
    record: RankingRecord, ruled: Sequence[Mapping[str, Any]], outcomes: Sequence[Any]
) -> list[ApplicationDecided]:
    return [
        ApplicationDecided(
            application_id=UUID(row["id"]), outcome=outcome, act_number=record.act_number or 0,
            act_year=record.act_year or 0, batch=True, waited=True,
        )
        for row, outcome in zip(ruled, outcomes, strict=True)
    ]  # fmt: skip
