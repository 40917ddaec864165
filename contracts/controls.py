"""The control of an award over HTTP."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from contracts.intake import Filed
from contracts.publishing import Official, Words
from contracts.values import Frozen


class ControlForm(Filed):
    """What an official found about an award, and the days to answer it from the delivery."""

    findings: Annotated[list[Words], Field(min_length=1, max_length=20)]
    answer_days: Annotated[int, Field(ge=10, le=30)]
    official: Official


class StartedControl(Frozen):
    """The answer of `POST /v1/applications/{id}/controls`."""

    control_id: UUID
    protocol: str
