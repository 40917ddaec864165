"""What the doors of the dashboard work with."""

from dataclasses import dataclass

from kit.database import Database
from programmes.catalogue import Programmes
from services.dashboard.api.live import Live
from services.dashboard.queries.calls import Calls
from services.dashboard.queries.cards import CardReader
from services.dashboard.queries.peer import Peer
from services.dashboard.settings import Settings
from services.dashboard.usecases.decisions import Cases


@dataclass(frozen=True)
class Desk:
    """The database, the peers, and the settings, handed to every door."""

    settings: Settings
    database: Database
    cards: CardReader
    cases: Cases
    programmes: Programmes
    applications: Peer
    portal: Peer
    vouchers: Peer
    network: Peer
    live: Live

    @property
    def calls(self) -> Calls:
        """The calls of the programme files by their codes."""
        return self.programmes.calls

    @property
    def key(self) -> bytes:
        """The secret of form tokens and cursors."""
        return self.settings.session_key.get_secret_value().encode()

    def frame(self, section: str = "") -> dict[str, str]:
        """Return what every page shows around its content; `section` is where in the menu it is."""
        return {
            "section": section,
            "house": self.settings.house_name,
            "accessibility_url": self.settings.accessibility_url,
        }
