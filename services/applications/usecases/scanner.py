"""A virus scanner beside the house: clamd over TCP, by its INSTREAM command."""

import asyncio
import struct
from pathlib import Path
from typing import Literal

Finding = Literal["clean", "infected", "unknown"]

PATIENCE_SECONDS = 20.0
CHUNK_BYTES = 64 * 1024
COMMAND = b"zINSTREAM\0"
END = struct.pack("!I", 0)


async def scan(scanner: str, file: Path) -> Finding:
    """Ask the clamd at `host:port` about a file; `unknown` when it does not answer plainly.

    clamd(8): after the command come chunks, each behind its length in four bytes of network order;
    a length of zero ends them.
    """
    host, _, port = scanner.rpartition(":")
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            reader, writer = await asyncio.open_connection(host, int(port))
            try:
                await _send(writer, file)
                return _finding(await reader.read())
            finally:
                writer.close()
    except (OSError, TimeoutError):
        return "unknown"


async def _send(writer: asyncio.StreamWriter, file: Path) -> None:
    writer.write(COMMAND)
    with file.open("rb") as opened:
        while chunk := opened.read(CHUNK_BYTES):
            writer.write(struct.pack("!I", len(chunk)) + chunk)
            await writer.drain()
    writer.write(END)
    await writer.drain()


def _finding(answer: bytes) -> Finding:
    words = answer.rstrip(b"\0\n")
    if words.endswith(b" FOUND"):
        return "infected"
    return "clean" if words == b"stream: OK" else "unknown"
