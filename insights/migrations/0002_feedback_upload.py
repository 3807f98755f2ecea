import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import cem.tenancy.context
import cem.tenancy.models
from cem.tenancy.operations import TenantTable


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("insights", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="FeedbackUpload",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=cem.tenancy.models.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="file")),
                ("extension", models.CharField(max_length=5)),
                ("size", models.PositiveBigIntegerField()),
                ("uploaded_by_id", models.UUIDField(null=True)),
                ("uploaded_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("job_id", models.UUIDField(null=True)),
                (
                    "organization",
                    models.ForeignKey(
                        db_index=False,
                        default=cem.tenancy.context.require_organization_id,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organization",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "default_manager_name": "objects",
                "indexes": [models.Index(fields=["organization", "uploaded_at"], name="feedback_upload_by_time")],
            },
        ),
        TenantTable("FeedbackUpload"),
    ]
