"""What the workflows process is told."""

from kit.settings import ProcessSettings


class WorkflowsSettings(ProcessSettings):
    """The shared settings are enough so far."""
