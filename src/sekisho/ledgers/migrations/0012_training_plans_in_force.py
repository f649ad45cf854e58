from django.db import migrations, models

from sekisho.kernel.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0002_documents"),
        ("ledgers", "0011_building_training_and_disasters"),
    ]

    operations = [
        migrations.AddField(
            model_name="trainingplan",
            name="in_force_on",
            field=models.DateField(blank=True, null=True, verbose_name="計画を実施に移した日(年度内)"),
        ),
        migrations.AddConstraint(
            model_name="trainingplan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("in_force_on__isnull", True),
                    models.Q(("approved_on__isnull", False), ("in_force_on__gte", models.F("approved_on"))),
                    _connector="OR",
                ),
                name="trainingplan_in_force_once_approved",
                violation_error_message="実施に移した日があります。それより前か同じ日の決裁日を書いてください。",
            ),
        ),
        AppendOnly("trainingplan"),  # altering the table dropped its triggers
    ]
