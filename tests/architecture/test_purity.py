"""Guard 1: whether a module is pure is read from its name, and proved here."""

from pathlib import Path

import pytest
from tests.architecture.house import WORDS, Module, modules

IMPURE_WORDS = set(WORDS) - {"states"}
OUTSIDE = {"socket", "subprocess", "smtplib", "imaplib", "http.client", "urllib.request", "httpx", "requests", "ssl"}


def impurities(module: Module) -> list[str]:
    """Return what a rule imports though a rule must not."""
    return sorted(name for name in module.imports if _is_impure(name))


def _is_impure(name: str) -> bool:
    if name.startswith("django"):
        return not name.startswith("django.utils.translation")
    if name.startswith("abaca"):
        return name.startswith("abaca.kernel.clock") or bool(set(name.split(".")) & IMPURE_WORDS)
    return any(name == outside or name.startswith(f"{outside}.") for outside in {*OUTSIDE, "os", "random", "time"})


def test_rules_are_pure():
    found = {module.name: impurities(module) for module in modules() if module.is_rule}
    assert {name: names for name, names in found.items() if names} == {}


@pytest.mark.parametrize(
    ("line", "complaints"),
    [
        ("from .models import Order", ["abaca.store.orders.models.Order"]),
        ("from . import queries", ["abaca.store.orders.queries"]),
        ("from abaca.store.ledger.actions import post", ["abaca.store.ledger.actions.post"]),
        ("from django.db import transaction", ["django.db.transaction"]),
        ("from django.conf import settings", ["django.conf.settings"]),
        ("from abaca.kernel.clock import system_now", ["abaca.kernel.clock.system_now"]),
        ("import socket", ["socket"]),
        ("from .states import OrderState", []),
        ("from django.utils.translation import gettext_lazy as _", []),
        ("from abaca.kernel.money import Money", []),
        ("from abaca.store.orders.totals import total", []),
    ],
)
def test_the_guard_of_purity_sees_what_a_rule_must_not_import(line, complaints):
    module = Module("abaca.store.orders.totals", Path("totals.py"), line)
    assert module.is_rule
    assert impurities(module) == complaints


@pytest.mark.parametrize(
    ("name", "is_rule"),
    [
        ("abaca.store.subscriptions.proration", True),
        ("abaca.licensing.licences.standing", True),
        ("abaca.store.payments.gateways.card", False),
        ("abaca.store.orders.models", False),
        ("abaca.store.workflows.settlement", False),
        ("abaca.messaging.letters", False),
        ("abaca.portal.orders", False),
    ],
)
def test_the_name_tells_whether_a_module_is_a_rule(name, is_rule):
    assert Module(name, Path("x.py"), "").is_rule == is_rule


def test_only_gateways_reach_outside():
    free = {"operations", "kernel"}  # the program starts its own children; the kernel is guarded by its contract
    found = {
        module.name: outside
        for module in modules()
        if len(module.parts) > 1 and module.parts[1] not in free and "gateways" not in module.parts
        if (outside := sorted(OUTSIDE & {name for full in module.imports for name in _heads(full)}))
    }
    assert found == {}


def _heads(name: str) -> set[str]:
    parts = name.split(".")
    return {".".join(parts[:end]) for end in range(1, len(parts) + 1)}
