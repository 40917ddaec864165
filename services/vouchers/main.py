"""The vouchers process."""

from kit.process import Process, main
from kit.web import create_app
from services.vouchers.api import ROUTERS
from services.vouchers.queries.registries import Registries
from services.vouchers.rules.codes import Codes
from services.vouchers.settings import VouchersSettings
from services.vouchers.streams import open_doors


async def serve() -> int:
    """Open the doors of vouchers until told to stop."""
    settings = VouchersSettings()
    codes = Codes(settings.voucher_key.get_secret_value().encode())
    app = create_app("vouchers", "Capofila: fondi, contributi e voucher")
    registries = Registries.of(settings)
    process = Process("vouchers", settings, app, open_doors(codes, registries))
    app.state.registries = registries
    app.state.codes = codes
    for router in ROUTERS:
        app.include_router(router)
    return await process.serve()


if __name__ == "__main__":
    main(serve)
