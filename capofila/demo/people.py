"""Invented people and firms whose codes pass every check, and who do not exist."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from codicefiscale import codicefiscale
from schwifty import IBAN
from stdnum import luhn

GIVEN = (
    "Giulia", "Marco", "Sara", "Luca", "Aminata", "Paolo", "Chiara", "Ahmed", "Elena", "Davide",
    "Francesca", "Matteo", "Ilaria", "Andrea", "Silvia", "Giorgio",
)  # fmt: skip
FAMILY = (
    "Colombo", "Brambilla", "Fumagalli", "Gatti", "Re", "D'Adda", "Villa", "Riva", "Mauri",
    "Cattaneo", "Pirola", "Sala", "Galbiati", "Motta", "Crippa", "Nava", "Bonfanti",
)  # fmt: skip
FIRMS = (
    "Officina Meccanica", "Forno", "Cooperativa Sociale", "Studio Tecnico", "Trasporti",
    "Ortofrutta", "Tipografia", "Falegnameria", "Informatica", "Lavanderia", "Sartoria",
)  # fmt: skip
WOMEN = frozenset({"Giulia", "Sara", "Aminata", "Chiara", "Elena", "Francesca", "Ilaria", "Silvia"})
FIRST_BIRTH = date(1971, 3, 9)
DAYS_OF_BIRTH = 9_000
UNASSIGNED_OFFICE = "015"


@dataclass(frozen=True)
class Person:
    """An invented person, told apart by a number."""

    number: int
    municipality: str

    def applicant(self) -> dict[str, Any]:
        """Return the applicant part of a form."""
        given = GIVEN[self.number % len(GIVEN)]
        family = FAMILY[(self.number * 7 + self.number // len(FAMILY)) % len(FAMILY)]
        born = FIRST_BIRTH + timedelta(days=137 * self.number % DAYS_OF_BIRTH)
        return {
            "kind": "person",
            "given_name": given,
            "family_name": family,
            "tax_code": codicefiscale.encode(
                lastname=family,
                firstname=given,
                gender="F" if given in WOMEN else "M",
                birthdate=born.strftime("%d/%m/%Y"),
                birthplace="F205",
            ),
            "birth_on": born.isoformat(),
            "municipality": self.municipality,
            "email": f"persona{self.number:03d}@posta.example",
        }


@dataclass(frozen=True)
class Firm:
    """An invented firm with a VAT number from the unassigned 99xxxxx range."""

    number: int
    municipality: str

    @property
    def vat_number(self) -> str:
        """The eleven digits, with their check digit."""
        body = f"99{self.number:05d}{UNASSIGNED_OFFICE}"
        return body + str(luhn.calc_check_digit(body))

    @property
    def name(self) -> str:
        """The name of the firm."""
        owner = FAMILY[self.number * 5 % len(FAMILY)]
        return f"{FIRMS[self.number % len(FIRMS)]} {owner} {self.number}"

    def applicant(self) -> dict[str, Any]:
        """Return the applicant part of a form."""
        return {
            "kind": "firm",
            "name": self.name,
            "vat_number": self.vat_number,
            "municipality": self.municipality,
            "email": f"impresa{self.number:03d}@posta.example",
        }


def iban(number: int) -> str:
    """Return an Italian IBAN whose CIN and check digits are right."""
    return str(
        IBAN.generate("IT", bank_code="05428", branch_code="11101", account_code=f"{number:012d}")
    )
