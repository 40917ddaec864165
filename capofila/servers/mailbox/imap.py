"""An IMAP4rev1 server of what collecting mail needs (RFC 3501, MOVE of RFC 6851)."""

import asyncio
import hmac
import re
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import suppress

from capofila.servers.mailbox.boxes import INBOX, NAME, Boxes, Folder, Stored

CAPABILITIES = "IMAP4rev1 MOVE UIDPLUS"
FLAGS = {"A": r"\Answered", "D": r"\Deleted", "F": r"\Flagged", "S": r"\Seen", "T": r"\Draft"}
LETTERS = {name.lower(): letter for letter, name in FLAGS.items()}
_WORD = re.compile(r'"((?:[^"\\]|\\.)*)"|\(([^)]*)\)|(\S+)')
_ITEM = re.compile(r"BODY(?:\.PEEK)?\[(?:HEADER)?\](?:<\d+\.\d+>)?|[A-Z0-9.]+")
_PART = re.compile(r"<(\d+)\.(\d+)>$")


class No(Exception):
    """A command that is understood and not done."""


class Bad(Exception):
    """A command that this server does not know, or not in this state."""


class Conversation:
    """One connection: who logged in, which folder is selected."""

    def __init__(
        self, boxes: Boxes, password: str, writer: asyncio.StreamWriter, can: str = CAPABILITIES
    ) -> None:
        self._boxes, self._password, self._writer, self._can = boxes, password, writer, can
        self._address = ""
        self._selected: Folder | None = None
        self.over = False
        self._open: dict[str, Callable[[list[str]], Awaitable[None]]] = {
            "CAPABILITY": self._capability, "NOOP": self._noop, "LOGOUT": self._logout,
            "LOGIN": self._login,
        }  # fmt: skip
        self._private: dict[str, Callable[[list[str]], Awaitable[None]]] = {
            "SELECT": self._select, "EXAMINE": self._select, "CREATE": self._create,
            "LIST": self._list, "CLOSE": self._close, "UNSELECT": self._close,
            "EXPUNGE": self._expunge, "UID SEARCH": self._search, "UID FETCH": self._fetch,
            "UID STORE": self._store, "UID MOVE": self._move, "UID COPY": self._copy,
            "UID EXPUNGE": self._expunge,
        }  # fmt: skip

    async def answer(self, line: str) -> None:
        """Do one command and say how it ended."""
        tag, _, rest = line.partition(" ")
        try:
            await self._do(_words(rest))
        except No as no:
            self._say(f"{tag} NO {no}")
        except Bad as bad:
            self._say(f"{tag} BAD {bad}")
        else:
            self._say(f"{tag} OK done")
        await self._writer.drain()

    async def _do(self, words: list[str]) -> None:
        verb, rest = words[0].upper() if words else "", words[1:]
        if verb == "UID" and rest:
            verb, rest = f"UID {rest[0].upper()}", rest[1:]
        known = self._open | (self._private if self._address else {})
        if verb not in known:
            raise Bad("unknown here")
        await known[verb](rest)

    async def _capability(self, _: list[str]) -> None:
        self._say(f"* CAPABILITY {self._can}")

    async def _noop(self, _: list[str]) -> None:
        if self._selected is not None:
            self._say(f"* {len(self._selected.messages())} EXISTS")

    async def _logout(self, _: list[str]) -> None:
        self._say("* BYE")
        self.over = True

    async def _login(self, words: list[str]) -> None:
        user, password = _some(words, 2)
        known = self._boxes.account(user) is not None
        if not known or not hmac.compare_digest(password.encode(), self._password.encode()):
            raise No("[AUTHENTICATIONFAILED] who are you")
        self._address = user
        self._boxes.folder(user).make()

    async def _select(self, words: list[str]) -> None:
        folder = self._folder(_some(words, 1)[0])
        if not folder.exists:
            raise No("[NONEXISTENT] no such folder")
        self._selected = folder
        self._say(f"* FLAGS ({' '.join(FLAGS.values())})")
        self._say(f"* {len(folder.messages())} EXISTS")
        self._say("* 0 RECENT")
        self._say(f"* OK [UIDVALIDITY {folder.validity}] as ever")
        self._say(f"* OK [UIDNEXT {folder.next_uid}] next")

    async def _create(self, words: list[str]) -> None:
        folder = self._folder(_some(words, 1)[0])
        if folder.exists:
            raise No("[ALREADYEXISTS] it is there")
        folder.make()

    async def _list(self, words: list[str]) -> None:
        name = _some(words, 2)[1]
        if name and "*" not in name and self._folder(name).exists:
            self._say(f'* LIST () "/" "{name}"')

    async def _close(self, _: list[str]) -> None:
        self._selected = None

    async def _expunge(self, words: list[str]) -> None:
        chosen = self._chosen(words[0]) if words else enumerate(self._here().messages(), 1)
        for number, message in reversed(list(chosen)):
            if "D" in message.flags:
                message.path.unlink(missing_ok=True)
                self._say(f"* {number} EXPUNGE")

    async def _search(self, words: list[str]) -> None:
        if [word.upper() for word in words] != ["ALL"]:
            raise Bad("only ALL is searched for")
        self._say(" ".join(["* SEARCH", *(str(m.uid) for m in self._here().messages())]))

    async def _fetch(self, words: list[str]) -> None:
        uids, items = _some(words, 2)
        for number, message in self._chosen(uids):
            with suppress(FileNotFoundError):
                parts = await asyncio.to_thread(_fetched, message, _ITEM.findall(items.upper()))
                self._writer.write(b"* %d FETCH (" % number + b" ".join(parts) + b")\r\n")
                await self._writer.drain()

    async def _store(self, words: list[str]) -> None:
        uids, how, flags = _some(words, 3)
        letters = {LETTERS[each.lower()] for each in flags.split() if each.lower() in LETTERS}
        for number, message in self._chosen(uids):
            kept = letters if how[0] not in "+-" else set(message.flags) | letters
            kept = set(message.flags) - letters if how[0] == "-" else kept
            self._here().flag(message, "".join(kept))
            names = " ".join(FLAGS[each] for each in sorted(kept))
            self._say(f"* {number} FETCH (UID {message.uid} FLAGS ({names}))")

    async def _move(self, words: list[str]) -> None:
        uids, name = _some(words, 2)
        folder = self._folder(name)
        if not folder.exists:
            raise No("[TRYCREATE] no such folder")
        for number, message in reversed(list(self._chosen(uids))):
            with suppress(FileNotFoundError):
                folder.take(message)
                self._say(f"* {number} EXPUNGE")

    async def _copy(self, words: list[str]) -> None:
        uids, name = _some(words, 2)
        folder = self._folder(name)
        if not folder.exists:
            raise No("[TRYCREATE] no such folder")
        for _, message in self._chosen(uids):
            folder.add(message.path.read_bytes(), message.arrived_at)

    def _folder(self, name: str) -> Folder:
        if not NAME.fullmatch(name):
            raise No("[CANNOT] not a name of a folder")
        return self._boxes.folder(self._address, INBOX if name.upper() == INBOX else name)

    def _here(self) -> Folder:
        if self._selected is None:
            raise Bad("select a folder first")
        return self._selected

    def _chosen(self, uids: str) -> Iterator[tuple[int, Stored]]:
        wanted = list(_ranges(uids))
        for number, message in enumerate(self._here().messages(), 1):
            if any(message.uid in each for each in wanted):
                yield number, message

    def _say(self, line: str) -> None:
        self._writer.write(f"{line}\r\n".encode())


def _words(text: str) -> list[str]:
    found = _WORD.finditer(text)
    return [
        re.sub(r"\\(.)", r"\1", m[1]) if m[1] is not None else m[2] or m[3] or "" for m in found
    ]


def _some(words: list[str], count: int) -> list[str]:
    if len(words) != count:
        raise Bad(f"{count} words are needed")
    return words


def _ranges(uids: str) -> Iterator[range]:
    for each in uids.split(","):
        first, _, last = each.partition(":")
        if not first.isdecimal() or not (last or first).isdecimal():
            raise Bad("not a set of UIDs")
        yield range(int(first), int(last or first) + 1)


def _fetched(message: Stored, items: Iterable[str]) -> list[bytes]:
    return [b"UID %d" % message.uid, *(_item(message, each) for each in items if each != "UID")]


def _item(message: Stored, item: str) -> bytes:
    if item == "RFC822.SIZE":
        return b"RFC822.SIZE %d" % message.size
    if item == "INTERNALDATE":
        return f'INTERNALDATE "{message.arrived_at:%d-%b-%Y %H:%M:%S +0000}"'.encode()
    if item == "FLAGS":
        return f"FLAGS ({' '.join(FLAGS[each] for each in message.flags)})".encode()
    return _body(message, item)


def _body(message: Stored, item: str) -> bytes:
    content = message.path.read_bytes()
    section = b"BODY[]"
    if "HEADER" in item:
        section, content = b"BODY[HEADER]", content.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    if part := _PART.search(item):
        section += b"<%d>" % int(part[1])
        content = content[int(part[1]) :][: int(part[2])]
    return section + b" {%d}\r\n" % len(content) + content


async def open_door(
    boxes: Boxes, password: str, port: int, can: str = CAPABILITIES
) -> asyncio.Server:
    """Listen on a port of this machine; `can` is what it says that it can do."""

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        conversation = Conversation(boxes, password, writer, can)
        writer.write(f"* OK [CAPABILITY {can}] Capofila\r\n".encode())
        with suppress(ConnectionError, asyncio.LimitOverrunError, ValueError):
            while not conversation.over and (line := await reader.readline()):
                await conversation.answer(line.decode("latin-1").rstrip("\r\n"))
        writer.close()

    return await asyncio.start_server(converse, "127.0.0.1", port)
