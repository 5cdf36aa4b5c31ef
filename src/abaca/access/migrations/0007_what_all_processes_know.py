from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("access", "0006_the_audit_log_only_grows")]

    operations = [
        migrations.CreateModel(
            name="SharedNote",
            fields=[
                ("cache_key", models.CharField(max_length=255, primary_key=True, serialize=False)),
                ("value", models.TextField()),
                ("expires", models.DateTimeField(db_index=True)),
            ],
            options={"db_table": "access_sharednote"},
        ),
    ]
