"""The processes of the house as their own code puts them together, without servers."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from fastapi import FastAPI
from pydantic import SecretStr
from temporalio.client import Client

from capofila.house import HOUSE
from capofila.preparation import nobody
from kit.database import Database
from kit.doors import Doors
from kit.settings import ProcessSettings
from kit.web import create_app

NOWHERE = "postgresql://nobody@localhost:1/nothing"
KEY = SecretStr("0" * 64)
TOLD: Mapping[str, Any] = {
    "database_url": NOWHERE, "redis_url": "redis://localhost:1", "http_port": 1,
    "audit_key": KEY, "service_key": KEY, "pseudonym_key": KEY, "session_key": KEY,
}  # fmt: skip
MODULES = {room.name: room.module.rpartition(".")[0] for room in HOUSE}
SERVICES = [name for name, module in MODULES.items() if module.startswith("services.")]


def room(process: str, name: str) -> Any:
    """A room of a process: `room("vouchers", "api")`."""
    return import_module(f"{MODULES[process]}.{name}")


async def every_doors() -> dict[str, Doors]:
    """The stream door of each process; nothing is connected."""
    temporal = await Client.connect("localhost:1", lazy=True)
    workflows = room("workflows", "streams").doors(temporal)
    return {**{name: _doors(name) for name in SERVICES}, "workflows": workflows}


def _doors(service: str) -> Doors:
    """Use cases that need a key or a peer stand behind `open_doors`, others behind `doors`."""
    streams = room(service, "streams")
    if hasattr(streams, "doors"):
        plain: Doors = streams.doors
        return plain
    codes = room("vouchers", "rules.codes").Codes(b"0" * 32)
    opened: Doors = streams.open_doors(codes if service == "vouchers" else nobody)
    return opened


async def every_app() -> dict[str, FastAPI]:
    """The HTTP door of each service, with its routes; nothing is connected."""
    apps = {name: create_app(name, name) for name in SERVICES}
    for name in set(SERVICES) - {"dashboard", "portal"}:
        api = room(name, "api")
        for router in getattr(api, "ROUTERS", ()) or (api.router,):
            apps[name].include_router(router)
    settings = room("dashboard", "settings").Settings(**TOLD)
    desk = await room("dashboard", "main").make_desk(settings, Database(NOWHERE))
    room("dashboard", "api.app").furnish(apps["dashboard"], desk)
    told = room("portal", "settings").Settings(**TOLD)
    asked = room("portal", "queries.applications").Applications(
        room("portal", "queries.peer").Peer("http://localhost:1", "")
    )
    front = room("portal", "main").make_front(told, Database(NOWHERE), asked)
    room("portal", "api.app").furnish(apps["portal"], front)
    return apps


def settings_class(process: str) -> type[ProcessSettings]:
    """The one settings class of a process."""
    known = vars(room(process, "settings")).values()
    classes = (each for each in known if isinstance(each, type))
    own = [each for each in classes if issubclass(each, ProcessSettings)]
    return next(each for each in own if each is not ProcessSettings)
