"""Whoever is in the stories of the alliances, with the data that the stories give them."""

from typing import Any

from capofila.demo.people import Firm, Person, iban

CERNUSCO = "015070"
FIRMS = {
    "ALFA": (1, "ALFA srl"), "BETA": (2, "BETA snc"), "GAMMA": (3, "GAMMA spa"),
    "DELTA": (4, "DELTA coop"), "EPSILON": (5, "EPSILON sas"),
}  # fmt: skip
PEOPLE = {
    "Colombo": ("Giulia", "CLMGLI86D55C523W", "1986-04-15"),
    "Brambilla": ("Marco", "BRMMRC79S03G686Q", "1979-11-03"),
    "Fumagalli": ("Sara", "FMGSRA90M61F119I", "1990-08-21"),
    "Diallo": ("Aminata", "DLLMNT88A42Z343X", "1988-01-02"),
    "Gatti": ("Luca", "GTTLCU83B28E514Y", "1983-02-28"),
    "Re": ("Ada", "REXDAA75T52B300S", "1975-12-12"),
}
IBANS = {"Colombo": "IT60X0542811101000000123456", "Brambilla": "IT27L0306933400100000001234"}


def person(call: str, line: str, who: str | int, home: str, **answers: Any) -> dict[str, Any]:
    """The form of somebody of the stories, or of another one by a number."""
    if isinstance(who, int):
        applicant, account = Person(who, home).applicant(), iban(who)
    else:
        applicant, account = _known(who, home), IBANS.get(who) or iban(900 + [*PEOPLE].index(who))
    return {
        "call_id": call, "line": line, "applicant": applicant, "iban": account, "answers": answers,
    }  # fmt: skip


def firm(call: str, line: str, name: str | int, **answers: Any) -> dict[str, Any]:
    """The form of a firm of the stories, or of another one by its number."""
    number, called = (name, {}) if isinstance(name, int) else _named(name)
    applicant = Firm(number, CERNUSCO).applicant() | called
    return {
        "call_id": call, "line": line, "applicant": applicant, "iban": iban(number),
        "answers": answers,
    }  # fmt: skip


def vat_number(name: str | int) -> str:
    """The VAT number of a firm of the stories, or of another one by its number."""
    number = name if isinstance(name, int) else FIRMS[name][0]
    return Firm(number, CERNUSCO).vat_number


def tax_code(who: str) -> str:
    """The tax code of somebody of the stories."""
    return PEOPLE[who][1]


def _known(who: str, home: str) -> dict[str, Any]:
    given, code, born = PEOPLE[who]
    return {
        "kind": "person", "given_name": given, "family_name": who, "tax_code": code,
        "birth_on": born, "municipality": home, "email": f"{who.lower()}@posta.example",
    }  # fmt: skip


def _named(name: str) -> tuple[int, dict[str, str]]:
    number, called = FIRMS[name]
    return number, {"name": called}
