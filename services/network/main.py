"""The network process."""

from kit.database import Cause
from kit.process import Process, main
from kit.web import create_app
from programmes.files import load_programmes
from services.network import api
from services.network.settings import NetworkSettings
from services.network.streams import doors
from services.network.usecases import publish_alliance


async def serve() -> int:
    """Take the alliances over from the programme files, then open the doors."""
    settings = NetworkSettings()
    programmes = load_programmes()
    app = create_app("network", "Capofila: alleanze e adesioni")
    process = Process("network", settings, app, doors)
    app.state.pseudonym_key = settings.pseudonym_key.get_secret_value()
    app.include_router(api.router)
    async with process.database.transaction(Cause(actor="programmes")) as session:
        for alliance in programmes.alliances.values():
            await publish_alliance(session, alliance)
    return await process.serve()


if __name__ == "__main__":
    main(serve)
