"""The applications process."""

from kit import clock
from kit.database import Cause
from kit.process import Process, main
from kit.web import create_app
from programmes.files import Programmes, load_programmes
from services.applications import api
from services.applications.settings import ApplicationsSettings
from services.applications.streams import doors
from services.applications.usecases.calls import publish_call


async def serve() -> int:
    """Publish the calls of the programme files, then open the doors."""
    settings = ApplicationsSettings()
    programmes = load_programmes()
    app = create_app("applications", "Capofila: bandi e domande")
    process = Process("applications", settings, app, doors)
    app.state.programmes = programmes
    app.state.pseudonym_key = settings.pseudonym_key.get_secret_value()
    app.include_router(api.router)
    await _publish(process, programmes)
    return await process.serve()


async def _publish(process: Process, programmes: Programmes) -> None:
    for call in programmes.calls.values():
        day = clock.civil_day(call.opens_at)
        body = programmes.body_on(call.owner, day)
        if body is None:
            continue
        territory = programmes.territory_on(call.owner, day)
        async with process.database.transaction(Cause(actor="programmes")) as session:
            await publish_call(session, call, body, territory)


if __name__ == "__main__":
    main(serve)
