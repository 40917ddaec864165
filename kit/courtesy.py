"""Who waits at a door goes before what waits in a stream."""

import asyncio
from contextlib import suppress

PATIENCE_SECONDS = 0.2


class Courtesy:
    """Counts the people at an HTTP door; the stream door of the same process gives way to them."""

    def __init__(self) -> None:
        self._waiting = 0
        self._empty = asyncio.Event()
        self._empty.set()

    def comes(self) -> None:
        """Count somebody who waits for an answer."""
        self._waiting += 1
        self._empty.clear()

    def goes(self) -> None:
        """Count off somebody whose answer begins."""
        self._waiting -= 1
        if not self._waiting:
            self._empty.set()

    async def give_way(self) -> None:
        """Wait until nobody waits, but not for ever: streams must move on too."""
        if self._waiting:
            with suppress(TimeoutError):
                async with asyncio.timeout(PATIENCE_SECONDS):
                    await self._empty.wait()
