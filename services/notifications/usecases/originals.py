"""The folder of what came in: each content under its hash, as it came, and under no name."""

import asyncio
import hashlib
import os
from pathlib import Path

from kit.ids import new_id

PRIVATE = 0o600


class Originals:
    """Files of this process alone, outside any web root; nothing from outside makes a path."""

    def __init__(self, root: Path) -> None:
        self._root = root

    async def keep(self, content: bytes) -> str:
        """Keep a content, on disk before this returns; return its SHA-256, in hexadecimal."""
        return await asyncio.to_thread(self._keep, content)

    def place(self, sha256: str) -> Path:
        """Return where a content is kept."""
        return self._root / sha256[:2] / sha256

    async def read(self, sha256: str) -> bytes:
        """Return a content."""
        return await asyncio.to_thread(self.place(sha256).read_bytes)

    def _keep(self, content: bytes) -> str:
        sha256 = hashlib.sha256(content).hexdigest()
        place = self.place(sha256)
        if not place.is_file():
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            scratch = place.parent / f"{new_id().hex}.new"
            _write(scratch, content)
            scratch.replace(place)
            _sync(place.parent)
        return sha256


def _write(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
