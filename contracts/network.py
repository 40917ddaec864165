"""What network announces: the alliances, and the organisations that join them."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from contracts.values import Frozen
from kit.messages import Event


class AdhesionConfirmed(Event):
    """An organisation joined an alliance by its Scheda Partnership.

    `organisation_key` is the keyed hash of its VAT number or tax code, the same in every service.
    """

    title: ClassVar[str] = "adesione.confermata"

    adhesion_id: UUID
    organisation_key: str
    alliance: str
    since_on: date


class AdhesionWithdrawn(Event):
    """An organisation left an alliance."""

    title: ClassVar[str] = "adesione.recessa"

    adhesion_id: UUID
    organisation_key: str
    alliance: str
    until_on: date


class OrganisationCard(Frozen):
    """An organisation that joined an alliance; answered to our own services only.

    Of several adhesions that run, the oldest is told.
    """

    name: str
    municipality: str
    alliance: str
    since_on: date
