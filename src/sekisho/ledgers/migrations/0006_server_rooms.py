import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
from django.db import migrations, models

import sekisho.kernel.models
from sekisho.kernel.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0002_documents"),
        ("ledgers", "0005_media_and_backups"),
    ]

    operations = [
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
                ("returned_at", models.DateTimeField(blank=True, null=True, verbose_name="返却日時")),
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
        AppendOnly("datacentrecheck"),
        AppendOnly("datacentreinstruction"),
        AppendOnly("environmentcheck"),
        AppendOnly("key"),
        AppendOnly("keyloan"),
        AppendOnly("recoveryfund"),
        AppendOnly("roomentry"),
        AppendOnly("serverroomcheck"),
        AppendOnly("specialmatter"),
    ]
