"""Run the service, or its worker.

python -m examples.service_desk serve --database sqlite:///desk.sqlite
python -m examples.service_desk work --database postgresql+psycopg://desk@localhost/desk
"""

from __future__ import annotations

import argparse
import json
import signal
from threading import Event

from .app import create_app
from .desks import TenantDesk
from .tables import connect
from .tenants import TENANTS
from .worker import work

parser = argparse.ArgumentParser(prog="examples.service_desk", description=__doc__)
parser.add_argument("what", choices=("serve", "work"))
parser.add_argument("--database", default="sqlite:///desk.sqlite", help="its URL (%(default)s)")
parser.add_argument("--port", type=int, default=8000)
given = parser.parse_args()

engine = connect(given.database)
if given.what == "serve":
    import uvicorn

    uvicorn.run(create_app(engine, TENANTS), host="127.0.0.1", port=given.port)
else:
    stop = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    desks = [TenantDesk(one, engine) for one in TENANTS]
    work(desks, lambda message: print(json.dumps(message), flush=True), stop)
