from django.db import migrations, models

from sekisho.kernel.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0002_documents"),
        ("ledgers", "0012_training_plans_in_force"),
    ]

    operations = [
        migrations.AddField(
            model_name="medium",
            name="back_by_on",
            field=models.DateField(blank=True, null=True, verbose_name="返却予定日"),
        ),
        migrations.AddConstraint(
            model_name="medium",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("back_by_on__isnull", True),
                    ("back_by_on__gte", models.F("taken_out_on")),
                    _connector="OR",
                ),
                name="medium_back_by_on_not_before_taken_out_on",
                violation_error_message="終わりの日が始まりの日より前です。日付を確かめてください。",
            ),
        ),
        AppendOnly("medium"),  # altering the table dropped its triggers
    ]
