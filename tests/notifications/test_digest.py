"""What officials hear once a day: what falls due, what came in."""

from datetime import date
from uuid import UUID

import pytest

from contracts.notifications import DigestOrdered, SendDigest
from kit.ids import new_id
from kit.wake import Bell
from services.notifications.streams import send_digest
from services.notifications.streams.mailer import Mailer
from tests.notifications.conftest import CAUSE, Desk
from tests.notifications.samples import digest
from tests.notifications.test_reactions import letters

DAY = date(2016, 12, 2)


async def order(desk: Desk, day: date = DAY) -> DigestOrdered:
    async with desk.database.transaction(CAUSE) as session:
        return await send_digest(session, SendDigest(day=day))


async def mailed(desk: Desk) -> None:
    await Mailer(desk.database, desk.asker, Bell(), Bell()).serve()


def official(desk: Desk, **others: object) -> UUID:
    facts = digest(**others)
    id_ = new_id()
    to = facts.recipient.model_copy(update={"application_id": id_})
    desk.owners.digests[str(id_)] = facts.model_copy(update={"recipient": to})
    desk.owners.audience.append(id_)
    return id_


async def test_each_official_is_written_to_once_a_day(desk: Desk):
    officials = sorted(official(desk) for _ in range(3))
    for _ in range(2):
        assert await order(desk) == DigestOrdered(day=DAY)
        await mailed(desk)
    assert await letters(desk) == [(each, "digest", "2016-12-02") for each in officials]


async def test_the_next_day_has_a_letter_of_its_own(desk: Desk):
    official(desk)
    for day in (DAY, date(2016, 12, 3)):
        await order(desk, day)
        await mailed(desk)
    assert [about for _, _, about in await letters(desk)] == ["2016-12-02", "2016-12-03"]


@pytest.mark.usefixtures("by_day")
async def test_an_official_reads_links_and_no_name_of_who_applied(desk: Desk):
    official(desk)
    await order(desk)
    await mailed(desk)
    await desk.sender.send_due()
    (mail,) = desk.office.taken
    assert mail["To"] == "carla@ente.example"
    assert mail["Subject"] == "Che cosa scade: 3 termini vicini, 5 domande nuove"
    words = " ".join(mail.get_body(("plain",)).get_content().split())
    assert "/domande/0197a000-0000-7000-8000-000000000001" in words


@pytest.mark.usefixtures("by_day")
async def test_an_official_whose_cases_were_all_decided_meanwhile_hears_nothing(desk: Desk):
    official(desk, due=[], due_count=0, came_in=0, unsent=0)
    await order(desk)
    await mailed(desk)
    await desk.sender.send_due()
    assert desk.office.taken == []
