"""The client: a program makes one, asks `check()` each time it is opened, and calls `activate()` once."""

import contextlib
import platform
import secrets
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from .calls import Answer, NoAnswer, Refused, Server, refusal_in
from .keeping import Kept, Store, default_store
from .leases import COMPACT, Lease, Reader
from .machine import fingerprint_of, machine_id
from .offline import request_text
from .product_key import read_product_key
from .signing import NotGenuine, Pinned
from .verdicts import ENDING, Verdict, free, judge, mark_after, refresh_is_due

PATIENCE = timedelta(hours=1)  # after silence, how long a program with a lease starts without asking again
REQUESTS_KEPT = 5


def system_clock() -> datetime:
    return datetime.fromtimestamp(time.time(), UTC)  # noqa: TID251 - a vendor's program has no other clock


class Client:
    """One product on one computer. Not for several threads at once."""

    def __init__(
        self,
        server: str,
        product: str,
        public_keys: Iterable[str],
        *,
        store: Store | None = None,
        fingerprint: str | None = None,
        device_name: str = "",
        language: str = "",
        timeout: float = 8,
        clock: Callable[[], datetime] = system_clock,
    ) -> None:
        pinned = Pinned(public_keys)
        self.product = product
        self.store: Store = store or default_store(product)
        self.device_name = device_name or platform.node() or "Computer"
        self._server = Server(server, pinned, timeout=timeout, language=language)
        self._clock = clock
        self.fingerprint = fingerprint or self._fingerprint()
        self._reader = Reader(pinned, product, self.fingerprint)

    # --- each time the program is opened -----------------------------------------------------------------------------

    def check(self, *, online: bool = True) -> Verdict:
        """Say whether the plan may run; ask the server only when a third of the lease has passed. Never raises."""
        kept, at, fresh = self.store.load(), self._clock(), False
        if online and self._wants_to_ask(kept, at):
            try:
                at, fresh = self._refresh(kept), True
            except NoAnswer:
                kept.no_answer_at = int(at.timestamp())
            except Refused:
                kept.no_answer_at = 0
            self._save_if_possible(kept)
        return self._judge(kept, at, fresh=fresh)

    def refresh(self) -> Verdict:
        """Ask the server for a new lease now, and say plainly what went wrong if it cannot be had."""
        kept = self.store.load()
        try:
            at = self._refresh(kept)
        finally:
            self._save_if_possible(kept)
        return self._judge(kept, at, fresh=True)

    # --- once --------------------------------------------------------------------------------------------------------

    def activate(self, product_key: str | None = None, *, replace_device: str | None = None) -> Verdict:
        """Take a place among the devices: by a redeemed product key, or for the account that is signed in."""
        kept, members = self.store.load(), self._device(replace_device)
        if kept.token and product_key:
            self._call(kept, "redeem", product_key=product_key)
            kept.product_key = ""  # from now on the token is enough
        elif product_key:
            members["product_key"] = product_key
        answer = self._call(kept, "activate", **members)
        if not kept.token and product_key:
            kept.product_key = product_key
        return self._take(kept, answer, answer.body)

    def sign_in(self, email: str) -> None:
        """Have a code of six digits sent to an address; `confirm` takes it."""
        kept = self.store.load()
        members = {"email": email, "device_name": self.device_name}
        kept.challenge = str(self._call(kept, "sign-in", identify=False, **members).body["challenge"])
        self.store.save(kept)

    def confirm(self, code: str, *, activate: bool = True) -> Verdict:
        """Prove the address. Where the account has a licence, this computer becomes active in the same call.

        A refused activation (say `device_limit`) is raised, but the sign-in holds: go on with `activate`.
        """
        kept = self.store.load()
        members: dict[str, Any] = {"challenge": kept.challenge, "code": code, "activate": activate} | self._device(None)
        answer = self._call(kept, "sign-in/confirm", identify=False, **members)
        kept.token, kept.challenge = str(answer.body["token"]), ""
        if answer.body.get("licence"):
            kept.product_key, kept.refused = "", ""  # from now on the token is enough
        elif not kept.lease:
            kept.refused = "licence_none"
        self.store.save(kept)
        activation = answer.body.get("activation")
        if isinstance(activation, dict) and "error" in activation:
            raise refusal_in(activation["error"])
        if isinstance(activation, dict):
            return self._take(kept, answer, {**answer.body, **activation})
        return self._judge(kept, answer.at, fresh=True)

    def use_bridge_code(self, code: str) -> Verdict:
        """Open the plan for seven days by the code from the order page or the account page."""
        kept = self.store.load()
        answer = self._call(kept, "bridge", identify=False, bridge_code=code)
        return self._take(kept, answer, answer.body)

    # --- without a network -------------------------------------------------------------------------------------------

    def offline_request(self, product_key: str | None = None) -> str:
        """Return the text to carry to a computer with a network, whose page `/activate` takes it."""
        kept, nonce = self.store.load(), secrets.token_urlsafe(16)
        key = read_product_key(product_key).get("symbols", product_key.strip()) if product_key else None
        kept.nonces = [nonce, *kept.nonces][:REQUESTS_KEPT]
        kept.offline_product_key = key or ""
        self.store.save(kept)
        return request_text(
            product=self.product,
            product_key=key,
            fingerprint=self.fingerprint,
            nonce=nonce,
            device=self.device_name,
        )

    def accept_offline(self, text: str, *, product_key: str | None = None) -> Verdict:
        """Take back what the page gave, a machine file or a compact lease; raise NotGenuine for anything else."""
        kept, at, text = self.store.load(), self._clock(), text.strip()
        if text != kept.lease:
            secret = product_key or kept.offline_product_key or kept.product_key
            lease = self._reader.read(text, at=at, product_key=secret)
            if text.startswith(COMPACT) and lease.nonce not in kept.nonces:
                raise NotGenuine("nonce")
            if lease.has_ended(max(at, _instant(kept.mark) or at)):
                raise NotGenuine("ended")
            kept.lease, kept.refused, kept.nonces, kept.licence = text, "", [], None
            kept.product_key, kept.offline_product_key = "" if kept.token else secret, ""
            self._see(kept, lease.issued)
            self.store.save(kept)
        return self._judge(kept, at)

    # --- the account -------------------------------------------------------------------------------------------------

    def licences(self) -> list[dict[str, Any]]:
        """List what the account that is signed in has of this product."""
        answer = self._call(self.store.load(), "licences", method="GET")
        return [dict(each) for each in answer.body["licences"]]

    def release(self, device: str | None = None) -> dict[str, Any]:
        """Give back the place of this computer, or of another device by its id; return the licence as it is then."""
        kept = self.store.load()
        which: dict[str, Any] = {"device": device} if device else {}
        answer = self._call(kept, "deactivate", **which)
        if device is None:
            self._forget(kept, "released")
        return dict(answer.body["licence"])

    def sign_out(self) -> None:
        """End the token; the place among the devices stays taken, so call `release` first to give it back."""
        kept = self.store.load()
        self._call(kept, "sign-out")
        self._forget(kept, "signed_out")

    @property
    def is_signed_in(self) -> bool:
        return bool(self.store.load().token)

    # --- how it is done ----------------------------------------------------------------------------------------------

    def _wants_to_ask(self, kept: Kept, at: datetime) -> bool:
        if not (kept.token or kept.product_key):
            return False
        lease, mark = self._lease(kept), _instant(kept.mark)
        runs = lease is not None and not lease.has_ended(max(at, mark or at))
        if runs and abs(at.timestamp() - kept.no_answer_at) < PATIENCE.total_seconds():
            return False
        return refresh_is_due(lease, mark=mark, at=at)

    def _refresh(self, kept: Kept) -> datetime:
        """Ask for a new lease and return the server's time. Signed words may end a lease; a bridge runs to its end."""
        try:
            answer = self._call(kept, "lease", formats=["compact"])
        except Refused as refusal:
            lease = self._lease(kept)
            if refusal.code == "token_invalid":
                kept.token, kept.refused = "", refusal.code
            elif refusal.code in ENDING:
                kept.refused = refusal.code
                kept.lease = kept.lease if lease is not None and lease.is_bridge else ""
            raise
        self._keep_answer(kept, answer, answer.body)
        return answer.at

    def _call(self, kept: Kept, op: str, *, identify: bool = True, method: str = "POST", **members: Any) -> Answer:
        """Ask the server, and take note of its time before looking at what it says."""
        told: dict[str, Any] = {"product": self.product}
        if method == "POST" and "device" not in members:
            told["fingerprint"] = self.fingerprint
        token = kept.token if identify else ""
        if identify and kept.product_key and method == "POST":
            told["product_key"] = kept.product_key
        answer = self._server.ask(op, {**told, **members}, token=token, method=method)
        self._see(kept, answer.at, answers_us=True)
        self._save_if_possible(kept)
        answer.or_refusal()
        return answer

    def _take(self, kept: Kept, answer: Answer, body: dict[str, Any]) -> Verdict:
        self._keep_answer(kept, answer, body)
        self.store.save(kept)
        return self._judge(kept, answer.at, fresh=True)

    def _keep_answer(self, kept: Kept, answer: Answer, body: dict[str, Any]) -> None:
        told = body.get("lease")
        if isinstance(told, dict):
            try:
                lease = self._reader.read(str(told.get("compact")), at=answer.at)
            except NotGenuine as doubt:
                raise NoAnswer(f"The lease in the answer is not good. {doubt}") from doubt
            kept.lease = str(told["compact"])
            self._see(kept, lease.issued)
        kept.licence = body["licence"] if isinstance(body.get("licence"), dict) else None
        kept.refused = "" if kept.lease else "lease_pending"
        kept.no_answer_at = 0

    def _judge(self, kept: Kept, at: datetime, *, fresh: bool = False) -> Verdict:
        lease = self._lease(kept)
        if lease is None and kept.lease:
            return free("not_activated")
        return judge(lease, kept.licence, mark=_instant(kept.mark), refused=kept.refused, at=at, fresh=fresh)

    def _lease(self, kept: Kept) -> Lease | None:
        """Check the kept lease anew each time: the file may have come from another computer."""
        try:
            return self._reader.read(kept.lease, product_key=kept.product_key) if kept.lease else None
        except NotGenuine:
            return None

    def _forget(self, kept: Kept, reason: str) -> None:
        kept.token = kept.product_key = kept.lease = ""
        kept.licence, kept.refused = None, reason
        self.store.save(kept)

    def _save_if_possible(self, kept: Kept) -> None:
        with contextlib.suppress(OSError):  # a full disk is no reason to lock somebody out
            self.store.save(kept)

    def _see(self, kept: Kept, at: datetime, *, answers_us: bool = False) -> None:
        kept.mark = int(mark_after(_instant(kept.mark), at, answers_us=answers_us).timestamp())

    def _device(self, replace_device: str | None) -> dict[str, Any]:
        told = {"name": self.device_name, "platform": platform.system()}
        return told | ({"replace_device": replace_device} if replace_device else {})

    def _fingerprint(self) -> str:
        machine = machine_id()
        if machine is None:
            kept = self.store.load()
            if not kept.machine:
                kept.machine = secrets.token_hex(16)
                self.store.save(kept)
            machine = kept.machine
        return fingerprint_of(self.product, machine)


def _instant(mark: int) -> datetime | None:
    return datetime.fromtimestamp(mark, UTC) if 0 < mark < 1 << 37 else None
