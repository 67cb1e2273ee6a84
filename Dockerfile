FROM python:3.11-slim-bookworm AS build

WORKDIR /build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
COPY requirements.txt requirements-local.txt ./
# The tools that make the wheel, pinned like all else, stay in this stage.
RUN python -m venv /tools && /tools/bin/pip install --quiet --require-hashes --requirement requirements-local.txt
RUN python -m venv /opt/chengnuo && /opt/chengnuo/bin/pip install --quiet --require-hashes --requirement requirements.txt
COPY . .
RUN /tools/bin/pip wheel --quiet --no-deps --no-build-isolation --wheel-dir dist . \
    && /opt/chengnuo/bin/pip install --quiet --no-deps dist/*.whl


FROM python:3.11-slim-bookworm

RUN useradd --system --uid 10001 --no-create-home --home-dir /nonexistent chengnuo
COPY --from=build /opt/chengnuo /opt/chengnuo
ENV PATH=/opt/chengnuo/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /opt/chengnuo
USER chengnuo
EXPOSE 8800
CMD ["uvicorn", "api.app:create_app", "--factory", "--host", "0.0.0.0", "--port", "8800", "--no-access-log", "--no-server-header", "--no-proxy-headers"]
