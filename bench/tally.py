"""Counts the bare workflows that reached their end, without asking the server.

Our own flow is seen to end by its last row in the database. The bare one must be seen as cheaply:
the sandbox passes this module through, and each workflow tells it.
"""

import asyncio
from collections.abc import Iterable


class Tally:
    """The workflows that a burst still waits for."""

    def __init__(self) -> None:
        self._missing: set[str] = set()
        self._over = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def expect(self, workflow_ids: Iterable[str]) -> asyncio.Event:
        """Return an event that is set when all of these have ended."""
        self._loop = asyncio.get_running_loop()
        self._missing, self._over = set(workflow_ids), asyncio.Event()
        return self._over

    def end(self, workflow_id: str) -> None:
        """Cross a workflow off; called from the threads in which workflows run."""
        self._missing.discard(workflow_id)
        if not self._missing and self._loop is not None:
            self._loop.call_soon_threadsafe(self._over.set)


TALLY = Tally()
