"""Problems in HTTP answers: RFC 9457 for everything that is not a success."""

from typing import Any

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from kit import logs
from kit.refusal import Refusal

MEDIA_TYPE = "application/problem+json"


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
    return problem(error.status, error.slug, error.sentence, **members)


def _of_validation(error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise TypeError from error
    errors = [
        {
            "field": ".".join(str(part) for part in each["loc"][1:]),
            "rule": each["type"],
            "detail": each["msg"],
        }
        for each in error.errors()
    ]
    return problem(422, "invalid-request", "La richiesta contiene campi non validi.", errors=errors)


def _of_http(error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise TypeError from error
    response = problem(error.status_code, f"http-{error.status_code}", str(error.detail))
    response.headers.update(error.headers or {})
    return response
