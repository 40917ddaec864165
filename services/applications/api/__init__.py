"""The HTTP doors of applications, room by room."""

from services.applications.api import (
    acts,
    attachments,
    calls,
    cases,
    filing,
    forms,
    loads,
    migrations,
    money,
    observations,
    rankings,
    review,
    revisions,
    terms,
    what_if,
)

ROUTERS = tuple(
    room.router
    for room in (
        calls,
        filing,
        forms,
        attachments,
        loads,
        acts,
        cases,
        revisions,
        terms,
        review,
        migrations,
        what_if,
        rankings,
        observations,
        money,
    )
)
