"""Certificates of contributions (DURC): asked, kept, and asked again before a firm is paid."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.aid import Certificate
from kit import clock
from kit.doors import TryAgain
from kit.ids import new_id
from kit.refusal import Refusal
from programmes.aid import packaged_aid
from services.vouchers.queries.registries import Registries
from services.vouchers.rules.contributions import Answer, holds

_KEEP = text(
    "insert into contributions_check (id, firm, regular, protocol, requested_on, at) "
    "values (:id, :firm, :regular, :protocol, :requested_on, :at)"
)
_LAST = text(
    "select distinct on (c.firm) c.firm, c.id, c.regular, c.requested_on, "
    "exists (select from substitution s where s.check_id = c.id) as substituted "
    "from contributions_check c where c.firm = any(cast(:firms as text[])) "
    "order by c.firm, c.at desc, c.id desc"
)
UNREACHABLE = (
    "registry-unreachable",
    "Il registro dei contributi (DURC) non risponde: non è successo nulla. Riprovi tra poco.",
    503,
)


@dataclass(frozen=True)
class Due:
    """Money that is owed to who applied, in a form of support."""

    application_id: UUID
    applicant_key: str
    support_form: str

    @property
    def firm(self) -> str:
        """By what the answers about the firm are kept; the oldest applications have no key."""
        return self.applicant_key or f"application:{self.application_id}"


async def ask(
    session: AsyncSession, firm: str, vat_number: str, registries: Registries
) -> tuple[UUID, Certificate]:
    """Ask for the certificate of a firm and keep what was answered, with its id."""
    found, id_ = await registries.certificate(vat_number), new_id()
    values: dict[str, Any] = {"id": id_, "firm": firm, "at": clock.now(), **found.model_dump()}
    await session.execute(_KEEP, values)
    return id_, found


async def irregular(
    session: AsyncSession, owed: Sequence[Due], registries: Registries
) -> frozenset[UUID]:
    """Return the applications of firms that may not be paid today.

    Who has a regular answer that still holds is not asked about; who has none is. A person is no
    undertaking. Refuses `registry-unreachable` (503): then nothing is ordered, and nothing is lost.
    """
    today = clock.today()
    rule = packaged_aid().contributions_on(today)
    due = [each for each in owed if "contributions" in packaged_aid().needs(each.support_form)]
    if rule is None or not due:
        return frozenset()
    last = await _last_answers(session, due)
    stale = [each for each in due if not _lets_pay(last.get(each.firm), today, rule.days)]
    try:
        return await _asked_anew(session, stale, registries, rule.days)
    except TryAgain as error:
        raise Refusal(*UNREACHABLE) from error


def _lets_pay(answer: Answer | None, today: date, days: int) -> bool:
    return answer is not None and answer.lets_pay(today, days)


async def _last_answers(session: AsyncSession, due: Sequence[Due]) -> Mapping[str, Answer]:
    rows = await session.execute(_LAST, {"firms": sorted({each.firm for each in due})})
    return {
        row.firm: Answer(row.id, row.regular, row.requested_on, row.substituted) for row in rows
    }


async def _asked_anew(
    session: AsyncSession, stale: Sequence[Due], registries: Registries, days: int
) -> frozenset[UUID]:
    if not stale:
        return frozenset()
    firms = await registries.firms([each.application_id for each in stale])
    numbers = {each.application_id: each.vat_number for each in firms}
    answered: dict[str, bool] = {}
    for each in stale:
        if each.application_id not in numbers:
            raise TryAgain("applications does not know the application")
        number = numbers[each.application_id]
        if number and each.firm not in answered:
            _, found = await ask(session, each.firm, number, registries)
            answered[each.firm] = found.regular and holds(found.requested_on, clock.today(), days)
    return frozenset(each.application_id for each in stale if not answered.get(each.firm, True))
