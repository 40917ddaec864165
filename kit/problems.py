"""Problems in HTTP answers: RFC 9457 for everything that is not a success."""

from typing import Any

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from kit import logs
from kit.refusal import Refusal

MEDIA_TYPE = "application/problem+json"
KNOWN = {
    400: ("unreadable-body", "Il corpo della richiesta non si può leggere."),
    404: ("not-found", "Questo indirizzo non esiste."),
    405: ("method-not-allowed", "Questo indirizzo non accetta questo metodo."),
    413: ("too-large", "La richiesta supera 1 MiB."),
}
OTHERWISE = "Il valore non è ammesso."
SENTENCES = {
    "missing": "Manca questo dato.",
    "extra_forbidden": "Questo dato non è previsto.",
    "json_invalid": "Il corpo della richiesta non è JSON valido.",
    "model_attributes_type": "Qui serve un oggetto JSON.",
    "union_tag_not_found": "Manca il tipo di chi presenta la domanda.",
    "union_tag_invalid": "Questo tipo non è previsto.",
    "string_type": "Serve un testo.",
    "string_too_short": "Il testo è troppo corto.",
    "string_too_long": "Il testo è troppo lungo.",
    "string_pattern_mismatch": "Il testo non ha la forma richiesta.",
    "int_type": "Serve un numero intero.",
    "int_parsing": "Serve un numero intero.",
    "date_from_datetime_parsing": "Serve una data, per esempio 2015-12-09.",
    "date_parsing": "Serve una data, per esempio 2015-12-09.",
    "date_type": "Serve una data, per esempio 2015-12-09.",
    "dict_type": "Qui serve un oggetto JSON.",
    "uuid_parsing": "L'identificativo non ha la forma richiesta.",
    "greater_than": "Il numero è troppo piccolo.",
    "greater_than_equal": "Il numero è troppo piccolo.",
    "less_than_equal": "Il numero è troppo grande.",
}


def problem(status: int, slug: str, detail: str, **members: Any) -> Response:
    """Answer with one problem: its slug as `type`, one sentence as `detail`."""
    body = {
        "type": f"urn:capofila:problem:{slug}",
        "title": slug,
        "status": status,
        "detail": detail,
        **members,
    }
    return Response(orjson.dumps(body), status, media_type=MEDIA_TYPE)


def install(app: FastAPI, service: str) -> None:
    """Answer refusals, invalid requests, HTTP errors and bugs of this app as problems."""
    log = logs.logger(service)

    async def refused(_: Request, error: Exception) -> Response:
        return _of_refusal(error)

    async def invalid(_: Request, error: Exception) -> Response:
        return _of_validation(error)

    async def http(_: Request, error: Exception) -> Response:
        return _of_http(error)

    async def bug(request: Request, error: Exception) -> Response:
        log.error("bug", method=request.method, error=type(error).__name__)
        return problem(500, "internal-error", "Errore interno: la richiesta non è stata eseguita.")

    app.add_exception_handler(Refusal, refused)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(Exception, bug)


def _of_refusal(error: Exception) -> Response:
    if not isinstance(error, Refusal):
        raise TypeError from error
    errors = getattr(error, "errors", None)
    members = {"errors": errors} if errors else {}
    response = problem(error.status, error.slug, error.sentence, **members)
    if seconds := getattr(error, "retry_after", None):
        response.headers["Retry-After"] = str(seconds)
    return response


def _of_validation(error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise TypeError from error
    errors = [_told(each) for each in error.errors()]
    return problem(422, "invalid-request", "La richiesta contiene campi non validi.", errors=errors)


def _told(each: dict[str, Any]) -> dict[str, str]:
    """Name the field and the rule; what pydantic says in English is said in Italian."""
    rule, place = each["type"], [str(part) for part in each["loc"][1:]]
    field = "body" if rule == "json_invalid" or not place else ".".join(place)
    # Our own rules have hyphens in their names, and sentences of their own.
    sentence = SENTENCES.get(rule) or (each["msg"] if "-" in rule else OTHERWISE)
    return {"field": field, "rule": rule, "detail": sentence}


def _of_http(error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise TypeError from error
    status = error.status_code
    response = problem(status, *KNOWN.get(status, (f"http-{status}", str(error.detail))))
    response.headers.update(error.headers or {})
    return response
