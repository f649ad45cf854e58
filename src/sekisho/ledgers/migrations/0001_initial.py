import django.db.models.deletion
from django.db import migrations, models

import sekisho.kernel.models
from sekisho.kernel.append_only import AppendOnly
from sekisho.kernel.new_tables import NewTables


class Migration(NewTables):
    initial = True

    dependencies = [
        ("kernel", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Credential",
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
                            ("card", "操作者用カード"),
                            ("palm", "照合情報(静脈)"),
                            ("pin", "操作者照合暗証番号"),
                        ],
                        max_length=8,
                        verbose_name="種別",
                    ),
                ),
                ("serial", models.CharField(max_length=32, verbose_name="識別番号・照合ID")),
                ("issued_on", models.DateField(verbose_name="貸与・登録日")),
                ("expires_on", models.DateField(blank=True, null=True, verbose_name="有効期限")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="失効・回収日")),
                (
                    "ended_by",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("returned", "返納"),
                            ("deleted", "登録の削除"),
                            ("lost", "紛失・盗難による失効"),
                            ("expired", "期限による失効"),
                        ],
                        max_length=8,
                        verbose_name="失効・回収の別",
                    ),
                ),
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
                    "holder",
                    sekisho.kernel.models.LineField(
                        ledger="persons",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="貸与・登録を受けた者",
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
                "verbose_name": "認証情報",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("line", "revision"), name="credential_revision_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="credential_successor_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_on__isnull", True),
                            ("ended_on__gte", models.F("issued_on")),
                            _connector="OR",
                        ),
                        name="credential_ended_on_not_before_issued_on",
                        violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("expires_on__isnull", True),
                            ("expires_on__gte", models.F("issued_on")),
                            _connector="OR",
                        ),
                        name="credential_expires_on_not_before_issued_on",
                        violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_by", ""), ("ended_on__isnull", True)),
                            models.Q(("ended_on__isnull", False), models.Q(("ended_by", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="credential_end_has_kind",
                        violation_error_message="失効・回収日と、その別(返納・削除・紛失・期限)は両方書いてください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DailyCheck",
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
                ("checked_on", models.DateField(verbose_name="点検日")),
                ("checked_at", models.TimeField(verbose_name="点検時刻")),
                (
                    "startup",
                    models.CharField(
                        choices=[("ok", "異常なし"), ("ng", "異常あり"), ("na", "対象なし")],
                        default="ok",
                        max_length=2,
                        verbose_name="起動",
                    ),
                ),
                (
                    "backup_last_night",
                    models.CharField(
                        choices=[("ok", "異常なし"), ("ng", "異常あり"), ("na", "対象なし")],
                        default="ok",
                        max_length=2,
                        verbose_name="前夜のバックアップ",
                    ),
                ),
                (
                    "business_software",
                    models.CharField(
                        choices=[("ok", "異常なし"), ("ng", "異常あり"), ("na", "対象なし")],
                        default="ok",
                        max_length=2,
                        verbose_name="業務アプリ",
                    ),
                ),
                (
                    "terminals",
                    models.CharField(
                        choices=[("ok", "異常なし"), ("ng", "異常あり"), ("na", "対象なし")],
                        default="ok",
                        max_length=2,
                        verbose_name="統合端末",
                    ),
                ),
                (
                    "network",
                    models.CharField(
                        choices=[("ok", "異常なし"), ("ng", "異常あり"), ("na", "対象なし")],
                        default="ok",
                        max_length=2,
                        verbose_name="ネットワーク",
                    ),
                ),
                (
                    "firewall_log",
                    models.CharField(
                        choices=[("ok", "異常なし"), ("ng", "異常あり"), ("na", "対象なし")],
                        default="ok",
                        max_length=2,
                        verbose_name="ファイアウォールのログ採取",
                    ),
                ),
                (
                    "virus_definitions",
                    models.CharField(
                        choices=[("ok", "異常なし"), ("ng", "異常あり"), ("na", "対象なし")],
                        default="ok",
                        max_length=2,
                        verbose_name="ウイルス定義",
                    ),
                ),
                (
                    "warning_lamps",
                    models.CharField(
                        choices=[("ok", "異常なし"), ("ng", "異常あり"), ("na", "対象なし")],
                        default="ok",
                        max_length=2,
                        verbose_name="警告ランプ",
                    ),
                ),
                (
                    "room_celsius",
                    models.DecimalField(
                        blank=True, decimal_places=1, max_digits=4, null=True, verbose_name="室温(℃)"
                    ),
                ),
                ("action_taken", models.TextField(blank=True, verbose_name="異常の内容と処置")),
                (
                    "checker",
                    sekisho.kernel.models.LineField(
                        ledger="persons",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="点検者",
                    ),
                ),
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
                "verbose_name": "日次点検",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("line", "revision"), name="dailycheck_revision_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="dailycheck_successor_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("action_taken", ""), _negated=True),
                            models.Q(
                                ("startup", "ng"),
                                ("backup_last_night", "ng"),
                                ("business_software", "ng"),
                                ("terminals", "ng"),
                                ("network", "ng"),
                                ("firewall_log", "ng"),
                                ("virus_definitions", "ng"),
                                ("warning_lamps", "ng"),
                                _connector="OR",
                                _negated=True,
                            ),
                            _connector="OR",
                        ),
                        name="dailycheck_anomaly_has_action",
                        violation_error_message="異常のあった項目があります。「異常の内容と処置」を書いてください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Grant",
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
                ("operator_id", models.CharField(max_length=32, verbose_name="操作者ID")),
                ("business", models.CharField(max_length=60, verbose_name="業務")),
                ("valid_from", models.DateField(verbose_name="付与日")),
                (
                    "valid_until",
                    models.DateField(blank=True, null=True, verbose_name="終わる日(この日から使えない)"),
                ),
                (
                    "document_number",
                    models.CharField(blank=True, max_length=40, verbose_name="決定の文書番号"),
                ),
                (
                    "credential",
                    sekisho.kernel.models.LineField(
                        ledger="credentials",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="認証情報",
                    ),
                ),
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
                (
                    "terminal",
                    sekisho.kernel.models.LineField(
                        blank=True,
                        ledger="terminals",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="端末(空欄は全端末)",
                    ),
                ),
            ],
            options={
                "verbose_name": "権限の付与",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("line", "revision"), name="grant_revision_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="grant_successor_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until__isnull", True),
                            ("valid_until__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="grant_valid_until_not_before_valid_from",
                        violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OfficialText",
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
                ("version", models.CharField(max_length=16, verbose_name="版")),
                ("clause", models.CharField(max_length=64, verbose_name="条項のid")),
                ("label", models.CharField(max_length=64, verbose_name="条項")),
                ("text", models.TextField(verbose_name="条文")),
                ("digest", models.CharField(max_length=64, verbose_name="要約値(SHA-256)")),
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
                "verbose_name": "規程の原文",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("line", "revision"), name="officialtext_revision_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="officialtext_successor_has_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Terminal",
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
                ("number", models.CharField(max_length=32, verbose_name="端末番号")),
                ("place", models.CharField(max_length=80, verbose_name="設置場所")),
                (
                    "owner",
                    models.CharField(
                        choices=[
                            ("town", "町"),
                            ("prefecture", "県"),
                            ("jlis", "地方公共団体情報システム機構"),
                            ("lease", "リース"),
                        ],
                        max_length=12,
                        verbose_name="所有者",
                    ),
                ),
                ("installed_on", models.DateField(verbose_name="設置日")),
                ("removed_on", models.DateField(blank=True, null=True, verbose_name="撤去日")),
                ("locked", models.BooleanField(default=True, verbose_name="盗難防止の施錠")),
                ("screen_hidden", models.BooleanField(default=True, verbose_name="画面が来庁者から見えない")),
                (
                    "position_checked_on",
                    models.DateField(blank=True, null=True, verbose_name="位置を確かめた日"),
                ),
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
                "verbose_name": "統合端末",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("line", "revision"), name="terminal_revision_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="terminal_successor_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("removed_on__isnull", True),
                            ("removed_on__gte", models.F("installed_on")),
                            _connector="OR",
                        ),
                        name="terminal_removed_on_not_before_installed_on",
                        violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
                    ),
                ],
            },
        ),
        AppendOnly("dailycheck"),
        AppendOnly("credential"),
        AppendOnly("grant"),
        AppendOnly("terminal"),
        AppendOnly("officialtext"),
    ]
