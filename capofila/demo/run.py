"""The demonstration from beginning to end."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from uuid import UUID

import httpx2
from rich.console import Console
from rich.progress import Progress, TaskID
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter

from capofila.accounts import Person, open_account
from capofila.call_steps import publish_calls
from capofila.demo.driver import AT_ONCE, DemoFailed, Driver
from capofila.demo.network import Networking
from capofila.demo.reviewing import READERS, THIRD, Reviewing, under_review
from capofila.demo.story import ADM_DAY, ATS_DAY, DECIDING_DAY, REVIEWED, Story, every_story
from capofila.doctor import faults
from capofila.supervisor import Stack
from services.dashboard.api.procedures import AskedReasons, WorkflowCases

EMAIL, PASSWORD, NAME = "rup@capofila.example", "conciliazione-2015", "RUP di prova"
DIRECTOR, DIRECTOR_NAME = "direzione@capofila.example", "Direzione di prova"
LOGINS = {
    "accesso": f"{EMAIL} / {PASSWORD}",
    "accesso, direzione": f"{DIRECTOR} / {PASSWORD}",
    "accesso, istruttoria": "\n".join(f"{email} / {PASSWORD}" for _, email in (*READERS, THIRD)),
}
# The last one is open on the day where the demonstration stops: there anybody may apply.
PUBLISHED = {ADM_DAY: ("ADM-2015",), ATS_DAY: ("ATSMI-CC-2016", REVIEWED, "LEG-NONNI-2016")}
ATS_BATCH = ("ATSMI-CC-2016", "imprese", 12)
SETTLING_SECONDS = 60


async def make_official(stack: Stack) -> str:
    """Make the account of the demonstration's official; return what acts call it."""
    return f"staff:{await open_account(stack, Person(NAME, EMAIL, PASSWORD, 'manager'))}"


async def publish_demo_calls(driver: Driver, day: datetime) -> None:
    """Publish the calls of a day: the official checks, the direction approves."""
    stack, direction = driver.stack, Person(DIRECTOR_NAME, DIRECTOR, PASSWORD, "manager")
    officials = (driver.official, f"staff:{await open_account(stack, direction)}")
    key = stack.secrets["CAPOFILA_SERVICE_KEY"]
    await publish_calls(stack.url("applications"), key, PUBLISHED.get(day, ()), officials)


async def play(stack: Stack, console: Console) -> None:
    """Play all stories through the doors of a running house; a second time does no harm."""
    temporal = await Client.connect(
        stack.addresses.temporal_address, data_converter=pydantic_data_converter
    )
    official = await make_official(stack)
    with Progress(console=console, transient=not console.is_terminal) as progress:
        async with httpx2.AsyncClient(timeout=30) as client:
            reasons = AskedReasons(stack.url("applications"), stack.secrets["CAPOFILA_SERVICE_KEY"])
            cases = WorkflowCases(temporal, reasons)
            driver = Driver(stack, client, cases, official, progress)
            driver.live_on(ADM_DAY)
            await _tell(driver, every_story())


async def _tell(driver: Driver, stories: list[Story]) -> None:
    bar = driver.progress.add_task("domande", total=len(stories))
    await driver.join(stories)
    await driver.list_provider()
    network = driver.stack.url("network")
    await Networking(driver.client, network, driver.service, driver.official).begin()
    for day in sorted({story.at for story in stories}):
        driver.live_on(day)
        await publish_demo_calls(driver, day)
        of_the_day = [story for story in stories if story.at == day]
        await _reviews(driver, of_the_day, bar)
        for story in (each for each in of_the_day if each.key not in driver.filed):
            await driver.file(story, bar)
        await _notices(driver, of_the_day)
    driver.live_on(DECIDING_DAY)
    await driver.sign_batch_act(*ATS_BATCH)
    await _decisions(driver, stories)
    await _several(driver.spend, driver, "utilizzi", (s for s in stories if s.spends_cents))


async def _reviews(driver: Driver, stories: list[Story], bar: TaskID) -> None:
    """Projects are read by people who were appointed before the first of them came in."""
    reviewed = under_review(stories)
    if not reviewed:
        return

    async def opened(name: str, email: str) -> UUID:
        return await open_account(driver.stack, Person(name, email, PASSWORD, "reviewer"))

    url = driver.stack.url("applications")
    reviewing = Reviewing(driver.client, url, driver.service, driver.official)
    await reviewing.begin(opened)
    for story in reviewed:
        await driver.file(story, bar)
    cases = [UUID(driver.filed[story.key]["application_id"]) for story in reviewed]
    await reviewing.work(cases, opened)


async def _notices(driver: Driver, stories: list[Story]) -> None:
    """Nobody is refused who was not told why before, and had ten days to answer."""
    chosen = [story for story in stories if story.ending == "refused"]
    await _several(driver.hear, driver, "preavvisi", chosen)


async def _decisions(driver: Driver, stories: list[Story]) -> None:
    """The firms of the alliance are decided one by one: there the order of refusals shows."""
    decided = [story for story in stories if story.ending in ("granted", "refused")]
    ordered = [story for story in decided if (story.call_id, story.line) == ("ADM-2015", "I")]
    bar = driver.progress.add_task("decisioni in ordine", total=len(ordered))
    for story in sorted(ordered, key=lambda each: each.ending == "refused"):
        await driver.decide(story, bar)
    await _several(driver.decide, driver, "decisioni", (s for s in decided if s not in ordered))


async def _several(
    act: Callable[[Story, TaskID], Awaitable[None]],
    driver: Driver,
    title: str,
    stories: Iterable[Story],
) -> None:
    chosen = list(stories)
    bar = driver.progress.add_task(title, total=len(chosen))
    turns = asyncio.Semaphore(AT_ONCE)

    async def in_turn(story: Story) -> None:
        async with turns:
            await act(story, bar)

    await asyncio.gather(*(in_turn(story) for story in chosen))


async def settle(stack: Stack) -> None:
    """Wait until nothing is under way; raise DemoFailed with the faults that remain."""
    remaining: list[str] = []
    for _ in range(SETTLING_SECONDS * 2):
        remaining = await faults(stack)
        if not remaining:
            return
        await asyncio.sleep(0.5)
    raise DemoFailed("\n".join(remaining[:20]))
