import pytest
from django.db import DatabaseError, IntegrityError, transaction

from abaca.licensing.licences.actions import project
from abaca.licensing.licences.models import LedgerEntry, Term
from tests.licensing.makers import make_licence

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_term_ledger_only_grows(store, change):
    licence = make_licence(store)
    entries = LedgerEntry.objects.filter(licence=licence)
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
        entries.update(months=120) if change == "update" else entries.delete()


def test_terms_of_a_licence_cannot_overlap(store):
    licence = make_licence(store)
    term = Term.objects.get(licence=licence)
    term.pk, term.number = None, 2
    with pytest.raises(IntegrityError, match="terms_never_overlap"), transaction.atomic():
        term.save(force_insert=True)


def test_the_projection_can_be_made_anew_at_any_time(store):
    licence = make_licence(store)
    before = list(Term.objects.filter(licence=licence).values("number", "begins", "ends", "begins_at", "ends_at"))
    project(licence)
    assert (
        list(Term.objects.filter(licence=licence).values("number", "begins", "ends", "begins_at", "ends_at")) == before
    )
