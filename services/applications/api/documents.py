"""The doors of the register of documents; for officials and our own processes only."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from contracts.documents import (
    LAST_NUMBER,
    PLAIN,
    Annulment,
    AnnulmentForm,
    DocumentCard,
    DocumentCards,
    DocumentForm,
    OtherNumber,
    OtherNumberForm,
    OtherNumbers,
    Particulars,
    ParticularsForm,
    RegisteredDocument,
)
from contracts.places import Slug
from kit.database import Cause
from kit.web import SERVICE
from services.applications.api.door import IdempotencyKey, Reading
from services.applications.api.repeated import Once
from services.applications.queries import documents as found
from services.applications.usecases import annulment, document_card, documents, other_number

router = APIRouter(prefix="/v1")
OfYear = Annotated[int, Query(ge=1900, le=9999)]
FromNumber = Annotated[int, Query(alias="from", ge=1, le=LAST_NUMBER)]
Numbered = Annotated[int, Query(ge=1, le=LAST_NUMBER)]
Aoo = Annotated[str, Query(pattern=PLAIN, min_length=1, max_length=120)]


@router.post("/documents", status_code=201, **SERVICE)
async def post_document(
    request: Request, form: DocumentForm, idempotency_key: IdempotencyKey
) -> RegisteredDocument:
    """Register a document of the counter, the post or the desk."""
    once = Once(request, idempotency_key, form.official)
    return await once.answered(
        RegisteredDocument, lambda session: documents.register_form(session, form)
    )


@router.get("/documents", **SERVICE)
async def get_documents(
    session: Reading, body: Slug, year: OfYear, first: FromNumber = 1
) -> DocumentCards:
    """Return a page of the register of a body and a year, from a number on."""
    return await document_card.found_documents(session, (body, year, first))


@router.put("/documents/{document_id}/particulars", status_code=204, **SERVICE)
async def put_particulars(request: Request, document_id: UUID, form: ParticularsForm) -> None:
    """Keep who sent a document, to whom and about what, before or after its number is given."""
    told = Particulars.model_validate(form.model_dump(exclude={"official"}))
    async with request.app.state.database.transaction(Cause(actor=form.official)) as session:
        await documents.keep_particulars(session, document_id, told, form.official)


@router.get("/documents/{document_id}", **SERVICE)
async def get_document(session: Reading, document_id: UUID) -> DocumentCard:
    """Return a document with all that is known of it."""
    return await document_card.document_card(session, document_id)


@router.get("/documents/{document_id}/segnatura", **SERVICE)
async def get_segnatura(session: Reading, document_id: UUID) -> Response:
    """Return the segnatura of a document as XML (DPR 445/2000 art. 55)."""
    content = await document_card.segnatura_of(session, document_id)
    return Response(content, media_type="application/xml")


@router.get("/cases/{about}/documents", **SERVICE)
async def get_case_documents(session: Reading, about: UUID) -> DocumentCards:
    """Return what came in and left about a case, in order."""
    return await document_card.documents_of_case(session, about)


def _place(
    body: Slug,
    year: Annotated[int, Path(ge=1900, le=9999)],
    number: Annotated[int, Path(ge=1, le=LAST_NUMBER)],
) -> tuple[str, int, int]:
    return body, year, number


@router.post("/registers/{body}/{year}/{number}/annulment", status_code=201, **SERVICE)
async def post_annulment(
    request: Request,
    place: Annotated[tuple[str, int, int], Depends(_place)],
    form: AnnulmentForm,
    idempotency_key: IdempotencyKey,
) -> Annulment:
    """Annul an entry with its reason and its act: the number stays, struck and readable."""
    once = Once(request, idempotency_key, form.official)
    return await once.answered(
        Annulment, lambda session: annulment.annul_document(session, place, form)
    )


@router.get("/registers/{body}/days/{day}", **SERVICE)
async def get_day(session: Reading, body: Slug, day: date) -> Response:
    """Return the register of a day that is over as CSV, the same bytes whenever it is asked."""
    content = await document_card.daily_register(session, body, day)
    return Response(content, media_type="text/csv; charset=utf-8")


@router.post("/other-numbers", status_code=201, **SERVICE)
async def post_other_number(
    request: Request, form: OtherNumberForm, idempotency_key: IdempotencyKey
) -> OtherNumber:
    """Attach the number of another body's register to a document or a case."""
    once = Once(request, idempotency_key, form.official)
    return await once.answered(
        OtherNumber, lambda session: other_number.attach_number(session, form)
    )


@router.get("/other-numbers", **SERVICE)
async def get_other_numbers(
    session: Reading, aoo: Aoo, year: OfYear, number: Numbered
) -> OtherNumbers:
    """Return which document or case of ours bears a number of another body."""
    return OtherNumbers(items=await found.others_by_number(session, aoo, year, number))
