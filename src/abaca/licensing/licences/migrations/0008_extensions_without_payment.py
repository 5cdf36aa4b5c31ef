from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("licensing_licences", "0007_fill_the_ends_of_licences")]
    operations = [
        migrations.AddField("ledgerentry", "extends", models.PositiveIntegerField(null=True)),
        migrations.AddField("ledgerentry", "rank", models.BigIntegerField(default=0)),
        migrations.CreateModel(
            name="Extension",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key_ref", models.CharField(max_length=40)),
                ("cause", models.CharField(max_length=60, unique=True)),
                ("months", models.PositiveIntegerField(null=True)),
                ("days", models.PositiveIntegerField(null=True)),
                ("position", models.BigIntegerField()),
                ("told_at", models.DateTimeField()),
                ("granted_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["key_ref"], name="extensions_of_key")],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(months__gt=0, days=None) | Q(months=None, days__gt=0),
                        name="an_extension_has_one_length",
                    )
                ],
            },
        ),
    ]
