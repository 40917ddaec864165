"""What money asks of who applied: the firm behind an application, and where it is paid."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.aid import AidFirm
from contracts.payments import BankAccount
from services.applications.models.applications import Applicant, Application
from services.applications.queries import calls

# A person is no undertaking, and what a public body does for its own people is no market.
UNDERTAKINGS = ("firm", "professional", "association")


async def aid_firms(session: AsyncSession, ids: Sequence[UUID]) -> list[AidFirm]:
    """Return the firm of each application, with the CUP of the call it was filed under."""
    statement = select(Application, Applicant).join(
        Applicant, col(Applicant.application_id) == Application.id
    )
    rows = await session.exec(statement.where(col(Application.id).in_(ids)))
    return [await _firm(session, application, applicant) for application, applicant in rows.all()]


async def bank_accounts(session: AsyncSession, ids: Sequence[UUID]) -> list[BankAccount]:
    """Return where who applied is paid, in their own name."""
    statement = select(Applicant).where(col(Applicant.application_id).in_(ids))
    return [
        BankAccount(
            payee=f"application:{each.application_id}", holder=each.name, iban=each.iban
        )
        for each in (await session.exec(statement)).all()
    ]  # fmt: skip


async def _firm(session: AsyncSession, application: Application, applicant: Applicant) -> AidFirm:
    call = calls.definition(await calls.version_of(session, application))
    return AidFirm(
        application_id=application.id,
        vat_number=applicant.identifier if applicant.kind in UNDERTAKINGS else None,
        cup=call.legal.cup or "",
    )
