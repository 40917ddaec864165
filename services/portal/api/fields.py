"""Fields of a form as the templates draw them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from contracts.questions import ChoiceQuestion, Question
from services.portal.rules.applicant import ApplicantField
from services.portal.rules.said import ANSWER, DAY, MONTH, YEAR
from services.portal.rules.typed import NO, YES

Look = Literal[
    "text", "area", "money", "number", "date", "radios", "select", "municipality", "email"
]
MOST_RADIOS = 6
LOOKS: Mapping[str, Look] = {
    "text": "area", "boolean": "radios", "municipality": "municipality", "tax_code": "text",
    "vat_number": "text", "date": "date", "integer": "number", "money": "money", "email": "email",
}  # fmt: skip
HINTS: Mapping[str, str] = {
    "money": "In euro, per esempio 1250,50.",
    "date": "Per esempio 27 3 2024.",
    "municipality": "Scriva il nome del comune. Il CAP non conta.",
}
DATE_PARTS = (
    (DAY, "Giorno", "bday-day"),
    (MONTH, "Mese", "bday-month"),
    (YEAR, "Anno", "bday-year"),
)


@dataclass(frozen=True)
class Option:
    """One of the values of a choice."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Part:
    """One of the three fields of a day."""

    name: str
    id: str
    label: str
    value: str
    autocomplete: str
    size: int


@dataclass(frozen=True)
class Field:
    """A question with what was typed, and what is wrong with it."""

    path: str
    name: str
    look: Look
    label: str
    value: str = ""
    hint: str = ""
    wrong: str = ""
    required: bool = True
    autocomplete: str = "off"
    options: Sequence[Option] = ()
    parts: Sequence[Part] = field(default_factory=tuple)

    @property
    def id(self) -> str:
        """The name of the field in the page."""
        return anchor(self.path)

    @property
    def described(self) -> str:
        """The ids of the texts that describe the field."""
        notes = ((self.hint, "nota"), (self.wrong, "errore"))
        return " ".join(f"{self.id}-{name}" for text, name in notes if text)


def anchor(path: str) -> str:
    """Return the id of a field of a path, `children[1].birth_on`."""
    return "c-" + path.replace("[", "-").replace("].", "-").replace(".", "-")


def target(look_of: Mapping[str, Field], path: str) -> str:
    """Return the id that an error link leads to: of a day or a choice, its first field."""
    found = look_of.get(path)
    if found is None:
        return anchor(path)
    if found.parts:
        return found.parts[0].id
    return f"{found.id}-0" if found.look == "radios" else found.id


def question_field(
    question: Question, typed: str, wrong: Mapping[str, str], prefix: str = ""
) -> Field:
    """Return the field of a question of the call."""
    path = prefix + question.name
    chosen = _options(question, typed)
    look = _look(question, chosen, prefix)
    return Field(
        path=path,
        name=ANSWER + path,
        look=look,
        label=question.label,
        value=typed,
        hint=" ".join(text for text in (question.help or "", HINTS.get(question.kind, "")) if text),
        wrong=wrong.get(path, ""),
        required=question.required,
        options=chosen,
        parts=_parts(ANSWER + path, anchor(path), typed, "off") if look == "date" else (),
    )


def applicant_field(each: ApplicantField, typed: str, wrong: Mapping[str, str]) -> Field:
    """Return a field of who applies."""
    path = f"applicant.{each.name}"
    look = "text" if each.kind == "text" else LOOKS[each.kind]
    own = each.autocomplete
    return Field(
        path=path,
        name=ANSWER + path,
        look=look,
        label=each.label,
        value=typed,
        hint=each.hint,
        wrong=wrong.get(each.name, ""),
        autocomplete=own,
        parts=_parts(ANSWER + path, anchor(path), typed, own) if look == "date" else (),
    )


def choice_field(
    path: str, label: str, options: Iterable[tuple[str, str]], typed: str, wrong: str = ""
) -> Field:
    """Return a field of radio buttons of our own."""
    chosen = tuple(Option(value, words, value == typed) for value, words in options)
    return Field(path, ANSWER + path, "radios", label, typed, wrong=wrong, options=chosen)


def _look(question: Question, chosen: Sequence[Option], prefix: str) -> Look:
    if isinstance(question, ChoiceQuestion):
        return "radios" if len(chosen) <= MOST_RADIOS else "select"
    if question.kind == "text" and prefix:
        return "text"
    return LOOKS[question.kind]


def _options(question: Question, typed: str) -> tuple[Option, ...]:
    if isinstance(question, ChoiceQuestion):
        return tuple(Option(each.id, each.label, each.id == typed) for each in question.choices)
    if question.kind == "boolean":
        return Option(YES, "Sì", typed == YES), Option(NO, "No", typed == NO)
    return ()


def _parts(name: str, id_: str, typed: str, autocomplete: str) -> tuple[Part, ...]:
    values = [*typed.split("/"), "", "", ""]
    return tuple(
        Part(
            name=name + suffix,
            id=id_ + suffix.replace(".", "-"),
            label=label,
            value=values[index],
            autocomplete=own if autocomplete == "bday" else "off",
            size=4 if suffix == YEAR else 2,
        )
        for index, (suffix, label, own) in enumerate(DATE_PARTS)
    )
