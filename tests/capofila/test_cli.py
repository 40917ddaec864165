import subprocess
import sys
from pathlib import Path

from capofila.cli import environment_lines
from capofila.house import DOORS
from capofila.supervisor import Addresses
from tests.capofila.supervised import ROOT, supervisor


def capofila(*words: str) -> subprocess.CompletedProcess[str]:
    command = (sys.executable, "-m", "capofila.cli", *words)
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_status_of_a_house_that_does_not_run_is_a_sentence(tmp_path: Path):
    answer = capofila("status", "--data", str(tmp_path))
    assert (answer.returncode, answer.stdout) == (1, "")
    assert answer.stderr == f"Capofila is not running on {tmp_path}.\n"


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path):
    (tmp_path / "file").write_text("")
    answer = capofila("servers", "--data", str(tmp_path / "file" / "data"))
    assert answer.returncode == 1
    assert answer.stderr == (
        f"{tmp_path}/file/data cannot be written by this user: choose another folder with --data.\n"
    )


async def test_the_status_names_the_processes_that_do_not_answer(data: Path):
    async with supervisor(data):
        answer = capofila("status", "--data", str(data))
    assert answer.returncode == 1
    assert answer.stdout.count("no answer") == len(DOORS)


def test_the_settings_printed_lead_to_the_servers():
    lines = environment_lines(Addresses("postgresql:///a", "redis://b", "c:1", "smtp://d:2"))
    assert lines[0] == "CAPOFILA_ADMIN_DATABASE_URL='postgresql:///a'"
    assert [line.partition("=")[0] for line in lines[1:]] == [
        "CAPOFILA_REDIS_URL",
        "CAPOFILA_TEMPORAL_ADDRESS",
        "CAPOFILA_SMTP_URL",
    ]
