from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store_payments", "0003_payments_know_their_fee")]

    operations = [
        migrations.AddField(
            model_name='paymentmethod',
            name='country',
            field=models.CharField(blank=True, max_length=2),
        ),
    ]
