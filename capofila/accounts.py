"""Accounts of the desk, opened from the command line."""

from dataclasses import dataclass
from uuid import UUID

from capofila.supervisor import Reached
from kit.database import Cause, Database
from services.dashboard.usecases.sessions import create_staff


@dataclass(frozen=True)
class Person:
    """Who may enter the desk, and as what."""

    name: str
    email: str
    password: str
    role: str


async def open_account(house: Reached, person: Person) -> UUID:
    """Open an account, or give a known one another name, password and role; return its id."""
    database = Database(house.database_url("dashboard"))
    try:
        async with database.transaction(Cause(actor="operator")) as session:
            staff = await create_staff(
                session, person.name, person.email, person.password, person.role
            )
            return staff.id
    finally:
        await database.close()
