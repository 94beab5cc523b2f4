import { buffer } from 'node:stream/consumers'
import { createGzip } from 'node:zlib'
import { pack } from 'tar-stream'

/** A build context as a client uploads it: files by path, as a gzipped tar archive; only `serve` can be executed. */
export async function packContext(files: Record<string, string>): Promise<Buffer> {
  const archive = pack()
  for (const [name, content] of Object.entries(files))
    archive.entry({ name, mode: name === 'serve' ? 0o755 : 0o644 }, content)
  archive.finalize()
  return buffer(archive.pipe(createGzip()))
}

/** A context as the containerize task writes it, with these requirements. */
export const contextWith = (requirements: string): Record<string, string> => ({
  Dockerfile: dockerfile,
  'dependencies/requirements.txt': requirements,
  'model/weights.txt': 'weights',
  'code/score.py': 'def init(): pass\n',
  'code/helpers/clean.py': '',
  serve: '#!/bin/sh\nexec true\n',
})

const model = '/var/azureml-app/azureml-models/chd/3'

export const dockerfile = `# mlops-azureml-dockerfile 1
ARG BASE_IMAGE=mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:latest
FROM \${BASE_IMAGE}
ARG PYTHON_VERSION=3.11
USER root
ENV MLOPS_HOME=/opt/mlops AML_APP_ROOT=/var/azureml-app AZUREML_ENTRY_SCRIPT=score.py AZUREML_MODEL_DIR=${model}
COPY dependencies/ /opt/mlops/dependencies/
RUN python3 -m venv /opt/mlops/bootstrap && /opt/mlops/bootstrap/bin/pip install --no-cache-dir uv==0.13.9 && /opt/mlops/bootstrap/bin/uv venv --python \${PYTHON_VERSION} /opt/mlops/environment && /opt/mlops/bootstrap/bin/uv pip install --no-cache --python /opt/mlops/environment/bin/python -r /opt/mlops/dependencies/requirements.txt
COPY model/ ${model}/
COPY code/ /var/azureml-app/
COPY --chmod=755 serve /opt/mlops/serve
RUN useradd --create-home --uid 1000 mlops || true
USER 1000
WORKDIR /var/azureml-app
EXPOSE 5001
LABEL mlops.model="chd:3" note='costs $5'
ARG CREATED=
ARG REVISION=
LABEL org.opencontainers.image.created=\${CREATED} org.opencontainers.image.revision=\${REVISION}
CMD ["/opt/mlops/serve"]
`
