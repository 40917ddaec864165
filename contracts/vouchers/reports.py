"""Reports of expenditure, and what is liquidated on them."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from kit.messages import Event
from kit.money import Cents


class ReportFiled(Event):
    """A beneficiary accounted for what was spent (rendicontazione).

    One that `completes` a report that was returned may be `late` for its term: a person decides.
    """

    title: ClassVar[str] = "rendiconto.presentato"

    report_id: UUID
    application_id: UUID
    completes: UUID | None = None
    late: bool = False


class ReportExamined(Event):
    """Each invoice of a report was admitted, whole or in part; an act may close it now."""

    title: ClassVar[str] = "rendiconto.esaminato"

    report_id: UUID
    application_id: UUID
    admitted_cents: Cents


class ReportReturned(Event):
    """A report went back to who filed it, to be completed by `answer_by_on`, that day included."""

    title: ClassVar[str] = "rendiconto.restituito"

    report_id: UUID
    application_id: UUID
    answer_by_on: date | None = None


class ReportClosed(Event):
    """An act closed a report: what it admits, and what of the award is left to be liquidated."""

    title: ClassVar[str] = "rendiconto.chiuso"

    report_id: UUID
    application_id: UUID
    admitted_cents: Cents
    left_cents: Cents


class AwardLiquidated(Event):
    """An act says that a part of an award is owed (liquidazione).

    `amount_cents` is gross; of it `withheld_cents` go to the treasury (art. 28 c. 2 DPR 600/1973).
    `cut_cents` returned to the line because the report admits less.
    """

    title: ClassVar[str] = "contributo.liquidato"

    liquidation_id: UUID
    application_id: UUID
    award_id: UUID
    amount_cents: Cents
    withheld_cents: Cents
    cut_cents: Cents
