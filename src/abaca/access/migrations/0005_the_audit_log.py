import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("access", "0004_no_staff_without_a_role")]

    operations = [
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=40)),
                ("role", models.CharField(max_length=20)),
                (
                    "how",
                    models.CharField(
                        choices=[("looked", "Looked"), ("did", "Did"), ("refused", "Refused")], max_length=10
                    ),
                ),
                ("page", models.CharField(max_length=80)),
                ("about", models.CharField(blank=True, max_length=80)),
                (
                    "whose",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), default=list, size=None
                    ),
                ),
                ("status", models.PositiveSmallIntegerField()),
                ("network", models.CharField(blank=True, max_length=50)),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["at", "id"], name="audit_by_time"),
                    models.Index(fields=["by", "id"], name="audit_by_person"),
                    models.Index(fields=["page", "id"], name="audit_by_page"),
                    django.contrib.postgres.indexes.GinIndex(fields=["whose"], name="audit_by_customer"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("how__in", ["looked", "did", "refused"])), name="audit_how_is_known"
                    )
                ],
            },
        ),
    ]
