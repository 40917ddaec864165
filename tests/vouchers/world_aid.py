"""The gate of state aid in verbs: between the ledger, the registries and the network."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from contracts.aid import AidCard, AidFirm, Substitution, UnconfirmedAids
from contracts.network import AdhesionResumed, AdhesionSuspended, AdhesionWithdrawn
from contracts.vouchers.aid import (
    AidChecked,
    AidConfirmed,
    AidRegistered,
    AidUnconfirmed,
    CheckAid,
    ConfirmAid,
    ContributionsSubstituted,
    RaiseAidAlarm,
    RegisterAid,
)
from contracts.vouchers.awards import GrantAward
from kit import clock
from services.vouchers.queries.aid import aid_card, unconfirmed_aids
from services.vouchers.queries.registries import Registries
from services.vouchers.usecases import aid, confirmations, pauses
from services.vouchers.usecases.awards import grant_award
from services.vouchers.usecases.substitution import substitute_contributions
from tests.vouchers.world_money import CUP, RUP, Treasury, act
from tests.world.registries import Register, firm_key, open_register

DELTA, SISTER = "99000040156", "99000050155"
ADHESION = UUID("0198a3b0-c4d5-7e6f-8a9b-0c1d2e3f4a5b")
NOWHERE = "http://127.0.0.1:1"


@dataclass
class Gate:
    """The gate of aid between the ledger and the registries."""

    treasury: Treasury
    register: Register
    registries: Registries

    async def applies(self, cents: int, form: str = "firm_incentive", **firm: object) -> UUID:
        told = {"vat_number": DELTA, "cup": CUP, **firm}
        fact = self.treasury.arrival(cents)
        id_, key = fact.application_id, firm_key(str(told["vat_number"]))
        await self.treasury.deliver(
            fact.model_copy(update={"support_form": form, "applicant_key": key})
        )
        self.register.firms[id_] = AidFirm.model_validate({"application_id": id_, **told})
        return id_

    async def check(self, application: UUID) -> AidChecked:
        command = CheckAid(application_id=application)
        return await self.treasury.do(lambda s: aid.check_aid(s, command, self.registries))

    async def enter(self, application: UUID) -> AidRegistered:
        command = RegisterAid(application_id=application)
        return await self.treasury.do(lambda s: aid.register_aid(s, command, self.registries))

    async def confirm(self, application: UUID) -> AidConfirmed:
        command = ConfirmAid(application_id=application, act="7/2026", act_on=clock.today())
        return await self.treasury.do(
            lambda s: confirmations.confirm_aid(s, command, self.registries)
        )

    async def alarm(self, application: UUID) -> AidUnconfirmed:
        command = RaiseAidAlarm(application_id=application)
        return await self.treasury.do(lambda s: confirmations.raise_aid_alarm(s, command))

    async def card(self, application: UUID) -> AidCard:
        async with self.treasury.database.reading() as session:
            return await aid_card(session, application)

    async def unconfirmed(self) -> UnconfirmedAids:
        async with self.treasury.database.reading() as session:
            return await unconfirmed_aids(session)

    async def owed(self, cents: int, vat_number: str = DELTA) -> UUID:
        """A firm's aid, registered, granted, published, and owed whole."""
        application = await self.applies(cents, vat_number=vat_number)
        await self.enter(application)
        command = GrantAward(application_id=application, instalments=[], official=RUP)
        await self.treasury.do(lambda session: grant_award(session, command))
        await self.treasury.publish_award(application)
        await self.treasury.liquidate(application, cents)
        return application

    async def substitute(
        self, application: UUID, cents: int, creditor: str = "inps"
    ) -> ContributionsSubstituted:
        asked = Substitution.model_validate(
            {"creditor": creditor, "amount_cents": cents, "act": act("51/2026"), "official": RUP}
        )
        return await self.treasury.do(
            lambda s: substitute_contributions(s, application, asked, self.registries)
        )

    async def suspended(self, from_on: str, alliance: str = "") -> None:
        fact = AdhesionSuspended(
            adhesion_id=ADHESION, organisation_key=firm_key(DELTA), alliance=alliance,
            from_on=date.fromisoformat(from_on),
        )  # fmt: skip
        await self.treasury.do(lambda session: pauses.remember_pause(session, fact))

    async def resumed(self, to_on: str) -> None:
        fact = AdhesionResumed(
            adhesion_id=ADHESION, organisation_key=firm_key(DELTA), alliance="",
            to_on=date.fromisoformat(to_on),
        )  # fmt: skip
        await self.treasury.do(lambda session: pauses.remember_resumption(session, fact))

    async def left(self, until_on: str) -> None:
        fact = AdhesionWithdrawn(
            adhesion_id=ADHESION, organisation_key=firm_key(DELTA), alliance="",
            until_on=date.fromisoformat(until_on),
        )  # fmt: skip
        await self.treasury.do(lambda session: pauses.end_pause(session, fact))


@asynccontextmanager
async def open_gate(treasury: Treasury) -> AsyncIterator[Gate]:
    """A gate beside registries that answer, in the process of a test."""
    register = Register()
    async with open_register(register) as url:
        registries = Registries(url, url, "serve", url)
        treasury.registries = registries
        yield Gate(treasury, register, registries)
        await registries.close()


def unreachable() -> Registries:
    """Registries of which none answers."""
    return Registries(NOWHERE, NOWHERE, "serve", NOWHERE)
