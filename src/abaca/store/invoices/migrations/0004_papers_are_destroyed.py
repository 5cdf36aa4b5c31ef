from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store_invoices", "0003_corrections_are_asked_for")]

    operations = [
        migrations.AddField("invoice", "destroyed_at", models.DateTimeField(null=True)),
        migrations.AddField("invoice", "needed_until", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "invoice",
            models.Index(
                fields=["tax_country", "issued_on"],
                condition=models.Q(destroyed_at=None),
                name="invoices_kept",
            ),
        ),
        migrations.AddIndex(
            "invoice",
            models.Index(
                fields=["needed_until"],
                condition=models.Q(destroyed_at=None, needed_until__isnull=False),
                name="invoices_needed",
            ),
        ),
    ]
