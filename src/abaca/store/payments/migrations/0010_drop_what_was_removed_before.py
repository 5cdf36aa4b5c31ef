"""Who was erased before providers were told has his cards there still: tell them now."""

from django.db import migrations
from django.db.models import F


def tell(apps, _editor):
    methods = apps.get_model("store_payments", "PaymentMethod")
    methods.objects.filter(removed_at__isnull=False, dropped_at=None).update(next_at=F("removed_at"))


class Migration(migrations.Migration):
    dependencies = [("store_payments", "0009_removed_methods_are_dropped")]

    operations = [migrations.RunPython(tell, migrations.RunPython.noop)]
