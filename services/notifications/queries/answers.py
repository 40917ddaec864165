"""What the owners answered for a batch of letters."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypedDict, TypeVar
from uuid import UUID

from contracts.cases import LetterFacts
from contracts.letters import DigestFacts, EmployerLetterFacts, MoneyFacts
from contracts.portal import DraftLetterFacts
from contracts.providers import ProviderLetterFacts
from contracts.vouchers.cards import VoucherCard
from services.notifications.rules.fates import Hitch

Item = TypeVar(
    "Item",
    LetterFacts,
    DraftLetterFacts,
    VoucherCard,
    MoneyFacts,
    ProviderLetterFacts,
    DigestFacts,
    EmployerLetterFacts,
)


class Answer(Generic[Item]):
    """The items of one batch query, by what they are about; None when the owner could not be asked.

    Of several about one thing the last counts.
    """

    def __init__(self, items: list[Item] | None, key: Callable[[Item], UUID]) -> None:
        self._reached = items is not None
        self._items: dict[UUID, Item] = {key(item): item for item in items or ()}

    def about(self, about: UUID) -> Item:
        """Return the item about one thing; raises a Hitch that is tried again when it lacks."""
        item = self.if_any(about)
        if item is None:
            raise Hitch("retry", "facts-missing")
        return item

    def if_any(self, about: UUID) -> Item | None:
        """Return the item about one thing, None when the owner has none."""
        if not self._reached:
            raise Hitch("retry", "owner-unavailable")
        return self._items.get(about)


@dataclass(frozen=True)
class Material:
    """What the owners answered for one batch of letters.

    `cards` are whole vouchers by application, `vouchers` all of them and their parts by their own
    id.
    """

    facts: Answer[LetterFacts]
    drafts: Answer[DraftLetterFacts]
    cards: Answer[VoucherCard]
    vouchers: Answer[VoucherCard]
    money: Answer[MoneyFacts]
    providers: Answer[ProviderLetterFacts]
    digests: Answer[DigestFacts]
    employers: Answer[EmployerLetterFacts]


class OfCases(TypedDict):
    """The answers about applications, drafts, their vouchers and their money."""

    facts: Answer[LetterFacts]
    drafts: Answer[DraftLetterFacts]
    cards: Answer[VoucherCard]
    vouchers: Answer[VoucherCard]
    money: Answer[MoneyFacts]


class OfOthers(TypedDict):
    """The answers about providers, officials and employers."""

    providers: Answer[ProviderLetterFacts]
    digests: Answer[DigestFacts]
    employers: Answer[EmployerLetterFacts]
