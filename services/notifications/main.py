"""The process of notifications: `python -m services.notifications.main`."""

from kit.process import Process, main
from kit.web import create_app
from services.notifications import api
from services.notifications.queries.owners import Owners
from services.notifications.settings import Settings
from services.notifications.streams import doors, due, mailings
from services.notifications.streams.mailer import Mailer
from services.notifications.streams.sender import Sender


async def serve() -> int:
    """Open the doors and send letters; return the exit code."""
    settings = Settings()
    app = create_app("notifications", "Notifiche")
    process = Process("notifications", settings, app, doors)
    app.state.database = process.database
    app.include_router(api.router)
    owners = Owners(settings)
    sender = Sender(process.database, owners, settings.smtp_url, settings.notifications_sender, due)
    mailer = Mailer(process.database, owners, mailings, due)
    try:
        return await process.serve([sender.run, mailer.run])
    finally:
        await sender.close()
        await owners.close()


if __name__ == "__main__":
    main(serve)
