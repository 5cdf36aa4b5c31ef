from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store_payments", "0002_transfers_know_whether_they_paid")]

    operations = [
        migrations.AddField(
            model_name='payment',
            name='fee',
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddIndex(
            model_name='payment',
            index=models.Index(fields=['provider_ref'], name='payment_at_its_provider'),
        ),
    ]
