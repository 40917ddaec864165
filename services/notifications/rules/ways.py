"""By which way a letter leaves: as certified mail where the law counts on it, or as ordinary."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from services.notifications.rules.addresses import is_one_address
from services.notifications.rules.composing import Facts


@dataclass(frozen=True)
class Way:
    """From which address a letter leaves, and to which."""

    sender: str
    address: str


@dataclass(frozen=True)
class Ways:
    """The addresses that letters may leave from; `certified` are those of bodies, in lower case."""

    ordinary: str
    certified: Mapping[str, str]

    def of(self, letter_class: Literal["L", "C"], facts: Facts) -> Way:
        """Choose the way of a letter.

        A legal notice (class L) goes as certified mail when the body has a certified mailbox here
        and the reader a certified address (art. 48 D.Lgs. 82/2005); everything else as ordinary
        mail.
        """
        body = self.certified.get(getattr(facts, "body_pec", "").lower())
        address = facts.recipient.pec
        if letter_class == "L" and body is not None and is_one_address(address):
            return Way(body, address)
        return Way(self.ordinary, facts.recipient.email)
