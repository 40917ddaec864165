"""The stream door of the portal."""

from functools import partial

from contracts.portal import TendDraft
from kit.doors import Doors
from services.portal.usecases.tending import Closings, tend_draft


def open_doors(closings: Closings) -> Doors:
    """Return the stream door; `closings` tells when a line of a call closes now."""
    doors = Doors("portal")
    doors.command(TendDraft, partial(tend_draft, closings=closings))
    return doors
