"""A mailbox elsewhere, as small as IMAP lets it be: one user, some folders, numbers that grow."""

# ruff: noqa: N802 - commands are found by their names

import re
import socketserver
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
USER, PASSWORD = "support@musa.example", "very secret"


@dataclass
class Stored:
    uid: int
    raw: bytes
    came_at: datetime
    flags: set[str] = field(default_factory=set)


class Server(socketserver.ThreadingTCPServer):
    """Keep folders; `breaks_after` closes the line after so many mails were fetched, `refuses` are commands.

    A refused command is answered by a “no” for now, as servers do that are busy or that lock a mailbox.
    """

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.folders: dict[str, list[Stored]] = {"INBOX": [], "Done": []}
        self.validity = 7
        self.next_uid = 1
        self.breaks_after = -1
        self.refuses: set[str] = set()
        self.withholds: dict[
            int, set[str]
        ] = {}  # by their numbers, mails that are not handed out, and what is: SIZE, HEADER
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def put(self, raw: bytes, *, came_at: datetime = NOON) -> None:
        self.folders["INBOX"].append(Stored(self.next_uid, raw, came_at))
        self.next_uid += 1


class Talk(socketserver.StreamRequestHandler):
    server: Server

    def handle(self) -> None:
        self.folder = "INBOX"
        self.say(b"* OK ready")
        while line := self.rfile.readline():
            tag, _blank, command = line.strip().decode().partition(" ")
            name, _blank, words = command.partition(" ")
            if name.upper() == "UID":
                name, _blank, words = words.partition(" ")
                name = f"UID_{name}"
            answer: Callable[[str], str | None] = getattr(self, f"do_{name.upper()}", lambda _words: "BAD what")
            refused = name.upper() in self.server.refuses
            said = "NO [UNAVAILABLE] try again later" if refused else answer(words)
            if said is None:
                return
            self.say(f"{tag} {said} done".encode())

    def say(self, line: bytes) -> None:
        self.wfile.write(line + b"\r\n")

    def do_CAPABILITY(self, _words: str) -> str:
        self.say(b"* CAPABILITY IMAP4rev1 MOVE")
        return "OK"

    def do_LOGIN(self, words: str) -> str:
        return "OK" if words == f'"{USER}" "{PASSWORD}"' else "NO wrong password"

    def do_SELECT(self, words: str) -> str:
        self.folder = words.strip('"')
        if self.folder not in self.server.folders:
            return "NO such folder"
        self.say(f"* {len(self.server.folders[self.folder])} EXISTS".encode())
        return "OK [READ-WRITE]"

    def do_STATUS(self, words: str) -> str:
        folder = words.partition(" ")[0]
        self.say(f"* STATUS {folder} (UIDVALIDITY {self.server.validity})".encode())
        return "OK"

    def do_UID_SEARCH(self, words: str) -> str:
        since = int(re.search(r"UID (\d+):\*", words)[1])
        uids = [stored.uid for stored in self.server.folders[self.folder]]
        found = [uid for uid in uids if uid >= since] or uids[-1:]  # `*` is the last one, whatever its number
        if day := re.search(r"SINCE (\S+)", words):
            first = datetime.strptime(day[1], "%d-%b-%Y").replace(tzinfo=UTC)
            recent = {each.uid for each in self.server.folders[self.folder] if each.came_at >= first}
            found = [uid for uid in found if uid in recent]
        self.say(b"* SEARCH " + " ".join(map(str, found)).encode())
        return "OK"

    def do_UID_FETCH(self, words: str) -> str | None:
        uid, _blank, wanted = words.partition(" ")
        if int(uid) in self.server.withholds and not any(each in wanted for each in self.server.withholds[int(uid)]):
            return "NO [SERVERBUG] The requested message could not be converted to an RFC-822 compatible format"
        for number, stored in enumerate(self.server.folders[self.folder], 1):
            if stored.uid != int(uid):
                continue
            if "SIZE" in wanted:
                came = stored.came_at.strftime("%d-%b-%Y %H:%M:%S %z")
                self.say(f'* {number} FETCH (UID {uid} RFC822.SIZE {len(stored.raw)} INTERNALDATE "{came}")'.encode())
                continue
            if "HEADER" in wanted:
                head = stored.raw.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
                self.say(f"* {number} FETCH (UID {uid} BODY[HEADER]<0> {{{len(head)}}}".encode())
                self.wfile.write(head)
                self.say(b")")
                continue
            if self.server.breaks_after == 0:
                self.server.breaks_after = -1
                return None
            self.server.breaks_after -= 1
            self.say(f"* {number} FETCH (UID {uid} BODY[] {{{len(stored.raw)}}}".encode())
            self.wfile.write(stored.raw)
            self.say(b")")
        return "OK"

    def do_UID_STORE(self, words: str) -> str:
        uid, _blank, flags = words.partition(" ")
        for stored in self.server.folders[self.folder]:
            if stored.uid == int(uid):
                stored.flags |= set(re.findall(r"\\\w+", flags))
        return "OK"

    def do_UID_MOVE(self, words: str) -> str:
        uid, _blank, folder = words.partition(" ")
        box = self.server.folders[self.folder]
        moved = [stored for stored in box if stored.uid == int(uid)]
        self.server.folders[folder.strip('"')] += moved
        self.server.folders[self.folder] = [stored for stored in box if stored not in moved]
        return "OK"

    def do_LOGOUT(self, _words: str) -> str:
        self.say(b"* BYE")
        return "OK"
