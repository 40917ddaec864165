"""The commands of the register against a house that answers."""

import hashlib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import orjson
import pytest
from typer.testing import CliRunner

from capofila.cli import app
from capofila.register import recovered
from capofila.servers.process import ServerError
from kit.ids import new_id

CONTENT = b"operazione;numero\r\nregistrazione;0000001/2015\r\n"
OFFICIAL = "staff:0197aaaa"


def card(*protocols: str) -> dict[str, Any]:
    lines = [
        {"number": f"E{n}/2015", "document_id": str(new_id()), "direction": "in", "kind": "lettera",
         "written_at": "2015-11-02T07:00:00Z", "protocol": protocol}
        for n, protocol in enumerate(protocols, 1)
    ]  # fmt: skip
    return {
        "id": str(new_id()), "body": "ats-milano", "reason": "Rete", "opened_by": OFFICIAL,
        "opened_at": "2015-11-02T07:00:00Z", "closed_at": "2015-11-02T08:00:00Z",
        "closed_by": OFFICIAL, "days": [], "lines": lines,
    }  # fmt: skip


class House(BaseHTTPRequestHandler):
    """Answers a day of the register, and recovers one entry at a time."""

    asked = 0

    def do_GET(self) -> None:
        found = self.path == "/v1/registers/ats-milano/days/2015-11-02"
        self._say(200 if found else 409, CONTENT if found else b'{"detail": "Non ancora."}')

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        House.asked += 1
        protocols = ["0000001/2015", "0000002/2015" if House.asked > 1 else ""]
        self._say(201, orjson.dumps(card(*protocols)))

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def _say(self, status: int, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    House.asked = 0
    server = HTTPServer(("127.0.0.1", 0), House)
    Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}"
    monkeypatch.setenv("CAPOFILA_APPLICATIONS_URL", url)
    monkeypatch.setenv("CAPOFILA_SERVICE_KEY", "k")
    yield url
    server.shutdown()
    server.server_close()


def test_the_register_of_a_day_is_written_with_its_hash(house: str, tmp_path: Path) -> None:
    out = tmp_path / "giorno.csv"
    said = ["register", "daily", "--body", "ats-milano", "--day", "2015-11-02", "--out", str(out)]
    told = CliRunner().invoke(app, [*said, "--data", str(tmp_path)])
    assert told.exit_code == 0, told.output
    assert out.read_bytes() == CONTENT
    assert told.output.startswith(hashlib.sha256(CONTENT).hexdigest())


def test_a_day_that_is_not_over_is_told(house: str, tmp_path: Path) -> None:
    said = ["register", "daily", "--body", "ats-milano", "--day", "2015-11-03"]
    told = CliRunner().invoke(app, [*said, "--data", str(tmp_path)])
    assert isinstance(told.exception, ServerError)
    assert str(told.exception) == "Non ancora."


async def test_an_emergency_is_recovered_to_its_end(house: str) -> None:
    found = await recovered(house, "k", new_id(), OFFICIAL)
    assert [line.protocol for line in found.lines] == ["0000001/2015", "0000002/2015"]
    assert House.asked == 2


async def test_a_house_that_does_not_answer_is_told() -> None:
    with pytest.raises(ServerError, match="does not answer"):
        await recovered("http://127.0.0.1:1", "k", new_id(), OFFICIAL)
