"""What happens to vouchers and those where they are spent, told to holders and providers."""

from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.notifications import LetterName
from contracts.vouchers.issue import VouchersIssued
from contracts.vouchers.life import (
    VoucherReadmitted,
    VoucherReminded,
    VoucherReplaced,
    VoucherRevoked,
    VoucherSuspended,
    WithdrawalFollowed,
)
from contracts.vouchers.providers import ProviderMoved
from contracts.vouchers.spending import VoucherRedeemed
from services.notifications.rules.matter import voucher_matter, withdrawal_matter
from services.notifications.streams.telling import due, tell, this
from services.notifications.usecases import lists


async def send_vouchers(session: AsyncSession, fact: VouchersIssued) -> None:
    """Send the holders of a part of a list their vouchers."""
    await lists.queue_letters(session, fact.application_ids, "voucher")
    due.ring()


async def remind_the_holder(session: AsyncSession, fact: VoucherReminded) -> None:
    """Remind the holder of a last day that comes."""
    if fact.due:
        name: LetterName = "voucher_expiry" if fact.of == "expiry" else "voucher_activation"
        about = voucher_matter(fact.voucher_id, fact.days)
        await tell(session, fact.application_id, name, about)


async def tell_of_a_use(session: AsyncSession, fact: VoucherRedeemed) -> None:
    """Tell the holder what was spent, where, and what is left."""
    await _tell_of(session, fact, "voucher_used")


async def tell_of_a_suspension(session: AsyncSession, fact: VoucherSuspended) -> None:
    """Tell the holder that nothing can be spent for the time being, and why."""
    await _tell_of(session, fact, "voucher_suspended")


async def tell_of_a_readmission(session: AsyncSession, fact: VoucherReadmitted) -> None:
    """Tell the holder that the voucher can be spent again."""
    await _tell_of(session, fact, "voucher_readmitted")


async def tell_of_a_revocation(session: AsyncSession, fact: VoucherRevoked) -> None:
    """Tell the holder that the voucher ended by an act, and why."""
    await _tell_of(session, fact, "voucher_revoked")


async def send_the_new_code(session: AsyncSession, fact: VoucherReplaced) -> None:
    """Send the holder the code that takes the place of the dead one."""
    about = voucher_matter(fact.by_voucher_id)
    await tell(session, fact.application_id, "voucher_replaced", about)


async def tell_that_the_employer_left(session: AsyncSession, fact: WithdrawalFollowed) -> None:
    """Tell the holder that the voucher stays, and those where it is used what becomes of it.

    A suspension and a revocation tell the holder of themselves.
    """
    if fact.effect == "keep_to_expiry":
        await tell(session, fact.application_id, "employer_left", this(session))
    about = withdrawal_matter(fact.effect, fact.adhesion_id or fact.application_id)
    for provider_id in fact.provider_ids:
        await tell(session, provider_id, "provider_told", about)


async def tell_the_provider(session: AsyncSession, fact: ProviderMoved) -> None:
    """Tell a provider where its accreditation is; that it applied is told by the door."""
    if fact.state != "applied":
        await tell(session, fact.provider_id, "provider_moved", this(session))


async def _tell_of(
    session: AsyncSession,
    fact: VoucherRedeemed | VoucherSuspended | VoucherReadmitted | VoucherRevoked,
    name: LetterName,
) -> None:
    about = voucher_matter(fact.voucher_id, this(session))
    await tell(session, fact.application_id, name, about)
