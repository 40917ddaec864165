"""The stream door of a service: which command and which event goes to which use case."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlmodel.ext.asyncio.session import AsyncSession

from kit.messages import Command, Event

Ordered = TypeVar("Ordered", bound=Command[Any])
Told = TypeVar("Told", bound=Event)
Reaction = Callable[[AsyncSession, Any], Awaitable[Event | None]]


class TryAgain(Exception):
    """Something that this message needs is on its way: try in a moment."""


@dataclass
class Doors:
    """What one service answers (its commands) and what it listens to (others' events).

    The whole list stands in the service's `streams` room, so that grep finds each handler.
    """

    service: str
    commands: dict[str, tuple[type[Command[Any]], Reaction]] = field(default_factory=dict)
    events: dict[str, tuple[type[Event], Reaction]] = field(default_factory=dict)

    def command(
        self,
        contract: type[Ordered],
        use_case: Callable[[AsyncSession, Ordered], Awaitable[Event]],
    ) -> None:
        """Answer a command of this service with the fact that the use case announces."""
        self.commands[contract.name()] = (contract, use_case)

    def event(
        self,
        contract: type[Told],
        reaction: Callable[[AsyncSession, Told], Awaitable[Event | None]],
    ) -> None:
        """React to a fact of any service, once per fact."""
        self.events[contract.type()] = (contract, reaction)

    def reads(self) -> list[tuple[str, str]]:
        """Return every (stream, group) that these doors read."""
        told = sorted({contract.service() for contract, _ in self.events.values()})
        streams = [f"evt.{service}" for service in told]
        return [(stream, self.service) for stream in (*self._own(), *streams)]

    def _own(self) -> list[str]:
        return [f"cmd.{self.service}"] if self.commands else []
