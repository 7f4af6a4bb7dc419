# The bot and its runbooks. Nothing is fetched at start; bytecode is compiled here, so it starts at once.
FROM python:3.13-slim AS build
RUN python -m venv /opt/handrail
WORKDIR /src
COPY requirements/build.txt requirements/run.txt requirements/run.in requirements/
RUN /opt/handrail/bin/pip install -qq --no-cache-dir --no-compile --require-hashes --no-deps \
      -r requirements/build.txt -r requirements/run.txt
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
RUN /opt/handrail/bin/pip install -qq --no-cache-dir --no-compile --no-build-isolation --no-deps . \
 && /opt/handrail/bin/python -m compileall -q -j 0 /opt/handrail/lib

FROM python:3.13-slim
COPY --from=build /opt/handrail /opt/handrail
COPY runbooks /opt/handrail/runbooks
RUN useradd --uid 10001 --no-create-home --home-dir /nonexistent handrail \
 && install -d -o handrail -g handrail -m 700 /data
USER handrail
WORKDIR /data
VOLUME /data
ENV PATH=/opt/handrail/bin:/usr/bin:/bin \
    PYTHONUNBUFFERED=1 \
    HANDRAIL_RUNBOOKS=/opt/handrail/runbooks \
    HANDRAIL_CONFIG=/data/handrail.toml \
    HANDRAIL_DATABASE=/data/handrail.db \
    HANDRAIL_POSTMORTEMS=/data/postmortems \
    HANDRAIL_LISTEN=0.0.0.0:3000
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:3000/readyz', timeout=2)"]
# SIGTERM drains: what is under way is finished, the rest goes on after the next start.
STOPSIGNAL SIGTERM
ENTRYPOINT ["handrail"]
CMD ["run"]
