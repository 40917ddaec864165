"""Lists as they are read: by officials in whole, by everybody without what the law forbids."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Row
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.calls import Line
from contracts.rankings import (
    CriterionPoints,
    Listed,
    PublicRanked,
    PublicRanking,
    RankedCase,
    RankingCard,
    Recomputed,
)
from kit import clock
from kit.refusal import Refusal
from services.applications.models.rankings import RankingRecord
from services.applications.queries import calls, rankings
from services.applications.rules import ranking_list, register
from services.applications.rules.disclosure import PublicRow, public_rows, shows_names
from services.applications.usecases.rankings import LISTED, compute

NONE = Refusal("no-ranking", "Per questa sezione non c'è una graduatoria pubblicata.", 404)


@dataclass(frozen=True)
class Known:
    """What is known of the applications of a list beside it: their codes, what became of them."""

    codes: Mapping[UUID, str]
    became: Mapping[UUID, Row[Any]]

    def became_of(self, id_: str) -> dict[str, Any]:
        """What became of one of them, by the names of the card."""
        row = self.became[UUID(id_)]
        return {"state": row.state, "accept_by_on": row.accept_by_on, "answer": row.answer}


async def preview(session: AsyncSession, call_id: str, line: str) -> RankingCard:
    """Compute the list of a line as it would be now; nothing is written, nobody has a new code."""
    computed = await compute(session, call_id, line, locked=False)
    ids = _ids(computed.lists)
    known = Known(await rankings.codes(session, ids), await rankings.became(session, ids))
    return RankingCard(
        ranking_id=None, call_id=call_id, line=line, kind="provisional", computed_by="",
        published_at=None, inputs_hash=ranking_list.digest(computed.inputs),
        result_hash=ranking_list.digest(computed.result), unmet=computed.lists["unmet"],
        rows=_cases(computed.lists, known),
    )  # fmt: skip


async def ranking_card(session: AsyncSession, ranking_id: UUID) -> RankingCard:
    """Return a published list in whole; refuses `unknown-ranking` (404)."""
    found = await rankings.ranking(session, ranking_id)
    lists = orjson.loads(found.result)
    ids = _ids(lists)
    known = Known(await rankings.codes(session, ids), await rankings.became(session, ids))
    return RankingCard(
        ranking_id=found.id, call_id=found.call_id, line=found.line,
        kind=found.kind,
        computed_by=found.official, published_at=found.at, act=_act(found),
        observations_until_on=found.observations_until_on, public_until_on=found.public_until_on,
        inputs_hash=found.inputs_hash, result_hash=found.result_hash, unmet=lists["unmet"],
        rows=_cases(lists, known),
    )  # fmt: skip


async def own_place(session: AsyncSession, application_id: UUID) -> RankedCase:
    """Return where an application stands in its last list, and under which code.

    Refuses `no-ranking` (404).
    """
    found = await rankings.last_of(session, application_id)
    if found is None:
        raise NONE
    lists, id_ = orjson.loads(found.result), str(application_id)
    own: dict[str, Any] = {
        listed: [row for row in lists[listed] if row["id"] == id_] for listed in LISTED
    }
    ids = [application_id]
    known = Known(await rankings.codes(session, ids), await rankings.became(session, ids))
    (case,) = _cases(own, known)
    return case


async def recompute(session: AsyncSession, ranking_id: UUID) -> Recomputed:
    """Compute a published list again from its stored inputs, and compare byte for byte.

    Refuses `unknown-ranking` (404).
    """
    found = await rankings.ranking(session, ranking_id)
    again = ranking_list.recomputed(found.inputs)
    kept = (found.inputs_hash, found.result_hash)
    hashes = (ranking_list.digest(found.inputs), ranking_list.digest(found.result))
    return Recomputed(
        ranking_id=found.id, inputs_hash=hashes[0], result_hash=found.result_hash,
        recomputed_hash=ranking_list.digest(again),
        same=again == found.result and hashes == kept,
    )  # fmt: skip


async def public_ranking(session: AsyncSession, call_id: str, line: str) -> PublicRanking:
    """Return the list of a line as everybody may read it: by random codes.

    Refuses `no-ranking` 404 and, after its last public day, `ranking-removed` 410.
    """
    found = await rankings.last(session, call_id, line)
    if found is None:
        raise NONE
    if clock.today() > found.public_until_on:
        raise Refusal("ranking-removed", "La graduatoria non è più pubblica.", 410)
    call = calls.definition(await calls.version_numbered(session, call_id, found.call_version))
    rows = await _public(session, call.line(line), found)
    return PublicRanking(
        call_id=call_id, line=line, title=call.title,
        kind=found.kind,
        published_on=clock.civil_day(found.at), public_until_on=found.public_until_on,
        observations_until_on=found.observations_until_on, act=_act(found), rows=rows,
    )  # fmt: skip


async def _public(
    session: AsyncSession, line: Line, found: RankingRecord
) -> tuple[PublicRanked, ...]:
    lists = orjson.loads(found.result)
    ids = _ids(lists)
    codes = await rankings.codes(session, ids)
    names = await rankings.names(session, ids) if shows_names(line) else {}
    rows = [
        PublicRow(
            code=codes[UUID(row["id"])],
            place=row.get("place"),
            granted=listed == "placed",
            name=names.get(UUID(row["id"])),
            points=row.get("points"),
            amount_cents=row["cents"],
        )
        for listed, row in _rows(lists)
    ]
    return tuple(PublicRanked(**vars(row)) for row in public_rows(line, rows))


def _rows(lists: Mapping[str, Any]) -> Iterable[tuple[Listed, Mapping[str, Any]]]:
    return ((listed, row) for listed in LISTED for row in lists[listed])


def _ids(lists: Mapping[str, Any]) -> list[UUID]:
    return [UUID(row["id"]) for _, row in _rows(lists)]


def _cases(lists: Mapping[str, Any], known: Known) -> tuple[RankedCase, ...]:
    return tuple(
        RankedCase(
            application_id=UUID(row["id"]),
            code=known.codes.get(UUID(row["id"]), ""),
            listed=listed,
            place=row.get("place"),
            points=row.get("points", 0),
            amount_cents=row["cents"],
            scores=tuple(
                CriterionPoints(
                    criterion=each["criterion"], points=each["points"], maximum=each["maximum"],
                    sentence=each["sentence"],
                )
                for each in row.get("scores", ())
            ),
            sentence=row.get("sentence", "") if listed == "placed" else "",
            quota=row.get("quota", ""),
            reasons=_reasons(listed, row),
            **known.became_of(row["id"]),
        )
        for listed, row in _rows(lists)
    )  # fmt: skip


def _reasons(listed: Listed, row: Mapping[str, Any]) -> tuple[str, ...]:
    if listed == "excluded":
        return tuple(row["reasons"])
    return (row["sentence"],) if listed == "below" else ()


def _act(found: RankingRecord) -> str:
    return register.act(found.act_number or 0, found.act_year or 0) if found.act_number else ""
