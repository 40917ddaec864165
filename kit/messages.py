"""Commands and events: the two things that travel on a stream."""

import re
from typing import Any, ClassVar, Generic, TypeVar

from pydantic import BaseModel, ConfigDict

_EVENTS: dict[str, type["Event"]] = {}
_COMMANDS: dict[str, type["Command[Any]"]] = {}


class Event(BaseModel):
    """A fact of one service, in the past participle; its first field is the id of its subject.

    `VoucherIssued` of `contracts.vouchers` travels as `it.capofila.vouchers.voucher.issued.v1`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: ClassVar[str]
    version: ClassVar[int] = 1

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        _EVENTS[cls.type()] = cls

    @classmethod
    def service(cls) -> str:
        """Return the service that announces it: the name of its contracts package."""
        return _owner(cls.__module__)

    @classmethod
    def type(cls) -> str:
        """Return the CloudEvents `type` attribute."""
        entity, *fact = re.findall(r"[A-Z][a-z]*", cls.__name__)
        return f"it.capofila.{cls.service()}.{entity}.{'-'.join(fact)}.v{cls.version}".lower()

    @property
    def subject(self) -> str:
        """The id of what the fact is about."""
        return str(getattr(self, next(iter(type(self).model_fields))))


Fact = TypeVar("Fact", bound=Event)


class Command(BaseModel, Generic[Fact]):
    """An order to the one service that owns it, in the imperative, answered by the fact it caused.

    It is safe to repeat under its id: the owner keeps the answer and gives the same one again.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        if "[" not in cls.__name__:
            _COMMANDS[cls.name()] = cls

    @classmethod
    def service(cls) -> str:
        """Return the service that owns it: the name of its contracts package."""
        return _owner(cls.__module__)

    @classmethod
    def name(cls) -> str:
        """Return the name that activities and messages bear, `vouchers.IssueVoucher`."""
        return f"{cls.service()}.{cls.__name__}"

    @classmethod
    def reply_type(cls) -> type[Event]:
        """Return the event that answers it."""
        for base in cls.__mro__:
            arguments = getattr(base, "__pydantic_generic_metadata__", {}).get("args")
            if arguments:
                reply: type[Event] = arguments[0]
                return reply
        raise TypeError(f"{cls.__name__} does not say which event answers it")


def event_class(type_: str) -> type[Event] | None:
    """Return the contract of an event type, or None when it is not of this house."""
    return _EVENTS.get(type_)


def every_event() -> dict[str, type[Event]]:
    """Return all event contracts by type."""
    return dict(_EVENTS)


def every_command() -> dict[str, type[Command[Any]]]:
    """Return all command contracts by name."""
    return dict(_COMMANDS)


def _owner(module: str) -> str:
    """Return the package of contracts that a module is, or is part of."""
    package, _, below = module.partition(".")
    return below.partition(".")[0] or package
