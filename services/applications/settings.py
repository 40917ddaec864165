"""What the applications process is told."""

from kit.settings import ProcessSettings


class ApplicationsSettings(ProcessSettings):
    """The shared settings are enough so far."""
