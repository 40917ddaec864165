"""The law of the procedure as data: which rule is in force on a day."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path as FilePath
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StrictInt, ValidationError

from contracts.calls import Procedure
from contracts.places import Sentence
from programmes.located import LocatedToml
from programmes.refusals import Path, ProgrammeError, sentence

PACKAGED = FilePath(__file__).parent
FOLDER = "law"
PROCEDURE = "procedure.toml"
SOME = Field(min_length=1)
Days = Annotated[StrictInt, Field(ge=1, le=365)]
Role = Literal["reviewer", "supervisor", "official", "director"]


class LawEntry(BaseModel):
    """Anything written in a file of the law: immutable, and an unknown key is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Norm(LawEntry):
    """A rule with its basis, in force between two days, both included (None = it still is)."""

    basis: Sentence
    valid_from: date
    valid_to: date | None = None

    def is_in_force_on(self, day: date) -> bool:
        """Tell whether the rule is in force on a day."""
        return self.valid_from <= day <= (self.valid_to or day)


class DefaultTerm(Norm):
    """The term of a procedure whose call says no other, in days."""

    days: Days


class Suspension(Norm):
    """How often, and for how many days at most, the term stands still for what is missing.

    `usual_days` are those that who applied is given when neither the call nor the official says.
    """

    times: Annotated[StrictInt, Field(ge=1)]
    most_days: Days
    usual_days: Days


class RefusalNotice(Norm):
    """The notice of the reasons against (art. 10-bis L. 241/1990): its days, and what it does.

    A notice that `suspends` lets the term go on `resume_days` after the observations, or at the end
    of its own days; one that `interrupts` has the term begin anew from there. It is not due in
    competitive procedures.
    """

    effect: Literal["suspends", "interrupts"]
    days: Days
    resume_days: Annotated[StrictInt, Field(ge=0)]
    not_due_in: tuple[Procedure, ...]


class Remedies(Norm):
    """Within how many days of a refusal one may go to the court, and to the President."""

    court_days: Days
    president_days: Days


class SelfAnnulment(Norm):
    """Within how many months of its act a benefit may be annulled (art. 21-nonies L. 241/1990)."""

    months: Annotated[StrictInt, Field(ge=1, le=120)]


class Rung(LawEntry):
    """Who hears that a term comes near, and how many days before its last; 0 is its passing."""

    days_left: Annotated[StrictInt, Field(ge=0, le=180)]
    to: Role


AnyNorm = TypeVar("AnyNorm", bound=Norm)


class Laws(LawEntry):
    """The rules of every day; each method returns the one of a day.

    A day before the first rule of its kind raises LookupError.
    """

    term: Annotated[tuple[DefaultTerm, ...], SOME]
    suspension: Annotated[tuple[Suspension, ...], SOME]
    notice: Annotated[tuple[RefusalNotice, ...], SOME]
    remedies: Annotated[tuple[Remedies, ...], SOME]
    self_annulment: Annotated[tuple[SelfAnnulment, ...], SOME]
    ladder: Annotated[tuple[Rung, ...], SOME]

    def term_on(self, day: date) -> DefaultTerm:
        """Return the term of a procedure that starts on a day."""
        return _in_force(self.term, day)

    def suspension_on(self, day: date) -> Suspension:
        """Return what holds for a request that is made on a day."""
        return _in_force(self.suspension, day)

    def notice_on(self, day: date) -> RefusalNotice:
        """Return what holds for a notice that is delivered on a day."""
        return _in_force(self.notice, day)

    def remedies_on(self, day: date) -> Remedies:
        """Return the remedies against an act of a day."""
        return _in_force(self.remedies, day)

    def self_annulment_on(self, day: date) -> SelfAnnulment | None:
        """Return the last time to annul an act of a day; None for one that the law did not limit.

        The rules begin with the first that set a number of months.
        """
        return next((each for each in self.self_annulment if each.is_in_force_on(day)), None)

    def notice_is_due(self, procedure: str, day: date) -> bool:
        """Tell whether a refusal of a day needs the notice before, in a procedure of a kind."""
        return procedure not in self.notice_on(day).not_due_in


def load_laws(root: FilePath = PACKAGED) -> Laws:
    """Read the law of the procedure.

    Refused with ProgrammeError (file, line, Italian reason): an unknown key, two rules of a kind on
    one day, days between two rules, a ladder out of order.
    """
    toml = LocatedToml(root, root / FOLDER / PROCEDURE)
    try:
        laws = Laws.model_validate(toml.data)
    except ValidationError as error:
        first = error.errors()[0]
        path = first["loc"]
        key = next((str(part) for part in reversed(path) if isinstance(part, str)), "")
        raise ProgrammeError(toml.name, toml.line_of(path), sentence(first, key)) from error
    for path, reason in _wrong(laws):
        raise ProgrammeError(toml.name, toml.line_of(path), reason)
    return laws


@cache
def packaged_laws() -> Laws:
    """Return the law that this house was built with."""
    return load_laws()


def _in_force(norms: Sequence[AnyNorm], day: date) -> AnyNorm:
    for norm in norms:
        if norm.is_in_force_on(day):
            return norm
    raise LookupError(f"no rule is in force on {day}")


def _wrong(laws: Laws) -> Iterator[tuple[Path, str]]:
    for kind in ("term", "suspension", "notice", "remedies", "self_annulment"):
        yield from _gaps(kind, getattr(laws, kind))
    for index, (upper, lower) in enumerate(pairwise(laws.ladder), 1):
        if lower.days_left >= upper.days_left:
            yield ("ladder", index, "days_left"), "i gradini vanno dal più lontano al più vicino"


def _gaps(kind: str, norms: Sequence[Norm]) -> Iterator[tuple[Path, str]]:
    for index, (before, after) in enumerate(pairwise(norms), 1):
        if before.valid_to is None or after.valid_from != before.valid_to + timedelta(days=1):
            reason = "tra questa regola e la precedente ci sono giorni scoperti o doppi"
            yield (kind, index, "valid_from"), reason
