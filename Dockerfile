# Brobygger behind one port, as a user without rights. Started by docker-compose.yml; by itself it needs
# BROBYGGER_URL, the address that browsers use, and says so.
FROM python:3.13-slim AS build
WORKDIR /source
COPY . .
# The build hook fetches the front-end files; where npm is missing it asks for Node.js as a Python package.
RUN pip wheel --no-cache-dir --no-deps --wheel-dir /wheels .

FROM python:3.13-slim
COPY requirements.txt /tmp/requirements.txt
COPY --from=build /wheels /tmp/wheels
# Only files whose digest is on the list, and nothing that would have to be built.
RUN pip install --no-cache-dir --require-hashes --only-binary :all: --requirement /tmp/requirements.txt \
    && pip install --no-cache-dir --no-deps /tmp/wheels/*.whl \
    && rm -rf /tmp/wheels /tmp/requirements.txt \
    && useradd --create-home --uid 10001 brobygger
USER 10001
WORKDIR /home/brobygger
ENV PORT=8000 PYTHONUNBUFFERED=1
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=6 \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen('http://127.0.0.1:' + os.environ['PORT'] + '/readyz', timeout=4)"]
ENTRYPOINT ["brobygger"]
CMD ["serve", "--host", "0.0.0.0"]
