"""Codes cannot be guessed, and no single slip of typing makes one out of another."""

from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.ids import new_id
from kit.refusal import Refusal
from services.vouchers.rules.codes import ALPHABET, Codes, check_symbol, read
from tests.vouchers.world import CODES

A_FEW = [CODES.code(UUID(int=number)) for number in range(1, 21)]


def refused(code: str) -> bool:
    with pytest.raises(Refusal) as no:
        read(code)
    return (no.value.slug, no.value.status, no.value.sentence) == (
        "voucher-code", 422, "Il codice del voucher contiene un errore.",
    )  # fmt: skip


@pytest.mark.parametrize("code", A_FEW)
def test_every_wrong_symbol_is_noticed(code: str):
    symbols = read(code)
    for place, right in enumerate(symbols):
        for wrong in ALPHABET.replace(right, ""):
            assert refused(symbols[:place] + wrong + symbols[place + 1 :])


@pytest.mark.parametrize("code", A_FEW)
def test_every_swap_of_neighbours_is_noticed(code: str):
    symbols = read(code)
    for place, (left, right) in enumerate(pairwise(symbols)):
        if left != right:
            assert refused(symbols[:place] + right + left + symbols[place + 2 :])


def test_the_checking_quasigroup_is_totally_anti_symmetric():
    for a in range(32):
        for b in range(a):
            assert all(check_symbol([c, a, b]) != check_symbol([c, b, a]) for c in range(32))


@given(st.uuids())
def test_a_code_is_read_however_it_is_typed(voucher_id: UUID):
    code = CODES.code(voucher_id)
    typed = code.lower().replace("0", "o").replace("1", "l").replace("-", " ")
    assert read(typed) == read(code) == code.replace("-", "")
    assert CODES.digest(typed) == CODES.digest(code)


@pytest.mark.parametrize(
    "code", ["", "0000", A_FEW[0][:-1], A_FEW[0] + "0", "U" * 24, "é" * 24, "ı" * 24, "!" * 24]
)
def test_what_has_not_the_shape_of_a_code_is_refused(code: str):
    assert refused(code)


def test_a_code_is_six_groups_of_four_and_depends_on_the_key():
    assert [len(group) for group in A_FEW[0].split("-")] == [4] * 6
    assert Codes(b"another key").code(UUID(int=1)) != A_FEW[0]
    assert Codes(b"another key").digest(A_FEW[0]) != CODES.digest(A_FEW[0])


def test_the_key_is_not_shown():
    assert "key" not in repr(CODES)


def test_symbols_of_many_codes_are_spread_evenly():
    """Chi-squared over 20,000 codes at each of the 23 places: 31 degrees, far tail at 90."""
    codes = [CODES.code(new_id()).replace("-", "") for _ in range(20_000)]
    assert len(set(codes)) == len(codes)
    expected = len(codes) / 32
    for place in range(23):
        seen = [0] * 32
        for code in codes:
            seen[ALPHABET.index(code[place])] += 1
        assert sum((each - expected) ** 2 / expected for each in seen) < 90
