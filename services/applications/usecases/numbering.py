"""The one statement that gives an application its register number and its place."""

from typing import Any

from sqlalchemy import Row, bindparam, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import IntegrityError
from sqlmodel.ext.asyncio.session import AsyncSession

from kit.refusal import Refusal
from services.applications.usecases.register import ENTRY, NEXT

# The register and the line whose budget is spent are locked only here, at the end of the
# transaction, and number, instant, link and place are given by the statement that uses them: they
# are given in commit order, and none is lost.
_REGISTER = text(
    f"""
    with numbered as ({NEXT}), placed as (
        update call_line set last_place = last_place + 1
        where call_id = :call_id and line = :fund and admits and exists (select from numbered)
        returning last_place
    ), filed as (
        insert into application (id, call_id, call_version, line, alliance, body, register_year,
            register_number, place, registered_at, late, content_hash, amount_cents, answer_due_on,
            channel, arrived_at, sent_at, postmarked_on, filed_by)
        select :id, :call_id, :call_version, :line, :alliance, :body, :year,
            numbered.last, placed.last_place, numbered.last_at, :late, :content_hash, :amount_cents,
            :due_on, :channel, :arrived_at, :sent_at, :postmarked_on, :filed_by
        from numbered, placed
        returning place
    ), entered as (
        insert into register_entry ({ENTRY})
        select :body, :year, last, last_at, 'application', :id, :content_hash, previous_link,
            last_link
        from numbered, placed
        returning {ENTRY}
    ), declared as (
        insert into applicant (application_id, kind, name, search_name, identifier,
            organisation_key, birth_on, municipality, email, iban, answers, delegate, employer_key)
        select :id, :kind, :name, :search_name, :identifier, :organisation_key,
            cast(:birth_on as date), :municipality, :email, :iban, :answers, :delegate,
            :employer_key
        from placed
    ), keyed as (
        insert into applicant_key (application_id, kind, path, value, alike, cents)
        select :id, key.* from placed, unnest(cast(:kinds as text[]), cast(:paths as text[]),
            cast(:given as text[]), cast(:alikes as text[]), cast(:cents as bigint[])) key
    ), attached as (
        insert into filed_document (attachment_id, application_id, document, at)
        select attachment_id, :id, document, last_at
        from numbered, placed, unnest(cast(:attachments as uuid[]), cast(:documents as text[]))
            attached (attachment_id, document)
    )
    select entered.*, filed.place from filed, entered
    """
).bindparams(
    bindparam("answers", type_=JSONB), bindparam("delegate", type_=JSONB(none_as_null=True))
)

_BY_CONSTRAINT = {
    "application_pkey": ("application-id-taken", "Questa domanda è già stata presentata."),
    "filed_document_pkey": ("attachment-taken", "Un allegato è già di un'altra domanda."),
}


async def number(session: AsyncSession, values: dict[str, Any]) -> Row[Any] | None:
    """Write an application under its number and in its place; return both with the entry.

    None when an act stops the call at this moment. Refuses `application-id-taken` and
    `attachment-taken`, both 409, when somebody was quicker.
    """
    try:
        return (await session.execute(_REGISTER, values)).one_or_none()
    except IntegrityError as error:
        raise _refusal(error) from error


def _refusal(error: IntegrityError) -> Exception:
    for constraint, refusal in _BY_CONSTRAINT.items():
        if constraint in str(error.orig):
            return Refusal(*refusal)
    return error
