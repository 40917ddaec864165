"""What the network process is told."""

from kit.settings import ProcessSettings


class NetworkSettings(ProcessSettings):
    """The shared settings are enough so far."""
