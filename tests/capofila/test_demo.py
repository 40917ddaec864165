"""The demonstration, as a newcomer runs it: once, and again on the same data."""

import subprocess
import sys
from pathlib import Path

from capofila.house import HOUSE

IN_ORDER = "Tutto in ordine: nessuna domanda persa, conti in pareggio."
LOGINS = [
    f"{who}@capofila.example"
    for who in ("rup", "direzione", "istruttoria", "istruttoria2", "istruttoria3")
]
PATIENCE = 240


def capofila(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "capofila.cli", *words],
        capture_output=True, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip


def test_the_demonstration_checks_itself_twice_and_its_logs_verify(tmp_path: Path) -> None:
    data = ("--data", str(tmp_path / "demo"))
    for _ in range(2):
        done = capofila("demo", *data, "--once")
        assert (done.returncode, IN_ORDER in done.stdout) == (0, True), done.stdout + done.stderr
        assert [login for login in LOGINS if login not in done.stdout] == []
    assert capofila("doctor", *data).stdout.strip() == "No faults."
    verified = capofila("audit", "verify", *data)
    assert verified.returncode == 0
    assert verified.stdout.count("intact") == len(HOUSE)
