"""Looking into uploaded files without opening them here: a confined process does it."""

import asyncio
import sys
from contextlib import suppress
from pathlib import Path

import orjson

from services.applications.rules.file_content import (
    HEAD,
    PDF,
    TAIL,
    MediaType,
    media_type,
    refusal,
)

ROOT = Path(__file__).parents[3]
PATIENCE_SECONDS = 10.0
AT_ONCE = 2
# Isolated from the environment, from the working folder and from what a user installed.
BOOT = (
    "import runpy, sys; sys.path.append(sys.argv.pop(1)); "
    "runpy.run_module(sys.argv.pop(1), run_name='__main__', alter_sys=True)"
)
PDF_INSPECTOR = "services.applications.usecases.pdf_inspector"
IMAGE_INSPECTOR = "services.applications.usecases.image_inspector"
UNREADABLE = "file-unreadable"
_turns = asyncio.Semaphore(AT_ONCE)


async def inspect(file: Path) -> MediaType:
    """Return what a file is by its content, having looked into it.

    Refuses what `rules.file_content` lists: nothing is taken that is not a PDF, JPEG or PNG that
    can be opened within 5 s of CPU and 512 MiB, and that does and hides nothing.
    """
    found = media_type(*_ends(file))
    await _asked(found, "look", str(file))
    return found


async def mark(file: Path, kind: MediaType, copy: Path, text: str) -> MediaType:
    """Write a copy of a file that was inspected with a text across it; return what the copy is."""
    await _asked(kind, "mark", str(file), str(copy), text)
    return PDF if kind == PDF else "image/jpeg"


def _ends(file: Path) -> tuple[bytes, bytes]:
    with file.open("rb") as opened:
        head = opened.read(HEAD)
        opened.seek(max(0, file.stat().st_size - TAIL))
        return head, opened.read(TAIL)


async def _asked(kind: MediaType, *words: str) -> None:
    if slug := await run(PDF_INSPECTOR if kind == PDF else IMAGE_INSPECTOR, *words):
        raise refusal(slug)


async def run(module: str, *words: str) -> str:
    """Run a module of ours that opens a file in a confined process; return the slug that it says.

    At most two run at once. One that is killed by its limits says `file-unreadable`.
    """
    async with _turns:
        return await _run(module, *words)


async def _run(inspector: str, *words: str) -> str:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-I", "-X", "utf8", "-c", BOOT, str(ROOT), inspector, *words,
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL, env={},
    )  # fmt: skip
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            told, _ = await process.communicate()
            return str(orjson.loads(told)["slug"])
    # Killed by its limits it says nothing.
    except (TimeoutError, orjson.JSONDecodeError):
        return UNREADABLE
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
