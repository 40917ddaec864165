"""What every table of vouchers is built on."""

from typing import Any

from sqlalchemy import DateTime, MetaData
from sqlalchemy.orm import registry
from sqlmodel import SQLModel

INSTANT: Any = DateTime(timezone=True)


class Table(SQLModel, registry=registry(metadata=MetaData())):
    """Base of the tables of vouchers."""
