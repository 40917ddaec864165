"""What must be ready before the first process of the house starts."""

from collections.abc import Iterable

from redis.asyncio import Redis

from capofila.house import MIGRATIONS
from capofila.settings import PreparationSettings
from capofila.supervisor import Stack
from capofila.supervisor.access import passwords
from contracts.publishing import ClosingSoon
from kit.doors import Doors
from kit.schemas import migrate
from kit.streams import ensure_groups
from services.applications.streams import doors as applications
from services.dashboard.streams import doors as dashboard
from services.network.streams import doors as network
from services.notifications.streams import doors as notifications
from services.portal.streams import open_doors as open_portal
from services.vouchers.rules.codes import Codes
from services.vouchers.streams import open_doors as open_vouchers
from workflows.streams import READS


async def nobody(*_: str) -> ClosingSoon:
    """Stand where the portal asks the owner of the calls: groups are made of names alone."""
    raise LookupError


SERVICE_DOORS: tuple[Doors, ...] = (
    network,
    applications,
    open_vouchers(Codes(b"")),
    notifications,
    open_portal(nobody),
    dashboard,
)


def every_read() -> list[tuple[str, str]]:
    """Return each (stream, group) that anybody in the house reads."""
    return [*READS, *(read for doors in SERVICE_DOORS for read in doors.reads())]


async def prepare(stack: Stack) -> None:
    """Bring the schemas up to date and make every consumer group before anything publishes."""
    await migrate(stack.addresses.admin_database_url, MIGRATIONS, stack.role_passwords)
    await make_groups(stack.addresses.redis_url, every_read())


async def prepare_foreign(settings: PreparationSettings) -> None:
    """Do the same on servers that somebody else runs, with a password for each role."""
    seed = settings.role_passwords.get_secret_value()
    await migrate(settings.admin_database_url, MIGRATIONS, passwords(seed))
    await make_groups(settings.redis_url, every_read())


async def make_groups(redis_url: str, reads: Iterable[tuple[str, str]]) -> None:
    """Make consumer groups at the beginning of their streams; those that exist stay as they are."""
    redis = Redis.from_url(redis_url)
    try:
        await ensure_groups(redis, reads)
    finally:
        await redis.aclose()
