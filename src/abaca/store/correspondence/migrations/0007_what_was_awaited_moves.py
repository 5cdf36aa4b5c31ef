from django.db import migrations


def move(apps, schema_editor):
    """Give each charge that a wish or a declaration awaits a row of its own."""
    awaited = apps.get_model("store_correspondence", "AwaitedCharge")
    for name in ("Wish", "Declaration"):
        rows = apps.get_model("store_correspondence", name).objects.exclude(awaits="").values_list("awaits", "ref")
        awaited.objects.bulk_create([awaited(key=key, asked_by=ref) for key, ref in rows], ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("store_correspondence", "0006_charges_are_awaited")]

    operations = [migrations.RunPython(move, migrations.RunPython.noop)]
