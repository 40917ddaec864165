"""Whose mailboxes there are: those that the files of the programmes name, and the house's own."""

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import programmes
from programmes.documents import tree_of

Kind = Literal["mail", "pec"]
# What was sent for the house comes back to it when nobody takes it.
HOUSE = "noreply@capofila.example"
PROGRAMMES = Path(programmes.__file__).parent


@dataclass(frozen=True, slots=True)
class Account:
    """A mailbox: its address is also the name to log in with. The house's own is of no body."""

    address: str
    kind: Kind
    body: str = ""


@cache
def accounts() -> tuple[Account, ...]:
    """Return every mailbox of the house, in the order of their addresses."""
    found = {account.address: account for body in _bodies() for account in _of(*body)}
    found[HOUSE] = Account(HOUSE, "mail")
    return tuple(found[address] for address in sorted(found))


def password_in(file: Path) -> str:
    """Return the one password of all mailboxes of a data folder, made at the first start."""
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_hex(16))
    return file.read_text()


def _bodies() -> Iterator[tuple[str, Mapping[str, Any]]]:
    for path in sorted(PROGRAMMES.glob("*/body.toml")):
        yield path.parent.name, tree_of(PROGRAMMES, path).plain()
    for path in sorted(PROGRAMMES.glob("*/alliance.toml")):
        leads = tree_of(PROGRAMMES, path).plain().get("lead_history", {})
        yield from ((slug, lead.get("body", {})) for slug, lead in leads.items())


def _of(body: str, told: Mapping[str, Any]) -> Iterator[Account]:
    yield from (Account(address, "mail", body) for address in told.get("mailboxes", ()))
    if told.get("pec"):
        yield Account(told["pec"], "pec", body)
