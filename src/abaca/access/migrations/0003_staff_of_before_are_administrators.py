"""Whoever was of the staff could do everything, and goes on to; an administrator then hands out the other roles."""

from django.db import migrations


def fill(apps, _editor) -> None:
    apps.get_model("access", "User").objects.filter(is_staff=True, role="").update(role="administrator")


class Migration(migrations.Migration):
    dependencies = [("access", "0002_staff_have_roles")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
