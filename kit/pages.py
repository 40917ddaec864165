"""Pages for people: templates, static files that bear their hash, the policy of what may run."""

import json
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import FileResponse, HTMLResponse, Response

from kit.refusal import Refusal

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self' data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'"
)
# Under the stricter no-referrer browsers send `Origin: null` with our own forms.
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}
FOR_EVER = "public, max-age=31536000, immutable"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}


class StaticMissing(Exception):
    """The front-end files were not fetched yet."""


class Pages:
    """The pages of one service: its folder holds `templates` and, once fetched, `static`."""

    def __init__(self, folder: Path, filters: Mapping[str, Callable[..., Any]]) -> None:
        self._folder = folder
        self._filters = filters

    def render(self, template: str, values: Mapping[str, Any], status: int = 200) -> HTMLResponse:
        """Answer one page; it may hold personal data, so nobody keeps a copy of it."""
        body = self._environment.get_template(template).render(values)
        return HTMLResponse(body, status, HEADERS)

    def static(self, name: str, accepted: str) -> Response:
        """Answer a static file by the name that its content gave it, compressed when accepted.

        A browser keeps it for ever. Refuses `no-file` (404).
        """
        if name not in self._files.values():
            raise Refusal("no-file", "Questo file non esiste.", 404)
        path = self._folder / "static" / name
        small = path.with_name(f"{name}.gz")
        headers = {"Cache-Control": FOR_EVER, "Vary": "Accept-Encoding"}
        if "gzip" in accepted and small.is_file():
            headers["Content-Encoding"] = "gzip"
            return FileResponse(small, headers=headers, media_type=TYPES[path.suffix])
        return FileResponse(path, headers=headers, media_type=TYPES[path.suffix])

    @cached_property
    def _environment(self) -> Environment:
        built = Environment(
            loader=FileSystemLoader(self._folder / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        built.globals["asset"] = self._asset
        built.filters.update(self._filters)
        return built

    @cached_property
    def _files(self) -> dict[str, str]:
        try:
            manifest = json.loads((self._folder / "static" / "manifest.json").read_text())
        except FileNotFoundError as error:
            raise StaticMissing("run `make assets` once: the static files are missing") from error
        files: dict[str, str] = manifest["files"]
        return files

    def _asset(self, name: str) -> str:
        return f"/static/{self._files[name]}"
