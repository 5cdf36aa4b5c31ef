from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store_payments", "0010_drop_what_was_removed_before")]

    operations = [
        migrations.AddField("transfer", "forgotten_at", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "transfer",
            models.Index(fields=["value_on"], condition=models.Q(forgotten_at=None), name="transfer_kept"),
        ),
    ]
