"""What was read from the programme files: alliances, bodies, municipalities, calls."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from contracts.calls import CallDraft, LineDraft
from contracts.places import Alliance, Body, Municipality

EVERYWHERE = "italia"
PROVINCE_DIGITS = 3


@dataclass(frozen=True, slots=True)
class CallFile:
    """A call with all its versions, the first one first."""

    id: str
    owner: str
    versions: tuple[CallDraft, ...]

    @property
    def latest(self) -> CallDraft:
        """The version that was written last."""
        return self.versions[-1]


@dataclass(frozen=True, slots=True)
class Programmes:
    """All that the programme files say: alliances and bodies by slug, the rest by code.

    `bodies` holds the lead bodies of the alliances and the bodies that publish on their own.
    """

    alliances: Mapping[str, Alliance]
    bodies: Mapping[str, Body]
    municipalities: Mapping[str, Municipality]
    calls: Mapping[str, CallFile]

    def body_on(self, owner: str, day: date) -> Body | None:
        """Return the body that answers for an alliance or body on a day."""
        alliance = self.alliances.get(owner)
        return alliance.lead_on(day) if alliance else self.bodies.get(owner)

    def territory_on(self, owner: str, day: date, line: LineDraft | None = None) -> tuple[str, ...]:
        """Return the ISTAT codes of a line's own territory on a day, or else of its owner's.

        Mergers are followed. Besides municipalities there may be provinces, as codes of three
        digits, or `italia`.
        """
        own = line.territory if line else ()
        written = own or self._written(owner)
        return tuple(dict.fromkeys(self._standing(code, day) for code in written))

    def holds(
        self, owner: str, municipality: str, day: date, line: LineDraft | None = None
    ) -> bool:
        """Tell whether a municipality lies in the territory of a line, or of an owner, on a day.

        Provinces are taken whole, mergers are followed on both sides, `italia` holds everything.
        """
        territory = self.territory_on(owner, day, line)
        standing = self._standing(municipality, day)
        return not {standing, standing[:PROVINCE_DIGITS], EVERYWHERE}.isdisjoint(territory)

    def _written(self, owner: str) -> tuple[str, ...]:
        alliance = self.alliances.get(owner)
        return alliance.municipalities if alliance else self.bodies[owner].territory

    def _standing(self, code: str, day: date) -> str:
        place = self.municipalities.get(code)
        if place is None or place.merged_into is None:
            return code
        ended = place.valid_to is not None and place.valid_to < day
        return self._standing(place.merged_into, day) if ended else code
