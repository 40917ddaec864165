"""The alarm of an aid that the register does not know: an official sees it on its case."""

from datetime import date

import httpx2
import pytest

from contracts.vouchers.aid import AidConfirmed, AidUnconfirmed
from services.dashboard.api.desk import Desk
from tests.dashboard.conftest import plain, tell, waiting_case

COR = "PROVA-1000001"


@pytest.mark.parametrize("late", [False, True])
async def test_the_case_says_by_when_the_act_must_be_told(
    desk: Desk, signed: httpx2.AsyncClient, late: bool
):
    case = await waiting_case(desk)
    fact = AidUnconfirmed(application_id=case, cor=COR, confirm_by_on=date(2026, 3, 21), late=late)
    await tell(desk.database, fact)
    text = plain(await signed.get(f"/domande/{case}"))
    assert "Aiuto da confermare al registro nazionale Ultimo giorno: 21 mar 2026." in text
    assert f"Codice del registro {COR}." in text


async def test_the_end_of_the_alarm_stands_there_too(desk: Desk, signed: httpx2.AsyncClient):
    case = await waiting_case(desk)
    await tell(desk.database, AidConfirmed(application_id=case, cor=COR, late=True))
    text = plain(await signed.get(f"/domande/{case}"))
    assert f"Atto comunicato al registro degli aiuti Codice del registro {COR}." in text
