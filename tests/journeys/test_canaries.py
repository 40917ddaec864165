"""What is personal stands in the owner's tables and in the letter, and nowhere else."""

from collections.abc import Iterator
from pathlib import Path

from tests.world.live import LiveHouse, family, numbers

REASON = "Motivo canarinogiallo."
ELSEWHERE = ("mail", "postgres", "pg")


def left_on_disk(data: Path) -> Iterator[tuple[Path, bytes]]:
    """Every file of Redis, Temporal and the logs."""
    for path in data.rglob("*"):
        if path.is_file() and not set(path.relative_to(data).parts) & set(ELSEWHERE):
            yield path, path.read_bytes()


async def test_no_personal_datum_is_in_streams_histories_or_logs(house: LiveHouse) -> None:
    form = family(next(numbers), municipality="015139")
    form["applicant"] |= {"given_name": "Canarinoverde", "email": "canarinoblu@posta.example"}
    receipt = await house.apply(form)
    await house.refuse(receipt, REASON)
    assert await house.settled() == []
    assert (await house.ask("applications", "letter-facts", receipt))["reason"] == REASON

    person = form["applicant"]
    canaries = [
        person["given_name"], person["email"], person["tax_code"], form["iban"],
        "canarinogiallo", receipt["application_id"],
    ]  # fmt: skip
    files = list(left_on_disk(house.stack.data))
    found = {
        canary: [path.name for path, content in files if canary.encode() in content]
        for canary in canaries
    }
    # The id of the application is there: so the search does look where the others would be.
    assert found.pop(receipt["application_id"])
    assert {canary: names for canary, names in found.items() if names} == {}
