"""WSGI entry of the web processes."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ami.settings")

application = get_wsgi_application()

# Everything loaded so far lives as long as the process: full collections need not visit it.
gc.collect()
gc.freeze()
