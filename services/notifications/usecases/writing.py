"""A letter's row and what the owners answered become one e-mail."""

from jinja2 import TemplateError

from contracts.letters import MoneyFacts
from contracts.vouchers.cards import VoucherCard
from kit import clock
from services.notifications.models import Letter
from services.notifications.queries.owners import Material
from services.notifications.rules.addresses import is_one_address
from services.notifications.rules.catalogue import drafts
from services.notifications.rules.composing import CannotCompose, Facts, Words, compose
from services.notifications.rules.fates import Hitch
from services.notifications.rules.mail import Mail
from services.notifications.rules.matter import voucher_of
from services.notifications.rules.wording import clean


def write(letter: Letter, material: Material, sender: str) -> Mail:
    """Compose the e-mail of a letter.

    Raises a Hitch: `owner-unavailable`, `facts-missing` and `cannot-compose` are tried again,
    `bad-address` ends the letter.
    """
    facts = _facts(letter, material)
    if not is_one_address(facts.recipient.email):
        raise Hitch("failed", "bad-address")
    return Mail(
        message_id=letter.message_id,
        sender=sender,
        body_name=clean(facts.body_name),
        address=facts.recipient.email,
        words=_words(letter, facts, material),
        at=clock.now(),
    )


def _facts(letter: Letter, material: Material) -> Facts:
    match drafts()[letter.name].matter.about:
        case "application":
            return material.facts.about(letter.application_id)
        case "draft":
            return material.drafts.about(letter.application_id)
        case "provider":
            return material.providers.about(letter.application_id)


def _words(letter: Letter, facts: Facts, material: Material) -> Words:
    try:
        return compose(letter.name, facts, _card(letter, material), _money(letter, material))
    except (TemplateError, CannotCompose) as error:
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
