"""Reports of expenditure, and what is liquidated on them."""

from typing import ClassVar
from uuid import UUID

from kit.messages import Event
from kit.money import Cents


class ReportFiled(Event):
    """A beneficiary accounted for what was spent (rendicontazione)."""

    title: ClassVar[str] = "rendiconto.presentato"

    report_id: UUID
    application_id: UUID


class ReportExamined(Event):
    """Each invoice of a report was admitted, whole or in part; an act may close it now."""

    title: ClassVar[str] = "rendiconto.esaminato"

    report_id: UUID
    application_id: UUID
    admitted_cents: Cents


class ReportReturned(Event):
    """A report went back to who filed it: another one may be filed."""

    title: ClassVar[str] = "rendiconto.restituito"

    report_id: UUID
    application_id: UUID


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
