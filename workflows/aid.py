"""The aid that a grant is: registered before its act, confirmed after it (DM 115/2017)."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from temporalio import workflow

from contracts.vouchers.aid import AidRegistered, CheckAid, ConfirmAid, RaiseAidAlarm, RegisterAid
from kit.calls import call
from kit.refusal import Refusal

# Of the twenty days to tell the register the act: then somebody hears that it was not told.
CONFIRMED_WITHIN = timedelta(days=15)


class Aid:
    """The steps of one application with the national register of state aid."""

    def __init__(self, application_id: UUID) -> None:
        self._id = application_id
        self._registered: AidRegistered | None = None
        self._looks = 0
        self._attempts = 0
        self._tries = 0

    async def look_up(self) -> None:
        """Have the desk see early whether it fits; a no is heard again when it is registered."""
        self._looks += 1
        try:
            await call(CheckAid(application_id=self._id), self._looks)
        except Refusal:
            return

    async def register(self) -> None:
        """Register it once. Raises what the register or the ceiling refuses."""
        if self._registered is None:
            self._attempts += 1
            register = RegisterAid(application_id=self._id)
            self._registered = await call(register, self._attempts)

    async def register_after_the_act(self, is_over: Callable[[], bool]) -> None:
        """Register what an act for many granted; what is declined waits for an official."""
        while self._registered is None and not is_over():
            await self._try(is_over)

    async def _try(self, is_over: Callable[[], bool]) -> None:
        tries = self._tries
        try:
            await self.register()
        except Refusal:
            await workflow.wait_condition(lambda: self._tries > tries or is_over())

    def try_again(self) -> None:
        """Have it registered after all."""
        self._tries += 1

    async def confirm(self, act: str) -> None:
        """Tell the register the act; when it does not answer for days, somebody hears of it."""
        if self._registered is None or self._registered.cor is None:
            return
        confirming = asyncio.create_task(call(ConfirmAid(application_id=self._id, act=act)))
        try:
            await workflow.wait_condition(confirming.done, timeout=CONFIRMED_WITHIN)
        except TimeoutError:
            await call(RaiseAidAlarm(application_id=self._id))
        await confirming
