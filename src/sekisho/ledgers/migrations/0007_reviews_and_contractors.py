import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

import sekisho.kernel.models
import sekisho.offices.fields
from sekisho.kernel.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0002_documents"),
        ("ledgers", "0006_server_rooms"),
    ]

    operations = [
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
        AppendOnly("audit"),
        AppendOnly("authoritycheck"),
        AppendOnly("contractor"),
        AppendOnly("firewallreview"),
        AppendOnly("handler"),
        AppendOnly("maintenancereport"),
        AppendOnly("pledge"),
    ]
