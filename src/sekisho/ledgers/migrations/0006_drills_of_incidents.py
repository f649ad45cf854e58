import django.db.models.deletion
from django.db import migrations

import sekisho.kernel.models


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0003_refused"),
        ("ledgers", "0005_emergency_binders"),
    ]

    operations = [
        migrations.AddField(
            model_name="disasterdrill",
            name="incident",
            field=sekisho.kernel.models.LineField(
                blank=True,
                ledger="incidents",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="kernel.line",
                verbose_name="訓練として行った事故の記載",
            ),
        ),
    ]
