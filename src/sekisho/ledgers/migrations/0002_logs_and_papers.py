import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

from sekisho.kernel.append_only import AppendOnly
from sekisho.kernel.new_tables import NewTables


class Migration(NewTables):
    dependencies = [
        ("kernel", "0001_initial"),
        ("ledgers", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="FirewallLog",
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
                ("checked_on", models.DateField(verbose_name="確かめた日")),
                ("source", models.CharField(max_length=60, verbose_name="発信元")),
                ("first_on", models.DateField(verbose_name="期間の初日")),
                ("last_on", models.DateField(verbose_name="期間の末日")),
                ("received", models.PositiveBigIntegerField(verbose_name="受信")),
                ("stored", models.PositiveBigIntegerField(verbose_name="保存")),
                (
                    "unread",
                    models.PositiveBigIntegerField(default=0, verbose_name="うち読み取れなかったもの"),
                ),
                ("refused", models.PositiveBigIntegerField(default=0, verbose_name="受け取らなかったもの")),
                ("dropped", models.PositiveBigIntegerField(default=0, verbose_name="受信前に失われたもの")),
                ("checkpoint", models.CharField(blank=True, max_length=120, verbose_name="チェックポイント")),
                ("anomaly", models.CharField(blank=True, max_length=200, verbose_name="異常(沈黙など)")),
                ("remarks", models.CharField(blank=True, max_length=200, verbose_name="備考")),
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
                "verbose_name": "通信履歴の保管",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("line", "revision"), name="firewalllog_revision_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="firewalllog_successor_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("last_on__isnull", True), ("last_on__gte", models.F("first_on")), _connector="OR"
                        ),
                        name="firewalllog_last_on_not_before_first_on",
                        violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "received",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("stored"), "+", models.F("refused")
                                    ),
                                    "+",
                                    models.F("dropped"),
                                ),
                            )
                        ),
                        name="firewalllog_messages_add_up",
                        violation_error_message="受信は、保存・受け取らなかったもの・受信前に失われたものの合計と同じでなければなりません。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("unread__lte", models.F("stored"))),
                        name="firewalllog_unread_is_stored",
                        violation_error_message="読み取れなかったものは、保存した件数を超えません。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OperationHistory",
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
                ("taken_on", models.DateField(verbose_name="取込日")),
                ("first_on", models.DateField(verbose_name="操作の初日")),
                ("last_on", models.DateField(verbose_name="操作の末日")),
                ("file_name", models.CharField(max_length=200, verbose_name="ファイル名")),
                (
                    "digest",
                    models.CharField(
                        max_length=64,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[0-9a-f]{64}\\Z", "SHA-256の要約値は、0–9とa–fの64文字です。"
                            )
                        ],
                        verbose_name="要約値(SHA-256)",
                    ),
                ),
                ("profile", models.CharField(max_length=60, verbose_name="様式")),
                ("rows", models.PositiveIntegerField(verbose_name="行数")),
                ("stored", models.PositiveIntegerField(verbose_name="保存した行")),
                ("repeated", models.PositiveIntegerField(default=0, verbose_name="保存済みだった行")),
                ("refused", models.PositiveIntegerField(default=0, verbose_name="受け取らなかった行")),
                ("missing", models.CharField(blank=True, max_length=400, verbose_name="欠けている日・番号")),
                ("remarks", models.CharField(blank=True, max_length=200, verbose_name="備考")),
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
                "verbose_name": "操作履歴の取込",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("line", "revision"), name="operationhistory_revision_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="operationhistory_successor_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("last_on__isnull", True), ("last_on__gte", models.F("first_on")), _connector="OR"
                        ),
                        name="operationhistory_last_on_not_before_first_on",
                        violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "rows",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("stored"), "+", models.F("repeated")
                                    ),
                                    "+",
                                    models.F("refused"),
                                ),
                            )
                        ),
                        name="operationhistory_rows_add_up",
                        violation_error_message="行数は、保存した行・保存済みだった行・受け取らなかった行の合計と同じでなければなりません。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Paper",
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
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("staff", "職員・所属"),
                            ("credentials", "認証情報と権限"),
                            ("terminals", "端末"),
                            ("leave", "休暇・出張"),
                            ("counter", "受付簿"),
                            ("residents", "対象者(仮名)"),
                            ("openings", "臨時開庁"),
                            ("jobs", "一括処理の承認"),
                        ],
                        max_length=12,
                        verbose_name="資料の種類",
                    ),
                ),
                ("taken_on", models.DateField(verbose_name="取込日")),
                ("file_name", models.CharField(max_length=200, verbose_name="ファイル名")),
                (
                    "digest",
                    models.CharField(
                        max_length=64,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[0-9a-f]{64}\\Z", "SHA-256の要約値は、0–9とa–fの64文字です。"
                            )
                        ],
                        verbose_name="要約値(SHA-256)",
                    ),
                ),
                ("profile", models.CharField(max_length=60, verbose_name="様式")),
                ("rows", models.PositiveIntegerField(verbose_name="行数")),
                ("stored", models.PositiveIntegerField(verbose_name="受け取った行")),
                ("refused", models.PositiveIntegerField(default=0, verbose_name="受け取らなかった行")),
                ("remarks", models.CharField(blank=True, max_length=200, verbose_name="備考")),
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
                "verbose_name": "照合資料",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("line", "revision"), name="paper_revision_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="paper_successor_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "rows",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("stored"), "+", models.F("refused")
                                ),
                            )
                        ),
                        name="paper_rows_add_up",
                        violation_error_message="行数は、受け取った行と受け取らなかった行の合計と同じでなければなりません。",
                    ),
                ],
            },
        ),
        AppendOnly("firewalllog"),
        AppendOnly("operationhistory"),
        AppendOnly("paper"),
    ]
