"""What applications answers when money moves; told to our own processes only, never kept there."""

from fastapi import APIRouter

from contracts.aid import AidFirms
from contracts.cases import ApplicationIds
from contracts.payments import BankAccounts
from kit.web import SERVICE
from services.applications.api.door import Reading
from services.applications.queries import money

router = APIRouter(prefix="/v1")


@router.post("/queries/aid-firms", **SERVICE)
async def aid_firms(session: Reading, asked: ApplicationIds) -> AidFirms:
    """Return the firm of each application that must be looked up before an aid."""
    return AidFirms(items=await money.aid_firms(session, asked.application_ids))


@router.post("/queries/bank-accounts", **SERVICE)
async def bank_accounts(session: Reading, asked: ApplicationIds) -> BankAccounts:
    """Return where who filed each application is paid."""
    return BankAccounts(items=await money.bank_accounts(session, asked.application_ids))
