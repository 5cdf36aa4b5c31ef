from django.db import migrations, models
from django.db.models import F


def as_agreed(apps, _editor):
    """So far nothing was taken off, and every price carried its tax."""
    apps.get_model("store_subscriptions", "Subscription").objects.update(next_gross=F("unit") * F("seats"))


class Migration(migrations.Migration):
    dependencies = [("store_subscriptions", "0004_upgrades_are_offered")]

    operations = [
        migrations.AddField("subscription", "discount", models.JSONField(null=True)),
        migrations.AddField("subscription", "reductions", models.JSONField(default=list)),
        migrations.AddField("subscription", "next_gross", models.BigIntegerField(default=0), preserve_default=False),
        migrations.RunPython(as_agreed, migrations.RunPython.noop),
    ]
