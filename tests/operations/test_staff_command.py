"""`abaca staff`: what is done on the server stands in the audit log too."""

from argparse import ArgumentParser

import pytest

from abaca.access.models import AuditEntry, User
from abaca.operations import embedded_postgres
from abaca.operations.commands import staff


@pytest.fixture
def abaca(db, clock, monkeypatch):
    """Run the command, and return its exit code."""
    monkeypatch.setattr(embedded_postgres, "ensure_running", lambda: None)
    parser = ArgumentParser()
    staff.describe(parser)
    return lambda *words: staff.run(parser.parse_args(words))


def test_letting_in_a_lost_phone_and_letting_go_are_written_down(abaca, clock):
    abaca("ann@musa.example", "--role", "administrator")
    abaca("sam@musa.example", "--role", "agent")
    abaca("sam@musa.example", "--lost-phone")
    abaca("sam@musa.example", "--leave")
    ann, sam = (User.objects.get(email=f"{name}@musa.example").ref for name in ("ann", "sam"))
    assert [(e.page, e.about, e.by, e.how, e.at) for e in AuditEntry.objects.order_by("pk")] == [
        ("console:staff_role", f"{ann} administrator", "abaca staff", "did", clock.now),
        ("console:staff_role", f"{sam} agent", "abaca staff", "did", clock.now),
        ("console:staff_lost_phone", sam, "abaca staff", "did", clock.now),
        ("console:staff_leave", sam, "abaca staff", "did", clock.now),
    ]


@pytest.mark.parametrize("words", [[], ["nobody@musa.example"], ["nobody@musa.example", "--leave"]])
def test_what_changes_nothing_is_not_written_down(abaca, words):
    abaca(*words)
    assert not AuditEntry.objects.exists()
