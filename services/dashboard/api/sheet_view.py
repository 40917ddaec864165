"""What a Scheda Partnership says, part by part."""

from collections.abc import Mapping, Sequence

from contracts.partnership import PartnershipSheet, Workforce, YearFigures
from contracts.places import Municipality
from contracts.roll import SheetCard
from services.dashboard.rules.network_words import INTERESTS, SIZES
from services.dashboard.rules.wording import day, money

Pairs = Sequence[tuple[str, str]]
Places = Mapping[str, Municipality]
YES_NO = {True: "sì", False: "no"}


def sheet_parts(card: SheetCard, places: Places) -> Sequence[tuple[str, Pairs]]:
    """Return the parts of the last Scheda with what each says; nothing for one from paper."""
    sheet = card.sheet
    if sheet is None:
        return ()
    parts = (
        ("L'organizzazione", _organisation(sheet, places)),
        ("Chi firma e chi risponde", _people(sheet)),
        ("Chi ci lavora", _workforce(sheet.workforce)),
        ("Dimensione", _size(sheet)),
        ("Impegni e interessi", _promises(sheet)),
        ("Aiuti già ricevuti", _aids(sheet)),
    )
    return [(title, pairs) for title, pairs in parts if pairs]


def _organisation(sheet: PartnershipSheet, places: Places) -> Pairs:
    found = [
        ("Forma giuridica", sheet.legal_form),
        ("Partita IVA", sheet.vat_number or ""),
        ("Codice fiscale", sheet.tax_code or ""),
        ("ATECO", sheet.ateco or ""),
        ("Sede", _place(sheet.municipality, places)),
        ("PEC", sheet.pec or ""),
        ("E-mail", sheet.email),
    ]
    seats = [
        ("Sede operativa", f"{_place(each.municipality, places)}, {each.employees} addetti")
        for each in sheet.seats
    ]
    return [(label, value) for label, value in (*found, *seats) if value]


def _place(code: str, places: Places) -> str:
    return places[code].name if code in places else code


def _people(sheet: PartnershipSheet) -> Pairs:
    signs, contact = sheet.representative, sheet.contact
    return [
        ("Rappresentante", f"{signs.name}, {signs.role}"),
        ("Riferimento", contact.name),
        ("E-mail", contact.email),
        ("Telefono", contact.phone),
    ]


def _workforce(found: Workforce | None) -> Pairs:
    if found is None:
        return ()
    told = [
        ("Addetti", found.total),
        ("Donne", found.women),
        ("Part-time", found.part_time),
        ("Genitori", found.parents),
        ("Con figli minori a carico", found.carers_of_minors),
        ("Con anziani a carico", found.carers_of_elders),
        ("Con persone disabili a carico", found.carers_of_disabled),
    ]
    return [(label, str(count)) for label, count in told]


def _size(sheet: PartnershipSheet) -> Pairs:
    if sheet.size is None:
        return ()
    declared = sheet.size.declared_class
    years = [(f"Anno {each.year}", _figures(each)) for each in sheet.size.years]
    links = [(each.name, f"{each.percent} per cento") for each in sheet.size.links]
    return [*([("Dichiarata", SIZES[declared])] if declared else []), *years, *links]


def _figures(year: YearFigures) -> str:
    turnover, balance = money(year.turnover_cents), money(year.balance_cents)
    return f"{year.staff} ULA, fatturato {turnover}, bilancio {balance}"


def _promises(sheet: PartnershipSheet) -> Pairs:
    promised = sheet.commitments
    interests = ", ".join(INTERESTS[each] for each in sheet.interests)
    return [
        ("Osserva i bisogni di chi lavora", YES_NO[promised.monitoring]),
        ("Dà priorità a chi ha carichi di cura", YES_NO[promised.priority_to_carers]),
        ("Condivide le esperienze", YES_NO[promised.sharing]),
        ("Rappresentanza sindacale", YES_NO[sheet.union_presence]),
        ("Contratto di secondo livello", YES_NO[sheet.second_level_agreement]),
        *([("Le interessa", interests)] if interests else []),
        *([("Misure che ha già", ", ".join(sheet.measures))] if sheet.measures else []),
    ]


def _aids(sheet: PartnershipSheet) -> Pairs:
    return [
        (f"{each.grantor}, {day(each.granted_on)}", money(each.amount_cents)) for each in sheet.aids
    ]
