import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store_catalogue', '0001_initial'),
        ('store_product_keys', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Source',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, unique=True)),
                ('kind', models.CharField(default='minted', max_length=10)),
                ('encoding', models.CharField(default='UTF8', max_length=10)),
                ('generator_product', models.CharField(blank=True, max_length=40)),
                ('one_per_seat', models.BooleanField(default=False)),
                ('address', models.CharField(blank=True, max_length=500)),
                ('query_cipher', models.BinaryField(default=b'')),
                ('program', models.CharField(blank=True, max_length=200)),
                ('low_stock', models.PositiveIntegerField(default=20)),
                ('alarmed_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='StockedKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, unique=True)),
                ('lookup', models.BinaryField(max_length=32, unique=True)),
                ('cipher', models.BinaryField()),
                ('hint', models.CharField(max_length=10)),
                ('imported_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.AddField(
            model_name='source',
            name='plan',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='key_source', to='store_catalogue.plan'),
        ),
        migrations.AddField(
            model_name='stockedkey',
            name='source',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stock', to='store_product_keys.source'),
        ),
        migrations.AddConstraint(
            model_name='source',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['minted', 'list', 'url', 'executable'])), name='source_kind_known'),
        ),
        migrations.AddIndex(
            model_name='stockedkey',
            index=models.Index(fields=['source', 'id'], name='stock_in_order'),
        ),
    ]
