"""The baseline: a Django application of one view that inserts one row, and nothing else.

No middleware, no checks, no template. Served by the same gunicorn settings from the same database as the product.
"""

import json
import os
import uuid
from typing import Any

import django
from django.conf import settings

from benchmarks.stack import BARE_TABLE

if not settings.configured:
    from cem import env

    settings.configure(
        SECRET_KEY="benchmark",
        ROOT_URLCONF="benchmarks.bare",
        ALLOWED_HOSTS=["*"],
        MIDDLEWARE=[],
        INSTALLED_APPS=[],
        DATABASES={"default": {**env.database(os.environ["DATABASE_URL"]), "CONN_MAX_AGE": 300}},
        USE_TZ=True,
    )
    django.setup()

from django.core.wsgi import get_wsgi_application  # after the settings
from django.db import models
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path


class Row(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    body = models.JSONField()

    class Meta:
        app_label = "benchmark"
        db_table = BARE_TABLE


def insert(request: HttpRequest) -> HttpResponse:
    row = Row.objects.create(body=json.loads(request.body))
    return JsonResponse({"id": str(row.pk)}, status=201)


urlpatterns: list[Any] = [path("row", insert)]
application = get_wsgi_application()
