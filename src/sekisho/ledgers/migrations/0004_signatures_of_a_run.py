from django.db import migrations, models

from sekisho.kernel.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("ledgers", "0003_every_ledger"),
    ]

    operations = [
        migrations.AddField(
            model_name="disconnectionrun",
            name="signatures",
            field=models.TextField(blank=True, verbose_name="手で行った手順の署名(行った日時)"),
        ),
        AppendOnly("disconnectionrun"),  # on SQLite the table was made anew, without its triggers
    ]
