"""What the programme files say of a call: titles and sections."""

from collections.abc import Mapping

from contracts.programmes import Call, Line
from programmes.files import load_programmes

Calls = Mapping[str, Call]


def every_call() -> Calls:
    """Read the programme files."""
    return load_programmes().calls


def call_title(calls: Calls, call_id: str) -> str:
    """Return the title of a call, its code when no programme file has it."""
    return calls[call_id].title if call_id in calls else call_id


def line_title(calls: Calls, call_id: str, line_id: str) -> str:
    """Return the title of a section; nothing for the only section of a call."""
    if call_id not in calls:
        return line_id
    if len(calls[call_id].lines) == 1:
        return ""
    line = _line(calls, call_id, line_id)
    return line.title if line else line_id


def _line(calls: Calls, call_id: str, line_id: str) -> Line | None:
    lines = calls[call_id].lines if call_id in calls else ()
    return next((line for line in lines if line.id == line_id), None)
