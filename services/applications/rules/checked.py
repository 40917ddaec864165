"""What was kept of a check, as letters and pages read it."""

from collections.abc import Mapping
from typing import Any

from contracts.cases import RequirementLine


def tree(findings: Any) -> dict[str, Any] | None:
    """Return the explanation of a check; the oldest checks have none."""
    return dict(findings) if isinstance(findings, Mapping) else None


def requirements(findings: Any) -> list[RequirementLine]:
    """Return each requirement that concerned the case, as a person reads it."""
    found = findings["findings"] if isinstance(findings, Mapping) else findings or []
    return [
        RequirementLine(article=each["article"], sentence=each["sentence"], outcome=each["answer"])
        for each in found
        if each["answer"] != "not_applicable"
    ]
