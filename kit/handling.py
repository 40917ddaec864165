"""One message through one use case: a transaction of inbox row, effect, facts and answer."""

import asyncio
from collections.abc import Sequence
from typing import Any

import orjson
from pydantic import ValidationError
from sqlalchemy.exc import IntegrityError

from kit.database import CAUSE, Cause, Database
from kit.doors import Doors, Reaction, TryAgain
from kit.envelope import Envelope, Malformed, reasons
from kit.inbox import Message, take_all
from kit.messages import Command, Event
from kit.refusal import Refusal
from kit.replies import kept, kept_refusal

TRIES = 60
PAUSE_SECONDS = 0.05


class Handler:
    """Runs the use cases of one service's doors."""

    def __init__(self, doors: Doors, database: Database) -> None:
        self._doors = doors
        self._database = database

    async def command(self, envelope: Envelope) -> dict[str, Any]:
        """Return the answer of a command; a refusal is an answer, and is kept like any other.

        Raises Malformed for a command that is not of this service or breaks its contract.
        """
        contract, use_case = self._command(envelope.type)
        command = _parsed(contract, envelope)
        message = Message("commands", envelope.id, _content(envelope))
        try:
            return await self._patiently(message, envelope, use_case, command)
        except Refusal as refusal:
            if refusal.slug == "command-reused":
                return kept_refusal(refusal)
            return await self._keep_refusal(message, envelope, refusal)

    async def event(self, envelope: Envelope) -> None:
        """React to a fact once; facts that nobody here listens to are passed over."""
        if envelope.type not in self._doors.events:
            return
        reaction, fact = self._told(envelope)
        await self._patiently(_message_of(envelope), envelope, reaction, fact)

    async def events(self, envelopes: Sequence[Envelope]) -> None:
        """React to many facts in one transaction, in their order; any failure undoes them all."""
        heard = [each for each in envelopes if each.type in self._doors.events]
        if not heard:
            return
        told = [(each, self._told(each)) for each in heard]
        async with self._database.transaction(_cause(heard[0])) as session:
            fresh = await take_all(session, [_message_of(each) for each in heard])
            for envelope, (reaction, fact) in told:
                if envelope.id in fresh:
                    fresh.remove(envelope.id)
                    session.info[CAUSE] = _cause(envelope)
                    await reaction(session, fact)

    def _told(self, envelope: Envelope) -> tuple[Reaction, Any]:
        contract, reaction = self._doors.events[envelope.type]
        return reaction, _parsed(contract, envelope)

    def _command(self, type_: str) -> tuple[type[Command[Any]], Reaction]:
        try:
            return self._doors.commands[type_]
        except KeyError:
            raise Malformed(f"no command of {self._doors.service}") from None

    async def _patiently(
        self, message: Message, envelope: Envelope, reaction: Reaction, contract: Any
    ) -> dict[str, Any]:
        """Try again at once what only lost a race, or came before what it needs."""
        for _ in range(TRIES - 1):
            try:
                return await self._once(message, envelope, reaction, contract)
            except (TryAgain, IntegrityError):
                await asyncio.sleep(PAUSE_SECONDS)
        return await self._once(message, envelope, reaction, contract)

    async def _once(
        self, message: Message, envelope: Envelope, reaction: Reaction, contract: Any
    ) -> dict[str, Any]:
        async with self._database.transaction(_cause(envelope)) as session:
            if stored := await message.take(session):
                return stored.result or {}
            fact = await reaction(session, contract)
            if fact is None:
                return {}
            result = kept(fact)
            await message.answer(session, result)
            return result

    async def _keep_refusal(
        self, message: Message, envelope: Envelope, refusal: Refusal
    ) -> dict[str, Any]:
        result = kept_refusal(refusal)
        async with self._database.transaction(_cause(envelope)) as session:
            stored = await message.take(session, result)
        return (stored.result or {}) if stored else result


def _parsed(contract: type[Command[Any]] | type[Event], envelope: Envelope) -> Any:
    try:
        return contract.model_validate(envelope.data)
    except ValidationError as error:
        raise Malformed(f"breaks {contract.__name__}: {reasons(error)}") from error


def _message_of(envelope: Envelope) -> Message:
    service = envelope.type.split(".")[2]
    return Message(f"events:{service}", envelope.id, _content(envelope))


def _content(envelope: Envelope) -> bytes:
    """What makes two deliveries the same message: another worker may ask with another `replyto`."""
    return orjson.dumps([envelope.type, envelope.data], option=orjson.OPT_SORT_KEYS)


def _cause(envelope: Envelope) -> Cause:
    return Cause(
        actor="workflow" if envelope.replyto else envelope.source.rpartition("/")[2],
        correlation=envelope.correlationid,
        causation=envelope.id,
        traceparent=envelope.traceparent,
        at=envelope.time,
        alliance=envelope.alliance,
    )
