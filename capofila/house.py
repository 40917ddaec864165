"""The processes of the house, in the order in which they are started."""

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Room:
    """One process of the house: its name, the module that runs it, and whether it has a door.

    `nice` is how far it stands back when the processors are busy: on a day when everybody applies,
    the register goes first and the rest of the work follows.
    """

    name: str
    module: str
    http: bool = True
    nice: int = 0

    @property
    def migrations(self) -> Path:
        """The folder of the process's own migrations, which may be absent."""
        return ROOT.joinpath(*self.module.split(".")[:-1], "migrations")


HOUSE = (
    Room("network", "services.network.main"),
    Room("applications", "services.applications.main"),
    Room("vouchers", "services.vouchers.main", nice=4),
    Room("notifications", "services.notifications.main", nice=4),
    Room("portal", "services.portal.main"),
    Room("dashboard", "services.dashboard.main", nice=2),
    Room("workflows", "workflows.main", nice=4),
)

MIGRATIONS = {room.name: room.migrations for room in HOUSE}
DOORS = tuple(room.name for room in HOUSE if room.http)
SECRETS = (
    "CAPOFILA_AUDIT_KEY",
    "CAPOFILA_PSEUDONYM_KEY",
    "CAPOFILA_VOUCHER_KEY",
    "CAPOFILA_SERVICE_KEY",
    "CAPOFILA_SESSION_KEY",
)
