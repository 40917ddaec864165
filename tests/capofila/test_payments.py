"""Payments from the command line, on the doors of the two services that are asked."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import httpx2
import pytest

from capofila.demo.people import iban
from capofila.payments import Doors, Payments, read_accounts
from capofila.servers.process import ServerError
from contracts.vouchers.payments import PaymentOrdered
from kit import clock
from kit.database import Database
from kit.web import create_app
from services.vouchers.api import ROUTERS
from services.vouchers.settings import VouchersSettings
from tests.applications.conftest import opened
from tests.applications.world import FAMILY_CALL, SERVICE_KEY, Desk, Time, family
from tests.conftest import FreshHouse, as_service
from tests.vouchers.world_money import ACCOUNTANT, BODY, CONTROLLER, RUP, Treasury, act

HEADER = "beneficiario;intestatario;iban\n"
OURS = f"ente;Comune Sintetico;{BODY.iban}\n"
PROVIDER = "provider:nido;Nido Girasole;IT27L0306933400100000001234\n"


@dataclass
class Office:
    """The accountant between applications and vouchers."""

    desk: Desk
    treasury: Treasury
    payments: Payments
    folder: Path

    async def owed(self, cents: int) -> UUID:
        """An application whose liquidation somebody else signed."""
        application = await self.desk.filed(family())
        fact = self.treasury.arrival(cents)
        await self.treasury.deliver(fact.model_copy(update={"application_id": application}))
        await self.treasury.grant(application)
        await self.treasury.publish_award(application)
        await self.treasury.liquidate(application, cents)
        return application

    async def order(self, *payees: str, official: str = ACCOUNTANT) -> PaymentOrdered:
        asked = {
            "payees": list(payees), "act": act("33/2015").model_dump(mode="json"),
            "execute_on": clock.today().isoformat(), "official": official,
        }  # fmt: skip
        return await self.payments.order(FAMILY_CALL, asked)

    async def file(self, batch: UUID, accounts: str) -> bytes:
        path = self.folder / "conti.csv"
        path.write_text(accounts)
        await self.payments.confirm(batch, CONTROLLER)
        return await self.payments.file(batch, read_accounts(path), ACCOUNTANT)


@pytest.fixture
async def office(
    fresh_house: FreshHouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Office]:
    monkeypatch.setenv("CAPOFILA_CLOCK_FILE", str(tmp_path / "clock"))
    monkeypatch.setenv("CAPOFILA_APPLICATIONS_ATTACHMENTS_PATH", str(tmp_path / "files"))
    Time(tmp_path / "clock").is_("2015-11-02T10:00")
    async with fresh_house() as url:
        filed, money = (Database(as_service(url, name)) for name in ("applications", "vouchers"))
        async with opened(filed, published=(FAMILY_CALL,)) as desk:
            treasury = Treasury(money, call=FAMILY_CALL)
            await treasury.open(1_000_000)
            doors = Doors("http://applications", "http://vouchers", SERVICE_KEY)
            ways = {"http://applications": desk.door._transport, "http://vouchers": _door(money)}
            async with httpx2.AsyncClient(mounts=ways) as client:
                yield Office(desk, treasury, Payments(client, doors), tmp_path)
        await filed.close()
        await money.close()


def _door(database: Database) -> httpx2.ASGITransport:
    app = create_app("vouchers", "Voucher")
    app.state.database = database
    app.state.settings = VouchersSettings(
        database_url="", redis_url="", http_port=1, audit_key="a", service_key=SERVICE_KEY,
        pseudonym_key="p", voucher_key="v",
    )  # fmt: skip
    for router in ROUTERS:
        app.include_router(router)
    return httpx2.ASGITransport(app=app)


async def test_what_is_owed_goes_to_the_account_of_who_applied(office: Office):
    await office.owed(90_000)
    ordered = await office.order()
    assert (ordered.orders, ordered.amount_cents) == (1, 90_000)
    content = (await office.file(ordered.batch_id, HEADER + OURS)).decode()
    assert all(said in content for said in (iban(1), BODY.iban, "E51E15000120003"))
    await office.payments.sent(ordered.batch_id)
    (row,) = await office.treasury.rows("select id from payment_order")
    said = f"ordine;esito;data;motivo\n{row.id};pagato;{clock.today()};\n".encode()
    news = [await office.payments.outcome(ordered.batch_id, said) for _ in range(2)]
    assert news == [1, 0]
    assert await office.treasury.faults() == []


async def test_what_a_declined_batch_paid_may_be_ordered_again(office: Office):
    await office.owed(90_000)
    await office.payments.decline((await office.order()).batch_id, "CUP sbagliato", CONTROLLER)
    assert (await office.order()).amount_cents == 90_000


async def test_only_who_is_named_is_paid(office: Office):
    application = await office.owed(90_000)
    with pytest.raises(ServerError, match=r"^Non c'è nulla da pagare\.$"):
        await office.order("provider:nido")
    assert (await office.order(f"application:{application}")).orders == 1


async def test_who_signed_does_not_pay(office: Office):
    await office.owed(90_000)
    sentence = r"^Chi ha firmato il contributo non può ordinarne il pagamento\.$"
    with pytest.raises(ServerError, match=sentence):
        await office.order(official=RUP)


async def test_an_account_that_nobody_told_is_named(office: Office):
    await office.owed(90_000)
    ordered = await office.order()
    with pytest.raises(ServerError, match=r"^Nel file dei conti mancano: ente\.$"):
        await office.file(ordered.batch_id, HEADER + PROVIDER)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (HEADER + OURS.replace("IT60X", "IT60Y"), r"^Riga 2: "),
        ("payee;holder;iban\n", r"conti\.csv: la prima riga deve essere beneficiario;"),
        ("", r"conti\.csv: la prima riga deve essere beneficiario;"),
    ],
)
def test_a_file_of_accounts_that_cannot_be_read_is_refused(
    tmp_path: Path, text: str, sentence: str
):
    path = tmp_path / "conti.csv"
    path.write_text(text)
    with pytest.raises(ServerError, match=sentence):
        read_accounts(path)


def test_accounts_are_read_by_payee(tmp_path: Path):
    path = tmp_path / "conti.csv"
    path.write_text(HEADER + OURS + PROVIDER, encoding="utf-8-sig")
    assert {payee: each.holder for payee, each in read_accounts(path).items()} == {
        "ente": "Comune Sintetico", "provider:nido": "Nido Girasole",
    }  # fmt: skip
