from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store_notices", "0004_programs_show_what_did_not_arrive"),
    ]

    operations = [
        migrations.AddField(
            model_name="undelivered",
            name="lost",
            field=models.PositiveSmallIntegerField(default=1),
        ),
    ]
