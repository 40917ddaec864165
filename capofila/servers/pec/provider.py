"""What the provider does with a certified mail: it takes it or not, delivers it or not."""

from collections.abc import Sequence
from datetime import datetime
from email.utils import getaddresses
from typing import Literal

from capofila.servers.mailbox.boxes import Boxes
from capofila.servers.pec.paper import Kind, Original, anomaly, envelope, receipt
from kit import clock

# RFC 6109 §3.1.1: the limit counts once for each recipient.
MOST_BYTES = 30 * 1024 * 1024
Fate = Literal["errore", "preavviso", "muto", ""]
FATES: dict[Fate, tuple[Kind, ...]] = {
    "errore": ("errore-consegna",),
    "preavviso": ("preavviso-errore-consegna",),
    "muto": (),
    "": ("avvenuta-consegna",),
}


class Provider:
    """The papers of each mail are in the mailboxes when its sender hears that it was taken."""

    def __init__(self, boxes: Boxes) -> None:
        self._boxes = boxes

    def send(self, sender: str, recipients: Sequence[str], content: bytes) -> None:
        """Take a mail from who logged in as its sender, or say that it is not accepted."""
        original, at = Original(content, sender, tuple(recipients)), clock.now()
        if not _is_formal(original):
            self._receipt("non-accettazione", original, recipients[0], at)
            return
        self._receipt("accettazione", original, recipients[0], at)
        for recipient in recipients:
            self._deliver(original, recipient, at)

    def bring(self, sender: str, recipient: str, content: bytes) -> None:
        """Take an ordinary mail to a certified mailbox."""
        at = clock.now()
        self._boxes.deliver(
            recipient, anomaly(Original(content, sender, (recipient,)), recipient, at), at
        )

    def _deliver(self, original: Original, recipient: str, at: datetime) -> None:
        fate = fate_of(recipient)
        if not fate and self._boxes.account(recipient):
            self._boxes.deliver(recipient, envelope(original, recipient, at), at)
        for kind in FATES[fate]:
            self._receipt(kind, original, recipient, at)

    def _receipt(self, kind: Kind, original: Original, recipient: str, at: datetime) -> None:
        if self._boxes.account(original.sender):
            paper = receipt(kind, original, recipient, at)
            self._boxes.deliver(original.sender, paper, at)


def fate_of(address: str) -> Fate:
    """Return what an address asks to be done with mail for it: the word after its plus sign."""
    word = address.partition("@")[0].rpartition("+")[2]
    return next((fate for fate in FATES if fate == word), "")


def _is_formal(original: Original) -> bool:
    """The formal checks of RFC 6109 §3.1.1."""
    headers = original.headers
    senders = [address for _, address in getaddresses([str(headers.get("From", ""))])]
    named = {
        address.lower()
        for _, address in getaddresses(
            [str(each) for name in ("To", "Cc") for each in headers.get_all(name, [])]
        )
    }
    return (
        [each.lower() for each in senders] == [original.sender.lower()]
        and {each.lower() for each in original.recipients} <= named
        and headers.get("Bcc") is None
        and len(original.content) * len(original.recipients) <= MOST_BYTES
    )
