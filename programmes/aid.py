"""State aid as data: which ceiling, register and duties are in force on a day."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StrictInt, ValidationError, model_validator

from contracts.calls import SupportForm
from contracts.places import Sentence
from kit.money import Cents
from programmes.located import LocatedToml
from programmes.refusals import ProgrammeError, sentence

PACKAGED = Path(__file__).parent
FILE = Path("law") / "aid.toml"
Window = Literal["three_fiscal_years", "rolling_three_years"]
Need = Literal["de_minimis", "register", "contributions", "project"]
Days = Annotated[StrictInt, Field(ge=1, le=3650)]


class AidEntry(BaseModel):
    """Anything written in the file: immutable, and an unknown key is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class InForce(AidEntry):
    """A rule with its basis, in force between two days, both included (None = it still is)."""

    basis: Sentence
    valid_from: date
    valid_to: date | None = None

    def is_in_force_on(self, day: date) -> bool:
        """Tell whether the rule is in force on a day."""
        return self.valid_from <= day <= (self.valid_to or day)


class Ceiling(InForce):
    """The most that one undertaking (impresa unica) gets in a window of years, in cents."""

    cents: Cents
    window: Window


class Register(InForce):
    """The national register: within how many days of the code the act must be told to it."""

    confirm_days: Days


class Contributions(InForce):
    """How many days a certificate of regular contributions (DURC) holds."""

    days: Days


class FormNeeds(AidEntry):
    """What a form of support needs before the act that grants it."""

    form: SupportForm
    needs: tuple[Need, ...]


Norm = TypeVar("Norm", bound=InForce)


class AidLaw(AidEntry):
    """The rules of every day; each method returns the one of a day, None when there is none."""

    ceiling: tuple[Ceiling, ...]
    register_: Annotated[tuple[Register, ...], Field(alias="register")]
    contributions: tuple[Contributions, ...]
    form: tuple[FormNeeds, ...]

    @model_validator(mode="after")
    def _say_each_form_once(self) -> "AidLaw":
        forms = [each.form for each in self.form]
        if len(set(forms)) != len(forms):
            raise ValueError("una forma di sostegno è scritta due volte")
        return self

    def ceiling_on(self, day: date) -> Ceiling | None:
        """Return the ceiling of a day."""
        return _in_force(self.ceiling, day)

    def register_on(self, day: date) -> Register | None:
        """Return the duty to register of a day: before 12 August 2017 there is none."""
        return _in_force(self.register_, day)

    def contributions_on(self, day: date) -> Contributions | None:
        """Return how long a certificate of a day holds."""
        return _in_force(self.contributions, day)

    def is_registered(self, form: str, day: date) -> bool:
        """Tell whether a grant of a form is registered before its act on a day."""
        return "register" in self.needs(form) and self.register_on(day) is not None

    def needs(self, form: str) -> frozenset[str]:
        """Return what a form of support needs; a form that is not written needs nothing."""
        return frozenset(need for each in self.form if each.form == form for need in each.needs)


def load_aid(root: Path = PACKAGED) -> AidLaw:
    """Read the law of aid. Refused with ProgrammeError (file, line, Italian reason)."""
    toml = LocatedToml(root, root / FILE)
    try:
        return AidLaw.model_validate(toml.data)
    except ValidationError as error:
        first = error.errors()[0]
        key = next((str(part) for part in reversed(first["loc"]) if isinstance(part, str)), "")
        raise ProgrammeError(toml.name, 1, sentence(first, key)) from error


@cache
def packaged_aid() -> AidLaw:
    """Return the law of aid that this house was built with."""
    return load_aid()


def _in_force(norms: Sequence[Norm], day: date) -> Norm | None:
    return next((norm for norm in norms if norm.is_in_force_on(day)), None)
