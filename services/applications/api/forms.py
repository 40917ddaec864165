"""The doors of those who fill a form in: its schema, its checks, a look ahead."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import JSONResponse

from contracts.intake import AnswersToCheck, CheckedAnswers, Precheck, Prechecked
from contracts.places import CallId
from kit.web import PUBLIC
from services.applications.api.door import VersionNumber
from services.applications.rules import schema
from services.applications.usecases import forms

router = APIRouter(prefix="/v1/calls/{call_id}/lines/{line}")

Line = Annotated[str, Path(pattern=r"^[A-Za-z0-9-]{1,40}$")]
SCHEMA = "application/schema+json"


async def form_of(
    request: Request, call_id: CallId, line: Line, version: VersionNumber = None
) -> forms.Form:
    """Read a form and give the connection back, for what is done with it takes its time."""
    async with request.app.state.database.reading() as session:
        return await forms.form_of(session, call_id, line, version)


Form = Annotated[forms.Form, Depends(form_of)]


@router.get("/schema", **PUBLIC)
async def read_schema(form: Form) -> JSONResponse:
    """Return the form of a line as JSON Schema 2020-12."""
    return JSONResponse(schema.filing(form.call, form.line.id), media_type=SCHEMA)


@router.post("/answer-checks", **PUBLIC)
async def check_answers(form: Form, asked: AnswersToCheck) -> CheckedAnswers:
    """Check answers, perhaps not all yet, without keeping them."""
    return forms.check_answers(form, asked)


@router.post("/prechecks", **PUBLIC)
async def precheck(form: Form, asked: Precheck) -> Prechecked:
    """Tell how the requirements would answer, before anything is filed and by whom."""
    return await forms.precheck(form, asked)
