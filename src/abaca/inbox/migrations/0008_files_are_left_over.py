from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("inbox", "0007_mails_are_needed_longer")]

    operations = [
        migrations.CreateModel(
            name="Leftover",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("next_at", models.DateTimeField(db_index=True)),
            ],
        ),
    ]
