from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store_payments", "0008_hints_wait_to_be_read")]

    operations = [
        migrations.AddField("paymentmethod", "next_at", models.DateTimeField(null=True)),
        migrations.AddField("paymentmethod", "asked", models.PositiveSmallIntegerField(default=0)),
        migrations.AddField("paymentmethod", "dropped_at", models.DateTimeField(null=True)),
        migrations.AddConstraint(
            "paymentmethod",
            models.CheckConstraint(
                name="only_removed_methods_are_dropped",
                condition=models.Q(removed_at__isnull=False)
                | models.Q(next_at__isnull=True, dropped_at__isnull=True),
            ),
        ),
        migrations.AddIndex(
            "paymentmethod",
            models.Index(fields=["next_at"], name="method_to_drop", condition=models.Q(next_at__isnull=False)),
        ),
    ]
