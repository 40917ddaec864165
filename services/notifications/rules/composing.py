"""A letter's draft and somebody's facts become words: subject, text, and its HTML twin."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import DictLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from contracts.cases import LetterFacts
from contracts.letters import DigestFacts, EmployerLetterFacts, MoneyFacts
from contracts.portal import DraftLetterFacts
from contracts.providers import ProviderLetterFacts
from contracts.vouchers.cards import VoucherCard
from kit.money import euro
from services.notifications.rules.catalogue import LAYOUT, drafts, layout
from services.notifications.rules.markup import as_html, as_text, wrapped
from services.notifications.rules.wording import clean, day, hour, some, stop

Facts = LetterFacts | DraftLetterFacts | ProviderLetterFacts | DigestFacts | EmployerLetterFacts
ROOTS: dict[type[Facts], str] = {
    LetterFacts: "facts", DraftLetterFacts: "draft", ProviderLetterFacts: "provider",
    DigestFacts: "digest", EmployerLetterFacts: "employer",
}  # fmt: skip

SUBJECT_LENGTH = range(10, 121)
TEXT_LENGTH = range(80, 10_001)


class CannotCompose(ValueError):
    """The facts do not make a letter that keeps the rules of the house."""


@dataclass(frozen=True)
class Words:
    """A letter as it is read."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class Beside:
    """What a letter says beside its facts.

    `effect` is what a withdrawal does to vouchers, `awaited` what is awaited of an employer.
    """

    card: VoucherCard | None = None
    money: MoneyFacts | None = None
    effect: str = ""
    awaited: str = ""


NOTHING = Beside()


def compose(name: str, facts: Facts, beside: Beside = NOTHING) -> Words:
    """Write a letter; raises CannotCompose when it would break a limit.

    Subject 10-120 and text 80-10,000 characters, so that the same words also fit the IO app.
    """
    told = {ROOTS[type(facts)]: facts, "voucher": beside.card, "money": beside.money}
    data: dict[str, Any] = dict.fromkeys(ROOTS.values())
    data |= {"withdrawal": {"effect": beside.effect}, "awaited": {"of": beside.awaited}}
    data |= {name: clean(each.model_dump()) if each else None for name, each in told.items()}
    subject = _subjects().get_template(name).render(data)
    text = wrapped(_texts().get_template(name).render(data))
    if len(subject) not in SUBJECT_LENGTH or len(text) not in TEXT_LENGTH:
        raise CannotCompose(f"subject {len(subject)}, text {len(text)} characters")
    html = _pages().get_template(name).render(data, subject=subject)
    return Words(subject, text, html)


@cache
def _subjects() -> SandboxedEnvironment:
    return _environment({name: draft.matter.subject for name, draft in drafts().items()})


@cache
def _texts() -> SandboxedEnvironment:
    return _environment({name: as_text(draft.source) for name, draft in drafts().items()})


@cache
def _pages() -> SandboxedEnvironment:
    start, end = f'{{% extends "{LAYOUT}" %}}{{% block words %}}', "{% endblock %}"
    pages = {name: start + as_html(draft.source) + end for name, draft in drafts().items()}
    return _environment({**pages, LAYOUT: layout()}, autoescape=True)


def _environment(sources: dict[str, str], *, autoescape: bool = False) -> SandboxedEnvironment:
    """Only our own files are templates; what people typed is a value and comes out verbatim."""
    environment = SandboxedEnvironment(
        loader=DictLoader(sources),
        autoescape=autoescape,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters.update(euro=euro, day=day, hour=hour, stop=stop, some=some)
    return environment
