"""What the applications process is told."""

from pathlib import Path

from kit.settings import ProcessSettings


class ApplicationsSettings(ProcessSettings):
    """The shared settings, where uploaded files are kept, and who looks for viruses in them.

    `applications_attachments_path` is a folder of this process alone, outside any web root, that
    outlives the process. `applications_scanner` is `host:port` of a clamd; without one a file that
    passes the inspection is accepted.
    """

    applications_attachments_path: Path
    applications_scanner: str = ""
