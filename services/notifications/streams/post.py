"""The ways out: the mail server of the house, and the provider of each body's certified mail."""

from kit.pseudonyms import pseudonym
from services.notifications.rules.ways import Ways
from services.notifications.settings import Mailbox, Settings
from services.notifications.streams.lane import Lane


class Lanes:
    """A kept connection for each address that letters leave from; none is open before its need."""

    def __init__(self, ordinary: Lane, certified: dict[str, Lane]) -> None:
        self._ordinary = ordinary
        self._certified = certified

    def of(self, sender: str) -> Lane:
        """Return the lane of an address."""
        return self._certified.get(sender, self._ordinary)

    async def close(self) -> None:
        """Take leave of the servers."""
        for lane in (self._ordinary, *self._certified.values()):
            await lane.close()


class Post:
    """Where letters leave from, and under which key their addresses are remembered."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._certified = [
            mailbox
            for mailbox in settings.notifications_mailboxes
            if mailbox.kind == "pec" and mailbox.smtp_url
        ]
        certified = {mailbox.address.lower(): mailbox.address for mailbox in self._certified}
        self.ways = Ways(settings.notifications_sender, certified)

    @property
    def domain(self) -> str:
        """The domain that ends every Message-ID."""
        return self.ways.ordinary.rpartition("@")[2]

    def lanes(self) -> Lanes:
        """Return lanes of their own for one carrier."""
        certified = {mailbox.address: _lane(mailbox) for mailbox in self._certified}
        return Lanes(Lane(self._settings.smtp_url, self.ways.ordinary), certified)

    def key_of(self, address: str) -> str:
        """Return the keyed hash of an address."""
        return pseudonym(self._settings.pseudonym_key.get_secret_value(), address.lower())


def _lane(mailbox: Mailbox) -> Lane:
    return Lane(mailbox.smtp_url, mailbox.address, lambda: mailbox.login)
