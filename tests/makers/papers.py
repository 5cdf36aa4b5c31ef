"""Frozen documents of every kind, as the store freezes them, made without a store."""

from fractions import Fraction
from typing import Any

from abaca.kernel.money import round_half_away

SELLER = {
    "name": "Musa Software AG",
    "street": "Via delle Palme 7",
    "postcode": "6900",
    "city": "Lugano",
    "country": "CH",
    "vat_number": "CHE-123.456.788 MWST",
    "registration": "CHE-123.456.788, Registro di commercio Lugano",
    "oss_number": "EU372012345",
    "iban": "CH93 0076 2011 6238 5295 7",
    "bic": "",
    "email": "support@musa.example",
    "phone": "+41 91 555 01 20",
}
ALICE = {
    "name": "Alice Bianchi",
    "company": "",
    "street": "Via Garibaldi 12",
    "postcode": "20121",
    "city": "Milano",
    "country": "IT",
    "vat_id": "",
    "email": "alice@example.com",
}
BOB = {
    "name": "Robert Huber",
    "company": "Huber & Söhne GmbH",
    "street": "Mariahilfer Straße 45/3",
    "postcode": "1060",
    "city": "Wien",
    "country": "AT",
    "vat_id": "ATU12345675",
    "email": "bob@example.com",
}
CHARLIE = {
    "name": "Charlotte Favre",
    "company": "Favre Fiduciaire Sàrl",
    "street": "Rue du Rhône 65",
    "postcode": "1204",
    "city": "Genève",
    "country": "CH",
    "vat_id": "CHE-116.281.710",
    "email": "charlie@example.com",
}
DORA = {
    "name": "Dora Miller",
    "company": "",
    "street": "1200 Market Street, Apt 4B",
    "postcode": "CA 94102",
    "city": "San Francisco",
    "country": "US",
    "vat_id": "",
    "email": "dora@example.com",
}
LONG = {
    "name": "Maria-Theresia Alexandra von Hohenstaufen-Wittelsbach zu Schönfels",
    "company": "Gesellschaft für angewandte Buchhaltungs- und Steuerberatungssoftware im Alpenraum mbH & Co. KG",
    "street": "Ludwig-Wilhelm-von-Erlenbach-zu-Hinterbrühl-Straße 1128 a, Hinterhaus, 4. Stock",
    "postcode": "80331",
    "city": "München-Ludwigsvorstadt-Isarvorstadt",
    "country": "DE",
    "vat_id": "DE136695976",
    "email": "maria@example.com",
}
KENJI = {
    "name": "山田 太郎",
    "company": "",
    "street": "千代田1-1",
    "postcode": "100-0001",
    "city": "東京都千代田区",
    "country": "JP",
    "vat_id": "",
    "email": "kenji@example.com",
}
PLAN = "Musa Accounting Professional"
TERM = {"begins": "2026-03-02", "ends": "2027-03-02"}


def make_line(kind: str, unit: int, /, *, quantity: int = 1, description: str = PLAN, **facts: Any) -> dict[str, Any]:
    """Return a line without its net; `unit` is the sum of one piece."""
    return {
        "kind": kind,
        "description": description,
        "quantity": quantity,
        "unit": unit,
        "amount": unit * quantity,
        **TERM,
        "facts": facts,
    }


def make_paper(lines: list[dict[str, Any]] | None = None, **changes: Any) -> dict[str, Any]:
    """Return a document whose sums follow from its lines, its basis and its rate; a consumer in Italy pays by card."""
    lines = lines or [make_line("plan", 7900)]
    tax = {
        "country": "IT",
        "category": "S",
        "rate": 2200,
        "reason": "oss",
        "scheme": "oss",
        **changes.pop("tax", {}),
    }
    basis = changes.setdefault("basis", "gross")
    whole, rate = sum(line["amount"] for line in lines), Fraction(tax["rate"], 10000)
    net = round_half_away(whole / (1 + rate)) if basis == "gross" else whole
    gross = whole if basis == "gross" else net + round_half_away(net * rate)
    paid = changes.pop("paid", gross - changes.get("credit_used", 0))
    paper = {
        "format": 2,
        "kind": "invoice",
        "number": "MS26-000001",
        "issued_on": "2026-03-02",
        "due_on": "2026-03-02",
        "seller": SELLER,
        "buyer": ALICE,
        "order": "A-1234-5",
        "language": "en",
        "currency": "EUR",
        **TERM,
        "lines": _with_nets(lines, net, rate if basis == "gross" else Fraction(0)),
        "net": net,
        "gross": gross,
        "tax": {**tax, "amount": gross - net},
        "vat_check": None,
        "evidence": [{"kind": "billing", "country": "IT"}, {"kind": "card", "country": "IT"}],
        "method": "Visa …4242",
        "reference": "",
        "paid": paid,
        "credit_used": 0,
    }
    return {**paper, **changes}


def _with_nets(lines: list[dict[str, Any]], net: int, rate: Fraction) -> list[dict[str, Any]]:
    """Share the net out over the lines: whole parts first, what is left over to the largest remainders."""
    exact = [line["amount"] / (1 + rate) for line in lines]
    nets = [share.numerator // share.denominator for share in exact]
    order = sorted(range(len(lines)), key=lambda n: (nets[n] - exact[n], n))
    for n in order[: net - sum(nets)]:
        nets[n] += 1
    return [{**line, "net": share} for line, share in zip(lines, nets, strict=True)]


REVERSE_CHARGE = {"country": "AT", "category": "AE", "rate": 0, "reason": "reverse_charge", "scheme": ""}
EXPORT = {"country": "US", "category": "O", "rate": 0, "reason": "export", "scheme": ""}
SWISS = {"country": "CH", "category": "S", "rate": 810, "reason": "domestic", "scheme": "domestic"}
CONFIRMED = {
    "id": 1,
    "register": "VIES",
    "answer": "confirmed",
    "at": "2026-03-02T11:00:00+00:00",
    "consultation": "WAPIAAAAY1234567",
}
TRANSFER = {"method": "transfer", "reference": "RF7812345", "paid": 0, "due_on": "2026-03-16"}
SEPA_SELLER = {**SELLER, "iban": "DE89 3704 0044 0532 0130 00", "bic": "COBADEFFXXX"}
QR_SELLER = {**SELLER, "iban": "CH44 3199 9123 0008 8901 2"}


def every_paper() -> dict[str, dict[str, Any]]:
    """Return a document of every kind by a name that says what is special."""
    return {**_by_card(), **_by_transfer(), **_credit_notes(), **_odd_ones()}


def _by_card() -> dict[str, dict[str, Any]]:
    coupon = make_line(
        "coupon", -1185, description="SPRING26", code="SPRING26", percent=1500, amount=None, every_term=False
    )
    unused = make_line(
        "unused",
        -7673,
        paid=11800,
        days_left=238,
        days=366,
        on="2028-01-20",
        begins="2027-09-14",
        ends="2028-09-14",
        invoice="MS27-000418",
    )
    advanced = make_line("plan", 23900, description="Musa Accounting Advanced")
    return {
        "consumer with a coupon": make_paper([make_line("plan", 7900), coupon]),
        "consumer in French": make_paper([make_line("plan", 7900), coupon], language="fr", **_lives("FR", 2000)),
        "business upgrades": make_paper(
            [{**advanced, "begins": "2028-01-20", "ends": "2029-01-20"}, unused],
            basis="net",
            buyer=LONG,
            language="de",
            issued_on="2028-01-20",
            due_on="2028-01-20",
            begins="2028-01-20",
            ends="2029-01-20",
            number="MS28-000017",
            tax={"country": "DE", "rate": 1900},
        ),
        "reverse charge": make_paper(
            [make_line("plan", 6475, quantity=3)],
            basis="net",
            buyer=BOB,
            language="de",
            tax=REVERSE_CHARGE,
            vat_check=CONFIRMED,
        ),
        "outside scope": make_paper(basis="gross", buyer=DORA, currency="USD", tax=EXPORT),
        "several seats": make_paper(
            [
                make_line("plan", 7900, quantity=12),
                make_line("volume", -9480, description="", percent=1000, from_seats=10),
                make_line("coupon", -1000, description="TEN", code="TEN", percent=None, amount=1000, every_term=True),
            ],
            credit_used=2000,
        ),
    }


def _lives(country: str, rate: int) -> dict[str, Any]:
    buyer = {**ALICE, "name": "Élodie Lefèvre", "street": "8 rue de l’Échiquier", "postcode": "75010", "city": "Paris"}
    return {"buyer": {**buyer, "country": country}, "tax": {"country": country, "rate": rate}}


def _by_transfer() -> dict[str, dict[str, Any]]:
    return {
        "swiss transfer": make_paper(
            [make_line("plan", 7900, quantity=3)],
            basis="net",
            buyer=CHARLIE,
            language="fr",
            currency="CHF",
            tax=SWISS,
            **TRANSFER,
        ),
        "swiss transfer to a qr-iban": make_paper(
            buyer={
                **CHARLIE,
                "company": "",
                "vat_id": "",
                "name": "Beat Zürcher",
                "city": "Zürich",
                "postcode": "8001",
            },
            language="de",
            currency="CHF",
            tax=SWISS,
            seller=QR_SELLER,
            **TRANSFER,
        ),
        "swiss account in euro": make_paper(**TRANSFER),
        "sepa transfer": make_paper(seller=SEPA_SELLER, credit_used=1000, **TRANSFER),
        "dollar transfer": make_paper(buyer=DORA, currency="USD", tax=EXPORT, **TRANSFER),
    }


def _credit_notes() -> dict[str, dict[str, Any]]:
    note = {
        "kind": "credit_note",
        "number": "MS26C-000001",
        "issued_on": "2026-03-09",
        "due_on": "2026-03-09",
        "corrects": {"number": "MS26-000001", "issued_on": "2026-03-02"},
    }
    return {
        "credit note": make_paper(cause="refund", paid=0, **note),
        "credit note in part": make_paper(
            [make_line("part", 2500)], cause="goodwill", language="de", paid=0, buyer=BOB, **note
        ),
        "credit note of reverse charge": make_paper(
            [make_line("plan", 6475, quantity=3)],
            basis="net",
            buyer=BOB,
            tax=REVERSE_CHARGE,
            vat_check=CONFIRMED,
            cause="correction",
            paid=0,
            **note,
        ),
        "credit note outside scope": make_paper(buyer=DORA, currency="USD", tax=EXPORT, cause="refund", paid=0, **note),
    }


def _odd_ones() -> dict[str, dict[str, Any]]:
    free = make_line("coupon", -7900, description="GIFT", code="GIFT", percent=10000, amount=None, every_term=False)
    many = [make_line("plan", 7900 + n, quantity=n % 4 + 1, description=f"{PLAN}, unit {n}") for n in range(40)]
    return {
        "nothing to pay": make_paper([make_line("plan", 7900), free], method=""),
        "paid from credit": make_paper(credit_used=7900, method=""),
        "in yen": make_paper([make_line("plan", 12800)], buyer=KENJI, currency="JPY", tax={**EXPORT, "country": "JP"}),
        "in dinars": make_paper(
            [make_line("plan", 24500)], buyer={**DORA, "country": "KW"}, currency="KWD", tax={**EXPORT, "country": "KW"}
        ),
        "two pages": make_paper(many),
        "swiss, two pages": make_paper(
            many[:8], basis="net", buyer=CHARLIE, language="de", currency="CHF", tax=SWISS, **TRANSFER
        ),
    }
