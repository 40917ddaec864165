"""The stream door of network: it listens to nobody yet."""

from kit.doors import Doors

doors = Doors("network")
