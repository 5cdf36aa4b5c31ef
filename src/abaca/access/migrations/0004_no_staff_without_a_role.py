from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("access", "0003_staff_of_before_are_administrators")]

    operations = [
        migrations.AddConstraint(
            "user",
            models.CheckConstraint(
                condition=Q(("role__in", ["", "agent", "bookkeeper", "manager", "administrator"])),
                name="role_is_known",
            ),
        ),
        migrations.AddConstraint(
            "user",
            models.CheckConstraint(
                condition=Q(("is_staff", False), Q(("role", ""), _negated=True), _connector="OR"),
                name="staff_have_a_role",
            ),
        ),
    ]
