import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cem.settings")

application = get_wsgi_application()

from cem.storable import Utf8Request  # noqa: E402  # the apps are loaded by now
from cem.tenancy.checks import assert_safe_role  # noqa: E402

application.request_class = Utf8Request
assert_safe_role()
