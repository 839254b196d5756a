FROM python:3.11-slim-bookworm AS packages
WORKDIR /build
COPY requirements.txt .
# What stands above the heading runs; the tools below it do not belong on a server.
RUN sed '/^# --- Development tools/,$d' requirements.txt > runtime.txt \
    && python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --only-binary=:all: --require-hashes -r runtime.txt

FROM python:3.11-slim-bookworm
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    FACTCHECK_ENV=production \
    # Holds only the clock's notes, which may be lost; the rest of the image is read-only.
    FACTCHECK_DATA=/tmp \
    STATIC_ROOT=/app/static-files
RUN useradd --system --uid 10001 --no-create-home factcheck
WORKDIR /app
COPY --from=packages /venv /venv
COPY . .
# The settings want their secrets even here; these end with the step.
RUN SECRET_KEY=build ALLOWED_HOSTS=build DATABASE_URL=postgres://build/build REDIS_URL=redis://build \
    python manage.py collectstatic --no-input
USER 10001
EXPOSE 8000
CMD ["sh", "-c", "exec gunicorn factcheck.wsgi --bind=0.0.0.0:8000 --worker-class=gthread --workers=2 --threads=${WEB_THREADS:-4} --no-control-socket"]
