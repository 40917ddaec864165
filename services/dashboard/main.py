"""The dashboard process."""

from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter

from kit.database import Database
from kit.process import Process, main
from kit.web import create_app
from services.dashboard.api.app import furnish
from services.dashboard.api.desk import Desk
from services.dashboard.api.live import Live
from services.dashboard.api.procedures import AskedReasons, WorkflowCases
from services.dashboard.queries.calls import every_programme
from services.dashboard.queries.cards import AskedCards
from services.dashboard.queries.peer import Peer
from services.dashboard.settings import Settings
from services.dashboard.streams import doors


async def make_desk(settings: Settings, database: Database) -> Desk:
    """Put together what the doors work with; Temporal is called when the first decision is."""
    client = await Client.connect(
        settings.temporal_address, data_converter=pydantic_data_converter, lazy=True
    )
    key = settings.service_key.get_secret_value()
    return Desk(
        settings=settings,
        database=database,
        cards=AskedCards(settings.applications_url, key),
        cases=WorkflowCases(client, AskedReasons(settings.applications_url, key)),
        programmes=every_programme(),
        applications=Peer(settings.applications_url, key),
        portal=Peer(settings.portal_url, key),
        vouchers=Peer(settings.vouchers_url, key),
        network=Peer(settings.network_url, key),
        live=Live(database),
    )


async def serve() -> int:
    """Open the doors of the dashboard."""
    settings = Settings()
    app = create_app("dashboard", "Capofila: la scrivania dell'ente")
    process = Process("dashboard", settings, app, doors)
    desk = await make_desk(settings, process.database)
    furnish(app, desk)
    return await process.serve(loops=[desk.live.run])


if __name__ == "__main__":
    main(serve)
