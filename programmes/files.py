"""Load every programme file, or refuse the first wrong one with file, line and reason."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from contracts.programmes import Alliance, Body, Call, Entry, Line, Municipality
from programmes import checks
from programmes.documents import Document
from programmes.expressions import paths
from programmes.refusals import Path as Keys
from programmes.refusals import ProgrammeError, Wrong

PACKAGED = Path(__file__).parent
SYN = ".syn.toml"


class _MunicipalityFile(Entry):
    municipalities: tuple[Municipality, ...]
    synthetic: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Programmes:
    """All that the programme files say: alliances and bodies by slug, the rest by code.

    `bodies` holds the lead bodies of the alliances and the bodies that publish on their own.
    """

    alliances: Mapping[str, Alliance]
    bodies: Mapping[str, Body]
    municipalities: Mapping[str, Municipality]
    calls: Mapping[str, Call]

    def body_on(self, owner: str, day: date) -> Body | None:
        """Return the body that answers for an alliance or body on a day."""
        alliance = self.alliances.get(owner)
        return alliance.lead_on(day) if alliance else self.bodies.get(owner)

    def territory_on(self, owner: str, day: date) -> tuple[str, ...]:
        """Return the ISTAT codes of an owner's territory on a day, mergers followed.

        A body's territory may also hold provinces, as codes of three digits.
        """
        alliance = self.alliances.get(owner)
        if alliance is None:
            return self.bodies[owner].territory
        return tuple(dict.fromkeys(self._standing(code, day) for code in alliance.municipalities))

    def _standing(self, code: str, day: date) -> str:
        place = self.municipalities[code]
        ended = place.valid_to is not None and place.valid_to < day
        return self._standing(place.merged_into, day) if ended and place.merged_into else code


def load_programmes(root: Path = PACKAGED) -> Programmes:
    """Read a folder of programmes.

    Refused with ProgrammeError (file, line, Italian reason): text that is not TOML, unknown or
    missing keys, wrong types, unknown municipalities, gaps and overlaps of tables and validity,
    duplicate ids, budgets not above zero, instalments that do not make 100, a window that closes
    before it opens, CEL that does not compile or reads a datum no question provides.
    """
    return _Reading(root).programmes()


class _Reading:
    def __init__(self, root: Path) -> None:
        self._root = root
        self._municipalities = self._read_municipalities()
        self._alliances: dict[str, Alliance] = {}
        self._bodies: dict[str, Body] = {}
        self._calls: dict[str, Call] = {}

    def programmes(self) -> Programmes:
        for folder in sorted(path for path in self._root.iterdir() if _holds_toml(path)):
            self._read_owner(folder)
            for path in _documents(folder / "calls"):
                self._read_call(path, folder.name)
        return Programmes(self._alliances, self._bodies, self._municipalities, self._calls)

    def _read_municipalities(self) -> dict[str, Municipality]:
        document = Document(self._root, self._root / "municipalities.toml")
        places = document.read(_MunicipalityFile).municipalities
        found = {place.istat: place for place in places}
        _checked(document, lambda: checks.check_municipalities(found))
        return found

    def _read_owner(self, folder: Path) -> None:
        if (folder / "body.toml").exists():
            self._read_body(folder)
        else:
            self._read_alliance(folder)

    def _read_body(self, folder: Path) -> None:
        document = Document(self._root, folder / "body.toml")
        body = document.read(Body, slug=folder.name)
        _checked(document, lambda: checks.check_body(body, self._municipalities))
        self._keep_body(body, document)

    def _read_alliance(self, folder: Path) -> None:
        document = Document(self._root, folder / "alliance.toml")
        alliance = document.read(Alliance, slug=folder.name)
        _checked(document, lambda: checks.check_alliance(alliance, self._municipalities))
        self._alliances[alliance.slug] = alliance
        leads = zip(document.data.get("lead_history", ()), alliance.lead_history, strict=True)
        for key, lead in leads:
            self._keep_body(lead.body, document, ("lead_history", key, "body", "slug"))

    def _keep_body(self, body: Body, document: Document, path: Keys = ()) -> None:
        if body.slug in self._bodies:
            reason = f"l'ente «{body.slug}» è già descritto altrove"
            raise document.refusal(Wrong(path, reason))
        self._bodies[body.slug] = body

    def _read_call(self, path: Path, owner: str) -> None:
        document = Document(self._root, path)
        if path.stem in self._calls:
            reason = f"il bando «{path.stem}» è già in «{self._calls[path.stem].owner}»"
            raise document.refusal(Wrong((), reason))
        call = document.read(Call, id=path.stem, owner=owner)
        _checked(document, lambda: self._check_call(call))
        self._calls[call.id] = _with_needs(call)

    def _check_call(self, call: Call) -> None:
        if alliance := self._alliances.get(call.owner):
            checks.check_owner(call, alliance)
        checks.check_call(call)


def _checked(document: Document, check: Callable[[], None]) -> None:
    try:
        check()
    except Wrong as wrong:
        raise document.refusal(wrong) from None


def _holds_toml(path: Path) -> bool:
    return path.is_dir() and any(path.rglob("*.toml"))


def _documents(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.glob("*.toml")):
        if not path.name.endswith(SYN):
            yield path
        elif not path.with_name(path.name.removesuffix(SYN) + ".toml").exists():
            name = path.relative_to(folder.parents[1]).as_posix()
            raise ProgrammeError(name, 1, "manca il file che questo file SYN completa")


def _with_needs(call: Call) -> Call:
    return call.model_copy(update={"lines": tuple(map(_line_with_needs, call.lines))})


def _line_with_needs(line: Line) -> Line:
    requirements = tuple(
        requirement.model_copy(update={"needs": paths(requirement.cel)})
        for requirement in line.requirements
    )
    return line.model_copy(update={"requirements": requirements})
