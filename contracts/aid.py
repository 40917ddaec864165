"""What the registries of aid answer, and what applications says of a firm, over HTTP."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StrictInt

from contracts.money import ActRef
from contracts.publishing import Official
from contracts.values import Frozen
from kit.money import Cents


class GrantedAid(Frozen):
    """An aid that a firm was granted: the day of the right to it, and its cents."""

    on: date
    cents: Cents
    cor: str = ""


class AidFirm(Frozen):
    """The firm of an application; answered to vouchers only.

    `vat_number` is None when who applied is no undertaking: then no aid is registered. `cup` is the
    code of the project. With whom the firm is one undertaking is known to network.
    """

    application_id: UUID
    vat_number: str | None
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


class AidCheckCard(Frozen):
    """A look at what an undertaking of so many firms was granted, with every aid that counted."""

    at: datetime
    amount_cents: Cents
    counted_cents: Cents
    ceiling_cents: Cents
    basis: str
    firms: int
    aids: tuple[GrantedAid, ...]


class CertificateCard(Frozen):
    """What was last answered about the contributions of a firm, and until which day it holds."""

    regular: bool
    protocol: str
    requested_on: date
    holds_until_on: date | None


class AidCard(Frozen):
    """The aid of an application as an official reads it.

    `state` is not_due, registered or confirmed, None before it is registered. `alarm` is the
    sentence to show while the register does not know the act and its days come to an end.
    """

    application_id: UUID
    state: str | None
    cor: str | None
    confirm_by_on: date | None
    act: str | None
    act_on: date | None
    alarm: str
    checks: tuple[AidCheckCard, ...]
    certificate: CertificateCard | None


class UnconfirmedAid(Frozen):
    """A granted aid whose act the register does not know, with its last day."""

    application_id: UUID
    call_id: str
    cor: str
    confirm_by_on: date
    late: bool
    sentence: str


class UnconfirmedAids(Frozen):
    """The granted aids whose act the register does not know, the most urgent first."""

    items: tuple[UnconfirmedAid, ...]


class Substitution(Frozen):
    """An official pays the contributions of a firm out of what the firm is owed, by an act.

    Art. 31 c. 3 and 8-bis DL 69/2013: the sum is what the certificate says is missing, or all that
    is owed when that is less.
    """

    creditor: Literal["inps", "inail", "cassa_edile"]
    amount_cents: Annotated[StrictInt, Field(gt=0)]
    act: ActRef
    official: Official
