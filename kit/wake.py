"""A bell that wakes one waiting loop."""

import asyncio
from contextlib import suppress


class Bell:
    """Rung as often as one likes; the loop that listens wakes once."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Wake the listener, now or at its next look."""
        self._rung.set()

    async def heard(self, within: float) -> bool:
        """Return True as soon as it is rung, False when `within` seconds pass in silence."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                await self._rung.wait()
        rung = self._rung.is_set()
        self._rung.clear()
        return rung
