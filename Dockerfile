# syntax=docker/dockerfile:1
# The bot and its runbooks. Nothing is fetched at start; bytecode is compiled here, so it starts at once.
# A release names its base by digest: --build-arg BASE=python:3.13-slim@sha256:…
ARG PYTHON=3.13
ARG BASE=python:${PYTHON}-slim
FROM ${BASE} AS build
WORKDIR /src
# The environment that is shipped has no pip: what installs into it stays here.
RUN python -m venv /opt/tools && python -m venv --without-pip /opt/handrail
COPY requirements/build.txt requirements/run.txt requirements/
RUN /opt/tools/bin/pip install -qq --no-cache-dir --require-hashes --no-deps -r requirements/build.txt \
 && /opt/tools/bin/pip --python /opt/handrail/bin/python install -qq --no-cache-dir --no-compile \
      --require-hashes --no-deps -r requirements/run.txt
COPY pyproject.toml README.md LICENSE ./
COPY requirements/run.in requirements/
COPY bot bot
RUN /opt/tools/bin/pip wheel -qq --no-cache-dir --no-build-isolation --no-deps --wheel-dir /wheels . \
 && /opt/tools/bin/pip --python /opt/handrail/bin/python install -qq --no-cache-dir --no-compile --no-deps \
      /wheels/*.whl \
 && python -m compileall -q -j 0 /opt/handrail/lib

FROM ${BASE}
LABEL org.opencontainers.image.title="Handrail" \
      org.opencontainers.image.description="Incident response in Slack, one checked step at a time" \
      org.opencontainers.image.licenses="Apache-2.0"
# No pip either; and an account that owns nothing but /data.
RUN python -m pip uninstall -qq --yes --root-user-action ignore pip \
 && rm -rf /usr/local/lib/python3*/ensurepip \
 && groupadd --gid 10001 handrail \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin handrail \
 && install -d -o handrail -g handrail -m 700 /data
COPY --from=build /opt/handrail /opt/handrail
COPY runbooks /opt/handrail/runbooks
USER 10001:10001
WORKDIR /data
VOLUME /data
ENV PATH=/opt/handrail/bin:/usr/local/bin:/usr/bin:/bin \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    HANDRAIL_RUNBOOKS=/opt/handrail/runbooks \
    HANDRAIL_CONFIG=/data/handrail.toml \
    HANDRAIL_DATABASE=/data/handrail.db \
    HANDRAIL_POSTMORTEMS=/data/postmortems \
    HANDRAIL_LISTEN=0.0.0.0:3000
EXPOSE 3000
# Alive, not ready: a Slack that is away is no reason to start the bot again.
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:3000/healthz', timeout=2)"]
# SIGTERM drains: what is under way is finished, the rest goes on after the next start.
STOPSIGNAL SIGTERM
ENTRYPOINT ["handrail"]
CMD ["run"]
