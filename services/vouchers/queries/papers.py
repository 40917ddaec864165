"""The paper of a voucher, made when it is asked for and kept nowhere.

Typst writes PDF/A-2a (ISO 19005-2, level A) and PDF/UA-1 (ISO 14289-1) at once, with the fonts that
it brings along; the QR code (ISO/IEC 18004) is drawn by segno.
"""

import io
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Literal

import orjson
import segno
import typst
from sqlalchemy import text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.calls import VoucherTerms
from contracts.purchases import PaperForm
from contracts.vouchers.cards import VoucherCard
from kit.refusal import Refusal
from services.vouchers.rules.codes import Codes
from services.vouchers.rules.paper import LIVES, Sheet, sheet
from services.vouchers.rules.policy import policy_of

TEMPLATE = Path(__file__).parents[1] / "paper" / "voucher.typ"
Standard = Literal["a-2a", "ua-1"]
STANDARDS: tuple[Standard, ...] = ("a-2a", "ua-1")

_VOUCHER = text(
    "select v.id, v.application_id, v.amount_cents, a.credits_cents - a.debits_cents as residual, "
    "v.valid_until_on, v.state, v.activate_by_on, v.activated_at, v.parent_id, v.category, "
    "v.situation, v.terms from voucher v join account a on a.id = v.id where v.id = :id"
).columns(terms=JSONB)


async def voucher_sheet(session: AsyncSession, form: PaperForm, codes: Codes) -> Sheet:
    """Return what the paper of a voucher says, with its code.

    Refuses `voucher-unknown` (404), and `voucher-state` for one that cannot be spent.
    """
    row = (await session.execute(_VOUCHER, {"id": form.voucher_id})).one_or_none()
    if row is None:
        raise Refusal("voucher-unknown", "Il voucher non esiste.", 404)
    if row.state not in LIVES:
        raise Refusal(
            "voucher-state", "Il voucher non si può spendere: non se ne stampa il foglio."
        )
    card = VoucherCard(
        voucher_id=row.id, application_id=row.application_id, code=codes.code(row.id),
        amount_cents=row.amount_cents, residual_cents=row.residual,
        valid_until_on=row.valid_until_on, state=row.state,
        activate_by_on=None if row.activated_at else row.activate_by_on,
    )  # fmt: skip
    terms = VoucherTerms.model_validate(row.terms) if row.terms else None
    return sheet(card, form, policy_of(terms, row.situation, row.category).categories)


def rendered(what: Sheet, made_on: date) -> bytes:
    """Return a sheet as PDF/A-2a and PDF/UA-1, tagged and in Italian; about 20 ms of CPU."""
    told = {
        **asdict(what),
        "code_lines": what.code_lines,
        "qr": _qr(what.code),
        "qr_alt": "Codice QR con il codice del voucher scritto qui accanto",
        "made": (made_on.year, made_on.month, made_on.day),
    }
    paper: bytes = typst.compile(
        str(TEMPLATE),
        sys_inputs={"told": orjson.dumps(told).decode()},
        pdf_standards=[*STANDARDS],
        ignore_system_fonts=True,
    )
    return paper


def _qr(code: str) -> str:
    """Draw the code alone: neither an address nor a datum of a person."""
    drawn = io.BytesIO()
    segno.make(code, error="m", micro=False).save(drawn, kind="svg", border=4, xmldecl=False)
    return drawn.getvalue().decode()
