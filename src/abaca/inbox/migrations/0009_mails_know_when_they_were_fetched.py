from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("inbox", "0008_files_are_left_over")]

    operations = [
        migrations.AddField("incoming", "fetched_at", models.DateTimeField(null=True)),
        migrations.AddField("mailbox", "began_at", models.DateTimeField(null=True)),
    ]
