from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("messaging", "0011_lost_letters_are_seen_to")]

    operations = [
        migrations.AddIndex(
            "letter",
            models.Index(fields=["id"], condition=Q(complained_at__isnull=False), name="messaging_complained"),
        ),
    ]
