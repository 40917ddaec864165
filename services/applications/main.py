"""The applications process."""

from functools import partial

from kit import logs
from kit.database import Cause, Database
from kit.process import Process, main
from kit.web import create_app
from programmes.files import Programmes, load_programmes
from services.applications.api import ROUTERS
from services.applications.queries.acts import keep_names
from services.applications.queries.documents import keep_rules
from services.applications.queries.terms import keep_patrons
from services.applications.settings import ApplicationsSettings
from services.applications.streams import doors
from services.applications.usecases.draft import import_drafts
from services.applications.usecases.store import Store
from services.applications.usecases.tending import tend_attachments

LOG = logs.logger("applications")


async def serve() -> int:
    """Take the versions of the programme files as drafts, then open the doors."""
    settings = ApplicationsSettings()
    programmes = load_programmes()
    app = create_app("applications", "Capofila: bandi e domande")
    process = Process("applications", settings, app, doors)
    app.state.programmes = programmes
    app.state.pseudonym_key = settings.pseudonym_key.get_secret_value()
    for router in ROUTERS:
        app.include_router(router)
    await take_files(process.database, programmes)
    store = Store(settings.applications_attachments_path)
    tend = partial(tend_attachments, process.database, store, settings.applications_scanner)
    return await process.serve([tend])


async def take_files(database: Database, programmes: Programmes) -> None:
    """Import the calls, and the names, days and registers of the bodies.

    A call that differs from what was published is named in the log, no more.
    """
    async with database.transaction(Cause(actor="programmes")) as session:
        imported = await import_drafts(session, programmes.calls)
        patrons = {slug: body.patron_on for slug, body in programmes.bodies.items()}
        await keep_patrons(session, patrons)
        await keep_names(session, {slug: body.name for slug, body in programmes.bodies.items()})
        await keep_rules(session, programmes.bodies)
    LOG.info("drafts-imported", count=imported.written)
    for call_id, version in imported.differing:
        reason = f"the file of {call_id}, version {version}, is not what was published"
        LOG.error("published-version-differs", reason=reason)


if __name__ == "__main__":
    main(serve)
