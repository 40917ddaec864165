"""Load every programme file, or refuse the wrong ones with file, line and reason."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from contracts.places import Alliance, Body, Entry, Municipality
from programmes.calls import CallReader
from programmes.catalogue import CallFile, Programmes
from programmes.documents import SYN, Document, tree_of
from programmes.laws import FOLDER as LAW
from programmes.places import check_alliance, check_body, check_municipalities
from programmes.refusals import Path as Keys
from programmes.refusals import ProgrammeError, Refusals, Wrong, in_order
from programmes.tree import Node
from programmes.versions import version_of

__all__ = ["CallFile", "Programmes", "Reading", "load_programmes", "read_programmes"]

PACKAGED = Path(__file__).parent


class _MunicipalityFile(Entry):
    municipalities: tuple[Municipality, ...]
    synthetic: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """A folder of programmes as it was read: what is good, what is refused, what is odd.

    A warning is no refusal: it tells the author of a question that no rule reads. `trees` hold
    the calls as they are written.
    """

    programmes: Programmes
    refusals: tuple[ProgrammeError, ...]
    warnings: tuple[ProgrammeError, ...]
    trees: Mapping[str, Node]


def load_programmes(root: Path = PACKAGED) -> Programmes:
    """Read a folder of programmes.

    Refused with ProgrammeError (file, line, Italian reason), the first in order of file and line:
    see `docs/it/bando.md` for all of them.
    """
    reading = read_programmes(root)
    if reading.refusals:
        raise reading.refusals[0]
    return reading.programmes


def read_programmes(root: Path = PACKAGED) -> Reading:
    """Read a folder of programmes and gather everything that is wrong in it."""
    return _Folder(root).reading()


@dataclass
class _Folder:
    root: Path
    municipalities: dict[str, Municipality] = field(default_factory=dict)
    alliances: dict[str, Alliance] = field(default_factory=dict)
    bodies: dict[str, Body] = field(default_factory=dict)
    calls: dict[str, CallFile] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)
    readers: dict[str, CallReader] = field(default_factory=dict)
    refusals: list[ProgrammeError] = field(default_factory=list)
    warnings: list[ProgrammeError] = field(default_factory=list)

    def reading(self) -> Reading:
        with self._gathered():
            self._read_municipalities()
        if not self.refusals:
            for folder in sorted(path for path in self.root.iterdir() if _holds_toml(path)):
                self._read_folder(folder)
            self._check_reissues()
        return Reading(
            Programmes(self.alliances, self.bodies, self.municipalities, self.calls),
            in_order(self.refusals),
            in_order(self.warnings),
            {call: reader.tree for call, reader in self.readers.items() if reader.tree},
        )

    @contextmanager
    def _gathered(self) -> Iterator[None]:
        try:
            yield
        except ProgrammeError as error:
            self.refusals.append(error)
        except Refusals as refusals:
            self.refusals.extend(refusals.errors)

    def _read_municipalities(self) -> None:
        document = Document(tree_of(self.root, self.root / "municipalities.toml"))
        places = document.read(_MunicipalityFile).municipalities
        self.municipalities = {place.istat: place for place in places}
        document.refuse(check_municipalities(self.municipalities))

    def _read_folder(self, folder: Path) -> None:
        with self._gathered():
            if (folder / "body.toml").exists():
                self._read_body(folder)
            else:
                self._read_alliance(folder)
        for call, paths in _call_files(folder / "calls").items():
            self.named.add(call)
            with self._gathered():
                self._read_call(call, paths, folder.name)

    def _read_body(self, folder: Path) -> None:
        document = Document(tree_of(self.root, folder / "body.toml"))
        body = document.read(Body, slug=folder.name)
        document.refuse(check_body(body, self.municipalities))
        self._keep_body(body, document)

    def _read_alliance(self, folder: Path) -> None:
        document = Document(tree_of(self.root, folder / "alliance.toml"))
        alliance = document.read(Alliance, slug=folder.name)
        document.refuse(check_alliance(alliance, self.municipalities))
        self.alliances[alliance.slug] = alliance
        leads = zip(document.data.get("lead_history", ()), alliance.lead_history, strict=True)
        for key, lead in leads:
            self._keep_body(lead.body, document, ("lead_history", key, "body", "slug"))

    def _keep_body(self, body: Body, document: Document, path: Keys = ()) -> None:
        if body.slug in self.bodies:
            document.refuse([Wrong(path, f"l'ente «{body.slug}» è già descritto altrove")])
        self.bodies[body.slug] = body

    def _read_call(self, call: str, paths: Iterable[Path], owner: str) -> None:
        reader = CallReader(self.root, self.municipalities, call, owner)
        file = reader.read(sorted(paths, key=lambda path: version_of(path)[1]))
        if call in self.calls:
            name = f"{owner}/calls/{call}.toml"
            raise ProgrammeError(name, 1, f"il bando «{call}» è già in «{self.calls[call].owner}»")
        self.calls[call] = file
        self.readers[call] = reader
        self.warnings.extend(reader.warnings)

    def _check_reissues(self) -> None:
        """Refuse a call that replaces one that is in no file."""
        for call, reader in self.readers.items():
            replaced = self.calls[call].latest.reissues
            if replaced and (replaced == call or replaced not in self.named):
                reason = f"il bando «{replaced}», che questo sostituisce, non c'è"
                self.refusals.append(reader.refusal(Wrong(("reissues",), reason)))


def _holds_toml(path: Path) -> bool:
    return path.is_dir() and path.name != LAW and any(path.rglob("*.toml"))


def _call_files(folder: Path) -> dict[str, list[Path]]:
    """Return the files of each call; a SYN companion stands for the file that it completes."""
    found: dict[str, list[Path]] = {}
    for path in sorted(folder.glob("*.toml")):
        source = path.with_name(path.name.removesuffix(SYN) + ".toml")
        own = source if path.name.endswith(SYN) else path
        files = found.setdefault(version_of(own)[0], [])
        if own not in files:
            files.append(own)
    return found
