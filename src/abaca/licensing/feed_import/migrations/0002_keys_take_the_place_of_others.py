from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("licensing_feed_import", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="Replacement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(max_length=40, unique=True)),
                ("instead_of", models.CharField(max_length=40)),
                ("old_stays", models.BooleanField()),
            ],
            options={"indexes": [models.Index(fields=["instead_of"], name="replacements_of_key")]},
        ),
    ]
