"""The HTTP doors of applications, room by room."""

from services.applications.api import (
    acts,
    attachments,
    awaited,
    calls,
    cases,
    controls,
    documents,
    emergencies,
    filing,
    forms,
    loads,
    migrations,
    money,
    observations,
    rankings,
    review,
    review_desk,
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
        controls,
        documents,
        emergencies,
        revisions,
        terms,
        review,
        review_desk,
        migrations,
        what_if,
        rankings,
        observations,
        awaited,
        money,
    )
)
