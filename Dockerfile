# One image for web, workers, beat, relay and migrations; the command makes the difference.
FROM python:3.13-slim AS build
WORKDIR /build
COPY requirements.lock .
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --require-hashes --no-deps --requirement requirements.lock

FROM python:3.13-slim
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
RUN useradd --uid 10001 --create-home cem
COPY --from=build /opt/venv /opt/venv
WORKDIR /srv/cem
COPY . .
# Catalogues and static files are made now, with addresses and secrets that lead nowhere and are not kept.
RUN export CEM_SECRET_KEY=build CEM_DATA_KEY=build REDIS_URL=redis://127.0.0.1:1/0 \
        DATABASE_URL=postgresql://build@127.0.0.1:1/build \
    && python manage.py messages --compile \
    && python manage.py collectstatic --no-input --verbosity 0 \
    && mkdir -p var/media && chown -R cem:cem var/media
ENV CEM_ENV=production CEM_HOST=0.0.0.0 CEM_PORT=8000
USER cem
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=40s CMD ["python", "deploy/healthcheck.py"]
CMD ["python", "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "cem.wsgi"]
