import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

import sekisho.kernel.models
import sekisho.offices.fields
from sekisho.kernel.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0002_documents"),
        ("ledgers", "0008_transfer_lists"),
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
        AppendOnly("asset"),
        AppendOnly("cardcount"),
        AppendOnly("cardmovement"),
        AppendOnly("sheet"),
    ]
