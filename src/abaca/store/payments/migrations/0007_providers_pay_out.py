from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store_payments", "0006_charges_are_disputed")]

    operations = [
        migrations.CreateModel(
            name='Payout',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('provider', models.CharField(max_length=20)),
                ('provider_ref', models.CharField(max_length=80)),
                ('amount', models.BigIntegerField()),
                ('currency', models.CharField(max_length=3)),
                ('paid_at', models.DateTimeField()),
                ('read_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.AddConstraint(
            model_name='payout',
            constraint=models.UniqueConstraint(fields=('provider', 'provider_ref'), name='a_payout_counts_once'),
        ),
    ]
