from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from abaca.operations.musa import MUSA_ACCOUNTING
from abaca.store.catalogue.actions import publish
from abaca.store.catalogue.models import Plan, Product
from tests.conftest import NOON
from tests.makers.orders import happened


@pytest.mark.django_db
def test_a_published_range_stands_in_the_shop_and_in_the_journal():
    sold = publish(MUSA_ACCOUNTING, valid_from=date(2026, 1, 1), at=NOON, by="sam")
    assert [plan.code for plan in sold] == ["professional", "advanced"]
    assert Plan.objects.get(code="professional").upgrades_to == Plan.objects.get(code="advanced")
    assert Plan.objects.get(code="free").free
    assert happened("musa-accounting") == ["catalogue.published"]


def test_a_range_whose_second_plan_breaks_is_not_published_at_all(db):
    broken = replace(MUSA_ACCOUNTING, offers=[*MUSA_ACCOUNTING.offers, MUSA_ACCOUNTING.offers[0]])
    with pytest.raises(IntegrityError), transaction.atomic():
        publish(broken, valid_from=date(2026, 1, 1), at=NOON, by="sam")
    assert not Product.objects.exists()
