import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.text
import django.db.models.lookups
from django.db import migrations, models

import sekisho.kernel.models
import sekisho.offices.fields
from sekisho.kernel.append_only import AppendOnly
from sekisho.kernel.new_tables import NewTables


class Migration(NewTables):
    dependencies = [
        ("kernel", "0003_refused"),
        ("ledgers", "0002_logs_and_papers"),
    ]

    operations = [
        migrations.CreateModel(
            name="Asset",
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
                ("number", models.CharField(max_length=32, verbose_name="資産番号")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("hardware", "ハードウェア"),
                            ("software", "ソフトウェア"),
                            ("network", "ネットワーク"),
                            ("medium", "電磁的記録媒体"),
                            ("document", "文書・情報"),
                        ],
                        max_length=8,
                        verbose_name="資産の区分",
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="資産の名称")),
                ("model_number", models.CharField(blank=True, max_length=80, verbose_name="型番・版")),
                ("serial", models.CharField(blank=True, max_length=80, verbose_name="製造番号")),
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
                ("keeper", sekisho.offices.fields.PostField(max_length=64, verbose_name="管理責任者")),
                ("holds_data", models.BooleanField(default=True, verbose_name="データを記憶する")),
                ("acquired_on", models.DateField(verbose_name="導入日")),
                ("moved_on", models.DateField(blank=True, null=True, verbose_name="移動日")),
                ("contract_ends_on", models.DateField(blank=True, null=True, verbose_name="契約が終わる日")),
                ("support_ends_on", models.DateField(blank=True, null=True, verbose_name="保守が終わる日")),
                (
                    "certificate_expires_on",
                    models.DateField(blank=True, null=True, verbose_name="電子証明書の期限"),
                ),
                ("disposed_on", models.DateField(blank=True, null=True, verbose_name="廃棄日")),
                (
                    "disposal",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("destroyed", "物理破壊"),
                            ("erased", "消去"),
                            ("returned", "返却"),
                            ("scrapped", "データのない物の廃棄"),
                        ],
                        max_length=12,
                        verbose_name="廃棄の方法",
                    ),
                ),
                (
                    "disposed_by",
                    models.CharField(blank=True, max_length=80, verbose_name="廃棄の実施者(課または業者)"),
                ),
                (
                    "certificate",
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
                "verbose_name": "情報資産",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("line", "revision"), name="asset_revision_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="asset_successor_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("moved_on__isnull", True),
                            ("moved_on__gte", models.F("acquired_on")),
                            _connector="OR",
                        ),
                        name="asset_moved_on_not_before_acquired_on",
                        violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("disposed_on__isnull", True),
                            ("disposed_on__gte", models.F("acquired_on")),
                            _connector="OR",
                        ),
                        name="asset_disposed_on_not_before_acquired_on",
                        violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("disposal", ""), ("disposed_on__isnull", True)),
                            models.Q(
                                ("disposed_on__isnull", False), models.Q(("disposal", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="asset_disposal_has_method",
                        violation_error_message="廃棄日と廃棄の方法は両方書いてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("disposed_on__isnull", True),
                            ("holds_data", False),
                            models.Q(
                                ("disposed_by", ""),
                                ("certificate", ""),
                                ("disposal", "scrapped"),
                                _connector="OR",
                                _negated=True,
                            ),
                            _connector="OR",
                        ),
                        name="asset_data_gone_is_shown",
                        violation_error_message="データを記憶する資産の廃棄には、物理破壊・消去・返却のどれかと、実施者、証拠を書いてください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attendance",
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
                ("seat", sekisho.offices.fields.OfficeField(max_length=64, verbose_name="席")),
                (
                    "presence",
                    models.CharField(
                        choices=[
                            ("present", "出席"),
                            ("absent", "欠席"),
                            ("proxy", "代理出席"),
                            ("vacant", "欠員"),
                        ],
                        max_length=7,
                        verbose_name="出欠",
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
                    "meeting",
                    sekisho.kernel.models.LineField(
                        ledger="meetings",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="会議",
                    ),
                ),
                (
                    "person",
                    sekisho.kernel.models.LineField(
                        blank=True,
                        ledger="persons",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="席に就いている者",
                    ),
                ),
                (
                    "proxy",
                    sekisho.kernel.models.LineField(
                        blank=True,
                        ledger="persons",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="代理で出席した者",
                    ),
                ),
            ],
            options={
                "verbose_name": "出欠",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("line", "revision"), name="attendance_revision_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="attendance_successor_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("person__isnull", True), ("presence", "vacant")),
                            models.Q(
                                models.Q(("presence", "vacant"), _negated=True), ("person__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="attendance_vacant_without_person",
                        violation_error_message="欠員の席には者を書かず、ほかの席には就いている者を書いてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("presence", "proxy"), ("proxy__isnull", False)),
                            models.Q(models.Q(("presence", "proxy"), _negated=True), ("proxy__isnull", True)),
                            _connector="OR",
                        ),
                        name="attendance_proxy_is_named",
                        violation_error_message="代理出席のときだけ、代理で出席した者を書いてください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Audit",
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
                    "section",
                    sekisho.offices.fields.SectionField(max_length=64, verbose_name="監査を受ける部署"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("internal", "内部の監査"),
                            ("external", "外部の監査"),
                            ("intrusion", "侵入検査"),
                        ],
                        default="internal",
                        max_length=9,
                        verbose_name="監査の種別",
                    ),
                ),
                ("scope", models.TextField(verbose_name="監査の範囲")),
                ("planned_on", models.DateField(verbose_name="計画を決めた日")),
                ("approved_on", models.DateField(blank=True, null=True, verbose_name="計画が承認された日")),
                (
                    "approval_number",
                    models.CharField(blank=True, max_length=40, verbose_name="計画を承認した決定の文書番号"),
                ),
                (
                    "scope_decision",
                    models.CharField(
                        blank=True, max_length=40, verbose_name="範囲を改めた会議の決定の文書番号"
                    ),
                ),
                ("notified_on", models.DateField(blank=True, null=True, verbose_name="監査を通知した日")),
                ("conducted_on", models.DateField(blank=True, null=True, verbose_name="監査の実施日")),
                (
                    "findings",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="指摘の件数"),
                ),
                (
                    "answered_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="指摘に回答した日(指摘がなければ結果を受けた日)"
                    ),
                ),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="改善を確かめた日")),
                ("improvements", models.TextField(blank=True, verbose_name="改善の要旨")),
                (
                    "auditor",
                    sekisho.kernel.models.LineField(
                        ledger="persons",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="監査した者",
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
                "verbose_name": "定期監査",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("line", "revision"), name="audit_revision_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="audit_successor_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_on__isnull", True),
                            ("approved_on__gte", models.F("planned_on")),
                            _connector="OR",
                        ),
                        name="audit_approved_on_not_before_planned_on",
                        violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("notified_on__isnull", True),
                            ("notified_on__gte", models.F("planned_on")),
                            _connector="OR",
                        ),
                        name="audit_notified_on_not_before_planned_on",
                        violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("conducted_on__isnull", True),
                            ("conducted_on__gte", models.F("planned_on")),
                            _connector="OR",
                        ),
                        name="audit_conducted_on_not_before_planned_on",
                        violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answered_on__isnull", True),
                            ("answered_on__gte", models.F("conducted_on")),
                            _connector="OR",
                        ),
                        name="audit_answered_on_not_before_conducted_on",
                        violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_on__isnull", True),
                            ("closed_on__gte", models.F("answered_on")),
                            _connector="OR",
                        ),
                        name="audit_closed_on_not_before_answered_on",
                        violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answered_on__isnull", True),
                            models.Q(("conducted_on__isnull", False), ("findings__isnull", False)),
                            _connector="OR",
                        ),
                        name="audit_answer_has_audit",
                        violation_error_message="回答した日があります。「監査の実施日」と「指摘の件数」も書いてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_on__isnull", True), ("answered_on__isnull", False), _connector="OR"
                        ),
                        name="audit_closed_after_answer",
                        violation_error_message="改善を確かめた日があります。回答した日も書いてください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AuditFinding",
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
                ("title", models.CharField(max_length=120, verbose_name="指摘の件名")),
                ("statement", models.TextField(verbose_name="指摘の内容")),
                ("found_on", models.DateField(verbose_name="指摘した日")),
                ("answered_on", models.DateField(blank=True, null=True, verbose_name="回答日")),
                ("answer", models.TextField(blank=True, verbose_name="回答(改めること)")),
                ("remedy_due_on", models.DateField(blank=True, null=True, verbose_name="改善の期限")),
                ("checked_on", models.DateField(blank=True, null=True, verbose_name="改善を確かめた日")),
                ("checked", models.CharField(blank=True, max_length=200, verbose_name="何を見て確かめたか")),
                (
                    "audit",
                    sekisho.kernel.models.LineField(
                        ledger="audits",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="監査",
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
                "verbose_name": "監査の指摘",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("line", "revision"), name="auditfinding_revision_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="auditfinding_successor_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answered_on__isnull", True),
                            ("answered_on__gte", models.F("found_on")),
                            _connector="OR",
                        ),
                        name="auditfinding_answered_on_not_before_found_on",
                        violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("checked_on__isnull", True),
                            ("checked_on__gte", models.F("answered_on")),
                            _connector="OR",
                        ),
                        name="auditfinding_checked_on_not_before_answered_on",
                        violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answered_on__isnull", True),
                            models.Q(("answer", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="auditfinding_answer_is_written",
                        violation_error_message="回答日があります。回答も書いてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("checked_on__isnull", True),
                            models.Q(
                                ("answered_on__isnull", False), models.Q(("checked", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="auditfinding_check_follows_answer",
                        violation_error_message="改善を確かめた日があります。回答と、何を見て確かめたかも書いてください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AuthorityCheck",
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
                ("first_on", models.DateField(verbose_name="期間の初日")),
                ("last_on", models.DateField(verbose_name="期間の末日")),
                ("checked_on", models.DateField(verbose_name="照合日")),
                ("operations", models.PositiveIntegerField(verbose_name="操作の件数")),
                ("matched", models.PositiveIntegerField(verbose_name="権限と照合できた件数")),
                ("doubtful", models.PositiveIntegerField(default=0, verbose_name="疑義の件数")),
                ("decided", models.PositiveIntegerField(default=0, verbose_name="うち判断の済んだ件数")),
                (
                    "sampled",
                    models.PositiveIntegerField(default=0, verbose_name="無作為に抽出して確かめた件数"),
                ),
                ("findings", models.TextField(blank=True, verbose_name="疑義と判断の要旨")),
                (
                    "settled_on",
                    models.DateField(blank=True, null=True, verbose_name="疑義の全てに判断がついた日"),
                ),
                (
                    "approver",
                    sekisho.kernel.models.LineField(
                        blank=True,
                        ledger="persons",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="承認者",
                    ),
                ),
                (
                    "checker",
                    sekisho.kernel.models.LineField(
                        ledger="persons",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="照合した者",
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
                "verbose_name": "権限の照合",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("line", "revision"), name="authoritycheck_revision_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="authoritycheck_successor_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("last_on__isnull", True), ("last_on__gte", models.F("first_on")), _connector="OR"
                        ),
                        name="authoritycheck_last_on_not_before_first_on",
                        violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("settled_on__isnull", True),
                            ("settled_on__gte", models.F("checked_on")),
                            _connector="OR",
                        ),
                        name="authoritycheck_settled_on_not_before_checked_on",
                        violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("checked_on__gte", models.F("last_on"))),
                        name="authoritycheck_checked_after_period",
                        violation_error_message="期間が終わる前に照合しています。照合した期間を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "operations",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("matched"), "+", models.F("doubtful")
                                ),
                            )
                        ),
                        name="authoritycheck_operations_add_up",
                        violation_error_message="操作の件数は、照合できた件数と疑義の件数の合計と同じでなければなりません。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided__lte", models.F("doubtful")), ("sampled__lte", models.F("operations"))
                        ),
                        name="authoritycheck_parts_within_whole",
                        violation_error_message="判断の済んだ件数が疑義の件数を、または抽出した件数が操作の件数を超えています。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided", 0), models.Q(("findings", ""), _negated=True), _connector="OR"
                        ),
                        name="authoritycheck_decision_is_told",
                        violation_error_message="疑義に判断がついています。「疑義と判断の要旨」を書いてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("settled_on__isnull", True), ("decided", models.F("doubtful")), _connector="OR"
                        ),
                        name="authoritycheck_settled_leaves_no_doubt",
                        violation_error_message="判断のついていない疑義があります。「疑義の全てに判断がついた日」は、それまで空けてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approver__isnull", True),
                            models.Q(("checker", models.F("approver")), _negated=True),
                            _connector="OR",
                        ),
                        name="authoritycheck_approver_is_another",
                        violation_error_message="照合した者と承認者が同じです。別の者が承認してください。",
                    ),
                ],
            },
        ),
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
            name="BuildingRound",
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
                (
                    "period",
                    models.CharField(
                        choices=[
                            ("before", "始業前"),
                            ("hours", "執務時間中"),
                            ("after", "終業後"),
                            ("night", "夜間"),
                            ("closed", "閉庁日"),
                        ],
                        max_length=8,
                        verbose_name="巡視の時間帯",
                    ),
                ),
                (
                    "locks",
                    models.CharField(
                        choices=[("ok", "異常なし"), ("ng", "異常あり"), ("na", "対象なし")],
                        default="ok",
                        max_length=2,
                        verbose_name="施錠",
                    ),
                ),
                (
                    "windows",
                    models.CharField(
                        choices=[("ok", "異常なし"), ("ng", "異常あり"), ("na", "対象なし")],
                        default="ok",
                        max_length=2,
                        verbose_name="窓",
                    ),
                ),
                (
                    "alarm",
                    models.CharField(
                        choices=[("ok", "異常なし"), ("ng", "異常あり"), ("na", "対象なし")],
                        default="ok",
                        max_length=2,
                        verbose_name="警備装置",
                    ),
                ),
                (
                    "lighting",
                    models.CharField(
                        choices=[("ok", "異常なし"), ("ng", "異常あり"), ("na", "対象なし")],
                        default="ok",
                        max_length=2,
                        verbose_name="照明",
                    ),
                ),
                (
                    "strange_objects",
                    models.CharField(
                        choices=[("ok", "異常なし"), ("ng", "異常あり"), ("na", "対象なし")],
                        default="ok",
                        max_length=2,
                        verbose_name="不審物",
                    ),
                ),
                (
                    "server_room_door",
                    models.CharField(
                        choices=[("ok", "異常なし"), ("ng", "異常あり"), ("na", "対象なし")],
                        default="ok",
                        max_length=2,
                        verbose_name="サーバ室の扉",
                    ),
                ),
                ("guards_report", models.TextField(blank=True, verbose_name="警備会社の報告")),
                ("action_taken", models.TextField(blank=True, verbose_name="異常の内容と処置")),
                (
                    "touches_server_room",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "関わる"), ("no", "関わらない")],
                        max_length=3,
                        verbose_name="サーバ室に関わるか",
                    ),
                ),
                (
                    "passed_to",
                    models.CharField(
                        blank=True, max_length=60, verbose_name="サーバ室に関わる異常を伝えた相手"
                    ),
                ),
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
                "verbose_name": "庁舎点検",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("line", "revision"), name="buildinground_revision_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="buildinground_successor_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("action_taken", ""), _negated=True),
                            models.Q(
                                ("locks", "ng"),
                                ("windows", "ng"),
                                ("alarm", "ng"),
                                ("lighting", "ng"),
                                ("strange_objects", "ng"),
                                ("server_room_door", "ng"),
                                _connector="OR",
                                _negated=True,
                            ),
                            _connector="OR",
                        ),
                        name="buildinground_anomaly_has_action",
                        violation_error_message="異常のあった項目があります。「異常の内容と処置」を書いてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("touches_server_room", ""), _negated=True),
                            models.Q(
                                ("locks", "ng"),
                                ("windows", "ng"),
                                ("alarm", "ng"),
                                ("lighting", "ng"),
                                ("strange_objects", "ng"),
                                ("server_room_door", "ng"),
                                _connector="OR",
                                _negated=True,
                            ),
                            _connector="OR",
                        ),
                        name="buildinground_anomaly_says_where",
                        violation_error_message="異常のあった項目があります。「サーバ室に関わるか」を選んでください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("touches_server_room", "yes"),
                            models.Q(("server_room_door", "ng"), _negated=True),
                            _connector="OR",
                        ),
                        name="buildinground_door_touches_server_room",
                        violation_error_message="サーバ室の扉の異常です。「サーバ室に関わるか」で「関わる」を選んでください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("passed_to", ""), _negated=True),
                            models.Q(("touches_server_room", "yes"), _negated=True),
                            _connector="OR",
                        ),
                        name="buildinground_server_room_is_passed_on",
                        violation_error_message="サーバ室に関わる異常です。「サーバ室に関わる異常を伝えた相手」を書いてください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CardCount",
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
                ("counted_on", models.DateField(verbose_name="数えた日")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("my_number_card", "個人番号カード"),
                            ("resident_card", "住民基本台帳カード"),
                        ],
                        max_length=16,
                        verbose_name="カードの種別",
                    ),
                ),
                ("in_ledger", models.PositiveIntegerField(verbose_name="簿上の残")),
                ("found", models.PositiveIntegerField(verbose_name="現物の数")),
                (
                    "outcome",
                    models.CharField(
                        choices=[("agrees", "合う"), ("differs", "合わない")],
                        max_length=8,
                        verbose_name="照合の結果",
                    ),
                ),
                ("explanation", models.TextField(blank=True, verbose_name="差の説明と処置")),
                (
                    "counter",
                    sekisho.kernel.models.LineField(
                        ledger="persons",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="数えた者",
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
                    "witness",
                    sekisho.kernel.models.LineField(
                        blank=True,
                        ledger="persons",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="立会者",
                    ),
                ),
            ],
            options={
                "verbose_name": "カード残数の照合",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("line", "revision"), name="cardcount_revision_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="cardcount_successor_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("in_ledger", models.F("found")), ("outcome", "agrees")),
                            models.Q(
                                ("outcome", "differs"),
                                models.Q(("in_ledger", models.F("found")), _negated=True),
                                models.Q(("explanation", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="cardcount_outcome_is_that_of_numbers",
                        violation_error_message="照合の結果が、簿上の残と現物の数に合っていません。合わないときは、差の説明と処置を書いてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("witness__isnull", True),
                            models.Q(("counter", models.F("witness")), _negated=True),
                            _connector="OR",
                        ),
                        name="cardcount_witness_is_another",
                        violation_error_message="数えた者と立会者が同じです。立会者がいなければ空けておいてください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CardMovement",
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
                ("moved_on", models.DateField(verbose_name="受払日")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("my_number_card", "個人番号カード"),
                            ("resident_card", "住民基本台帳カード"),
                        ],
                        max_length=16,
                        verbose_name="カードの種別",
                    ),
                ),
                ("carried", models.PositiveIntegerField(verbose_name="前残")),
                ("received", models.PositiveIntegerField(default=0, verbose_name="受入")),
                ("issued", models.PositiveIntegerField(default=0, verbose_name="交付")),
                (
                    "returned",
                    models.PositiveIntegerField(default=0, verbose_name="返納(見つかったものを含む)"),
                ),
                ("destroyed", models.PositiveIntegerField(default=0, verbose_name="廃棄")),
                ("spoiled", models.PositiveIntegerField(default=0, verbose_name="失敗(廃棄まで残に含む)")),
                ("balance", models.PositiveIntegerField(verbose_name="残")),
                (
                    "destruction",
                    models.CharField(
                        blank=True,
                        choices=[("chip", "ICチップの物理破壊"), ("other", "その他(備考に書く)")],
                        max_length=8,
                        verbose_name="廃棄の方法",
                    ),
                ),
                ("remarks", models.CharField(blank=True, max_length=200, verbose_name="備考")),
                (
                    "checker",
                    sekisho.kernel.models.LineField(
                        ledger="persons",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="照合者",
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
                "verbose_name": "カードの受払",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("line", "revision"), name="cardmovement_revision_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="cardmovement_successor_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "balance",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                models.F("carried"), "+", models.F("received")
                                            ),
                                            "+",
                                            models.F("returned"),
                                        ),
                                        "-",
                                        models.F("issued"),
                                    ),
                                    "-",
                                    models.F("destroyed"),
                                ),
                            )
                        ),
                        name="cardmovement_balance_adds_up",
                        violation_error_message="残が合いません。残は、前残に受入と返納を足し、交付と廃棄を引いた枚数です。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "spoiled__lte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("balance"), "+", models.F("destroyed")
                                ),
                            )
                        ),
                        name="cardmovement_spoiled_was_there",
                        violation_error_message="失敗した枚数が、残と廃棄の合計を超えています。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("destroyed", 0), ("destruction", "")),
                            models.Q(("destroyed__gt", 0), ("destruction", "chip")),
                            models.Q(
                                ("destroyed__gt", 0),
                                ("destruction", "other"),
                                models.Q(("remarks", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="cardmovement_destruction_is_told",
                        violation_error_message="廃棄した枚数には方法を書いてください。方法が「その他」なら、備考に何をしたかを書いてください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Contact",
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
                    "position",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MinValueValidator(1)], verbose_name="連絡の順番"
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        blank=True,
                        max_length=60,
                        validators=[
                            django.core.validators.RegexValidator(
                                "(?<![0-9０-９])(?<![0-9０-９][-－ー‐−/.])[0０+＋][0-9０-９()（）\\-－ー‐−\\s]{7,}[0-9０-９]",
                                "電話番号は書かないでください。番号は紙の一覧に書き、その置き場所だけをここに残します。",
                                inverse_match=True,
                            )
                        ],
                        verbose_name="氏名または窓口の名(職員でない場合)",
                    ),
                ),
                (
                    "organisation",
                    models.CharField(
                        max_length=60,
                        validators=[
                            django.core.validators.RegexValidator(
                                "(?<![0-9０-９])(?<![0-9０-９][-－ー‐−/.])[0０+＋][0-9０-９()（）\\-－ー‐−\\s]{7,}[0-9０-９]",
                                "電話番号は書かないでください。番号は紙の一覧に書き、その置き場所だけをここに残します。",
                                inverse_match=True,
                            )
                        ],
                        verbose_name="組織",
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        max_length=60,
                        validators=[
                            django.core.validators.RegexValidator(
                                "(?<![0-9０-９])(?<![0-9０-９][-－ー‐−/.])[0０+＋][0-9０-９()（）\\-－ー‐−\\s]{7,}[0-9０-９]",
                                "電話番号は書かないでください。番号は紙の一覧に書き、その置き場所だけをここに残します。",
                                inverse_match=True,
                            )
                        ],
                        verbose_name="災害時の役割",
                    ),
                ),
                (
                    "means",
                    models.CharField(
                        choices=[
                            ("desk", "電話(職場)"),
                            ("mobile", "携帯電話"),
                            ("home", "電話(自宅)"),
                            ("radio", "防災無線"),
                            ("satellite", "衛星電話"),
                            ("mail", "電子メール"),
                            ("visit", "直接訪ねる"),
                        ],
                        max_length=9,
                        verbose_name="連絡手段",
                    ),
                ),
                (
                    "list_place",
                    models.CharField(
                        max_length=120,
                        validators=[
                            django.core.validators.RegexValidator(
                                "(?<![0-9０-９])(?<![0-9０-９][-－ー‐−/.])[0０+＋][0-9０-９()（）\\-－ー‐−\\s]{7,}[0-9０-９]",
                                "電話番号は書かないでください。番号は紙の一覧に書き、その置き場所だけをここに残します。",
                                inverse_match=True,
                            )
                        ],
                        verbose_name="番号の載った紙の一覧の置き場所",
                    ),
                ),
                (
                    "alternate",
                    models.CharField(
                        blank=True,
                        max_length=60,
                        validators=[
                            django.core.validators.RegexValidator(
                                "(?<![0-9０-９])(?<![0-9０-９][-－ー‐−/.])[0０+＋][0-9０-９()（）\\-－ー‐−\\s]{7,}[0-9０-９]",
                                "電話番号は書かないでください。番号は紙の一覧に書き、その置き場所だけをここに残します。",
                                inverse_match=True,
                            )
                        ],
                        verbose_name="代わりの者",
                    ),
                ),
                ("tried_on", models.DateField(blank=True, null=True, verbose_name="最後に連絡を試した日")),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("reached", "つながった"),
                            ("alternate", "代わりの者につながった"),
                            ("failed", "つながらなかった"),
                        ],
                        max_length=9,
                        verbose_name="連絡の結果",
                    ),
                ),
                ("reached_on", models.DateField(blank=True, null=True, verbose_name="最後につながった日")),
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
                    "person",
                    sekisho.kernel.models.LineField(
                        blank=True,
                        ledger="persons",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="職員",
                    ),
                ),
            ],
            options={
                "verbose_name": "緊急連絡先",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("line", "revision"), name="contact_revision_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="contact_successor_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("name", ""), ("person__isnull", False)),
                            models.Q(("person__isnull", True), models.Q(("name", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="contact_is_staff_or_named",
                        violation_error_message="職員か、職員でない者の氏名か、どちらか一方だけを書いてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("result", ""), ("tried_on__isnull", True)),
                            models.Q(("tried_on__isnull", False), models.Q(("result", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="contact_try_has_result",
                        violation_error_message="連絡を試した日と結果は、どちらも書くか、どちらも空けてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reached_on__isnull", True),
                            models.Q(("reached_on__lte", models.F("tried_on")), ("tried_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="contact_reached_by_a_try",
                        violation_error_message="つながった日までに連絡を試した記載がありません。「最後に連絡を試した日」を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("result__in", ["", "failed"]),
                            models.Q(("reached_on", models.F("tried_on")), ("reached_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="contact_reached_that_day",
                        violation_error_message="つながったのなら、「最後につながった日」に試した日と同じ日を書いてください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Contractor",
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
                ("name", models.CharField(max_length=80, verbose_name="業者")),
                ("work", models.CharField(max_length=120, verbose_name="委託する業務")),
                ("contract_from", models.DateField(verbose_name="契約の初日")),
                ("contract_until", models.DateField(verbose_name="契約の終わり(この日から契約がない)")),
                (
                    "surveyed_on",
                    models.DateField(blank=True, null=True, verbose_name="保護体制を事前に調べた日"),
                ),
                ("deliberated_on", models.DateField(blank=True, null=True, verbose_name="会議で審議した日")),
                (
                    "approved_on",
                    models.DateField(blank=True, null=True, verbose_name="統括責任者が承認した日"),
                ),
                (
                    "subcontracting",
                    models.CharField(
                        choices=[("none", "再委託なし"), ("allowed", "承諾した再委託あり")],
                        default="none",
                        max_length=8,
                        verbose_name="再委託",
                    ),
                ),
                (
                    "subcontractors",
                    models.CharField(blank=True, max_length=200, verbose_name="再委託先と業務"),
                ),
                (
                    "workers",
                    models.CharField(blank=True, max_length=120, verbose_name="従事者名簿(名称と保管場所)"),
                ),
                ("place", models.CharField(blank=True, max_length=80, verbose_name="作業場所")),
                (
                    "confirmed_on",
                    models.DateField(blank=True, null=True, verbose_name="年次の状況を確かめた日"),
                ),
                ("certificate", models.CharField(blank=True, max_length=80, verbose_name="認証・証明書")),
                (
                    "certificate_until",
                    models.DateField(
                        blank=True, null=True, verbose_name="証明書の期限(この日から効力がない)"
                    ),
                ),
                (
                    "returned_on",
                    models.DateField(blank=True, null=True, verbose_name="返還・廃棄の証明を受けた日"),
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
                "verbose_name": "委託先",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("line", "revision"), name="contractor_revision_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="contractor_successor_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("contract_until__gt", models.F("contract_from"))),
                        name="contractor_contract_lasts",
                        violation_error_message="契約の終わりが初日より後になっていません。日付を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("returned_on__isnull", True),
                            ("returned_on__gte", models.F("contract_from")),
                            _connector="OR",
                        ),
                        name="contractor_returned_on_not_before_contract_from",
                        violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("subcontracting", "none"), ("subcontractors", "")),
                            models.Q(
                                ("subcontracting", "allowed"), models.Q(("subcontractors", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="contractor_subcontractor_is_named",
                        violation_error_message="再委託の有無と再委託先が合っていません。承諾した再委託には、先と業務を書いてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("certificate_until__isnull", True),
                            models.Q(("certificate", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="contractor_certificate_is_named",
                        violation_error_message="証明書の期限があります。何の証明書かを書いてください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DataCentreCheck",
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
                ("contractor", models.CharField(max_length=80, verbose_name="業者")),
                ("rules_title", models.CharField(max_length=120, verbose_name="業者の規程の名称")),
                ("rules_version", models.CharField(max_length=40, verbose_name="規程の版")),
                ("rules_on", models.DateField(verbose_name="規程の日付")),
                ("certificate", models.CharField(blank=True, max_length=80, verbose_name="認証の名称")),
                (
                    "certificate_expires_on",
                    models.DateField(blank=True, null=True, verbose_name="認証の有効期限"),
                ),
                ("monitoring_seen", models.BooleanField(default=False, verbose_name="監視の記録を見た")),
                ("backups_seen", models.BooleanField(default=False, verbose_name="バックアップの記録を見た")),
                (
                    "subcontracting_seen",
                    models.BooleanField(default=False, verbose_name="再委託先の一覧を見た"),
                ),
                (
                    "means",
                    models.CharField(
                        choices=[("papers", "書面"), ("visit", "訪問"), ("remote", "遠隔")],
                        max_length=8,
                        verbose_name="確認方法",
                    ),
                ),
                ("confirmed_on", models.DateField(verbose_name="確認日")),
                (
                    "result",
                    models.CharField(
                        choices=[("proper", "適"), ("to_mend", "要改善"), ("improper", "否")],
                        max_length=8,
                        verbose_name="結果",
                    ),
                ),
                ("remarks", models.TextField(blank=True, verbose_name="所見(改善を求めたこと)")),
                ("mend_by_on", models.DateField(blank=True, null=True, verbose_name="改善の期限")),
                ("proper_on", models.DateField(blank=True, null=True, verbose_name="適と認めた日")),
                (
                    "checker",
                    sekisho.kernel.models.LineField(
                        ledger="persons",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="確認者",
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
                "verbose_name": "データセンターの確認",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("line", "revision"), name="datacentrecheck_revision_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="datacentrecheck_successor_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confirmed_on__isnull", True),
                            ("confirmed_on__gte", models.F("rules_on")),
                            _connector="OR",
                        ),
                        name="datacentrecheck_confirmed_on_not_before_rules_on",
                        violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("mend_by_on__isnull", True),
                            ("mend_by_on__gte", models.F("confirmed_on")),
                            _connector="OR",
                        ),
                        name="datacentrecheck_mend_by_on_not_before_confirmed_on",
                        violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("proper_on__isnull", True),
                            ("proper_on__gte", models.F("confirmed_on")),
                            _connector="OR",
                        ),
                        name="datacentrecheck_proper_on_not_before_confirmed_on",
                        violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("certificate_expires_on__isnull", True),
                            models.Q(("certificate", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="datacentrecheck_expiry_is_of_a_certificate",
                        violation_error_message="認証の有効期限があります。認証の名称を書いてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("result", "proper"), models.Q(("remarks", ""), _negated=True), _connector="OR"
                        ),
                        name="datacentrecheck_fault_is_named",
                        violation_error_message="適でないときは、何が足りないかを「所見」に書いてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("result", "to_mend"), _negated=True),
                            ("mend_by_on__isnull", False),
                            _connector="OR",
                        ),
                        name="datacentrecheck_mending_has_deadline",
                        violation_error_message="要改善には、改善の期限を書いてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("proper_on__isnull", False), ("result", "proper")),
                            models.Q(
                                models.Q(("result", "proper"), _negated=True), ("proper_on__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="datacentrecheck_proper_since_a_day",
                        violation_error_message="「適と認めた日」は、結果が適のときに、そのときだけ書いてください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DataCentreInstruction",
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
                ("document_number", models.CharField(max_length=40, verbose_name="文書番号")),
                ("addressee", models.CharField(max_length=120, verbose_name="宛先(施設管理者)")),
                ("instructed_on", models.DateField(verbose_name="指示日")),
                ("statement", models.TextField(verbose_name="指示の内容")),
                ("received_on", models.DateField(blank=True, null=True, verbose_name="受領日")),
                ("answered_on", models.DateField(blank=True, null=True, verbose_name="回答日")),
                ("answer", models.TextField(blank=True, verbose_name="回答")),
                (
                    "extent",
                    models.CharField(
                        blank=True,
                        choices=[("all", "全部"), ("part", "一部"), ("refused", "拒否")],
                        max_length=8,
                        verbose_name="回答の程度",
                    ),
                ),
                (
                    "entries_month",
                    models.CharField(
                        blank=True,
                        max_length=7,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[0-9]{4}-(0[1-9]|1[0-2])\\Z", "月は「2026-04」のように書いてください。"
                            )
                        ],
                        verbose_name="入退室一覧を受けた月(最後のもの)",
                    ),
                ),
                (
                    "sample",
                    models.CharField(blank=True, max_length=200, verbose_name="入退室一覧の抽出確認の結果"),
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
                "verbose_name": "データセンターへの指示",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("line", "revision"), name="datacentreinstruction_revision_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="datacentreinstruction_successor_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("received_on__isnull", True),
                            ("received_on__gte", models.F("instructed_on")),
                            _connector="OR",
                        ),
                        name="datacentreinstruction_received_on_not_before_instructed_on",
                        violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answered_on__isnull", True),
                            ("answered_on__gte", models.F("instructed_on")),
                            _connector="OR",
                        ),
                        name="datacentreinstruction_answered_on_not_before_instructed_on",
                        violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_on__isnull", True), ("extent", "")),
                            models.Q(
                                ("answered_on__isnull", False),
                                models.Q(("answer", ""), _negated=True),
                                models.Q(("extent", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="datacentreinstruction_answer_is_whole",
                        violation_error_message="回答日、回答、回答の程度は、三つとも書くか三つとも空けてください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DisasterDrill",
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
                ("drilled_on", models.DateField(verbose_name="訓練日")),
                ("scenario", models.TextField(verbose_name="想定")),
                ("participants", models.TextField(verbose_name="参加者")),
                ("minutes", models.PositiveSmallIntegerField(verbose_name="かかった時間(分)")),
                ("not_done", models.TextField(verbose_name="できなかったこと")),
                ("to_mend", models.TextField(verbose_name="直すこと")),
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
                    "plan",
                    sekisho.kernel.models.LineField(
                        ledger="disaster_plans",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="手順の版",
                    ),
                ),
                (
                    "responsible",
                    sekisho.kernel.models.LineField(
                        ledger="persons",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="責任者",
                    ),
                ),
            ],
            options={
                "verbose_name": "災害訓練",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("line", "revision"), name="disasterdrill_revision_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="disasterdrill_successor_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("not_done", ""), _negated=True),
                            models.Q(("to_mend", ""), _negated=True),
                        ),
                        name="disasterdrill_says_what_was_learnt",
                        violation_error_message="「できなかったこと」と「直すこと」を書いてください。なければ「なし」と書いてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("minutes__gt", 0)),
                        name="disasterdrill_took_time",
                        violation_error_message="かかった時間を1分以上で書いてください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DisasterPlan",
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
                ("version", models.CharField(max_length=20, verbose_name="版")),
                ("title", models.CharField(max_length=120, verbose_name="題名")),
                ("changes", models.TextField(verbose_name="変更の要旨")),
                ("reviewed_on", models.DateField(verbose_name="見直した日")),
                ("approved_on", models.DateField(blank=True, null=True, verbose_name="決裁日")),
                ("decision_number", models.CharField(blank=True, max_length=40, verbose_name="決裁番号")),
                ("paper_places", models.TextField(verbose_name="紙の写しの置き場所")),
                ("next_review_on", models.DateField(verbose_name="次の見直し期限")),
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
                "verbose_name": "災害対応手順",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("line", "revision"), name="disasterplan_revision_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="disasterplan_successor_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("approved_on__isnull", True), ("decision_number", "")),
                            models.Q(
                                ("approved_on__isnull", False),
                                models.Q(("decision_number", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="disasterplan_approval_has_number",
                        violation_error_message="決裁日と決裁番号は、どちらも書くか、どちらも空けてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("next_review_on__gt", models.F("reviewed_on"))),
                        name="disasterplan_next_review_is_later",
                        violation_error_message="次の見直し期限が、見直した日より後になっていません。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("paper_places", ""), _negated=True),
                        name="disasterplan_exists_on_paper",
                        violation_error_message="紙の写しの置き場所を書いてください。停電の日にも読めなければなりません。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DisasterResponse",
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
                ("began_at", models.DateTimeField(verbose_name="始まった日時")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("earthquake", "地震"),
                            ("storm", "風水害・土砂災害"),
                            ("fire", "火災"),
                            ("power", "停電"),
                            ("line", "通信の途絶"),
                            ("epidemic", "感染症"),
                            ("other", "その他"),
                        ],
                        max_length=10,
                        verbose_name="災害の種別",
                    ),
                ),
                ("course", models.TextField(verbose_name="経過(何をいつしたか)")),
                ("effect", models.TextField(verbose_name="端末・サーバへの影響")),
                (
                    "juki_net",
                    models.CharField(
                        choices=[
                            ("running", "止まらなかった"),
                            ("stopped", "止まった"),
                            ("cut", "決定により止めた"),
                        ],
                        max_length=7,
                        verbose_name="住基ネットの停止の有無",
                    ),
                ),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="対応を終えた日")),
                ("lessons", models.TextField(blank=True, verbose_name="教訓")),
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
                "verbose_name": "災害対応",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("line", "revision"), name="disasterresponse_revision_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="disasterresponse_successor_has_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Disconnection",
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
                ("is_drill", models.BooleanField(default=False, verbose_name="訓練")),
                ("known", models.TextField(verbose_name="分かっていること")),
                ("at_risk", models.TextField(verbose_name="危険にさらされているデータ")),
                ("grounds", models.TextField(verbose_name="会議の報告・調査の結果")),
                ("counters", models.TextField(verbose_name="窓口への影響と、その間の手立て")),
                (
                    "proposed",
                    sekisho.offices.fields.CutOptionField(
                        blank=True, max_length=64, verbose_name="起案した者の案"
                    ),
                ),
                ("conditions", models.TextField(verbose_name="つなぎ直す条件")),
                ("laid_at", models.DateTimeField(verbose_name="町長に示した日時")),
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
                    "incident",
                    sekisho.kernel.models.LineField(
                        ledger="incidents",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="事故",
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
                "verbose_name": "切離しの判断票",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("line", "revision"), name="disconnection_revision_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="disconnection_successor_has_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DisconnectionOrder",
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
                ("is_drill", models.BooleanField(default=False, verbose_name="訓練")),
                (
                    "kind",
                    models.CharField(
                        choices=[("cut", "切り離す"), ("keep", "切り離さない"), ("reconnect", "つなぎ直す")],
                        max_length=9,
                        verbose_name="決定",
                    ),
                ),
                (
                    "option",
                    sekisho.offices.fields.CutOptionField(
                        blank=True, max_length=64, verbose_name="切り離し方"
                    ),
                ),
                ("decided_at", models.DateTimeField(verbose_name="決定した日時")),
                ("because", models.TextField(verbose_name="理由・付ける条件")),
                ("number", models.CharField(blank=True, max_length=40, verbose_name="文書番号")),
                (
                    "paper_place",
                    models.CharField(
                        blank=True, max_length=120, verbose_name="紙の決定書の置き場所(後から書き写したとき)"
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
                    "sheet",
                    sekisho.kernel.models.LineField(
                        ledger="disconnections",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="切離し判断票",
                    ),
                ),
            ],
            options={
                "verbose_name": "切離しの決定",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("line", "revision"), name="disconnectionorder_revision_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="disconnectionorder_successor_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(models.Q(("kind", "cut"), _negated=True), ("option", "")),
                            models.Q(("kind", "cut"), models.Q(("option", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="disconnectionorder_cut_names_its_option",
                        violation_error_message="切り離すときは切り離し方を選び、切り離さないときは空けてください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DisconnectionRun",
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
                ("is_drill", models.BooleanField(default=False, verbose_name="訓練")),
                (
                    "way",
                    models.CharField(
                        choices=[("cut", "切離し"), ("restore", "つなぎ直し")],
                        max_length=7,
                        verbose_name="切離しかつなぎ直しか",
                    ),
                ),
                ("plan", models.TextField(verbose_name="行うこと(実施前に示した手順)")),
                (
                    "plan_sha256",
                    models.CharField(
                        blank=True,
                        max_length=64,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[0-9a-f]{64}\\Z", "SHA-256の要約値は、0–9とa–fの64文字です。"
                            )
                        ],
                        verbose_name="手順の要約値(SHA-256)",
                    ),
                ),
                ("executed_at", models.DateTimeField(verbose_name="実施した日時")),
                (
                    "confirmed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="立ち会って確認した日時"),
                ),
                (
                    "seen",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("cut", "切れている"),
                            ("connected", "つながっている"),
                            ("partly", "一部だけ切れている"),
                            ("unknown", "分からない"),
                        ],
                        max_length=9,
                        verbose_name="確かめた結果",
                    ),
                ),
                ("facts", models.TextField(blank=True, verbose_name="確かめて見えたこと")),
                ("verified_at", models.DateTimeField(blank=True, null=True, verbose_name="確かめた日時")),
                (
                    "slip_place",
                    models.CharField(
                        blank=True,
                        max_length=120,
                        verbose_name="紙の操作記録の置き場所(後から書き写したとき)",
                    ),
                ),
                (
                    "confirmed_by",
                    sekisho.kernel.models.LineField(
                        blank=True,
                        ledger="persons",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="立ち会って確認した者",
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
                    "executed_by",
                    sekisho.kernel.models.LineField(
                        ledger="persons",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="実施した者",
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
                    "order",
                    sekisho.kernel.models.LineField(
                        ledger="disconnection_orders",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="決定",
                    ),
                ),
            ],
            options={
                "verbose_name": "切離しの実施",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("line", "revision"), name="disconnectionrun_revision_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="disconnectionrun_successor_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confirmed_at__isnull", True),
                            ("confirmed_at__gte", models.F("executed_at")),
                            _connector="OR",
                        ),
                        name="disconnectionrun_confirmed_at_not_before_executed_at",
                        violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("verified_at__isnull", True),
                            ("verified_at__gte", models.F("executed_at")),
                            _connector="OR",
                        ),
                        name="disconnectionrun_verified_at_not_before_executed_at",
                        violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confirmed_by__isnull", True),
                            models.Q(("confirmed_by", models.F("executed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="disconnectionrun_has_a_second_person",
                        violation_error_message="実施した者は自分で立会いの確認ができません。別の者が確認してください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmed_at__isnull", True), ("confirmed_by__isnull", True)),
                            models.Q(("confirmed_at__isnull", False), ("confirmed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="disconnectionrun_confirmed_by_somebody",
                        violation_error_message="立ち会って確認した者と日時は、両方を書いてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("seen", ""), ("verified_at__isnull", True)),
                            models.Q(("verified_at__isnull", False), models.Q(("seen", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="disconnectionrun_verified_says_what",
                        violation_error_message="確かめた日時と結果は、両方を書いてください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EmergencyNotice",
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
                ("is_drill", models.BooleanField(default=False, verbose_name="訓練")),
                (
                    "recipient",
                    sekisho.offices.fields.RecipientField(
                        blank=True, max_length=64, verbose_name="知らせた先"
                    ),
                ),
                ("other", models.CharField(blank=True, max_length=80, verbose_name="ほかの知らせた先")),
                ("told_at", models.DateTimeField(blank=True, null=True, verbose_name="口頭で知らせた日時")),
                ("statement", models.TextField(verbose_name="知らせた内容")),
                ("number", models.CharField(blank=True, max_length=40, verbose_name="文書番号")),
                ("means", models.CharField(blank=True, max_length=60, verbose_name="送り方")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="発送した日時")),
                (
                    "received_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="相手が受け取った日時"),
                ),
                (
                    "received_by",
                    models.CharField(blank=True, max_length=80, verbose_name="受け取った者・受信の確認"),
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
                    "incident",
                    sekisho.kernel.models.LineField(
                        ledger="incidents",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="事故",
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
                "verbose_name": "通報",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("line", "revision"), name="emergencynotice_revision_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="emergencynotice_successor_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("received_at__isnull", True),
                            ("received_at__gte", models.F("sent_at")),
                            _connector="OR",
                        ),
                        name="emergencynotice_received_at_not_before_sent_at",
                        violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("recipient", ""), models.Q(("other", ""), _negated=True)),
                            models.Q(models.Q(("recipient", ""), _negated=True), ("other", "")),
                            _connector="OR",
                        ),
                        name="emergencynotice_names_one_recipient",
                        violation_error_message="知らせた先を一つだけ書いてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("told_at__isnull", False), ("sent_at__isnull", False), _connector="OR"
                        ),
                        name="emergencynotice_says_when",
                        violation_error_message="口頭で知らせた日時か、発送した日時を書いてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("sent_at__isnull", True),
                            models.Q(("number", ""), ("means", ""), _connector="OR", _negated=True),
                            _connector="OR",
                        ),
                        name="emergencynotice_document_has_number_and_means",
                        violation_error_message="発送した文書の、文書番号と送り方を書いてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("received_at__isnull", True), ("sent_at__isnull", False), _connector="OR"
                        ),
                        name="emergencynotice_received_was_sent",
                        violation_error_message="発送していない文書を相手が受け取ることはありません。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EnvironmentCheck",
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
                (
                    "room_celsius",
                    models.DecimalField(
                        blank=True, decimal_places=1, max_digits=4, null=True, verbose_name="室温(℃)"
                    ),
                ),
                (
                    "humidity_percent",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="湿度(%)"),
                ),
                (
                    "climate",
                    models.CharField(
                        choices=[("ok", "異常なし"), ("ng", "異常あり"), ("na", "対象なし")],
                        default="ok",
                        max_length=2,
                        verbose_name="室温・湿度",
                    ),
                ),
                (
                    "power",
                    models.CharField(
                        choices=[("ok", "異常なし"), ("ng", "異常あり"), ("na", "対象なし")],
                        default="ok",
                        max_length=2,
                        verbose_name="電源",
                    ),
                ),
                (
                    "battery",
                    models.CharField(
                        choices=[("ok", "異常なし"), ("ng", "異常あり"), ("na", "対象なし")],
                        default="ok",
                        max_length=2,
                        verbose_name="無停電電源の電池",
                    ),
                ),
                ("battery_replaced_on", models.DateField(blank=True, null=True, verbose_name="電池の交換日")),
                ("battery_expires_on", models.DateField(blank=True, null=True, verbose_name="電池の期限")),
                (
                    "air_conditioning",
                    models.CharField(
                        choices=[("ok", "異常なし"), ("ng", "異常あり"), ("na", "対象なし")],
                        default="ok",
                        max_length=2,
                        verbose_name="空調",
                    ),
                ),
                (
                    "water",
                    models.CharField(
                        choices=[("ok", "異常なし"), ("ng", "異常あり"), ("na", "対象なし")],
                        default="ok",
                        max_length=2,
                        verbose_name="水漏れ",
                    ),
                ),
                (
                    "tidiness",
                    models.CharField(
                        choices=[("ok", "異常なし"), ("ng", "異常あり"), ("na", "対象なし")],
                        default="ok",
                        max_length=2,
                        verbose_name="ほこり・整頓",
                    ),
                ),
                (
                    "extinguishers",
                    models.CharField(
                        choices=[("ok", "異常なし"), ("ng", "異常あり"), ("na", "対象なし")],
                        default="ok",
                        max_length=2,
                        verbose_name="消火設備",
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
                "verbose_name": "稼働環境点検",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("line", "revision"), name="environmentcheck_revision_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="environmentcheck_successor_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("action_taken", ""), _negated=True),
                            models.Q(
                                ("climate", "ng"),
                                ("power", "ng"),
                                ("battery", "ng"),
                                ("air_conditioning", "ng"),
                                ("water", "ng"),
                                ("tidiness", "ng"),
                                ("extinguishers", "ng"),
                                _connector="OR",
                                _negated=True,
                            ),
                            _connector="OR",
                        ),
                        name="environmentcheck_anomaly_has_action",
                        violation_error_message="異常のあった項目があります。「異常の内容と処置」を書いてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("battery_expires_on__isnull", True),
                            ("battery_replaced_on__isnull", True),
                            ("battery_expires_on__gte", models.F("battery_replaced_on")),
                            _connector="OR",
                        ),
                        name="environmentcheck_battery_expires_later",
                        violation_error_message="電池の期限が交換日より前です。日付を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("room_celsius__isnull", True),
                            ("room_celsius__range", (-20, 60)),
                            _connector="OR",
                        ),
                        name="environmentcheck_temperature_is_of_a_room",
                        violation_error_message="室温が-20℃から60℃の範囲にありません。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("humidity_percent__isnull", True),
                            ("humidity_percent__lte", 100),
                            _connector="OR",
                        ),
                        name="environmentcheck_humidity_is_a_percentage",
                        violation_error_message="湿度が0から100の範囲にありません。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FirewallReview",
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
                ("first_on", models.DateField(verbose_name="期間の初日")),
                ("last_on", models.DateField(verbose_name="期間の末日")),
                ("reviewed_on", models.DateField(verbose_name="点検日")),
                ("refused", models.PositiveIntegerField(verbose_name="拒否の件数")),
                ("warned", models.PositiveIntegerField(verbose_name="警告の件数")),
                ("noticed", models.TextField(blank=True, verbose_name="気づいたこと")),
                ("action_taken", models.TextField(blank=True, verbose_name="処置")),
                (
                    "escalated",
                    models.BooleanField(default=False, verbose_name="異常として統括責任者に報告する"),
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
                    "reviewer",
                    sekisho.kernel.models.LineField(
                        ledger="persons",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="点検者",
                    ),
                ),
            ],
            options={
                "verbose_name": "通信ログの点検",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("line", "revision"), name="firewallreview_revision_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="firewallreview_successor_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("last_on__isnull", True), ("last_on__gte", models.F("first_on")), _connector="OR"
                        ),
                        name="firewallreview_last_on_not_before_first_on",
                        violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reviewed_on__gte", models.F("last_on"))),
                        name="firewallreview_reviewed_after_period",
                        violation_error_message="期間が終わる前に点検しています。点検した期間を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("noticed", ""), _negated=True),
                            models.Q(("action_taken", ""), ("escalated", False)),
                            _connector="OR",
                        ),
                        name="firewallreview_action_has_cause",
                        violation_error_message="処置または報告があります。「気づいたこと」を書いてください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Handler",
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
                ("business", models.CharField(max_length=60, verbose_name="取扱業務")),
                ("designated_on", models.DateField(verbose_name="指定日")),
                ("handles_from", models.DateField(verbose_name="取扱いを始める日")),
                ("released_on", models.DateField(blank=True, null=True, verbose_name="解除日")),
                (
                    "grounds",
                    models.CharField(blank=True, max_length=120, verbose_name="指定の根拠(文書番号など)"),
                ),
                (
                    "designator",
                    sekisho.kernel.models.LineField(
                        ledger="persons",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="指定した者",
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
                    "person",
                    sekisho.kernel.models.LineField(
                        ledger="persons",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="取扱者",
                    ),
                ),
            ],
            options={
                "verbose_name": "取扱者の指定",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("line", "revision"), name="handler_revision_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="handler_successor_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("released_on__isnull", True),
                            ("released_on__gte", models.F("designated_on")),
                            _connector="OR",
                        ),
                        name="handler_released_on_not_before_designated_on",
                        violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("handles_from__gte", models.F("designated_on"))),
                        name="handler_designated_first",
                        violation_error_message="指定より前に取扱いを始めています。指定日か、取扱いを始める日を確かめてください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Hearing",
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
                ("about", models.CharField(max_length=200, verbose_name="聴くこと")),
                ("asked_on", models.DateField(verbose_name="出席を求めた日")),
                ("heard_on", models.DateField(blank=True, null=True, verbose_name="聴いた日")),
                ("statement", models.TextField(blank=True, verbose_name="意見・説明の内容")),
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
                    "meeting",
                    sekisho.kernel.models.LineField(
                        ledger="meetings",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="会議",
                    ),
                ),
                (
                    "person",
                    sekisho.kernel.models.LineField(
                        ledger="persons",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="出席を求めた職員",
                    ),
                ),
            ],
            options={
                "verbose_name": "関係職員の意見・説明",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("line", "revision"), name="hearing_revision_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="hearing_successor_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("heard_on__isnull", True),
                            ("heard_on__gte", models.F("asked_on")),
                            _connector="OR",
                        ),
                        name="hearing_heard_on_not_before_asked_on",
                        violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Incident",
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
                ("is_drill", models.BooleanField(default=False, verbose_name="訓練")),
                (
                    "family",
                    models.CharField(
                        choices=[("failure", "障害"), ("misuse", "不正行為")],
                        default="failure",
                        max_length=8,
                        verbose_name="種類",
                    ),
                ),
                ("summary", models.TextField(verbose_name="何が起きているか")),
                ("known_at", models.DateTimeField(verbose_name="知った日時")),
                ("reported_at", models.DateTimeField(verbose_name="統括責任者に報告した日時")),
                ("place", models.CharField(blank=True, max_length=120, verbose_name="場所・機器")),
                (
                    "level",
                    sekisho.offices.fields.IncidentLevelField(
                        blank=True, max_length=64, verbose_name="事故のレベル"
                    ),
                ),
                (
                    "slip_place",
                    models.CharField(
                        blank=True, max_length=120, verbose_name="紙の第一報の置き場所(後から書き写したとき)"
                    ),
                ),
                (
                    "personal_data",
                    models.CharField(
                        choices=[("unknown", "まだ分からない"), ("yes", "ある"), ("no", "ない")],
                        default="unknown",
                        max_length=8,
                        verbose_name="本人確認情報・個人番号の漏えい等のおそれ",
                    ),
                ),
                (
                    "improper_purpose",
                    models.CharField(
                        choices=[("unknown", "まだ分からない"), ("yes", "ある"), ("no", "ない")],
                        default="unknown",
                        max_length=8,
                        verbose_name="不正の目的のおそれ",
                    ),
                ),
                (
                    "persons_affected",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="本人の数(分かる範囲)"),
                ),
                (
                    "instructed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="指示を受けた日時"),
                ),
                ("instruction", models.TextField(blank=True, verbose_name="統括責任者の指示")),
                (
                    "carried_out_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="指示を済ませた日時"),
                ),
                ("contained_at", models.DateTimeField(blank=True, null=True, verbose_name="封じ込めた日時")),
                ("containment", models.TextField(blank=True, verbose_name="封じ込めの内容")),
                ("cause_found_on", models.DateField(blank=True, null=True, verbose_name="原因が分かった日")),
                ("cause", models.TextField(blank=True, verbose_name="原因")),
                ("prevented_on", models.DateField(blank=True, null=True, verbose_name="再発防止を決めた日")),
                ("prevention", models.TextField(blank=True, verbose_name="再発防止策")),
                (
                    "breach",
                    models.CharField(
                        blank=True,
                        choices=[("applies", "報告を要する"), ("not", "報告を要しない")],
                        max_length=8,
                        verbose_name="委員会への報告の判断",
                    ),
                ),
                ("breach_reason", models.TextField(blank=True, verbose_name="判断の理由")),
                ("preliminary_on", models.DateField(blank=True, null=True, verbose_name="速報を出した日")),
                ("final_on", models.DateField(blank=True, null=True, verbose_name="確報を出した日")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="完結した日")),
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
                    "reported_with",
                    sekisho.kernel.models.LineField(
                        blank=True,
                        ledger="persons",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="ともに報告した者",
                    ),
                ),
            ],
            options={
                "verbose_name": "事故",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("line", "revision"), name="incident_revision_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="incident_successor_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reported_at__isnull", True),
                            ("reported_at__gte", models.F("known_at")),
                            _connector="OR",
                        ),
                        name="incident_reported_at_not_before_known_at",
                        violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("instructed_at__isnull", True),
                            ("instructed_at__gte", models.F("reported_at")),
                            _connector="OR",
                        ),
                        name="incident_instructed_at_not_before_reported_at",
                        violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("carried_out_at__isnull", True),
                            ("carried_out_at__gte", models.F("instructed_at")),
                            _connector="OR",
                        ),
                        name="incident_carried_out_at_not_before_instructed_at",
                        violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("contained_at__isnull", True),
                            ("contained_at__gte", models.F("known_at")),
                            _connector="OR",
                        ),
                        name="incident_contained_at_not_before_known_at",
                        violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("final_on__isnull", True),
                            ("final_on__gte", models.F("preliminary_on")),
                            _connector="OR",
                        ),
                        name="incident_final_on_not_before_preliminary_on",
                        violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("instructed_at__isnull", True), ("instruction", "")),
                            models.Q(
                                ("instructed_at__isnull", False), models.Q(("instruction", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="incident_instruction_has_its_time",
                        violation_error_message="統括責任者の指示と、指示を受けた日時は、両方を書いてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("carried_out_at__isnull", True),
                            ("instructed_at__isnull", False),
                            _connector="OR",
                        ),
                        name="incident_carried_out_was_instructed",
                        violation_error_message="指示を受けていないのに、済ませた日時があります。先に指示を書いてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("breach", ""), models.Q(("breach_reason", ""), _negated=True), _connector="OR"
                        ),
                        name="incident_breach_has_its_reason",
                        violation_error_message="委員会への報告について判断した理由を書いてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_on__isnull", True),
                            models.Q(("cause", ""), ("prevention", ""), _connector="OR", _negated=True),
                            _connector="OR",
                        ),
                        name="incident_closed_knows_why",
                        violation_error_message="原因と再発防止策を書いてから完結してください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Key",
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
                ("number", models.CharField(max_length=20, verbose_name="鍵番号")),
                ("area", models.CharField(max_length=60, verbose_name="区画")),
                (
                    "kind",
                    models.CharField(
                        choices=[("original", "正"), ("spare", "副")], max_length=8, verbose_name="正・副"
                    ),
                ),
                ("place", models.CharField(max_length=80, verbose_name="保管場所")),
                ("used_from_on", models.DateField(verbose_name="使用開始日")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="廃止日")),
                (
                    "ended_by",
                    models.CharField(
                        blank=True,
                        choices=[("lost", "紛失"), ("replaced", "交換"), ("scrapped", "廃棄")],
                        max_length=8,
                        verbose_name="廃止の理由",
                    ),
                ),
                ("remarks", models.CharField(blank=True, max_length=200, verbose_name="備考")),
                (
                    "custodian",
                    sekisho.kernel.models.LineField(
                        ledger="persons",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="管理者",
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
                "verbose_name": "鍵",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("line", "revision"), name="key_revision_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="key_successor_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_on__isnull", True),
                            ("ended_on__gte", models.F("used_from_on")),
                            _connector="OR",
                        ),
                        name="key_ended_on_not_before_used_from_on",
                        violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_by", ""), ("ended_on__isnull", True)),
                            models.Q(("ended_on__isnull", False), models.Q(("ended_by", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="key_end_has_reason",
                        violation_error_message="廃止日と廃止の理由は両方書いてください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="KeyLoan",
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
                ("lent_at", models.DateTimeField(verbose_name="貸出日時")),
                (
                    "returned_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="返却日時(失われたときは、それが分かった日時)"
                    ),
                ),
                ("lost", models.BooleanField(default=False, verbose_name="失われて戻らない")),
                (
                    "outside_borrower",
                    models.CharField(
                        blank=True, max_length=80, verbose_name="借りた職員以外の者(会社・氏名)"
                    ),
                ),
                ("purpose", models.CharField(max_length=200, verbose_name="使用目的")),
                (
                    "borrower",
                    sekisho.kernel.models.LineField(
                        blank=True,
                        ledger="persons",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="借りた職員",
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
                    "key",
                    sekisho.kernel.models.LineField(
                        ledger="keys",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="鍵",
                    ),
                ),
                (
                    "lent_by",
                    sekisho.kernel.models.LineField(
                        ledger="persons",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="貸し出した者",
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
                "verbose_name": "鍵の貸出",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("line", "revision"), name="keyloan_revision_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="keyloan_successor_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("returned_at__isnull", True),
                            ("returned_at__gte", models.F("lent_at")),
                            _connector="OR",
                        ),
                        name="keyloan_returned_after_lending",
                        violation_error_message="返却が貸出より前です。日時を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("lost", False), ("returned_at__isnull", False), _connector="OR"),
                        name="keyloan_loss_has_its_moment",
                        violation_error_message="鍵が失われています。それが分かった日時を返却日時に書いてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("borrower__isnull", False), ("outside_borrower", "")),
                            models.Q(
                                ("borrower__isnull", True), models.Q(("outside_borrower", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="keyloan_has_one_borrower",
                        violation_error_message="借りた者は、職員を選ぶか、職員以外の者を書くか、どちらか一方にしてください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MaintenanceReport",
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
                ("workers", models.CharField(max_length=120, verbose_name="作業者")),
                (
                    "kind",
                    models.CharField(
                        choices=[("regular", "定期"), ("unplanned", "臨時"), ("remote", "遠隔")],
                        default="regular",
                        max_length=10,
                        verbose_name="区分",
                    ),
                ),
                ("visited_on", models.DateField(verbose_name="実施日")),
                ("began_at", models.TimeField(verbose_name="開始時刻")),
                ("ended_at", models.TimeField(blank=True, null=True, verbose_name="終了時刻")),
                ("work", models.TextField(verbose_name="作業の内容")),
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("in_order", "異常なし"),
                            ("mended", "不具合を直した"),
                            ("remains", "不具合が残った"),
                        ],
                        default="in_order",
                        max_length=8,
                        verbose_name="結果",
                    ),
                ),
                ("faults", models.TextField(blank=True, verbose_name="不具合と対応")),
                (
                    "document",
                    models.CharField(blank=True, max_length=120, verbose_name="作業報告書(名称と保管場所)"),
                ),
                ("next_on", models.DateField(blank=True, null=True, verbose_name="次回の予定日")),
                (
                    "contractor",
                    sekisho.kernel.models.LineField(
                        ledger="contractors",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="業者",
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
                    "witness",
                    sekisho.kernel.models.LineField(
                        blank=True,
                        ledger="persons",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="立会者",
                    ),
                ),
            ],
            options={
                "verbose_name": "保守点検",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("line", "revision"), name="maintenancereport_revision_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="maintenancereport_successor_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("next_on__isnull", True),
                            ("next_on__gte", models.F("visited_on")),
                            _connector="OR",
                        ),
                        name="maintenancereport_next_on_not_before_visited_on",
                        violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("result", "in_order"), models.Q(("faults", ""), _negated=True), _connector="OR"
                        ),
                        name="maintenancereport_fault_is_told",
                        violation_error_message="不具合がありました。「不具合と対応」を書いてください。",
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
                ("back_by_on", models.DateField(blank=True, null=True, verbose_name="返却予定日")),
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
                            ("back_by_on__isnull", True),
                            ("back_by_on__gte", models.F("taken_out_on")),
                            _connector="OR",
                        ),
                        name="medium_back_by_on_not_before_taken_out_on",
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
            name="Meeting",
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
                ("name", models.CharField(max_length=60, verbose_name="会議の名")),
                ("planned_on", models.DateField(verbose_name="開催予定日")),
                ("starts_at", models.TimeField(verbose_name="開会の時刻")),
                ("place", models.CharField(max_length=60, verbose_name="場所")),
                (
                    "other_business",
                    models.TextField(blank=True, verbose_name="五つの審議事項のほかに諮ること"),
                ),
                ("convened_on", models.DateField(blank=True, null=True, verbose_name="招集日")),
                (
                    "convener_office",
                    models.CharField(blank=True, max_length=64, verbose_name="招集した職・役割"),
                ),
                (
                    "convener_capacity",
                    models.CharField(blank=True, max_length=16, verbose_name="招集した者の資格"),
                ),
                ("convened_basis", models.CharField(blank=True, max_length=128, verbose_name="招集の根拠")),
                ("held_on", models.DateField(blank=True, null=True, verbose_name="開催日")),
                ("called_off_on", models.DateField(blank=True, null=True, verbose_name="取りやめた日")),
                (
                    "convener",
                    sekisho.kernel.models.LineField(
                        blank=True,
                        ledger="persons",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="招集した者",
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
                "verbose_name": "会議",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("line", "revision"), name="meeting_revision_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="meeting_successor_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("convened_on__isnull", True),
                                ("convener__isnull", True),
                                ("convener_office", ""),
                            ),
                            models.Q(
                                ("convened_on__isnull", False),
                                ("convener__isnull", False),
                                models.Q(("convened_basis", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="meeting_call_has_basis",
                        violation_error_message="招集には、招集した者とその根拠が要ります。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("held_on__isnull", True), ("called_off_on__isnull", True), _connector="OR"
                        ),
                        name="meeting_held_or_called_off",
                        violation_error_message="開催日と取りやめた日の両方があります。どちらかを消してください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MeetingNotice",
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
                ("called_on", models.DateField(verbose_name="会議が招集された日")),
                ("sent_on", models.DateField(verbose_name="通知した日")),
                ("recipients", models.TextField(verbose_name="通知した相手")),
                ("papers", models.TextField(blank=True, verbose_name="付けた資料")),
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
                    "meeting",
                    sekisho.kernel.models.LineField(
                        ledger="meetings",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="会議",
                    ),
                ),
            ],
            options={
                "verbose_name": "会議の通知",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("line", "revision"), name="meetingnotice_revision_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="meetingnotice_successor_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("sent_on__isnull", True),
                            ("sent_on__gte", models.F("called_on")),
                            _connector="OR",
                        ),
                        name="meetingnotice_sent_on_not_before_called_on",
                        violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MethodVersion",
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
                ("method", sekisho.offices.fields.MethodField(max_length=64, verbose_name="管理方法")),
                ("version", models.CharField(max_length=40, verbose_name="版の名")),
                ("summary", models.TextField(verbose_name="内容・改めた点の要旨")),
                ("drafted_on", models.DateField(verbose_name="起案日")),
                ("council_on", models.DateField(blank=True, null=True, verbose_name="会議に諮った日")),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="決裁日")),
                (
                    "decision_number",
                    models.CharField(blank=True, max_length=40, verbose_name="決裁の文書番号"),
                ),
                (
                    "document_sha256",
                    models.CharField(
                        blank=True,
                        max_length=64,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[0-9a-f]{64}\\Z", "SHA-256の要約値は、0–9とa–fの64文字です。"
                            )
                        ],
                        verbose_name="決裁した文書の要約値(SHA-256)",
                    ),
                ),
                ("in_force_on", models.DateField(blank=True, null=True, verbose_name="施行日")),
                ("reviewed_on", models.DateField(blank=True, null=True, verbose_name="最後に見直した日")),
                (
                    "withdrawn_on",
                    models.DateField(blank=True, null=True, verbose_name="廃止日(この日から効力がない)"),
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
                "verbose_name": "管理方法の版",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("line", "revision"), name="methodversion_revision_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="methodversion_successor_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("council_on__isnull", True),
                            ("council_on__gte", models.F("drafted_on")),
                            _connector="OR",
                        ),
                        name="methodversion_council_on_not_before_drafted_on",
                        violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_on__isnull", True),
                            ("decided_on__gte", models.F("drafted_on")),
                            _connector="OR",
                        ),
                        name="methodversion_decided_on_not_before_drafted_on",
                        violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("in_force_on__isnull", True),
                            ("in_force_on__gte", models.F("decided_on")),
                            _connector="OR",
                        ),
                        name="methodversion_in_force_on_not_before_decided_on",
                        violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reviewed_on__isnull", True),
                            ("reviewed_on__gte", models.F("decided_on")),
                            _connector="OR",
                        ),
                        name="methodversion_reviewed_on_not_before_decided_on",
                        violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn_on__isnull", True),
                            ("withdrawn_on__gte", models.F("in_force_on")),
                            _connector="OR",
                        ),
                        name="methodversion_withdrawn_on_not_before_in_force_on",
                        violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_on__isnull", True),
                            models.Q(
                                ("decision_number", ""),
                                ("document_sha256", ""),
                                _connector="OR",
                                _negated=True,
                            ),
                            _connector="OR",
                        ),
                        name="methodversion_decision_names_document",
                        violation_error_message="決裁日があるのに、文書番号か、決裁した文書の要約値がありません。文書をこの行に添付し、その要約値を書いてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_on__isnull", False),
                            models.Q(
                                ("in_force_on__isnull", True),
                                ("reviewed_on__isnull", True),
                                ("withdrawn_on__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="methodversion_in_force_was_decided",
                        violation_error_message="決裁されていない版は施行できません。先に決裁日を書いてください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Minutes",
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
                ("held_on", models.DateField(verbose_name="会議の開催日")),
                ("minuted_on", models.DateField(verbose_name="議事録を作成した日")),
                ("summary", models.TextField(verbose_name="議事の要旨")),
                (
                    "document_sha256",
                    models.CharField(
                        blank=True,
                        max_length=64,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[0-9a-f]{64}\\Z", "SHA-256の要約値は、0–9とa–fの64文字です。"
                            )
                        ],
                        verbose_name="議事録の文書の要約値(SHA-256)",
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
                    "meeting",
                    sekisho.kernel.models.LineField(
                        ledger="meetings",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="会議",
                    ),
                ),
            ],
            options={
                "verbose_name": "議事録",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("line", "revision"), name="minutes_revision_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="minutes_successor_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("minuted_on__isnull", True),
                            ("minuted_on__gte", models.F("held_on")),
                            _connector="OR",
                        ),
                        name="minutes_minuted_on_not_before_held_on",
                        violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Order",
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
                ("number", models.CharField(max_length=40, verbose_name="文書番号")),
                (
                    "kind",
                    models.CharField(
                        choices=[("instruction", "指示"), ("request", "要請")],
                        max_length=16,
                        verbose_name="種別",
                    ),
                ),
                ("to_section", sekisho.offices.fields.SectionField(max_length=64, verbose_name="宛先")),
                ("issued_on", models.DateField(verbose_name="発した日")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="期限")),
                ("received_at", models.DateTimeField(blank=True, null=True, verbose_name="受領日時")),
                ("replied_on", models.DateField(blank=True, null=True, verbose_name="回答日")),
                ("reply", models.TextField(blank=True, verbose_name="回答")),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="完了日")),
                (
                    "done_with",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="完了の証拠(簿冊の行・文書の名)"
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
                    "instruction",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.instruction",
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
                "verbose_name": "指示・要請",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("line", "revision"), name="order_revision_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="order_successor_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("replied_on__isnull", True),
                            ("replied_on__gte", models.F("issued_on")),
                            _connector="OR",
                        ),
                        name="order_replied_on_not_before_issued_on",
                        violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("done_on__isnull", True),
                            ("done_on__gte", models.F("issued_on")),
                            _connector="OR",
                        ),
                        name="order_done_on_not_before_issued_on",
                        violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind", "instruction"),
                            models.Q(("due_on__isnull", True), ("kind", "request")),
                            _connector="OR",
                        ),
                        name="order_request_has_no_deadline",
                        violation_error_message="独立した執行機関へは要請であり、期限は付けられません。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("done_on__isnull", True),
                            models.Q(("done_with", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="order_done_has_evidence",
                        violation_error_message="完了の証拠がありません。簿冊の行か文書の名を書いてください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Pledge",
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
                ("method", models.CharField(max_length=120, verbose_name="守ると誓った管理方法(名称と版)")),
                ("pledged_on", models.DateField(verbose_name="誓約日")),
                (
                    "valid_until",
                    models.DateField(blank=True, null=True, verbose_name="期限(この日から効力がない)"),
                ),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="効力を失った日")),
                (
                    "ended_because",
                    models.CharField(blank=True, max_length=120, verbose_name="効力を失った理由"),
                ),
                ("place", models.CharField(blank=True, max_length=120, verbose_name="誓約書の保管場所")),
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
                    "person",
                    sekisho.kernel.models.LineField(
                        ledger="persons",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="誓約した者",
                    ),
                ),
                (
                    "receiver",
                    sekisho.kernel.models.LineField(
                        ledger="persons",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="受け取った者",
                    ),
                ),
            ],
            options={
                "verbose_name": "誓約",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("line", "revision"), name="pledge_revision_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="pledge_successor_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_on__isnull", True),
                            ("ended_on__gte", models.F("pledged_on")),
                            _connector="OR",
                        ),
                        name="pledge_ended_on_not_before_pledged_on",
                        violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until__isnull", True),
                            ("valid_until__gt", models.F("pledged_on")),
                            _connector="OR",
                        ),
                        name="pledge_valid_for_a_day",
                        violation_error_message="期限が誓約日より後になっていません。日付を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_because", ""), ("ended_on__isnull", False), _connector="OR"
                        ),
                        name="pledge_end_has_day",
                        violation_error_message="効力を失った理由があります。「効力を失った日」も書いてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("person", models.F("receiver")), _negated=True),
                        name="pledge_receiver_is_another",
                        violation_error_message="誓約した者と受け取った者が同じです。別の者が受け取ってください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RecoveryFund",
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
                ("failed_on", models.DateField(verbose_name="障害の日")),
                (
                    "incident_reference",
                    models.CharField(blank=True, max_length=80, verbose_name="障害の記録(文書番号など)"),
                ),
                ("work", models.TextField(verbose_name="復旧の内容")),
                (
                    "estimate_yen",
                    models.PositiveBigIntegerField(blank=True, null=True, verbose_name="見積額(円)"),
                ),
                (
                    "source",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("budgeted", "既決予算"),
                            ("diverted", "流用"),
                            ("reserve", "予備費"),
                            ("supplement", "補正予算"),
                            ("insured", "保険・保証"),
                        ],
                        max_length=10,
                        verbose_name="財源",
                    ),
                ),
                (
                    "contract",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("open_bid", "一般競争入札"),
                            ("invited_bid", "指名競争入札"),
                            ("direct", "随意契約"),
                            ("none", "新たな契約なし"),
                        ],
                        max_length=12,
                        verbose_name="契約方法",
                    ),
                ),
                ("direct_because", models.TextField(blank=True, verbose_name="随意契約の理由")),
                ("decision_number", models.CharField(blank=True, max_length=40, verbose_name="決裁番号")),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="決裁日")),
                (
                    "daily_check",
                    sekisho.kernel.models.LineField(
                        blank=True,
                        ledger="daily_checks",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="障害の記録(日次点検)",
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
                "verbose_name": "財政措置",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("line", "revision"), name="recoveryfund_revision_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="recoveryfund_successor_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_on__isnull", True),
                            ("decided_on__gte", models.F("failed_on")),
                            _connector="OR",
                        ),
                        name="recoveryfund_decided_on_not_before_failed_on",
                        violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("daily_check__isnull", False),
                            models.Q(("incident_reference", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="recoveryfund_names_its_failure",
                        violation_error_message="どの障害の復旧かが分かりません。日次点検の行を選ぶか、障害の記録の文書番号を書いてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_on__isnull", True), ("decision_number", "")),
                            models.Q(
                                ("decided_on__isnull", False),
                                ("estimate_yen__isnull", False),
                                models.Q(("decision_number", ""), _negated=True),
                                models.Q(("source", ""), _negated=True),
                                models.Q(("contract", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="recoveryfund_decision_is_whole",
                        violation_error_message="決裁日と決裁番号は両方書き、決裁されたものには見積額、財源、契約方法も書いてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("contract", "direct"), models.Q(("direct_because", ""), _negated=True)),
                            models.Q(models.Q(("contract", "direct"), _negated=True), ("direct_because", "")),
                            _connector="OR",
                        ),
                        name="recoveryfund_direct_has_reason",
                        violation_error_message="随意契約の理由は、随意契約のときに、そのときだけ書いてください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Resolution",
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
                ("matter", sekisho.offices.fields.MatterField(max_length=64, verbose_name="審議事項")),
                ("deliberated_on", models.DateField(verbose_name="審議した日")),
                ("title", models.CharField(max_length=120, verbose_name="件名")),
                ("statement", models.TextField(verbose_name="決定・審議の内容")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("decided", "決定した"),
                            ("confirmed", "報告を受けて確認した"),
                            ("continued", "継続して審議する"),
                        ],
                        max_length=9,
                        verbose_name="結果",
                    ),
                ),
                ("present", models.PositiveSmallIntegerField(verbose_name="そのとき出席していた人数")),
                ("manner", models.CharField(max_length=200, verbose_name="決め方(あったとおりに)")),
                (
                    "decision_number",
                    models.CharField(blank=True, max_length=40, verbose_name="決定の文書番号"),
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
                    "meeting",
                    sekisho.kernel.models.LineField(
                        ledger="meetings",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="会議",
                    ),
                ),
            ],
            options={
                "verbose_name": "会議の決定",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("line", "revision"), name="resolution_revision_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="resolution_successor_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("decision_number", ""), ("outcome", "decided"), _connector="OR"),
                        name="resolution_number_of_decided",
                        violation_error_message="決定した事項だけが、決定の文書番号を持ちます。",
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
        migrations.CreateModel(
            name="RoomEntry",
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
                ("entered_at", models.DateTimeField(verbose_name="入室日時")),
                ("left_at", models.DateTimeField(blank=True, null=True, verbose_name="退室日時")),
                (
                    "visitor",
                    models.CharField(blank=True, max_length=60, verbose_name="入室した職員以外の者の氏名"),
                ),
                ("organisation", models.CharField(blank=True, max_length=80, verbose_name="所属(会社)")),
                ("purpose", models.CharField(max_length=200, verbose_name="目的・作業内容")),
                ("badge_number", models.CharField(blank=True, max_length=20, verbose_name="名札番号")),
                ("brought_in", models.CharField(blank=True, max_length=200, verbose_name="持込品")),
                ("taken_out", models.CharField(blank=True, max_length=200, verbose_name="持出品")),
                ("emergency", models.BooleanField(default=False, verbose_name="非常時の入室")),
                (
                    "attended_by",
                    sekisho.kernel.models.LineField(
                        blank=True,
                        ledger="persons",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="立会者",
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
                    "key",
                    sekisho.kernel.models.LineField(
                        blank=True,
                        ledger="keys",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="使った鍵",
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
                    "person",
                    sekisho.kernel.models.LineField(
                        blank=True,
                        ledger="persons",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="入室した職員",
                    ),
                ),
            ],
            options={
                "verbose_name": "入退室",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("line", "revision"), name="roomentry_revision_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="roomentry_successor_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("left_at__isnull", True),
                            ("left_at__gte", models.F("entered_at")),
                            _connector="OR",
                        ),
                        name="roomentry_left_after_entering",
                        violation_error_message="退室が入室より前です。日時を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("person__isnull", False), ("visitor", "")),
                            models.Q(("person__isnull", True), models.Q(("visitor", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="roomentry_is_one_person",
                        violation_error_message="入室した者は、職員を選ぶか、職員以外の者の氏名を書くか、どちらか一方にしてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("attended_by__isnull", True),
                            ("person__isnull", True),
                            models.Q(("person", models.F("attended_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="roomentry_attended_by_another",
                        violation_error_message="入室した職員と立会者が同じです。立会者がいなければ空けておいてください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ServerRoomCheck",
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
                (
                    "locks",
                    models.CharField(
                        choices=[("ok", "異常なし"), ("ng", "異常あり"), ("na", "対象なし")],
                        default="ok",
                        max_length=2,
                        verbose_name="施錠(部屋・ラック)",
                    ),
                ),
                (
                    "lamps",
                    models.CharField(
                        choices=[("ok", "異常なし"), ("ng", "異常あり"), ("na", "対象なし")],
                        default="ok",
                        max_length=2,
                        verbose_name="機器のランプ",
                    ),
                ),
                (
                    "cabling",
                    models.CharField(
                        choices=[("ok", "異常なし"), ("ng", "異常あり"), ("na", "対象なし")],
                        default="ok",
                        max_length=2,
                        verbose_name="配線",
                    ),
                ),
                (
                    "idle_devices",
                    models.CharField(
                        choices=[("ok", "異常なし"), ("ng", "異常あり"), ("na", "対象なし")],
                        default="ok",
                        max_length=2,
                        verbose_name="空き装置・空きポート",
                    ),
                ),
                (
                    "strange_devices",
                    models.CharField(
                        choices=[("ok", "異常なし"), ("ng", "異常あり"), ("na", "対象なし")],
                        default="ok",
                        max_length=2,
                        verbose_name="管理簿にない機器の接続",
                    ),
                ),
                (
                    "settings",
                    models.CharField(
                        choices=[("ok", "異常なし"), ("ng", "異常あり"), ("na", "対象なし")],
                        default="ok",
                        max_length=2,
                        verbose_name="記録のない設定変更",
                    ),
                ),
                (
                    "updates",
                    models.CharField(
                        choices=[("ok", "異常なし"), ("ng", "異常あり"), ("na", "対象なし")],
                        default="ok",
                        max_length=2,
                        verbose_name="更新の適用",
                    ),
                ),
                (
                    "diagram",
                    models.CharField(
                        choices=[("ok", "異常なし"), ("ng", "異常あり"), ("na", "対象なし")],
                        default="ok",
                        max_length=2,
                        verbose_name="構成図との一致",
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
                "verbose_name": "保安点検",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("line", "revision"), name="serverroomcheck_revision_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="serverroomcheck_successor_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("action_taken", ""), _negated=True),
                            models.Q(
                                ("locks", "ng"),
                                ("lamps", "ng"),
                                ("cabling", "ng"),
                                ("idle_devices", "ng"),
                                ("strange_devices", "ng"),
                                ("settings", "ng"),
                                ("updates", "ng"),
                                ("diagram", "ng"),
                                _connector="OR",
                                _negated=True,
                            ),
                            _connector="OR",
                        ),
                        name="serverroomcheck_anomaly_has_action",
                        violation_error_message="異常のあった項目があります。「異常の内容と処置」を書いてください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Sheet",
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
                ("printed_at", models.DateTimeField(verbose_name="出力日時")),
                ("title", models.CharField(max_length=80, verbose_name="帳票名")),
                (
                    "printed",
                    models.PositiveIntegerField(
                        validators=[django.core.validators.MinValueValidator(1)], verbose_name="出力した枚数"
                    ),
                ),
                ("spoiled", models.PositiveIntegerField(default=0, verbose_name="うち書損")),
                (
                    "subject",
                    models.CharField(
                        choices=[
                            ("one", "一人または一世帯"),
                            ("many", "多数の住民の一覧"),
                            ("none", "個人の情報なし"),
                        ],
                        max_length=4,
                        verbose_name="対象の区分",
                    ),
                ),
                ("purpose", models.CharField(max_length=120, verbose_name="用途(氏名は書かない)")),
                ("handed_over", models.PositiveIntegerField(default=0, verbose_name="交付した枚数")),
                ("handed_over_on", models.DateField(blank=True, null=True, verbose_name="交付日")),
                ("kept", models.PositiveIntegerField(default=0, verbose_name="保管している枚数")),
                ("place", models.CharField(blank=True, max_length=80, verbose_name="保管場所")),
                ("to_destroy_on", models.DateField(blank=True, null=True, verbose_name="廃棄予定日")),
                ("destroyed", models.PositiveIntegerField(default=0, verbose_name="廃棄した枚数")),
                ("destroyed_on", models.DateField(blank=True, null=True, verbose_name="廃棄日")),
                (
                    "destruction",
                    models.CharField(
                        blank=True,
                        choices=[("shredded", "裁断"), ("pulped", "溶解"), ("burned", "焼却")],
                        max_length=8,
                        verbose_name="廃棄の方法",
                    ),
                ),
                (
                    "approver",
                    sekisho.kernel.models.LineField(
                        blank=True,
                        ledger="persons",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="廃棄の承認者",
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
                    "printer",
                    sekisho.kernel.models.LineField(
                        ledger="persons",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="出力者",
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
                        verbose_name="出力した端末",
                    ),
                ),
            ],
            options={
                "verbose_name": "帳票",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("line", "revision"), name="sheet_revision_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="sheet_successor_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "printed",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("handed_over"), "+", models.F("kept")
                                    ),
                                    "+",
                                    models.F("destroyed"),
                                ),
                            )
                        ),
                        name="sheet_every_one_has_an_end",
                        violation_error_message="出力した枚数は、交付・保管・廃棄の合計と同じでなければなりません。行き先のない帳票は残せません。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "spoiled__lte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("kept"), "+", models.F("destroyed")
                                ),
                            )
                        ),
                        name="sheet_spoiled_is_not_handed_over",
                        violation_error_message="書損は交付できません。保管か廃棄の枚数に入れてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("handed_over", 0), ("handed_over_on__isnull", True)),
                            models.Q(("handed_over__gt", 0), ("handed_over_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="sheet_handing_over_has_day",
                        violation_error_message="交付した枚数と交付日は両方書いてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kept", 0), models.Q(("place", ""), _negated=True), _connector="OR"
                        ),
                        name="sheet_kept_somewhere",
                        violation_error_message="保管している帳票には、保管場所を書いてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("destroyed", 0), ("destroyed_on__isnull", True), ("destruction", "")),
                            models.Q(
                                ("destroyed__gt", 0),
                                ("destroyed_on__isnull", False),
                                models.Q(("destruction", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="sheet_destruction_is_told",
                        violation_error_message="廃棄した帳票には、枚数、廃棄日、方法の三つを書いてください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SpecialMatter",
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
                ("arose_on", models.DateField(verbose_name="生じた日")),
                ("statement", models.TextField(verbose_name="特別な事項の内容")),
                ("no_other_clause_because", models.TextField(verbose_name="他の条項に入らない理由")),
                ("action_taken", models.TextField(blank=True, verbose_name="処置")),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="処置した日")),
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
                "verbose_name": "特別な事項",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("line", "revision"), name="specialmatter_revision_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="specialmatter_successor_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("done_on__isnull", True), ("done_on__gte", models.F("arose_on")), _connector="OR"
                        ),
                        name="specialmatter_done_on_not_before_arose_on",
                        violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.GreaterThanOrEqual(
                            django.db.models.functions.text.Length(
                                django.db.models.functions.text.Trim(models.F("no_other_clause_because"))
                            ),
                            models.Value(10),
                        ),
                        name="specialmatter_says_why_it_is_special",
                        violation_error_message="「他の条項に入らない理由」が短すぎます。なぜどの条項にも当たらないかを一文で書いてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("done_on__isnull", True),
                            models.Q(("action_taken", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="specialmatter_done_says_what",
                        violation_error_message="処置した日があります。「処置」に何をしたかを書いてください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StockTake",
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
                    "matter",
                    models.CharField(
                        choices=[
                            ("credentials", "認証情報"),
                            ("terminals", "業務端末"),
                            ("assets", "情報資産"),
                        ],
                        max_length=12,
                        verbose_name="棚卸の対象",
                    ),
                ),
                ("taken_on", models.DateField(verbose_name="棚卸日")),
                ("in_ledger", models.PositiveIntegerField(verbose_name="管理簿の数")),
                ("found", models.PositiveIntegerField(verbose_name="現物の数")),
                (
                    "not_found",
                    models.PositiveIntegerField(default=0, verbose_name="管理簿にあって現物のない数"),
                ),
                ("explanation", models.TextField(blank=True, verbose_name="違いの説明と処置")),
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
                    "taker",
                    sekisho.kernel.models.LineField(
                        ledger="persons",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="数えた者",
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
                        verbose_name="立会者",
                    ),
                ),
            ],
            options={
                "verbose_name": "棚卸",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("line", "revision"), name="stocktake_revision_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="stocktake_successor_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("explanation", ""), _negated=True),
                            models.Q(("in_ledger", models.F("found")), ("not_found", 0)),
                            _connector="OR",
                        ),
                        name="stocktake_difference_is_explained",
                        violation_error_message="管理簿と現物が違います。「違いの説明と処置」を書いてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("not_found__lte", models.F("in_ledger"))),
                        name="stocktake_missing_was_in_ledger",
                        violation_error_message="現物のない数が、管理簿の数を超えています。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("witness__isnull", True),
                            models.Q(("taker", models.F("witness")), _negated=True),
                            _connector="OR",
                        ),
                        name="stocktake_witness_is_another",
                        violation_error_message="数えた者と立会者が同じです。立会者がいなければ空けておいてください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TrainingAttendance",
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
                ("attended_on", models.DateField(verbose_name="受講日")),
                (
                    "manner",
                    models.CharField(
                        choices=[("together", "集合"), ("make_up", "補講"), ("materials", "資料")],
                        default="together",
                        max_length=9,
                        verbose_name="受講の形態",
                    ),
                ),
                (
                    "understanding",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="理解度(100点満点)"),
                ),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[("passed", "合格"), ("failed", "不合格")],
                        max_length=6,
                        verbose_name="合否",
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
                    "person",
                    sekisho.kernel.models.LineField(
                        ledger="persons",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="受講者",
                    ),
                ),
                (
                    "training",
                    sekisho.kernel.models.LineField(
                        ledger="training",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="研修",
                    ),
                ),
            ],
            options={
                "verbose_name": "研修の受講",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("line", "revision"), name="trainingattendance_revision_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="trainingattendance_successor_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("understanding__isnull", True), ("understanding__lte", 100), _connector="OR"
                        ),
                        name="trainingattendance_score_up_to_full_marks",
                        violation_error_message="理解度は0点から100点までで書いてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("result", ""), ("understanding__isnull", False), _connector="OR"),
                        name="trainingattendance_result_has_score",
                        violation_error_message="合否があります。「理解度」の点も書いてください。試していなければ、合否も空けてください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TrainingPlan",
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
                    "fiscal_year",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(2002),
                            django.core.validators.MaxValueValidator(2100),
                        ],
                        verbose_name="年度(始まる年の西暦)",
                    ),
                ),
                ("purpose", models.TextField(verbose_name="目的")),
                ("audience", models.TextField(verbose_name="対象者の範囲")),
                ("schedule", models.TextField(verbose_name="回数と時期")),
                ("content", models.TextField(verbose_name="研修の内容")),
                ("drafted_on", models.DateField(verbose_name="起案日")),
                ("approved_on", models.DateField(blank=True, null=True, verbose_name="決裁日")),
                ("decision_number", models.CharField(blank=True, max_length=40, verbose_name="決裁番号")),
                (
                    "in_force_on",
                    models.DateField(blank=True, null=True, verbose_name="計画を実施に移した日(年度内)"),
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
                "verbose_name": "研修計画",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("line", "revision"), name="trainingplan_revision_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="trainingplan_successor_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_on__isnull", True),
                            ("approved_on__gte", models.F("drafted_on")),
                            _connector="OR",
                        ),
                        name="trainingplan_approved_on_not_before_drafted_on",
                        violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("in_force_on__isnull", True),
                            models.Q(
                                ("approved_on__isnull", False), ("in_force_on__gte", models.F("approved_on"))
                            ),
                            _connector="OR",
                        ),
                        name="trainingplan_in_force_once_approved",
                        violation_error_message="実施に移した日があります。それより前か同じ日の決裁日を書いてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("approved_on__isnull", True), ("decision_number", "")),
                            models.Q(
                                ("approved_on__isnull", False),
                                models.Q(("decision_number", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="trainingplan_approval_has_number",
                        violation_error_message="決裁日と決裁番号は、どちらも書くか、どちらも空けてください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TrainingSession",
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
                ("held_on", models.DateField(verbose_name="研修の実施日")),
                ("title", models.CharField(max_length=120, verbose_name="題目")),
                ("lecturer", models.CharField(max_length=60, verbose_name="講師")),
                ("audience", models.TextField(verbose_name="対象者の範囲")),
                ("minutes", models.PositiveSmallIntegerField(verbose_name="時間(分)")),
                (
                    "materials",
                    models.CharField(blank=True, max_length=200, verbose_name="資料(名称と保管場所)"),
                ),
                ("make_up", models.TextField(blank=True, verbose_name="未受講者の補講予定")),
                (
                    "completed_on",
                    models.DateField(blank=True, null=True, verbose_name="対象者全員の受講を確かめた日"),
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
                    "plan",
                    sekisho.kernel.models.LineField(
                        blank=True,
                        ledger="training_plans",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.line",
                        verbose_name="研修計画",
                    ),
                ),
            ],
            options={
                "verbose_name": "研修",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("line", "revision"), name="trainingsession_revision_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revision", 1)),
                            models.Q(("revision__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="trainingsession_successor_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("completed_on__isnull", True),
                            ("completed_on__gte", models.F("held_on")),
                            _connector="OR",
                        ),
                        name="trainingsession_completed_on_not_before_held_on",
                        violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("minutes__gt", 0), ("minutes__lte", 1440)),
                        name="trainingsession_takes_part_of_a_day",
                        violation_error_message="時間は1分から1440分までで書いてください。",
                    ),
                ],
            },
        ),
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
        AppendOnly("asset"),
        AppendOnly("attendance"),
        AppendOnly("audit"),
        AppendOnly("auditfinding"),
        AppendOnly("authoritycheck"),
        AppendOnly("backup"),
        AppendOnly("buildinground"),
        AppendOnly("cardcount"),
        AppendOnly("cardmovement"),
        AppendOnly("contact"),
        AppendOnly("contractor"),
        AppendOnly("datacentrecheck"),
        AppendOnly("datacentreinstruction"),
        AppendOnly("disasterdrill"),
        AppendOnly("disasterplan"),
        AppendOnly("disasterresponse"),
        AppendOnly("disconnection"),
        AppendOnly("disconnectionorder"),
        AppendOnly("disconnectionrun"),
        AppendOnly("emergencynotice"),
        AppendOnly("environmentcheck"),
        AppendOnly("firewallreview"),
        AppendOnly("handler"),
        AppendOnly("hearing"),
        AppendOnly("incident"),
        AppendOnly("key"),
        AppendOnly("keyloan"),
        AppendOnly("maintenancereport"),
        AppendOnly("medium"),
        AppendOnly("meeting"),
        AppendOnly("meetingnotice"),
        AppendOnly("methodversion"),
        AppendOnly("minutes"),
        AppendOnly("order"),
        AppendOnly("pledge"),
        AppendOnly("recoveryfund"),
        AppendOnly("resolution"),
        AppendOnly("restoretest"),
        AppendOnly("roomentry"),
        AppendOnly("serverroomcheck"),
        AppendOnly("sheet"),
        AppendOnly("specialmatter"),
        AppendOnly("stocktake"),
        AppendOnly("trainingattendance"),
        AppendOnly("trainingplan"),
        AppendOnly("trainingsession"),
        AppendOnly("transferlist"),
    ]
