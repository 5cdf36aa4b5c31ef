from abaca.store.journal.models import Entry


def test_licensing_learns_of_every_sold_plan_and_of_no_free_one(shop):
    told = shop.feed()
    assert [(d["kind"], d["body"]["plan"]) for d in told] == [
        ("plan.described", "professional"),
        ("plan.described", "advanced"),
    ]
    assert told[0]["body"] == {
        "product": "musa-accounting",
        "product_name": "Musa Accounting",
        "plan": "professional",
        "name": "Professional",
        "devices": 5,
        "grace_days": 14,
        "lease_days": 30,
        "entitlements": ["EXPORT", "VAT"],
        "on_expiry": "restrict",
    }
    assert list(Entry.objects.values_list("what", "by")) == [
        ("tax.registered", "the house"),
        ("catalogue.published", "the house"),
    ]
