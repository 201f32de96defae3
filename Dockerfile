# The first stage has a compiler and installs from the lock file; the second has only what runs.
FROM python:3.12-slim AS build

# durable-rules comes as source only: docs/adr/0003
RUN apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev && rm -rf /var/lib/apt/lists/*

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /build
COPY requirements/build.txt requirements/runtime.txt requirements/
RUN pip install --quiet --require-hashes --no-deps --only-binary :all: -r requirements/build.txt
RUN pip install --quiet --require-hashes --no-deps --no-build-isolation --ignore-installed --no-compile \
        --only-binary :all: --no-binary durable-rules --prefix /build/installed -r requirements/runtime.txt

COPY service service
# Bytecode that is never checked against its source: the image is read-only, and starts without compiling.
RUN python -m compileall -q --invalidation-mode unchecked-hash installed service


FROM python:3.12-slim

LABEL org.opencontainers.image.title="TOH service" \
      org.opencontainers.image.description="CDS Hooks service for transient osteoporosis of the hip: FHIR records in, cards out" \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.licenses="Apache-2.0"

RUN useradd --system --uid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin toh \
    && install --directory --owner toh --mode 0750 /data

COPY --from=build /build/installed /usr/local
WORKDIR /app
COPY LICENSE NOTICE ./
COPY --from=build /build/service service
COPY rules rules

# A rule book with a fault makes no image; and the modules of the standard library that were loaded keep their bytecode.
RUN python -m service rules check

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 HOST=0.0.0.0 PORT=8000
USER 10001
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=3s --start-period=5s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen('http://127.0.0.1:' + os.environ['PORT'] + '/health/ready', timeout=2)"]
CMD ["python", "-m", "service", "serve"]
