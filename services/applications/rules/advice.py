"""The sentence of a change that would be enough."""

from collections.abc import Callable, Mapping
from typing import Any

from services.applications.rules import day
from services.applications.rules.datum import Datum, Form
from services.applications.rules.roster import Roster
from services.applications.rules.search import Bound, Found
from services.applications.rules.vocabulary import UNKNOWN, kind_told, told

NOT_FOUND = "Non si trova un solo dato che, cambiato, basterebbe."
NOT_OURS = "Nessun dato della domanda può cambiarlo: dipende dalle domande precedenti."
NOT_YOURS = "Nessun dato della domanda può cambiarlo: dipende dal datore di lavoro."
OTHERS = "Resterebbero altre condizioni da soddisfare."
LIMITS: Mapping[Bound, str] = {
    "exactly": "",
    "at_most": "al massimo ",
    "at_least": "almeno ",
    "anything": "",
}
DAY_LIMITS: Mapping[Bound, str] = {
    "exactly": "il giorno ",
    "at_most": "un giorno non dopo il ",
    "at_least": "un giorno non prima del ",
    "anything": "",
}


def sentence(found: Found, *, whole: bool) -> str:
    """Tell which change would be enough, and whether other conditions would then stand."""
    place = found.datum.place
    words = f"basterebbe {WORDS.get(found.datum.form, _answer)(found)}."
    told = f"Per «{place.label}» {words}" if place else words[0].upper() + words[1:]
    return told if whole else f"{told} {OTHERS}"


def before(datum: Datum) -> str:
    """Write what a datum is now."""
    return _written(datum, datum.now)


def after(found: Found) -> str:
    """Write what a datum would be."""
    if found.datum.form == "filing":
        return day.written_with_weekday(found.value)
    return _written(found.datum, found.value)


def _written(datum: Datum, value: Any) -> str:
    write = WRITTEN.get(datum.form)
    if write is not None:
        return write(value)
    if datum.question is not None:
        return told(value, datum.question)
    on = day.parsed(value)
    return UNKNOWN if on is None else day.written(on)


def _place(value: tuple[bool | None, str]) -> str:
    inside, municipality = value
    where = "nel territorio" if inside else "fuori dal territorio"
    return municipality if inside is None else f"{where} ({municipality})"


def _membership(member: bool | None) -> str:
    if member is None:
        return UNKNOWN
    return "sì" if member else "no"


def _filing(found: Found) -> str:
    if found.bound == "at_most":
        return f"che la domanda arrivasse entro {after(found)}"
    if found.bound == "at_least":
        return f"che la domanda arrivasse da {after(found)} in poi"
    return f"che la domanda arrivasse {after(found)}"


def _member(found: Found) -> str:
    return f"{'' if found.value else 'non '}aderire alla rete dell'alleanza"


def _kind(found: Found) -> str:
    return f"che a presentare la domanda fosse: {after(found)} (ora {before(found.datum)})"


def _town(found: Found) -> str:
    return f"un comune del territorio alla voce «{found.datum.label}»"


def _municipality(found: Found) -> str:
    inside = "del territorio" if found.value[0] else "fuori dal territorio"
    return f"un comune {inside} (ora codice ISTAT {found.datum.now[1]})"


def _answer(found: Found) -> str:
    datum = found.datum
    if found.bound == "anything":
        return f"rispondere alla voce «{datum.label}»"
    limits = DAY_LIMITS if datum.form == "day" else LIMITS
    value = f"«{after(found)}»" if datum.form in ("choice", "text") else after(found)
    now = "manca" if datum.now is None else f"ora {before(datum)}"
    return f"{limits[found.bound]}{value} alla voce «{datum.label}» ({now})"


def _items(found: Found) -> str:
    datum, roster = found.datum, found.value
    many = abs(roster.more)
    voices = "una voce" if many == 1 else f"{many} voci"
    more = "in più" if roster.more > 0 else "in meno"
    return f"{voices} {more} nell'elenco «{datum.label}»{_like(roster)} (ora {before(datum)})"


def _like(roster: Roster) -> str:
    if roster.field is not None:
        value = told(roster.items[-1].get(roster.field.name), roster.field)
        return f", con «{value}» alla voce «{roster.field.label}»"
    return "" if roster.like is None else f", come la voce {roster.like + 1}"


WORDS: Mapping[Form, Callable[[Found], str]] = {
    "filing": _filing,
    "member": _member,
    "kind": _kind,
    "town": _town,
    "place": _municipality,
    "items": _items,
}
WRITTEN: Mapping[Form, Callable[[Any], str]] = {
    "filing": day.written,
    "items": lambda roster: str(len(roster.items)),
    "kind": kind_told,
    "place": _place,
    "member": _membership,
}
