"""A stand-in for the registries outside: the register of aid and the certificates (DURC).

It speaks over HTTP as `contracts.aid` has it, gives codes and numbers that begin with `PROVA`, and
keeps what it was told in one file. Who has real access names an adapter of its own in
`CAPOFILA_REGISTRIES_URL`, which answers the same requests: then nothing is run here.
"""

import sys

from capofila.servers.process import Place, Process, Served, url_answers


def serve(place: Place) -> Served:
    """Describe the stand-in of this data folder, or the adapter that the settings name."""
    if place.settings.registries_url:
        return Served("registries", {"registries_url": place.settings.registries_url}, _whenever)
    port, store = place.ports["registries"], place.data / "registries.jsonl"
    url = f"http://127.0.0.1:{port}"
    ready = url_answers(f"{url}/status")
    ends = ("--port", str(port), "--data", str(store))
    argv = (sys.executable, "-m", "capofila.servers.registries", *ends)
    clock = {"CAPOFILA_CLOCK_FILE": str(place.data / "clock")}
    process = Process("registries", argv, env=clock, ready=ready, nice=4)
    return Served("registries", {"registries_url": url}, ready, process, (store,))


async def _whenever() -> None:
    """The house starts without the registries of others: what needs them waits for them."""
