"""What the registries of aid answer, and what applications says of a firm, over HTTP."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from contracts.values import Frozen
from kit.money import Cents


class GrantedAid(Frozen):
    """An aid that a firm was granted: the day of the right to it, and its cents."""

    on: date
    cents: Cents
    cor: str = ""


class AidFirm(Frozen):
    """The firm of an application, with those linked to it, and what it declared to have had.

    `vat_number` is None when who applied is no undertaking: then no aid is registered. `cup` is the
    code of the project; answered to vouchers only.
    """

    application_id: UUID
    vat_number: str | None
    linked: list[str] = Field(default_factory=list)
    declared: list[GrantedAid] = Field(default_factory=list)
    cup: str = ""


class AidFirms(Frozen):
    """The firms of some applications."""

    items: list[AidFirm]


class AidRegisterExtract(Frozen):
    """What the register knows of a firm (visura aiuti)."""

    aids: list[GrantedAid]


class AidRegistration(Frozen):
    """An aid that is about to be granted; the same key again is the same registration."""

    key: str
    vat_number: str
    cents: Cents
    on: date
    cup: str


class AidCode(Frozen):
    """The code of the register (COR)."""

    cor: Annotated[str, Field(min_length=1, max_length=40)]


class AidAct(Frozen):
    """The act that granted a registered aid, with its day."""

    act: str
    on: date


class Certificate(Frozen):
    """Whether a firm pays its contributions (DURC), until which day, under which number."""

    regular: bool
    protocol: str
    requested_on: date
