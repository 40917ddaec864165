"""What a schema alone cannot see of places: references between files, gaps and overlaps of days."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from contracts.calls import CallDraft
from contracts.places import Alliance, Body, Municipality
from kit.clock import civil_day
from programmes.catalogue import EVERYWHERE, PROVINCE_DIGITS
from programmes.refusals import Path, Wrong

Municipalities = Mapping[str, Municipality]


def check_municipalities(municipalities: Municipalities) -> Iterator[Wrong]:
    """Refuse unknown successors, gaps and overlaps of validity, and cadastral codes used twice."""
    seen: dict[str, str] = {}
    for code, place in municipalities.items():
        path = ("municipalities", code)
        if other := seen.get(place.belfiore):
            yield Wrong(path, f"il codice catastale {place.belfiore} è già del comune {other}")
        seen[place.belfiore] = code
        if place.valid_from and place.valid_to and place.valid_to < place.valid_from:
            yield Wrong(path, f"il comune {code} finisce prima di cominciare")
        yield from _check_merger(place, municipalities)


def _check_merger(place: Municipality, municipalities: Municipalities) -> Iterator[Wrong]:
    if place.merged_into is None:
        return
    path = ("municipalities", place.istat)
    successor = municipalities.get(place.merged_into)
    if successor is None:
        yield Wrong(path, f"il comune {place.merged_into} non è nell'elenco")
        return
    expected = place.valid_to and place.valid_to + timedelta(days=1)
    if expected is None or successor.valid_from != expected:
        yield Wrong(
            path,
            f"tra il comune {place.istat} e il suo successore {successor.istat} "
            "ci sono giorni scoperti o coperti due volte",
        )


def check_alliance(alliance: Alliance, municipalities: Municipalities) -> Iterator[Wrong]:
    """Refuse municipalities that are unknown, listed twice or not there during the project."""
    if alliance.period and alliance.period.ends_on < alliance.period.starts_on:
        yield Wrong(("period", "ends_on"), "il progetto finisce prima di cominciare")
    seen: set[str] = set()
    for district in alliance.districts:
        path = ("districts", district.id, "municipalities")
        for code in district.municipalities:
            if code in seen:
                yield Wrong(path, f"il comune {code} è scritto in due distretti", code)
            seen.add(code)
            yield from _check_member(code, alliance, municipalities, path)


def _check_member(
    code: str, alliance: Alliance, municipalities: Municipalities, path: Path
) -> Iterator[Wrong]:
    place = municipalities.get(code)
    if place is None:
        yield Wrong(path, f"il comune {code} non è nell'elenco", code)
        return
    period = alliance.period
    if period and not any(map(place.exists_on, (period.starts_on, period.ends_on))):
        yield Wrong(path, f"il comune {code} ({place.name}) non esiste durante il progetto", code)


def check_body(body: Body, municipalities: Municipalities) -> Iterator[Wrong]:
    """Refuse a territory with municipalities that are not listed; provinces are taken whole."""
    if not body.territory:
        yield Wrong(("territory",), "un ente fuori dalle alleanze deve dire il proprio territorio")
    yield from _check_territory(body.territory, municipalities, ("territory",))


def check_lines(draft: CallDraft, municipalities: Municipalities) -> Iterator[Wrong]:
    """Refuse a territory of a line with municipalities that are not there when it opens."""
    for line in draft.lines:
        path = ("lines", line.id, "territory")
        yield from _check_territory(line.territory, municipalities, path)
        opens_at, _ = draft.window(line.id)
        for code in line.territory:
            place = municipalities.get(code)
            if place and opens_at and not place.exists_on(civil_day(opens_at)):
                reason = f"il comune {code} ({place.name}) non esiste quando la sezione si apre"
                yield Wrong(path, reason, code)


def _check_territory(
    territory: Sequence[str], municipalities: Municipalities, path: Path
) -> Iterator[Wrong]:
    if EVERYWHERE in territory and len(territory) > 1:
        yield Wrong(path, "«italia» comprende già tutti i comuni: va scritta da sola", EVERYWHERE)
    for place, code in enumerate(territory):
        whole = code == EVERYWHERE or len(code) == PROVINCE_DIGITS
        if not whole and code not in municipalities:
            yield Wrong(path, f"il comune {code} non è nell'elenco", code)
        if code in territory[:place]:
            yield Wrong(path, f"«{code}» è scritto due volte nel territorio", code)
