"""The text of an act: who, on what, why, what is decided, and how to appeal (art. 3 L. 241/1990).

It names the application by its register number and nobody by name.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from contracts.applications.decisions import DecisionOutcome
from contracts.cases import RequirementLine
from contracts.terms import Hearing
from kit.money import euro
from programmes.laws import Remedies
from services.applications.rules.day import written
from services.applications.rules.register import act


@dataclass(frozen=True)
class Subject:
    """The application that an act is about, and the call under which it was filed."""

    protocol: str
    registered_on: date
    call_title: str
    call_id: str
    call_version: int
    line_title: str
    criteria_act: str
    amount_cents: int


@dataclass(frozen=True)
class Signing:
    """Who decides what, when, under which number, and who reviewed and signed before."""

    body_name: str
    number: int
    year: int
    on: date
    outcome: DecisionOutcome
    official: str
    reason: str
    checked: int
    proposed_by: str = ""
    signed_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Grounds:
    """What the decision rests on: each requirement as it was answered, and who was heard."""

    requirements: Sequence[RequirementLine]
    hearing: Hearing


def act_text(subject: Subject, signing: Signing, grounds: Grounds, remedies: Remedies) -> str:
    """Write an act: premises, reasons with their articles, what is decided, remedies."""
    parts = (
        _heading(subject, signing),
        _section("Premesso che", _premises(subject, signing, grounds.hearing)),
        _section("Motivi", _reasons(signing, grounds)),
        _section("Si dispone", [_ruling(subject, signing)]),
        _section("Contro questo atto", [_remedies(remedies)]),
        f"Firmato da {', '.join((signing.official, *signing.signed_by))}",
    )
    return "\n\n".join(parts) + "\n"


def text_hash(text: str) -> str:
    """Return the SHA-256 of an act's text, in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def _heading(subject: Subject, signing: Signing) -> str:
    return (
        f"{signing.body_name}\n"
        f"Atto n. {act(signing.number, signing.year)} del {written(signing.on)}\n"
        f"Bando «{subject.call_title}» ({subject.call_id}, versione {subject.call_version}), "
        f"sezione «{subject.line_title}»\n"
        f"Domanda protocollo {subject.protocol} del {written(subject.registered_on)}"
    )


def _section(title: str, sentences: Sequence[str] | Iterator[str]) -> str:
    return "\n".join((title, *(f"- {each}" for each in sentences)))


def _premises(subject: Subject, signing: Signing, hearing: Hearing) -> Iterator[str]:
    yield (
        f"la domanda è registrata al protocollo {subject.protocol} "
        f"del {written(subject.registered_on)};"
    )
    if subject.criteria_act:
        yield f"i criteri sono fissati da: {subject.criteria_act};"
    yield (
        f"i requisiti sono stati esaminati (esame n. {signing.checked}) "
        f"secondo la versione {subject.call_version} del bando;"
    )
    if signing.proposed_by:
        yield (
            f"l'istruttoria è stata curata da {signing.proposed_by}, che non è in conflitto di "
            "interessi (articolo 6-bis legge 241/1990) e ha proposto l'esito;"
        )
    if hearing.notice_protocol:
        yield (
            f"i motivi che ostano all'accoglimento sono stati comunicati con protocollo "
            f"{hearing.notice_protocol} (articolo 10-bis legge 241/1990);"
        )


def _reasons(signing: Signing, grounds: Grounds) -> Iterator[str]:
    for each in grounds.requirements:
        yield f"{each.article}: {each.sentence}"
    for observed in grounds.hearing.observations:
        yield f"Osservazioni protocollo {observed.protocol}: {observed.answer or 'accolte.'}"
    if signing.reason:
        yield signing.reason


def _ruling(subject: Subject, signing: Signing) -> str:
    if signing.outcome == "granted":
        return f"La domanda è accolta, per un contributo fino a {euro(subject.amount_cents)}."
    return "La domanda non è accolta."


def _remedies(remedies: Remedies) -> str:
    return (
        f"si può ricorrere al Tribunale amministrativo regionale entro {remedies.court_days} "
        f"giorni, o al Presidente della Repubblica entro {remedies.president_days} giorni, da "
        f"quando lo si è ricevuto ({remedies.basis})."
    )
