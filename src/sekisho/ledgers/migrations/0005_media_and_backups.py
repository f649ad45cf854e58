import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import sekisho.kernel.models
from sekisho.kernel.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0002_documents"),
        ("ledgers", "0004_methods"),
    ]

    operations = [
        migrations.CreateModel(
            name="Backup",
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
                ("taken_on", models.DateField(verbose_name="採取を行った日")),
                ("started_at", models.DateTimeField(blank=True, null=True, verbose_name="採取の開始")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="採取の終了")),
                (
                    "target",
                    models.CharField(
                        choices=[
                            ("cs", "コミュニケーションサーバ"),
                            ("records", "この記録システム"),
                            ("other", "その他の情報"),
                        ],
                        max_length=8,
                        verbose_name="採取の対象",
                    ),
                ),
                ("contents", models.CharField(blank=True, max_length=120, verbose_name="採取の内容")),
                (
                    "way",
                    models.CharField(
                        choices=[("full", "全体"), ("differential", "差分"), ("incremental", "増分")],
                        default="full",
                        max_length=12,
                        verbose_name="採取の方式",
                    ),
                ),
                ("generation", models.CharField(blank=True, max_length=32, verbose_name="世代")),
                (
                    "result",
                    models.CharField(
                        choices=[("success", "成功"), ("failure", "失敗")],
                        max_length=8,
                        verbose_name="採取の結果",
                    ),
                ),
                (
                    "completed_on",
                    models.DateField(blank=True, null=True, verbose_name="採取を終えた日(成功のときだけ)"),
                ),
                (
                    "destination",
                    models.CharField(blank=True, max_length=200, verbose_name="保存先(媒体のほか)"),
                ),
                (
                    "size_bytes",
                    models.PositiveBigIntegerField(blank=True, null=True, verbose_name="大きさ(バイト)"),
                ),
                (
                    "digest",
                    models.CharField(
                        blank=True,
                        max_length=64,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[0-9a-f]{64}\\Z", "SHA-256の要約値は、0–9とa–fの64文字です。"
                            )
                        ],
                        verbose_name="要約値(SHA-256)",
                    ),
                ),
                ("place", models.CharField(blank=True, max_length=80, verbose_name="保管場所")),
                ("off_site", models.BooleanField(default=False, verbose_name="庁舎外に保管")),
                ("remedy", models.TextField(blank=True, verbose_name="失敗の処置")),
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
                    "maker",
                    sekisho.kernel.models.LineField(
                        blank=True,
                        ledger="persons",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="作成者(自動または委託先なら空欄)",
                    ),
                ),
                (
                    "medium",
                    sekisho.kernel.models.LineField(
                        blank=True,
                        ledger="media",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="媒体",
                    ),
                ),
            ],
            options={
                "verbose_name": "バックアップ",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("line", "revision"), name="backup_revision_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="backup_successor_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("completed_on__isnull", True),
                            ("completed_on__gte", models.F("taken_on")),
                            _connector="OR",
                        ),
                        name="backup_completed_on_not_before_taken_on",
                        violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at__isnull", True),
                            ("started_at__isnull", True),
                            ("ended_at__gte", models.F("started_at")),
                            _connector="OR",
                        ),
                        name="backup_ended_after_start",
                        violation_error_message="採取の終了が開始より前です。時刻を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("completed_on__isnull", False), ("result", "success")),
                            models.Q(("completed_on__isnull", True), ("result", "failure")),
                            _connector="OR",
                        ),
                        name="backup_success_was_completed",
                        violation_error_message="成功なら採取を終えた日を書き、失敗なら空けておいてください。失敗は採取した証拠になりません。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("result", "failure"),
                            models.Q(
                                models.Q(
                                    ("medium__isnull", False),
                                    models.Q(("destination", ""), _negated=True),
                                    _connector="OR",
                                ),
                                models.Q(("place", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="backup_success_is_somewhere",
                        violation_error_message="成功したバックアップには、媒体または保存先と、保管場所を書いてください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Medium",
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
                ("number", models.CharField(max_length=32, verbose_name="媒体番号")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("tape", "磁気テープ"),
                            ("disk", "磁気ディスク(外付けHDDを含む)"),
                            ("flash", "フラッシュメモリ(SSD、USBメモリなど)"),
                            ("optical", "光ディスク"),
                            ("other", "その他の媒体"),
                        ],
                        max_length=8,
                        verbose_name="媒体の種別",
                    ),
                ),
                ("capacity", models.CharField(blank=True, max_length=32, verbose_name="容量")),
                ("use", models.CharField(max_length=80, verbose_name="用途・世代")),
                ("place", models.CharField(max_length=80, verbose_name="保管場所")),
                ("locked", models.BooleanField(default=True, verbose_name="施錠")),
                ("off_site", models.BooleanField(default=False, verbose_name="庁舎外に保管")),
                ("started_on", models.DateField(verbose_name="使用開始日")),
                ("taken_out_on", models.DateField(blank=True, null=True, verbose_name="持出日")),
                ("taken_to", models.CharField(blank=True, max_length=80, verbose_name="持出先")),
                ("brought_back_on", models.DateField(blank=True, null=True, verbose_name="返却日")),
                ("disposed_on", models.DateField(blank=True, null=True, verbose_name="廃棄日")),
                (
                    "disposal",
                    models.CharField(
                        blank=True,
                        choices=[("destroyed", "物理破壊"), ("erased", "消去"), ("returned", "返却")],
                        max_length=12,
                        verbose_name="廃棄の方法",
                    ),
                ),
                (
                    "proof",
                    models.CharField(
                        blank=True, max_length=120, verbose_name="廃棄の証拠(証明書番号・写真の保管場所)"
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
                    "line",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                    ),
                ),
                (
                    "taken_out_by",
                    sekisho.kernel.models.LineField(
                        blank=True,
                        ledger="persons",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="持出者",
                    ),
                ),
                (
                    "witness",
                    sekisho.kernel.models.LineField(
                        blank=True,
                        ledger="persons",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="廃棄の立会者",
                    ),
                ),
            ],
            options={
                "verbose_name": "電磁的記録媒体",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("line", "revision"), name="medium_revision_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="medium_successor_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("taken_out_on__isnull", True),
                            ("taken_out_on__gte", models.F("started_on")),
                            _connector="OR",
                        ),
                        name="medium_taken_out_on_not_before_started_on",
                        violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("brought_back_on__isnull", True),
                            ("brought_back_on__gte", models.F("taken_out_on")),
                            _connector="OR",
                        ),
                        name="medium_brought_back_on_not_before_taken_out_on",
                        violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("disposed_on__isnull", True),
                            ("disposed_on__gte", models.F("started_on")),
                            _connector="OR",
                        ),
                        name="medium_disposed_on_not_before_started_on",
                        violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("brought_back_on__isnull", True),
                                ("taken_out_by__isnull", True),
                                ("taken_out_on__isnull", True),
                            ),
                            models.Q(("taken_out_by__isnull", False), ("taken_out_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="medium_taken_out_by_somebody",
                        violation_error_message="持出日と持出者は両方書いてください。返却日は、持ち出した媒体にだけ書けます。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("disposal", ""), ("disposed_on__isnull", True)),
                            models.Q(
                                ("disposed_on__isnull", False),
                                models.Q(("disposal", ""), _negated=True),
                                models.Q(("proof", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="medium_disposal_is_shown",
                        violation_error_message="媒体の廃棄には、廃棄日、方法、証拠の三つを書いてください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RestoreTest",
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
                ("tested_on", models.DateField(verbose_name="試験日")),
                ("restored_to", models.CharField(max_length=80, verbose_name="戻した先")),
                ("verification", models.CharField(max_length=200, verbose_name="確かめ方")),
                ("expected", models.PositiveBigIntegerField(blank=True, null=True, verbose_name="元の件数")),
                ("found", models.PositiveBigIntegerField(blank=True, null=True, verbose_name="戻った件数")),
                (
                    "result",
                    models.CharField(
                        choices=[("restored", "戻せた"), ("failed", "戻せなかった")],
                        max_length=8,
                        verbose_name="試験の結果",
                    ),
                ),
                (
                    "restored_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="戻せたことを確かめた日(戻せたときだけ)"
                    ),
                ),
                ("opinion", models.TextField(blank=True, verbose_name="所見")),
                (
                    "backup",
                    sekisho.kernel.models.LineField(
                        ledger="backups",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="試したバックアップ",
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
                    "tester",
                    sekisho.kernel.models.LineField(
                        ledger="persons",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="試験をした者",
                    ),
                ),
            ],
            options={
                "verbose_name": "復元試験",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("line", "revision"), name="restoretest_revision_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="restoretest_successor_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("restored_on__isnull", True),
                            ("restored_on__gte", models.F("tested_on")),
                            _connector="OR",
                        ),
                        name="restoretest_restored_on_not_before_tested_on",
                        violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("restored_on__isnull", False), ("result", "restored")),
                            models.Q(("restored_on__isnull", True), ("result", "failed")),
                            _connector="OR",
                        ),
                        name="restoretest_restored_has_day",
                        violation_error_message="戻せたなら確かめた日を書き、戻せなかったなら空けておいてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("result", "failed"),
                            ("expected__isnull", True),
                            ("found__isnull", True),
                            ("expected", models.F("found")),
                            _connector="OR",
                        ),
                        name="restoretest_restored_is_whole",
                        violation_error_message="件数が合わないものは「戻せた」になりません。",
                    ),
                ],
            },
        ),
        AppendOnly("backup"),
        AppendOnly("medium"),
        AppendOnly("restoretest"),
    ]
