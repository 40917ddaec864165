"""The procedures of the workflow tests, to record their histories."""

from tests.workflows.conftest import procedures, skipping

__all__ = ["procedures", "skipping"]
