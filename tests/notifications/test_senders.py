"""Every letter has somebody who sends it, and its words are filled by what owners really tell."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from contracts.applications.decisions import DecisionOutcome
from contracts.cases import LetterFacts
from contracts.letters import DigestFacts, EmployerLetterFacts, MoneyFacts
from contracts.notifications import LetterName
from contracts.portal import DraftLetterFacts
from contracts.providers import ProviderLetterFacts
from contracts.vouchers.cards import VoucherCard
from services.notifications.rules.catalogue import drafts
from services.notifications.rules.matter import MailingName
from tests.house.source import modules, tree

NAMES = set(get_args(LetterName))
REACTIONS = "services/notifications/streams"
# What is sent at a day that only a workflow can wait for; the workflow is the next step.
TO_COME: set[str] = set()
# Where each owner says what letters say: a datum that no line there names is a dead one.
OWNERS: dict[type[BaseModel], tuple[str, ...]] = {
    LetterFacts: (
        "services/applications/usecases/letters.py", "services/applications/queries/letters.py",
        "services/applications/usecases/reading.py",
    ),
    DraftLetterFacts: ("services/portal/rules/letters.py",),
    ProviderLetterFacts: ("services/vouchers/queries/provider_letters.py",),
    VoucherCard: ("services/vouchers/queries/cards.py",),
    MoneyFacts: ("services/vouchers/queries/letters.py",),
    DigestFacts: ("services/dashboard/queries/digests.py",),
    EmployerLetterFacts: ("services/network/queries/employers.py",),
}  # fmt: skip
FIELDS = [(owner, field) for owner in OWNERS for field in owner.model_fields]


def words_of(*folders: str) -> Iterator[str]:
    """Every word that stands as a text in some files."""
    for path in modules(*folders):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def sent() -> set[str]:
    """The letters that a reaction or a workflow names; decisions and mailings are letters too."""
    named = {*words_of(REACTIONS), *words_of("workflows")}
    ended = {*get_args(DecisionOutcome), "withdrawn", "call_revoked"}
    return NAMES & (named | ended | set(get_args(MailingName)))


def test_every_letter_is_sent_by_a_reaction_or_a_workflow():
    missing = NAMES - sent() - TO_COME
    assert not missing, f"Nobody sends {missing}: write a reaction or a step, or remove the letter."


def test_no_letter_that_is_sent_is_still_to_come():
    assert not TO_COME & sent(), f"Take {TO_COME & sent()} out of TO_COME."


@pytest.mark.parametrize(
    ("owner", "field"), FIELDS, ids=[f"{owner.__name__}.{field}" for owner, field in FIELDS]
)
def test_every_datum_of_a_letter_is_told_by_its_owner(owner: type[BaseModel], field: str):
    told = {name for path in OWNERS[owner] for name in _named(path)}
    assert field in told, f"Nothing in {OWNERS[owner]} fills {field}: fill it, or remove it."


def _named(path: str) -> Iterator[str]:
    """The words by which a file may fill a field: keywords, keys, columns of its statements."""
    for node in ast.walk(tree(Path(path))):
        if isinstance(node, ast.keyword) and node.arg:
            yield node.arg
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from node.value.replace(",", " ").replace(".", " ").split()


def test_every_owner_of_words_is_looked_at():
    roots = {name.partition(".")[0] for each in drafts().values() for name in each.matter.data}
    known: dict[str, Any] = {
        "facts": LetterFacts, "draft": DraftLetterFacts, "provider": ProviderLetterFacts,
        "voucher": VoucherCard, "money": MoneyFacts, "digest": DigestFacts,
        "employer": EmployerLetterFacts,
    }  # fmt: skip
    assert roots - {"withdrawal", "awaited"} == set(known)
