# sohoa in a container: pinned, slim, not as root. Build from a checkout with its models:
#   docker build -t sohoa . && docker run --rm -v /srv/sohoa:/srv/sohoa sohoa doctor
FROM python:3.11-slim-bookworm AS build
WORKDIR /build
COPY requirements.lock pyproject.toml README.md LICENSE ./
RUN python -m venv /opt/sohoa \
 && sed -n '/^# == product$/,/^# == /p' requirements.lock | sed '/^# == /d' >product.lock \
 && /opt/sohoa/bin/pip install --no-cache-dir --require-hashes --requirement product.lock
COPY benchmarks benchmarks
COPY cli cli
COPY configs configs
COPY models models
COPY pipeline pipeline
COPY schemas schemas
COPY synthetic synthetic
RUN /opt/sohoa/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.11-slim-bookworm
RUN apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
      tesseract-ocr tesseract-ocr-vie tesseract-ocr-osd poppler-utils libgl1 libglib2.0-0 \
      fonts-texgyre fonts-noto-core fonts-freefont-ttf fonts-crosextra-carlito \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --create-home sohoa
COPY --from=build /opt/sohoa /opt/sohoa
ENV PATH=/opt/sohoa/bin:$PATH PYTHONUNBUFFERED=1
USER sohoa
WORKDIR /srv/sohoa
ENTRYPOINT ["sohoa"]
CMD ["--help"]
