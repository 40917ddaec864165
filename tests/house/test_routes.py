"""Every route says who may call it, and is guarded accordingly."""

from collections.abc import Iterator, Mapping

import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import RouteContext, iter_route_contexts

from kit.web import service_only
from services.dashboard.rules.wording import ROLES
from services.vouchers.api.door import provider_only

STAFF = {f"staff:{role}" for role in ROLES}
GUARD = "signed_in.<locals>.guard"


def routes(apps: Mapping[str, FastAPI]) -> Iterator[tuple[str, RouteContext]]:
    for name, app in apps.items():
        for route in iter_route_contexts(app.routes):
            if route.path and route.path != app.openapi_url:
                yield f"{name} {'|'.join(route.methods or ())} {route.path}", route


def callers(route: RouteContext) -> set[str]:
    return set((route.openapi_extra or {}).get("x-callers", ()))


def guards(dependant: Dependant) -> Iterator[str]:
    """The names of everything that is called before a route."""
    for each in dependant.dependencies:
        yield getattr(each.call, "__qualname__", "")
        yield from guards(each)


def test_every_service_offers_routes(apps: Mapping[str, FastAPI]) -> None:
    without = set(apps) - {name.split()[0] for name, _ in routes(apps)}
    assert not without, f"The routes of {without} were not found: mend tests/house/processes.py."


def test_every_route_names_who_may_call_it(apps: Mapping[str, FastAPI]) -> None:
    known = {"public", "service", "provider", *STAFF}
    wrong = {name: callers(route) for name, route in routes(apps) if not callers(route)}
    strange = {name: callers(route) for name, route in routes(apps) if callers(route) - known}
    assert not wrong | strange, (
        f"Give `openapi_extra={{'x-callers': [...]}}` with {sorted(known)} to {wrong | strange}"
    )


@pytest.mark.parametrize(
    ("who", "guard"),
    [
        ("service", service_only.__qualname__),
        ("provider", provider_only.__qualname__),
        ("staff", GUARD),
    ],
)
def test_a_route_is_guarded_as_it_says(apps: Mapping[str, FastAPI], who: str, guard: str) -> None:
    wrong = [
        name
        for name, route in routes(apps)
        if any(each.split(":")[0] == who for each in callers(route))
        != (guard in set(guards(route.dependant)))
    ]
    assert not wrong, f"What `x-callers` says and the dependency {guard} do not agree: {wrong}"


def test_nobody_is_let_in_twice(apps: Mapping[str, FastAPI]) -> None:
    mixed = [
        name for name, route in routes(apps) if len({c.split(":")[0] for c in callers(route)}) > 1
    ]
    assert not mixed, f"A route is public, for services or for staff: part {mixed}"
