"""What a process that opens hostile files takes away from itself, and how it says what it found."""

import json
import resource
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

MEBIBYTE = 1024 * 1024
LIMITS = {
    resource.RLIMIT_AS: 512 * MEBIBYTE,
    resource.RLIMIT_CPU: 5,
    resource.RLIMIT_FSIZE: 64 * MEBIBYTE,
    resource.RLIMIT_CORE: 0,
    resource.RLIMIT_NPROC: 64,
}
UNREADABLE = "file-unreadable"
Verb = Callable[..., None]


class Refused(Exception):
    """The file is none that we take; the slug says why."""

    def __init__(self, slug: str) -> None:
        super().__init__(slug)
        self.slug = slug


def main(verbs: Mapping[str, Verb]) -> None:
    """Do with a file what the command line says; write `{"slug": …}`, empty when it was done.

    Whatever a hostile file makes a library do, the answer is the same: it cannot be read.
    """
    for limit, most in LIMITS.items():
        resource.setrlimit(limit, (most, most))
    verb, file, *rest = sys.argv[1:]
    slug = ""
    try:
        verbs[verb](Path(file).read_bytes(), *rest)
    except Refused as refused:
        slug = refused.slug
    except BaseException:  # noqa: BLE001
        slug = UNREADABLE
    sys.stdout.write(json.dumps({"slug": slug}))
