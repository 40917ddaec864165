"""The process of notifications: `python -m services.notifications.main`."""

from pathlib import Path

from kit.process import Process, main
from kit.web import create_app
from services.notifications import api
from services.notifications.queries.owners import Owners
from services.notifications.settings import Settings
from services.notifications.streams import doors
from services.notifications.streams.collector import collectors
from services.notifications.streams.mailer import Mailer
from services.notifications.streams.post import Post
from services.notifications.streams.sender import Sender
from services.notifications.streams.telling import due, mailings
from services.notifications.usecases.originals import Originals

# Where nothing is collected nothing is kept.
NOWHERE = Path("/nonexistent")


async def serve() -> int:
    """Open the doors and send letters; return the exit code."""
    settings = Settings()
    app = create_app("notifications", "Notifiche")
    process = Process("notifications", settings, app, doors)
    app.state.database = process.database
    app.state.originals = originals = Originals(settings.notifications_mail_path or NOWHERE)
    app.include_router(api.router)
    owners = Owners(settings)
    sender = Sender(process.database, owners, Post(settings), due)
    mailer = Mailer(process.database, owners, mailings, due)
    collecting = collectors(process.database, originals, settings)
    try:
        loops = [sender.run, mailer.run, *(each.run for each in collecting)]
        return await process.serve(loops)
    finally:
        for each in collecting:
            await each.close()
        await sender.close()
        await owners.close()


if __name__ == "__main__":
    main(serve)
