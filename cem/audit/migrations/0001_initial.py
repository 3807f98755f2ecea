import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import cem.tenancy.context
import cem.tenancy.models
from cem.tenancy.operations import AppendOnly, TenantTable


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("tenancy", "0001_current_organization"),
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=cem.tenancy.models.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="when")),
                ("actor_kind", models.CharField(max_length=10)),
                ("actor_id", models.UUIDField(null=True)),
                ("actor_label", models.CharField(max_length=160, verbose_name="who")),
                ("action", models.CharField(max_length=60, verbose_name="what")),
                ("target_type", models.CharField(blank=True, max_length=60)),
                ("target_id", models.UUIDField(null=True)),
                ("target_label", models.CharField(blank=True, max_length=200, verbose_name="to what")),
                ("changes", models.JSONField(default=dict)),
                ("address", models.GenericIPAddressField(null=True, verbose_name="where from")),
                ("request_id", models.CharField(blank=True, max_length=40)),
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
                "indexes": [
                    models.Index(fields=["organization", "-at"], name="audit_by_time"),
                    models.Index(fields=["organization", "target_id", "-at"], name="audit_by_target"),
                ],
            },
        ),
        TenantTable("AuditEntry"),
        AppendOnly("AuditEntry"),
    ]
