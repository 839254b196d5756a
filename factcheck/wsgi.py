import gc
import os
from pathlib import Path

from django.core.wsgi import get_wsgi_application

from factcheck.places import Places, own_folder
from factcheck.stalled import let_go

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
# The settings give web processes a connection pool and short timeouts.
os.environ.setdefault("FACTCHECK_PROCESS", "web")


def counters() -> Path:
    """Where all web processes of this server count their answers (factcheck/metrics.py); named by
    the process that started them, so that a new server begins at nought."""
    folder = own_folder(Places.from_environment().sockets) / f"web-{os.getppid()}"
    folder.mkdir(exist_ok=True)
    return folder


os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(counters()))

application = let_go(get_wsgi_application())
# What is loaded now stays for good: the collector need not look through it again and again.
gc.freeze()
