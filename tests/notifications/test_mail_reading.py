"""The pure half of mail in: whatever bytes come, they are read as something."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifications.rules.files import media_type, safe_name
from services.notifications.rules.received import read, too_large, written

HEADS = st.sampled_from(
    [
        b"From: a@b.example\r\n", b"Subject: =?utf-8?q?=C3=A8?=\r\n", b"X-Ricevuta: consegna\r\n",
        b"X-Trasporto: posta-certificata\r\n", b"Content-Type: message/rfc822\r\n\r\n",
        b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n', b"--b\r\n", b"--b--\r\n", b"\r\n",
        b"Content-Transfer-Encoding: base64\r\n",
        b"Content-Disposition: attachment; filename*0=\r\n",
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n",
        b"Content-Type: message/delivery-status\r\n\r\nAction: failed\r\n\r\n", b"\x00\xff\n",
    ]
)  # fmt: skip
PIECES = st.lists(HEADS | st.binary(max_size=30), max_size=14).map(b"".join)


@given(PIECES, st.sampled_from(["mail", "pec"]))
def test_no_bytes_make_the_reader_fail(raw: bytes, mailbox: str):
    found = read(raw, mailbox, set())
    assert found.reason != "reader-failed"
    assert "\n" not in found.subject + found.sender + found.message_id
    assert len(found.content_sha256) == 64
    assert isinstance(written(raw, mailbox), str)
    assert too_large(raw).state == "too-large"


@given(st.text(max_size=300))
def test_a_name_is_always_safe(name: str):
    found = safe_name(name)
    assert 1 <= len(found) <= 120
    assert not set(found) & set('/\\:*?"<>|\r\n\x00')
    assert not found.startswith(".")


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("scheda.pdf", "scheda.pdf"), ("C:\\Documenti\\Scheda 1.pdf", "Scheda 1.pdf"),
        ("../../../etc/passwd", "passwd"), ("..", "allegato"), ("", "allegato"),
        ("a\r\nBcc: x@y.example.pdf", "a Bcc_ x@y.example.pdf"), (".profile", "profile"),
        ("x" * 300 + ".pdf", "x" * 108 + ".pdf"), ("perche\u0301.pdf", "perché.pdf"),
    ],
)  # fmt: skip
def test_a_file_keeps_what_is_harmless_of_its_name(given_name: str, kept: str):
    assert safe_name(given_name) == kept


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "application/x-empty"), (b"%PDF-1.4", "application/pdf"),
        (b"PK\x03\x04x", "application/zip"), (b"MZ\x90\xff", "application/octet-stream"),
        (b"\x30\x82\x01\x00" + bytes.fromhex("06092a864886f70d010702"), "application/pkcs7-mime"),
        ("perché".encode(), "text/plain"), (b"a\x00b", "application/octet-stream"),
    ],
)  # fmt: skip
def test_a_file_is_what_its_bytes_say(content: bytes, kind: str):
    assert media_type(content) == kind


NESTED = b"".join(
    b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(28)
)
MIXED = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"


@pytest.mark.parametrize(
    "slow",
    [
        NESTED + b"x\r\n" * 400_000,
        MIXED + b"--b\r\n\r\nx\r\n" * 100_000,
        b"Content-Type: text/plain" + b"; a=b" * 100_000 + b"\r\n\r\n",
        MIXED + b"--b\r\ncontent-disposition: x" + b"\r\n ; a=b" * 100_000 + b"\r\n\r\n--b--",
        b"X: y\r\n" * 100_000 + b"\r\n",
        b"x" * 1_000_000,
    ],
)
def test_a_mail_built_to_be_slow_is_not_read_at_all(slow: bytes):
    found = read(b"From: a@b.example\r\n" + slow, "mail", set())
    assert (found.state, found.reason) == ("unreadable", "too-complex")


@pytest.mark.parametrize("line", [b"a@b.example, ", b"<", b"(", b'"', b"=?utf-8?q?"])
def test_a_header_of_any_length_is_read_in_time(line: bytes):
    began = time.process_time()
    read(b"From: " + line * 20_000 + b"\r\nSubject: " + line * 5_000 + b"\r\n\r\n", "mail", set())
    assert time.process_time() - began < 5
