"""Who agreed at the checkout before this room stood has agreed; the words that he saw are kept."""

from django.db import migrations


def take_over(apps, _schema_editor):
    Consent = apps.get_model("store_customers", "Consent")
    Declaration = apps.get_model("store_newsletters", "Declaration")
    Declaration.objects.bulk_create(
        (
            Declaration(
                customer_id=consent.customer_id,
                address=consent.customer.email_folded,
                saying="consented",
                source="checkout",
                wording=consent.wording,
                language=consent.language,
                about=consent.about,
                at=consent.given_at,
                by="a guest",
            )
            for consent in Consent.objects.filter(kind="newsletter").select_related("customer").order_by("id")
        ),
        batch_size=1000,
    )


class Migration(migrations.Migration):
    dependencies = [("store_newsletters", "0002_the_history_only_grows"), ("store_customers", "0003_vat_ids_are_found")]

    operations = [migrations.RunPython(take_over, migrations.RunPython.noop)]
