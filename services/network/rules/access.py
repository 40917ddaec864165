"""What an operator of a front desk may see and do: only cases of her desk, and no ISEE once sent.

The table of roles: an application is hers to write until it is sent; documents with special data
she hands in and does not read; the value of an ISEE she does not see after sending.
"""

from collections.abc import Collection
from uuid import UUID

from contracts.desks import AccessAnswer

NOTHING = AccessAnswer(sees=False, writes=False, hides=("isee", "special_documents"))
BEFORE_SENDING = AccessAnswer(sees=True, writes=True, hides=("special_documents",))
AFTER_SENDING = AccessAnswer(sees=True, writes=False, hides=("isee", "special_documents"))


def access(operator_desks: Collection[UUID], case_desk: UUID | None, *, sent: bool) -> AccessAnswer:
    """Return what an operator may do with a case of a desk: of another one, or of none, nothing."""
    if case_desk is None or case_desk not in operator_desks:
        return NOTHING
    return AFTER_SENDING if sent else BEFORE_SENDING
