"""One process of the race: it spends parts of a voucher, and writes down what it was answered."""

import asyncio
import random
import sys
from pathlib import Path

from contracts.vouchers.spending import VoucherRedeemed
from kit.database import Database
from kit.refusal import Refusal
from tests.vouchers.world import Ledger

AT_ONCE = 8
PROVIDER = "nido"
CENTS = 100


def answer_of(answer: VoucherRedeemed | Refusal) -> str:
    """An answer in one word: the residual, or why not."""
    return answer.slug if isinstance(answer, Refusal) else str(answer.residual_cents)


async def race(url: str, code: str, keys: list[str], answers: Path) -> None:
    """Ask under every key, in an order of its own; an answer is written before the next."""
    database = Database(url, pool_size=AT_ONCE)
    ledger = Ledger(database, accredited={PROVIDER})
    random.shuffle(keys)
    turns = asyncio.Semaphore(AT_ONCE)
    with answers.open("a") as written:

        async def ask(key: str) -> None:
            async with turns:
                answer = await ledger.spend_code(code, CENTS, key, PROVIDER)
            written.write(f"{key} {answer_of(answer)}\n")
            written.flush()

        await asyncio.gather(*(ask(key) for key in keys))
    await database.close()


def main() -> None:
    url, code, prefix, count, answers = sys.argv[1:]
    keys = [f"{prefix}-{number}" for number in range(int(count))]
    asyncio.run(race(url, code, keys, Path(answers)))


if __name__ == "__main__":
    main()
