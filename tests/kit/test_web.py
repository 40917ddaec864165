"""What the HTTP door of every process does before a route is reached."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import httpx2
import pytest
from fastapi import APIRouter, Request

from kit import clock, web

MIB = 1024 * 1024
router = APIRouter(prefix="/v1")


@router.post("/small", **web.PUBLIC)
async def small(request: Request) -> int:
    return len(await request.body())


@router.post("/large/{name}", **web.larger_body(web.PUBLIC, 3 * MIB))
async def large(request: Request, name: str) -> int:
    return len(await request.body())


@router.post("/arrivals", **web.PUBLIC)
async def arrivals(request: Request) -> datetime:
    await request.body()
    return web.arrived_at(request)


@pytest.fixture
async def door() -> AsyncIterator[httpx2.AsyncClient]:
    app = web.create_app("trial", "Prova")
    app.include_router(router)
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://trial") as door:
        yield door


@pytest.mark.parametrize(
    ("path", "size", "status"),
    [
        ("small", MIB, 200), ("small", MIB + 1, 413), ("large/x", MIB + 1, 200),
        ("large/x", 3 * MIB, 200), ("large/x", 3 * MIB + 1, 413),
    ],
)  # fmt: skip
@pytest.mark.parametrize("told", [True, False], ids=["told", "chunked"])
async def test_a_route_takes_what_it_says_and_no_byte_more(
    door: httpx2.AsyncClient, path: str, size: int, status: int, told: bool
):
    async def chunks() -> AsyncIterator[bytes]:
        for start in range(0, size, MIB):
            yield b"x" * min(MIB, size - start)

    answer = await door.post(f"/v1/{path}", content=b"x" * size if told else chunks())
    assert answer.status_code == status
    assert status != 200 or answer.json() == size


@pytest.fixture
def clock_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "clock"
    monkeypatch.setenv("CAPOFILA_CLOCK_FILE", str(path))
    return path


async def arrival(door: httpx2.AsyncClient, file: Path) -> timedelta:
    """How long after its first byte a request arrived whose body takes an hour to come."""

    async def slow() -> AsyncIterator[bytes]:
        yield b"{"
        clock.move(file, timedelta(hours=1))
        yield b"}"

    begun = clock.now()
    answer = await door.post("/v1/arrivals", content=slow())
    return datetime.fromisoformat(answer.json()) - begun


async def test_a_request_arrives_when_it_begins(door: httpx2.AsyncClient, clock_file: Path):
    assert await arrival(door, clock_file) < timedelta(minutes=1)


async def test_who_keeps_a_request_open_arrives_when_it_is_whole(
    door: httpx2.AsyncClient, clock_file: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(web, "SLOW_SECONDS", 0.0)
    assert await arrival(door, clock_file) >= timedelta(hours=1)
