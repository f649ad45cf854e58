import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

from sekisho.kernel.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0002_documents"),
        ("ledgers", "0007_reviews_and_contractors"),
    ]

    operations = [
        migrations.CreateModel(
            name="TransferList",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("revision", models.PositiveSmallIntegerField(default=1, editable=False, verbose_name="版")),
                ("reason", models.TextField(blank=True, editable=False, verbose_name="訂正・抹消の理由")),
                (
                    "retired_on",
                    models.DateField(blank=True, editable=False, null=True, verbose_name="抹消日"),
                ),
                ("search_text", models.TextField(default="", editable=False)),
                ("effective_on", models.DateField(verbose_name="発令日")),
                ("received_on", models.DateField(verbose_name="受け取った日")),
                ("embargo_until_at", models.DateTimeField(verbose_name="この日時までは人事の担当だけが見る")),
                ("rows", models.PositiveIntegerField(verbose_name="人数")),
                (
                    "file_sha256",
                    models.CharField(
                        max_length=64,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[0-9a-f]{64}\\Z", "SHA-256の要約値は、0–9とa–fの64文字です。"
                            )
                        ],
                        verbose_name="一覧の要約値(SHA-256)",
                    ),
                ),
                (
                    "carried_out_on",
                    models.DateField(blank=True, null=True, verbose_name="辞令簿に反映した日"),
                ),
                ("moved", models.PositiveIntegerField(default=0, verbose_name="反映した人数")),
                ("outside", models.PositiveIntegerField(default=0, verbose_name="規程に関わらない人数")),
                ("dropped", models.PositiveIntegerField(default=0, verbose_name="除いた人数")),
                ("answers", models.TextField(blank=True, verbose_name="問いへの答え")),
                (
                    "event",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.journalevent",
                        verbose_name="行為",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                    ),
                ),
            ],
            options={
                "verbose_name": "異動の一覧",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("line", "revision"), name="transferlist_revision_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="transferlist_successor_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("carried_out_on__isnull", True),
                            ("carried_out_on__gte", models.F("received_on")),
                            _connector="OR",
                        ),
                        name="transferlist_carried_out_on_not_before_received_on",
                        violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("carried_out_on__isnull", True),
                            (
                                "rows",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("moved"), "+", models.F("outside")
                                    ),
                                    "+",
                                    models.F("dropped"),
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="transferlist_everybody_counted",
                        violation_error_message="人数は、反映した人数・規程に関わらない人数・除いた人数の合計と同じでなければなりません。",
                    ),
                ],
            },
        ),
        AppendOnly("transferlist"),
    ]
