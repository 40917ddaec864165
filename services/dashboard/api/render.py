"""Templates and their few filters; the names of the static files with their hash."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from kit.clock import ROME
from services.dashboard.rules import wording

FOLDER = Path(__file__).resolve().parent.parent
STATIC = FOLDER / "static"
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


class StaticMissing(Exception):
    """The front-end files were not fetched yet."""


def page(template: str, values: Mapping[str, Any], status: int = 200) -> HTMLResponse:
    """Answer one page; it holds personal data, so nobody keeps a copy of it."""
    body = environment().get_template(template).render(values)
    return HTMLResponse(body, status, HEADERS)


@cache
def environment() -> Environment:
    """Return the templates: fixed files, values escaped, a missing value is an error."""
    built = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    built.globals["asset"] = asset
    built.filters.update(euro=wording.money, instant=wording.instant, day=day, iso_day=iso_day)
    return built


@cache
def static_files() -> dict[str, str]:
    """Return the files that a browser may ask for, by the name that templates use."""
    try:
        files: dict[str, str] = json.loads((STATIC / "manifest.json").read_text())["files"]
    except FileNotFoundError as error:
        raise StaticMissing("run `make frontend` once: the static files are missing") from error
    return files


def asset(name: str) -> str:
    """Return the address of a static file; it changes with its content."""
    return f"/static/{static_files()[name]}"


def day(moment: date) -> str:
    """Write a civil day, or the day of an instant in Italy: `9 nov 2015`."""
    return wording.day(_civil(moment))


def iso_day(moment: date) -> str:
    """Write a day for machines."""
    return _civil(moment).isoformat()[:10]


def _civil(moment: date) -> date:
    return moment.astimezone(ROME) if isinstance(moment, datetime) else moment
