"""The ledger is added up again, and what does not agree is kept and told."""

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.vouchers.ledger import LedgerFaulty, LedgerProved, ProveLedger
from kit import clock
from kit.eventlog import announce
from kit.ids import new_id
from services.vouchers.queries.faults import ledger_faults

_PROOF = text(
    "insert into proof (id, at, accounts, transfers, faults) select :id, :at, "
    "(select count(*) from account), (select count(*) from transfer), :faults "
    "returning accounts, transfers"
)
_FAULTS = text(
    "insert into proof_fault (proof_id, position, fault) select :id, position, fault "
    "from unnest(cast(:faults as text[])) with ordinality as f (fault, position)"
)


async def prove_ledger(session: AsyncSession, _: ProveLedger) -> LedgerProved:
    """Look for every fault of the ledger and keep what was found, with its day.

    A fault is told as LedgerFaulty too. Nothing is mended: the journal is the truth, and a person
    decides.
    """
    found = await ledger_faults(session)
    values = {"id": new_id(), "at": clock.now(), "faults": len(found)}
    counted = (await session.execute(_PROOF, values)).one()
    await session.execute(_FAULTS, {"id": values["id"], "faults": found})
    proved = LedgerProved(
        proof_id=values["id"],
        accounts=counted.accounts,
        transfers=counted.transfers,
        faults=len(found),
    )
    await announce(session, proved)
    if found:
        await announce(session, LedgerFaulty(proof_id=proved.proof_id, faults=len(found)))
    return proved
