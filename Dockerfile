# Click to Call as one image: the same for the web server, the workers, the clock and the migrations.
FROM python:3.12-slim-bookworm AS packages
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
COPY requirements.lock /
RUN python -m venv /opt/venv && /opt/venv/bin/pip install --quiet --require-hashes -r /requirements.lock

FROM python:3.12-slim-bookworm
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DATA_DIR=/tmp/data \
    STATIC_ROOT=/app/collected
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin calls
WORKDIR /app
COPY --from=packages /opt/venv /opt/venv
COPY manage.py ./
COPY clicktocall clicktocall
COPY directory directory
COPY templates templates
COPY static static
# The secrets of this line are for this line only: collecting files needs settings, and settings need secrets.
RUN SECRET_KEY=build ENCRYPTION_KEYS=YnVpbGQtb25seS1idWlsZC1vbmx5LWJ1aWxkLW9ubHk= python manage.py collectstatic --noinput -v 0 \
    && python -m compileall -q clicktocall directory
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s --retries=3 CMD ["python", "-m", "clicktocall.probe"]
CMD ["gunicorn", "clicktocall.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "3", \
     "--threads", "8", "--keep-alive", "5", "--max-requests", "20000", "--max-requests-jitter", "2000", \
     "--worker-tmp-dir", "/dev/shm", "--no-control-socket"]
