"""What is owed and may not be ordered today: firms that are suspended, or whose contributions are
irregular."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.vouchers.payments import LeftOut
from kit.refusal import Refusal
from services.vouchers.queries.registries import Registries
from services.vouchers.rules.contributions import SENTENCES, Reason
from services.vouchers.usecases.contributions import Due, irregular

SLUGS: dict[Reason, str] = {
    "contributions_irregular": "contributions-irregular",
    "member_suspended": "member-suspended",
}


async def hold_back(
    session: AsyncSession, rows: Sequence[Row[Any]], registries: Registries
) -> tuple[list[Row[Any]], list[LeftOut]]:
    """Part what may be ordered from what stays owed, with the sentence that says why.

    A row bears `application_id` (None for who did not apply), `applicant_key`, `support_form` and
    `suspended`. When nothing remains, refuses with the reason of the first: `member-suspended` or
    `contributions-irregular` (409). Refuses `registry-unreachable` (503).
    """
    asked = [row for row in rows if row.application_id and not row.suspended]
    due = [Due(row.application_id, row.applicant_key, row.support_form) for row in asked]
    stopped = await irregular(session, due, registries)
    left_out, kept = [], []
    for row in rows:
        if row.suspended:
            left_out.append(_left_out(row, "member_suspended"))
        elif row.application_id in stopped:
            left_out.append(_left_out(row, "contributions_irregular"))
        else:
            kept.append(row)
    if left_out and not kept:
        raise Refusal(SLUGS[left_out[0].reason], left_out[0].sentence)
    return kept, left_out


def _left_out(row: Row[Any], reason: Reason) -> LeftOut:
    return LeftOut(application_id=row.application_id, reason=reason, sentence=SENTENCES[reason])
