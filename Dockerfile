# One image for every process of the service; compose.yaml says which one each container is.
FROM python:3.11-slim-bookworm

# pg_dump and pg_restore for `python -m ops.backup`, a font for the charts comes with the packages.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends postgresql-client \
    && rm -rf /var/lib/apt/lists/* \
    && pip install --no-cache-dir uv==0.13.9 \
    && useradd --system --create-home --uid 10001 assistant \
    && install --directory --owner assistant /app /data

WORKDIR /app
USER assistant
COPY --chown=assistant . .
# Both environments from their locks, and the trained model.
RUN sh ops/setup.sh serve

# Files that outlive a container: photos, heartbeats, backups. Share it between machines.
ENV VAR_DIR=/data HOST=0.0.0.0 PYTHONUNBUFFERED=1
VOLUME /data
STOPSIGNAL SIGTERM
ENTRYPOINT [".venv/bin/python", "-m", "ops.process"]
CMD ["web"]
