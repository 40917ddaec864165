"""What a rule can see from where it stands: answers, the item at hand, what the house knows."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any, get_args

from contracts.calls import ApplicantKind, LineDraft
from contracts.questions import Group
from programmes.data import LONGEST_LIFE_YEARS, Datum, computed_of, data_of, group_datum
from programmes.samples import invented

GREATEST_SUM = 10**12
DAY = Datum("date", date.min.toordinal(), date.max.toordinal())
HOUSE = {
    "applicant.kind": Datum("choice", values=get_args(ApplicantKind)),
    "applicant.municipality": Datum("municipality"),
    "applicant.in_territory": Datum("boolean"),
    "network.member": Datum("boolean"),
    "territory": Datum("places"),
    "filing.on": DAY,
}
# Known only where the form asks for whom a person works.
EMPLOYER = {"employer.joined": Datum("boolean"), "employer.confirmed": Datum("boolean")}


@dataclass(frozen=True)
class Scope:
    """Data by the path that CEL reads, and by the name that amounts read.

    Every look is noted in `read`, so that questions nobody reads can be told.
    """

    paths: Mapping[str, Datum]
    names: Mapping[str, Datum]
    read: set[str] = field(default_factory=set)
    in_group: bool = False

    def path(self, path: str) -> Datum | None:
        """Return the datum that an expression reads."""
        return self._noted(self.paths.get(path))

    def named(self, name: str) -> Datum | None:
        """Return the datum that an amount, a limit or an order reads."""
        return self._noted(self.names.get(name))

    def note(self, question: str) -> None:
        """Note that a question is read."""
        self.read.add(question)

    @cached_property
    def samples(self) -> tuple[dict[str, Any], ...]:
        """A few invented sets of data, to try expressions on."""
        return tuple(invented(self.paths))

    def _noted(self, datum: Datum | None) -> Datum | None:
        if datum and datum.question:
            self.read.add(datum.question)
        return datum

    def inside(self, group: Group) -> "Scope":
        """Return what is seen from an item of a group."""
        fields = {
            name: replace(datum, question=f"{group.name}.{datum.question}")
            for name, datum in data_of(group.questions).items()
        }
        items = {f"item.{name}": datum for name, datum in fields.items()}
        return replace(
            self,
            paths={**self.paths, **items},
            names={**self.names, **fields},
            in_group=True,
        )


def scope_of(line: LineDraft) -> Scope:
    """Return what the rules of a line see."""
    answers = data_of(line.questions)
    groups = {group.name: group_datum(group) for group in line.groups}
    computed = computed_of(line.groups)
    paths = {
        **HOUSE,
        **(EMPLOYER if line.employer else {}),
        **_age(line),
        **_earlier(line),
        **{f"answers.{name}": datum for name, datum in (answers | groups).items()},
        **{f"computed.{name}": datum for name, datum in computed.items()},
    }
    return Scope(paths, computed | groups | answers)


def _age(line: LineDraft) -> dict[str, Datum]:
    if "person" not in line.who:
        return {}
    return {"applicant.age_years": Datum("integer", 0, LONGEST_LIFE_YEARS)}


def _earlier(line: LineDraft) -> dict[str, Datum]:
    found: dict[str, Datum] = {}
    for limit in line.limits:
        root = f"earlier.{limit.id.replace('-', '_')}"
        found[f"{root}.applications"] = Datum("integer", 0, 10**6)
        found[f"{root}.cents"] = Datum("money", 0, GREATEST_SUM)
    return found
