import asyncio
import os
import subprocess
import sys

from bench.meter import Meter
from bench.tally import Tally

BUSY = "n = 0\nfor each in range(3_000_000): n += each"


def test_the_work_of_an_ended_child_counts_for_its_parent():
    meter = Meter({"this": os.getpid()})
    subprocess.run((sys.executable, "-c", BUSY), check=True)
    assert meter.lap().cpu_ms["this"] > 20


def test_a_lap_begins_where_the_last_one_ended():
    meter = Meter({"this": os.getpid()})
    subprocess.run((sys.executable, "-c", BUSY), check=True)
    assert meter.lap().per(10)["this"] > meter.lap().cpu_ms["this"]


async def test_a_burst_is_over_when_its_last_workflow_ended():
    tally = Tally()
    over = tally.expect(["a", "b"])
    tally.end("a")
    tally.end("a")
    await asyncio.sleep(0)
    assert not over.is_set()
    tally.end("b")
    await over.wait()
