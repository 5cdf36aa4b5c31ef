from django.db import migrations, models
from django.db.models.fields.json import KT


class Migration(migrations.Migration):
    dependencies = [("inbox", "0004_mails_are_restated")]

    operations = [
        migrations.AddIndex(
            "incoming", models.Index(KT("disposition__customer"), models.F("id"), name="inbox_customer")
        ),
    ]
