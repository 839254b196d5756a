import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
# The settings give web processes a connection pool and short timeouts.
os.environ.setdefault("FACTCHECK_PROCESS", "web")

application = get_wsgi_application()
