"""What journeys look at besides the answers: letters that left, and the money of a line."""

import asyncio
from html import unescape
from typing import Any

from tests.world.live import LiveHouse


async def budget(house: LiveHouse, call_id: str, line: str) -> dict[str, Any]:
    url = house.stack.url("vouchers") + f"/v1/calls/{call_id}/budget"
    lines = (await house.client.get(url, headers=house.service)).json()["lines"]
    return next(each for each in lines if each["line"] == line)


async def letters_to(
    house: LiveHouse, receipt: dict[str, Any], about: str, owner: str = "applications"
) -> int:
    """How many letters with these words in the subject went to who filed, or to who drafts."""
    return len(await _found(house, receipt, about, owner))


async def letter_to(house: LiveHouse, receipt: dict[str, Any], about: str) -> str:
    """The words of the last letter with these in the subject that went to who filed, in a line."""
    return await _words(house, (await _found(house, receipt, about, "applications"))[-1])


async def letter_at(house: LiveHouse, address: str, about: str) -> str:
    """The words of the last letter with these in the subject at an address, in a line."""
    return await _words(house, (await _waited(house, address, about))[-1])


async def _words(house: LiveHouse, letter: dict[str, Any]) -> str:
    url = f"{house.stack.addresses.mail_url}/messages/{letter['id']}"
    return " ".join(unescape((await house.client.get(url)).text).split())


async def _found(
    house: LiveHouse, receipt: dict[str, Any], about: str, owner: str
) -> list[dict[str, Any]]:
    facts = await house.ask(owner, "letter-facts", receipt)
    return await _waited(house, facts["recipient"]["email"], about)


async def _waited(house: LiveHouse, address: str, about: str) -> list[dict[str, Any]]:
    """Wait for the letters: one about a call goes to everybody page by page, behind all others."""
    async with asyncio.timeout(60):
        while not (found := await _letters(house, address, about)):
            await asyncio.sleep(0.2)
    return found


async def _letters(house: LiveHouse, address: str, about: str) -> list[dict[str, Any]]:
    theirs = [each for each in await house.letters() if address in each["recipients"]]
    return [each for each in theirs if about in each["subject"]]
