"""A letter's row and what the owners answered become one e-mail."""

from collections.abc import Mapping
from typing import Any

from jinja2 import TemplateError

from contracts.letters import EmployerLetterFacts, MoneyFacts
from contracts.vouchers.cards import VoucherCard
from kit import clock
from services.notifications.models import Letter
from services.notifications.queries.answers import Answer, Material
from services.notifications.rules.addresses import is_one_address
from services.notifications.rules.catalogue import drafts
from services.notifications.rules.composing import (
    Beside,
    CannotCompose,
    Facts,
    Words,
    compose,
)
from services.notifications.rules.fates import Hitch
from services.notifications.rules.mail import Mail
from services.notifications.rules.matter import awaited_of, effect_of, voucher_of
from services.notifications.rules.moot import is_moot
from services.notifications.rules.ways import Ways
from services.notifications.rules.wording import clean


def write(letter: Letter, material: Material, ways: Ways) -> Mail:
    """Compose the e-mail of a letter.

    Raises a Hitch: `owner-unavailable`, `facts-missing` and `cannot-compose` are tried again,
    `bad-address` ends the letter, `no-longer-matters` drops it.
    """
    facts = _facts(letter, material)
    if is_moot(letter.name, facts):
        raise Hitch("dropped", "no-longer-matters")
    way = ways.of(drafts()[letter.name].matter.letter_class, facts)
    if not is_one_address(way.address):
        raise Hitch("failed", "bad-address")
    return Mail(
        message_id=letter.message_id,
        sender=way.sender,
        body_name=clean(facts.body_name),
        address=way.address,
        words=_words(letter, facts, material),
        at=clock.now(),
    )


def _facts(letter: Letter, material: Material) -> Facts:
    about = drafts()[letter.name].matter.about
    if about == "employer":
        return _employer(letter, material)
    told: Mapping[str, Answer[Any]] = {
        "application": material.facts,
        "draft": material.drafts,
        "provider": material.providers,
        "official": material.digests,
    }
    facts: Facts = told[about].about(letter.application_id)
    return facts


def _employer(letter: Letter, material: Material) -> EmployerLetterFacts:
    """An employer of whom nothing is known has no address: then nobody is written to."""
    known = material.employers.if_any(letter.application_id)
    if known is None:
        raise Hitch("dropped", "nobody-known")
    return known


def _matters(letter: Letter) -> tuple[str, str]:
    return effect_of(letter.about), awaited_of(letter.about)


def _words(letter: Letter, facts: Facts, material: Material) -> Words:
    try:
        beside = Beside(_card(letter, material), _money(letter, material), *_matters(letter))
        return compose(letter.name, facts, beside)
    except (TemplateError, CannotCompose, AttributeError, TypeError) as error:
        # A filter that meets a fact that lacks raises as Python does: the other letters go on.
        raise Hitch("retry", "cannot-compose") from error


def _card(letter: Letter, material: Material) -> VoucherCard | None:
    needed = drafts()[letter.name].matter.card
    if needed == "none":
        return None
    if voucher_id := voucher_of(letter.about):
        return material.vouchers.about(voucher_id)
    if needed == "needed":
        return material.cards.about(letter.application_id)
    return material.cards.if_any(letter.application_id)


def _money(letter: Letter, material: Material) -> MoneyFacts | None:
    if not drafts()[letter.name].matter.money:
        return None
    return material.money.about(letter.application_id)
