"""What happens to applications and their calls, told to those who applied."""

from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.applications.calls import CallChanged
from contracts.applications.checks import ApplicationChecked
from contracts.applications.controls import ControlStarted
from contracts.applications.decisions import ApplicationReopened
from contracts.applications.filing import ApplicationRegistered, ApplicationRevised, EmployerLeft
from contracts.applications.procedure import IntegrationRequested, NoticeGiven, ObservationsReceived
from contracts.applications.ranking import AcceptanceAnswered, AcceptanceRequested, RankingPublished
from kit.days import civil_day
from services.notifications.rules.matter import employer_matter, reader_of, round_matter
from services.notifications.streams.telling import mailings, tell
from services.notifications.usecases import mailing


async def send_receipt(session: AsyncSession, fact: ApplicationRegistered) -> None:
    """Send who applied the receipt of the application (art. 18-bis L. 241/1990)."""
    await tell(session, fact.application_id, "received")


async def send_receipt_of_changes(session: AsyncSession, fact: ApplicationRevised) -> None:
    """Send who changed an application the receipt; what others did has its own letters."""
    if fact.by not in ("migration", "employer"):
        await tell(session, fact.application_id, "amended", str(fact.revision))


async def tell_of_a_changed_call(session: AsyncSession, fact: CallChanged) -> None:
    """Tell everybody who applied how the call changed."""
    await mailing.order_mailing(session, fact)
    mailings.ring()


async def ask_for_what_is_missing(session: AsyncSession, fact: IntegrationRequested) -> None:
    """Ask who applied to complete the application (art. 6 L. 241/1990)."""
    await tell(session, fact.application_id, "integration", str(fact.integration_id))


async def tell_the_reasons_against(session: AsyncSession, fact: NoticeGiven) -> None:
    """Tell who applied the reasons against, before any refusal (art. 10-bis L. 241/1990)."""
    await tell(session, fact.application_id, "refusal_notice", str(fact.notice_id))


async def send_receipt_of_observations(session: AsyncSession, fact: ObservationsReceived) -> None:
    """Send who answered a notice the receipt (art. 18-bis L. 241/1990)."""
    about = str(fact.observation_id)
    await tell(session, fact.application_id, "observations_received", about)


async def tell_of_a_list(session: AsyncSession, fact: RankingPublished) -> None:
    """Tell everybody in a published list where they stand in it."""
    await mailing.order_ranking_mailing(session, fact)
    mailings.ring()


async def ask_to_accept(session: AsyncSession, fact: AcceptanceRequested) -> None:
    """Ask who was granted money to accept it, and until when."""
    await tell(session, fact.application_id, "acceptance", str(fact.accept_by_on))


async def tell_that_nobody_accepted(session: AsyncSession, fact: AcceptanceAnswered) -> None:
    """Tell who let the day go by that the money went to the next; an answer has its own receipt."""
    if fact.answer == "lapsed":
        about = round_matter(fact.round)
        await tell(session, fact.application_id, "acceptance_lapsed", about)


async def tell_that_it_is_open_again(session: AsyncSession, fact: ApplicationReopened) -> None:
    """Tell who applied that an act took the decision back (art. 21-nonies L. 241/1990)."""
    about = f"{fact.act_number}/{fact.act_year}"
    await tell(session, fact.application_id, "reopened", about)


async def tell_who_has_no_voucher_yet(session: AsyncSession, fact: EmployerLeft) -> None:
    """Tell who was promised something that the employer left; of vouchers their owner tells."""
    if fact.state != "awarded":
        await tell(session, fact.application_id, "employer_left", str(fact.adhesion_id))


async def tell_what_a_control_found(session: AsyncSession, fact: ControlStarted) -> None:
    """Tell who was given an award what was found, before anything is taken back."""
    await tell(session, fact.application_id, "revocation_started", str(fact.control_id))


async def invite_the_employer(session: AsyncSession, fact: ApplicationChecked) -> None:
    """Ask an employer for what its workers wait for, once a month, and never for whom."""
    if fact.waits_for and fact.employer_key:
        month = civil_day(fact.checked_at)
        about = employer_matter(fact.employer_key, fact.waits_for, month)
        await tell(session, reader_of(fact.employer_key), "employer_invited", about)
