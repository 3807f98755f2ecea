import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import cem.tenancy.context
import cem.tenancy.models
from cem.tenancy.operations import TenantTable


def _id():
    field = models.UUIDField(default=cem.tenancy.models.uuid7, editable=False, primary_key=True, serialize=False)
    return ("id", field)


def _organization():
    return (
        "organization",
        models.ForeignKey(
            db_index=False,
            default=cem.tenancy.context.require_organization_id,
            editable=False,
            on_delete=django.db.models.deletion.PROTECT,
            related_name="+",
            to="accounts.organization",
        ),
    )


def _reference(name):
    target = f"surveys.{name}"
    return (
        name,
        cem.tenancy.models.TenantForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=target),
    )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("surveys", "0002_respondents"),
    ]

    operations = [
        migrations.CreateModel(
            name="Trajectory",
            fields=[
                _id(),
                ("events", models.BinaryField(default=bytes)),
                ("problem", models.CharField(blank=True, max_length=12)),
                ("received_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("dwell", models.JSONField(default=dict)),
                ("revisions", models.JSONField(default=dict)),
                ("hesitations", models.JSONField(default=dict)),
                _organization(),
                _reference("response"),
                _reference("survey"),
            ],
            options={
                "abstract": False,
                "default_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["organization", "survey", "-received_at"], name="trajectory_by_survey")
                ],
                "constraints": [models.UniqueConstraint(fields=("organization", "response"), name="trajectory_once")],
            },
        ),
        migrations.CreateModel(
            name="Fingerprint",
            fields=[
                _id(),
                ("kind", models.CharField(choices=[("text", "Text"), ("rhythm", "Rhythm")], max_length=6)),
                ("name", models.CharField(blank=True, max_length=100)),
                ("value", models.BigIntegerField()),
                _organization(),
                _reference("response"),
                _reference("survey"),
            ],
            options={
                "abstract": False,
                "default_manager_name": "objects",
                "indexes": [models.Index(fields=["organization", "survey", "kind", "value"], name="print_by_value")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organization", "response", "kind", "name", "value"), name="print_once"
                    )
                ],
            },
        ),
        TenantTable("Trajectory"),
        TenantTable("Fingerprint"),
    ]
