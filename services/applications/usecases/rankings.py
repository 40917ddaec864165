"""Lists: computed from what is stored, published to be answered, signed as the act that decides."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.applications.ranking import RankingKind, RankingPublished
from contracts.calls import Line
from contracts.rankings import FinalRequest, Listed
from kit import clock
from kit.days import civil_day
from kit.eventlog import announce
from kit.ids import new_id
from kit.refusal import Refusal
from services.applications.models.calls import CallLine, CallVersion
from services.applications.models.rankings import RankingRecord
from services.applications.queries import calls, rankings
from services.applications.queries.terms import calendar_of
from services.applications.rules import disclosure, list_code, ranking_list
from services.applications.rules.lifecycle import due
from services.applications.rules.list_money import is_issued_together
from services.applications.rules.register import protocol
from services.applications.usecases.decision import next_act
from services.applications.usecases.entrants import Standing, entrants
from services.applications.usecases.ranking_act import ListAct, decide_all

_CODES = text(
    "insert into list_code (application_id, code) select * from unnest(cast(:ids as uuid[]), "
    "cast(:codes as text[])) on conflict (application_id) do nothing"
)
_ROWS = text(
    """
    insert into ranking_row (ranking_id, application_id, listed, place, points, amount_cents)
    select :ranking, * from unnest(cast(:ids as uuid[]), cast(:listed as text[]),
        cast(:places as integer[]), cast(:points as integer[]), cast(:cents as bigint[]))
    """
)
LISTED: tuple[Listed, ...] = ("placed", "below", "excluded")


@dataclass(frozen=True)
class Computed:
    """A list that was computed and is nobody's yet."""

    version: CallVersion
    line: Line
    standing: Standing
    inputs: str
    result: str

    @property
    def lists(self) -> Mapping[str, Any]:
        """Its three parts: `placed`, `below` and `excluded`."""
        found: Mapping[str, Any] = orjson.loads(self.result)
        return found

    def is_issued_together(self, record: RankingRecord) -> bool:
        """Tell whether the vouchers of the list are issued when it is signed."""
        call = calls.definition(self.version)
        is_final = record.kind == "final"
        return is_final and is_issued_together(call, self.line.id, civil_day(record.at))


async def compute(session: AsyncSession, call_id: str, line_id: str, *, locked: bool) -> Computed:
    """Compute the list of a line from the applications that stand for it; nothing is written.

    Refuses `unknown-call` 404, `unknown-line` 422, `not-ranked` 409 where places go by arrival, and
    what `entrants` refuses.
    """
    version = await calls.current_version(session, call_id)
    call = calls.definition(version)
    try:
        line = call.line(line_id)
    except LookupError:
        raise Refusal("unknown-line", "Il bando non ha questa sezione.", 422) from None
    if not call.is_ranked(line_id):
        raise Refusal("not-ranked", "In questa sezione conta l'ordine di arrivo.")
    found = await entrants(session, version, line, locked=locked)
    inputs = ranking_list.inputs_of(line, version.version, found.entrants)
    written = ranking_list.canonical(inputs)
    return Computed(version, line, found, written, ranking_list.recomputed(written))


async def publish_provisional(
    session: AsyncSession, call_id: str, line: str, official: str
) -> RankingRecord:
    """Publish the list of a line, which may be answered for the call's `observation_days`.

    Refuses `call-not-closed` and `already-final` 409, and what `compute` refuses.
    """
    await _hold(session, call_id, line)
    computed, at = await compute(session, call_id, line, locked=False), clock.now()
    await _check_open(session, call_id, line, at)
    days = calls.definition(computed.version).observation_days
    calendar = await calendar_of(session, computed.version.body)
    until = calendar.workday(civil_day(at) + timedelta(days=days))
    record = RankingRecord(
        **_columns(computed, "provisional", official, at),
        observations_until_on=until, public_until_on=disclosure.removal_on(until),
    )  # fmt: skip
    await _keep(session, computed, record)
    return record


async def sign_final(
    session: AsyncSession, call_id: str, line: str, request: FinalRequest
) -> RankingRecord:
    """Sign the final list of a line: one act that decides every application in it.

    Those with a place are granted, the others refused for the reasons that the list gives: in a
    competitive procedure art. 10-bis L. 241/1990 asks for no notice. Money goes by place. Refuses
    `no-provisional`, `observations-running`, `observations-unanswered`, `reviewer-signs` and
    `already-final` 409, and what `compute` refuses.
    """
    await _hold(session, call_id, line)
    at = clock.now()
    provisional = await _check_open(session, call_id, line, at)
    await _check_signable(session, provisional, request.official, at)
    computed = await compute(session, call_id, line, locked=True)
    year, number = await next_act(session, computed.version.body, at)
    record = RankingRecord(
        **_columns(computed, "final", request.official, at), reason=request.reason,
        act_year=year, act_number=number, public_until_on=disclosure.removal_on(civil_day(at)),
    )  # fmt: skip
    await _keep(session, computed, record)
    act = ListAct(record, computed.version.alliance, computed.is_issued_together(record))
    await decide_all(session, act, computed.lists)
    return record


async def _hold(session: AsyncSession, call_id: str, line: str) -> None:
    """Lock the line: lists of it are made one after the other."""
    await session.get(CallLine, (call_id, line), with_for_update=True)


async def _check_open(
    session: AsyncSession, call_id: str, line: str, at: datetime
) -> RankingRecord | None:
    found = await calls.in_force(session, call_id)
    if due(found.standing, found.call, at).state != "closed":
        sentence = "Il bando non è chiuso: la graduatoria si fa quando tutte le domande sono qui."
        raise Refusal("call-not-closed", sentence)
    before = await rankings.last(session, call_id, line)
    if before is not None and before.kind == "final":
        raise Refusal("already-final", "La graduatoria definitiva c'è già.")
    return before


async def _check_signable(
    session: AsyncSession, provisional: RankingRecord | None, official: str, at: datetime
) -> None:
    if provisional is None or provisional.observations_until_on is None:
        raise Refusal("no-provisional", "Prima si pubblica la graduatoria provvisoria.")
    until = provisional.observations_until_on
    if civil_day(at) <= until:
        sentence = f"Si possono presentare osservazioni fino al {until:%d/%m/%Y}."
        raise Refusal("observations-running", sentence)
    given = await rankings.observations(session, provisional.id)
    if waiting := [protocol(each.number, each.year) for each in given if not each.answer]:
        sentence = f"Queste osservazioni non hanno ancora una risposta: {', '.join(waiting)}."
        raise Refusal("observations-unanswered", sentence)
    worked = await rankings.reviewers(session, provisional.call_id, provisional.line)
    if official in worked | {provisional.official}:
        raise Refusal("reviewer-signs", "Chi ha istruito le domande non firma la graduatoria.")


def _columns(computed: Computed, kind: RankingKind, official: str, at: datetime) -> dict[str, Any]:
    return {
        "id": new_id(),
        "call_id": computed.version.call_id,
        "line": computed.line.id,
        "call_version": computed.version.version,
        "kind": kind,
        "inputs": computed.inputs,
        "inputs_hash": ranking_list.digest(computed.inputs),
        "result": computed.result,
        "result_hash": ranking_list.digest(computed.result),
        "official": official,
        "at": at,
    }


async def _keep(session: AsyncSession, computed: Computed, record: RankingRecord) -> None:
    """Write a list with its rows, give codes to those that have none, and announce it."""
    session.add(record)
    await session.flush()
    rows = [(listed, row) for listed in LISTED for row in computed.lists[listed]]
    ids = [row["id"] for _, row in rows]
    fresh = [list_code.written(secrets.token_bytes(list_code.LENGTH)) for _ in ids]
    await session.execute(_CODES, {"ids": ids, "codes": fresh})
    values = {
        "ranking": record.id,
        "ids": ids,
        "listed": [listed for listed, _ in rows],
        "places": [row.get("place") for _, row in rows],
        "points": [row.get("points", 0) for _, row in rows],
        "cents": [row["cents"] for _, row in rows],
    }
    await session.execute(_ROWS, values)
    await announce(session, _published(computed, record), alliance=computed.version.alliance,
        at=record.at)  # fmt: skip


def _published(computed: Computed, record: RankingRecord) -> RankingPublished:
    voucher = computed.line.voucher if computed.is_issued_together(record) else None
    return RankingPublished(
        ranking_id=record.id, call_id=record.call_id, line=record.line, kind=record.kind,
        **{listed: len(computed.lists[listed]) for listed in LISTED},
        observations_until_on=record.observations_until_on, public_until_on=record.public_until_on,
        voucher_months=voucher.validity_months if voucher else 0, voucher=voucher,
        official=record.official,
    )  # fmt: skip
