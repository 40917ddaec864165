"""Static files: named by their content, so a browser keeps them for ever."""

from fastapi import APIRouter, Request
from starlette.responses import FileResponse, Response

from kit.refusal import Refusal
from services.dashboard.api.desk import Desk
from services.dashboard.api.guard import callers
from services.dashboard.api.render import STATIC, page, static_files

FOR_EVER = "public, max-age=31536000, immutable"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}


def routes(desk: Desk) -> APIRouter:
    """Return the routes that need no login and know nothing."""
    router = APIRouter(default_response_class=Response)

    @router.get("/static/{name}", openapi_extra=callers("public"))
    async def static(name: str, request: Request) -> Response:
        if name not in static_files().values():
            raise Refusal("no-file", "Questo file non esiste.", 404)
        path = STATIC / name
        headers = {"Cache-Control": FOR_EVER, "Vary": "Accept-Encoding"}
        small = STATIC / f"{name}.gz"
        if "gzip" in request.headers.get("accept-encoding", "") and small.is_file():
            headers["Content-Encoding"] = "gzip"
            return FileResponse(small, headers=headers, media_type=TYPES[path.suffix])
        return FileResponse(path, headers=headers, media_type=TYPES[path.suffix])

    @router.get("/accessibilita", openapi_extra=callers("public"))
    async def accessibility() -> Response:
        return page("accessibility.html", {**desk.frame(), "staff": None})

    return router
