"""What the stand-in knows of aid and of contributions: told once, one line of a file each."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Self

import orjson
from pydantic import BaseModel

from contracts.aid import AidAct, AidRegistration, Certificate, GrantedAid
from contracts.identifiers import VatNumber
from contracts.values import Frozen
from kit import clock
from kit.money import Cents

FIRST_CODE = 1_000_001


class AidOfOthers(Frozen):
    """An aid that another body granted to a firm."""

    vat_number: VatNumber
    on: date
    cents: Cents


class Contributions(Frozen):
    """Whether a firm pays its contributions; who was not told of does."""

    vat_number: VatNumber
    regular: bool


class ActOfAid(AidAct):
    """The act of an aid, with the code of the aid."""

    cor: str


@dataclass
class Register:
    """What the registries know, and what they were told; a register of no file forgets."""

    file: Path | None = None
    aids: dict[str, list[GrantedAid]] = field(default_factory=dict)
    codes: dict[str, tuple[AidRegistration, str]] = field(default_factory=dict)
    acts: dict[str, AidAct] = field(default_factory=dict)
    irregular: set[str] = field(default_factory=set)
    refusing: bool = False

    @classmethod
    def kept_in(cls, file: Path) -> Self:
        """Return the register that a file tells; what it is told from now on goes there."""
        register = cls()
        for line in file.read_bytes().splitlines() if file.exists() else ():
            kind, told = orjson.loads(line)
            register._learn(kind, KINDS[kind].model_validate(told))
        register.file = file
        return register

    def grant(self, aid: AidOfOthers) -> None:
        """Learn of an aid of another body."""
        self._tell("grant", aid)

    def pay(self, contributions: Contributions) -> None:
        """Learn whether a firm pays its contributions."""
        self._tell("pay", contributions)

    def register(self, aid: AidRegistration) -> str | None:
        """Return the code of an aid, under its key always the same; None when it is refused."""
        if self.refusing:
            return None
        if aid.key not in self.codes:
            self._tell("register", aid)
        return self.codes[aid.key][1]

    def confirm(self, cor: str, act: AidAct) -> bool:
        """Learn the act of an aid; tell whether a registered aid has this code."""
        if all(cor != code for _, code in self.codes.values()):
            return False
        self._tell("confirm", ActOfAid(cor=cor, **act.model_dump()))
        return True

    def certificate(self, vat_number: str) -> Certificate:
        """Return the certificate of a firm, asked for today."""
        return Certificate(
            regular=vat_number not in self.irregular,
            protocol=f"PROVA_INPS_{vat_number}",
            requested_on=clock.today(),
        )

    def _tell(self, kind: str, told: BaseModel) -> None:
        self._learn(kind, told)
        if self.file is None:
            return
        with self.file.open("ab") as file:
            file.write(orjson.dumps([kind, told.model_dump(mode="json")]) + b"\n")
            file.flush()
            os.fsync(file.fileno())

    def _learn(self, kind: str, told: Any) -> None:
        learn: Mapping[str, Callable[[Any], None]] = {
            "grant": self._learn_grant,
            "pay": self._learn_contributions,
            "register": self._learn_registration,
            "confirm": self._learn_act,
        }
        learn[kind](told)

    def _learn_grant(self, aid: AidOfOthers) -> None:
        self._add(aid.vat_number, aid.on, aid.cents)

    def _learn_contributions(self, told: Contributions) -> None:
        if told.regular:
            self.irregular.discard(told.vat_number)
        else:
            self.irregular.add(told.vat_number)

    def _learn_registration(self, aid: AidRegistration) -> None:
        self.codes[aid.key] = (aid, self._add(aid.vat_number, aid.on, aid.cents))

    def _learn_act(self, told: ActOfAid) -> None:
        self.acts[told.cor] = AidAct(act=told.act, on=told.on)

    def _add(self, vat_number: str, on: date, cents: int) -> str:
        cor = f"PROVA-{FIRST_CODE + sum(map(len, self.aids.values()))}"
        self.aids.setdefault(vat_number, []).append(GrantedAid(on=on, cents=cents, cor=cor))
        return cor


KINDS: Mapping[str, type[BaseModel]] = {
    "grant": AidOfOthers,
    "pay": Contributions,
    "register": AidRegistration,
    "confirm": ActOfAid,
}
