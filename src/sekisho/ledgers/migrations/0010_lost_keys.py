from django.db import migrations, models

from sekisho.kernel.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0002_documents"),
        ("ledgers", "0009_assets_sheets_and_cards"),
    ]

    operations = [
        migrations.AddField(
            model_name="keyloan",
            name="lost",
            field=models.BooleanField(default=False, verbose_name="失われて戻らない"),
        ),
        migrations.AlterField(
            model_name="keyloan",
            name="returned_at",
            field=models.DateTimeField(
                blank=True, null=True, verbose_name="返却日時(失われたときは、それが分かった日時)"
            ),
        ),
        migrations.AddConstraint(
            model_name="keyloan",
            constraint=models.CheckConstraint(
                condition=models.Q(("lost", False), ("returned_at__isnull", False), _connector="OR"),
                name="keyloan_loss_has_its_moment",
                violation_error_message="鍵が失われています。それが分かった日時を返却日時に書いてください。",
            ),
        ),
        AppendOnly("keyloan"),
    ]
