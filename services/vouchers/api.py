"""The HTTP door of vouchers."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Request
from pydantic import BaseModel, ConfigDict, Field

from contracts.vouchers import VoucherCard
from kit.database import Cause, Database
from kit.refusal import Refusal
from kit.web import PUBLIC, SERVICE
from services.vouchers.queries.budget import LineFigures, call_budget
from services.vouchers.queries.cards import voucher_cards
from services.vouchers.rules.codes import Codes
from services.vouchers.usecases.redemptions import Redemption, redeem

router = APIRouter(prefix="/v1")
MOST_CENTS = 10**9
Key = Annotated[str, Header(alias="Idempotency-Key", pattern=r"^[\x21-\x7e]{1,100}$")]


class Body(BaseModel):
    """A request body: no field that is not named here."""

    model_config = ConfigDict(extra="forbid")


class RedemptionBody(Body):
    """So much of the voucher with this code, for this provider."""

    code: str = Field(max_length=60)
    provider: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")
    amount_cents: int = Field(gt=0, le=MOST_CENTS, strict=True)


class Redeemed(BaseModel):
    """What was spent and what is left."""

    voucher_id: UUID
    amount_cents: int
    residual_cents: int


class CardsBody(Body):
    """The applications whose vouchers are asked for: one page at most."""

    application_ids: list[UUID] = Field(max_length=200)


class Cards(BaseModel):
    """The vouchers found."""

    items: list[VoucherCard]


class CallBudget(BaseModel):
    """Where the money of a call is."""

    call_id: str
    lines: list[LineFigures]


@router.post("/vouchers/redemptions", status_code=201, **SERVICE)
async def post_redemption(request: Request, body: RedemptionBody, key: Key) -> Redeemed:
    """Spend a part of a voucher; the same key with the same body has the same answer."""
    asked = Redemption(body.code, body.provider, body.amount_cents, f"service:{key}")
    cause = Cause(actor=f"provider:{body.provider}", causation=key)
    async with _database(request).transaction(cause) as session:
        answer = await redeem(session, asked, _codes(request))
    if isinstance(answer, Refusal):
        raise answer
    return Redeemed(**answer.model_dump(exclude={"application_id"}))


@router.post("/queries/voucher-cards", **SERVICE)
async def post_voucher_cards(request: Request, body: CardsBody) -> Cards:
    """Render vouchers with their codes, for a letter or a page."""
    async with _database(request).reading() as session:
        return Cards(items=await voucher_cards(session, body.application_ids, _codes(request)))


@router.get("/calls/{call_id}/budget", **PUBLIC)
async def get_budget(request: Request, call_id: str) -> CallBudget:
    """Show anybody the five places of each line's money; refuses `call-unknown`."""
    async with _database(request).reading() as session:
        return CallBudget(call_id=call_id, lines=await call_budget(session, call_id))


def _database(request: Request) -> Database:
    database: Database = request.app.state.database
    return database


def _codes(request: Request) -> Codes:
    codes: Codes = request.app.state.codes
    return codes
