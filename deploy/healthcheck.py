"""Ends with 0 if the web of this container answers /healthz. It asks by a name that the web accepts."""

import http.client
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from cem import env  # the path stands first

host = (env.ALLOWED_HOSTS or ["localhost"])[0].lstrip(".").replace("*", "localhost")
connection = http.client.HTTPConnection("127.0.0.1", env.PORT, timeout=4)
connection.request("GET", "/healthz", headers={"Host": host})
sys.exit(0 if connection.getresponse().status == 200 else 1)
