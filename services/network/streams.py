"""The stream door of network: it listens to nobody."""

from contracts.network import TendAdhesion
from kit.doors import Doors
from services.network.usecases.care import tend_adhesion

doors = Doors("network")
doors.command(TendAdhesion, tend_adhesion)
