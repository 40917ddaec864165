"""The portal process."""

from kit.database import Database
from kit.process import Process, main
from kit.web import create_app
from programmes.files import load_programmes
from services.portal.api.app import furnish
from services.portal.api.front import Front
from services.portal.queries.applications import Applications
from services.portal.queries.neighbours import Neighbours
from services.portal.queries.peer import Peer
from services.portal.rules.places import Places
from services.portal.rules.rate import Limits
from services.portal.settings import Settings
from services.portal.streams import open_doors


def make_front(settings: Settings, database: Database, applications: Applications) -> Front:
    """Put together what the doors work with."""
    key = settings.service_key.get_secret_value()
    return Front(
        settings=settings,
        database=database,
        applications=applications,
        neighbours=Neighbours(Peer(settings.vouchers_url, key), Peer(settings.network_url, key)),
        places=Places(load_programmes().municipalities.values()),
        limits=Limits(),
    )


async def serve() -> int:
    """Open the doors of the portal."""
    settings = Settings()
    key = settings.service_key.get_secret_value()
    applications = Applications(Peer(settings.applications_url, key))
    app = create_app("portal", "Capofila: bandi aperti e domande")
    process = Process("portal", settings, app, open_doors(applications.closing))
    furnish(app, make_front(settings, process.database, applications))
    return await process.serve()


if __name__ == "__main__":
    main(serve)
