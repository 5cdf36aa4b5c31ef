from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("licensing_licences", "0005_products_have_a_day")]
    operations = [
        migrations.AddField("licence", "ends_on", models.DateField(null=True)),
        migrations.AddField("licence", "ends_at", models.DateTimeField(null=True)),
        migrations.AddField("licence", "expiring_for", models.DateField(null=True)),
        migrations.AddField("licence", "expired_for", models.DateField(null=True)),
        migrations.AddField("licence", "next_note_at", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "licence",
            models.Index(
                fields=["next_note_at"], condition=Q(next_note_at__isnull=False), name="licences_to_be_noted"
            ),
        ),
    ]
