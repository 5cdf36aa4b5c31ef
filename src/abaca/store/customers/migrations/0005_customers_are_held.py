from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store_customers", "0004_customers_are_merged_and_erased")]

    operations = [
        migrations.AddField("customer", "held_at", models.DateTimeField(null=True)),
        migrations.AddField("customer", "held_because", models.CharField(blank=True, max_length=200)),
        migrations.AddConstraint(
            "customer",
            models.CheckConstraint(
                name="who_is_held_has_his_reason",
                condition=models.Q(held_at=None, held_because="") | ~models.Q(held_because=""),
            ),
        ),
    ]
