from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("inbox", "0005_mails_are_found_by_their_customer")]

    operations = [
        migrations.AddIndex(
            "incoming", models.Index(fields=["ref"], condition=Q(disposition__has_key="needed"), name="inbox_needed")
        ),
    ]
