"""The names of the accounts that follow from what they are about."""

from uuid import UUID, uuid5


def payable(line: UUID, payee: str) -> UUID:
    """Return the account of what is owed to a payee out of a budget line.

    A payee is `provider:<id>`, `application:<id>` (who was awarded), or `treasury` (withholdings).
    """
    return uuid5(line, payee)
