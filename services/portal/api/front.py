"""What the doors of the portal work with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kit import clock
from kit.database import Database
from kit.pages import Pages
from services.portal.queries.applications import Applications
from services.portal.queries.neighbours import Neighbours
from services.portal.rules import wording
from services.portal.rules.places import Places
from services.portal.rules.rate import Limits
from services.portal.rules.typed import Reader
from services.portal.settings import Settings

FILTERS: Mapping[str, Callable[..., Any]] = {
    "euro": wording.money,
    "day": wording.day,
    "full_day": wording.full_day,
    "hour": wording.hour,
    "instant": wording.instant,
    "exact": wording.exact,
    "size": wording.size,
    "days": wording.days,
    "whom": wording.whom,
}
PAGES = Pages(Path(__file__).resolve().parent.parent, FILTERS)


@dataclass(frozen=True)
class Front:
    """The database, the peers, the municipalities and the settings, handed to every door."""

    settings: Settings
    database: Database
    applications: Applications
    neighbours: Neighbours
    places: Places
    limits: Limits

    @property
    def key(self) -> bytes:
        """The secret of form tokens and of the digests of keys."""
        return self.settings.session_key.get_secret_value().encode()

    @property
    def reader(self) -> Reader:
        """Who reads what was typed today."""
        return Reader(self.places, clock.today())

    def frame(self) -> dict[str, str]:
        """Return what every page shows around its content."""
        return {
            "house": self.settings.house_name,
            "accessibility_url": self.settings.accessibility_url,
            "feedback_email": self.settings.feedback_email,
            "source_url": self.settings.source_url,
        }
