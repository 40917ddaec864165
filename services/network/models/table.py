"""What every table of network is built on."""

from typing import Any

from sqlalchemy import DateTime, MetaData
from sqlalchemy.orm import registry
from sqlmodel import SQLModel

INSTANT: Any = DateTime(timezone=True)


class Table(SQLModel, registry=registry(metadata=MetaData())):
    """Base of every network table."""
