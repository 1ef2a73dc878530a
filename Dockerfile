# One image for every process of the application: web (the default command), worker, beat, migrate.
# Nothing is written inside it at run time: start it read-only, with a small /tmp in memory.

FROM python:3.11-slim-bookworm AS construction

ENV PYTHONDONTWRITEBYTECODE=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1

# An environment without pip: the image's own pip fills it from outside, as ami/local/installation.py does:
# wheels only, nothing is resolved, and what is installed is then checked.
COPY requirements/run.txt /tmp/run.txt
RUN python -m venv --without-pip /opt/ami \
    && pip --python /opt/ami/bin/python install --no-cache-dir --no-deps --require-hashes --only-binary :all: \
        -r /tmp/run.txt \
    && pip --python /opt/ami/bin/python check
ENV PATH=/opt/ami/bin:$PATH

WORKDIR /app
COPY manage.py ./
COPY ami ami/
COPY vagues vagues/
COPY candidatures candidatures/
COPY evaluation evaluation/
COPY templates templates/
COPY static static/
COPY docker/sonde.py docker/

# The settings refuse to start without these variables: they exist for these two commands only, nothing
# answers at these addresses, and no layer keeps them.
RUN export SECRET_KEY=construction ALLOWED_HOSTS=image.invalid \
        DATABASE_URL=postgres://image.invalid/ami REDIS_URL=redis://image.invalid EMAIL_URL=smtp://image.invalid \
        AMI_STOCKAGE=file:///image.invalid \
    && python manage.py collectstatic --noinput -v0 \
        -i component -i core -i layout -i scheme -i legacy -i analytics -i icon-picker -i '*.md' \
        -i '*.legacy.*' -i 'dsfr/dist/utility/icons/*' -i 'dsfr/dist/utility/colors/*' \
    && python -m compileall -q /opt/ami /app \
    && chmod -R a+rX /app


FROM python:3.11-slim-bookworm

LABEL org.opencontainers.image.title="AMI Fabriques de territoire" \
      org.opencontainers.image.description="Applications, reviews and selection waves of the call" \
      org.opencontainers.image.licenses="MIT"

# A fixed number, so that volumes and cluster policies can name it; it owns no file of the image.
RUN groupadd --gid 10001 ami \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin ami

COPY --from=construction /opt/ami /opt/ami
COPY --from=construction /app /app

ENV PATH=/opt/ami/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=ami.settings

WORKDIR /app
USER 10001:10001
EXPOSE 8000

# Of the web process; worker and beat have their own in docker-compose.yml.
HEALTHCHECK --interval=15s --timeout=10s --start-period=20s --retries=3 \
    CMD ["python", "/app/docker/sonde.py", "web"]

# --preload: the application is loaded once, frozen out of the garbage collector (ami/wsgi.py), then shared
# by the workers. The heartbeat file of gunicorn goes to memory: a slow disk must not look like a dead worker.
CMD ["gunicorn", "ami.wsgi:application", \
     "--bind=0.0.0.0:8000", "--workers=2", "--worker-class=ami.serveur.Ouvrier", "--threads=4", \
     "--timeout=30", "--graceful-timeout=30", "--preload", \
     "--worker-tmp-dir=/dev/shm", "--no-control-socket"]
