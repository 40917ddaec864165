"""What may be done with alliances and the organisations that join them."""

from services.network.usecases.alliances import publish_alliance

__all__ = ["publish_alliance"]
