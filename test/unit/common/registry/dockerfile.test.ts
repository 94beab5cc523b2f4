import assert from 'node:assert/strict'
import { dockerfile, SERVE } from '../../../../tasks/common/registry/image/dockerfile.ts'

const text = dockerfile({
  baseImage: 'mcr.example/base:1',
  pythonVersion: '3.11',
  modelName: 'chd-risk',
  modelVersion: '3',
  scoringScript: 'score.py',
  labels: { 'mlops.model': 'chd-risk:3', 'mlops.metric.roc_auc': '0.75' },
  arguments: ['UV_INDEX_URL', 'EXTRA'],
})
const lines = text.trimEnd().split('\n')
const at = (start: string): number => {
  const found = lines.findIndex(line => line.startsWith(start))
  assert.ok(found >= 0, `no line begins with ${start}`)
  return found
}

describe('the Dockerfile of a scoring image', () => {
  it('begins with the line by which local Azure knows it, then names its base by an argument', () => {
    assert.equal(lines[0], '# mlops-azureml-dockerfile 1')
    assert.equal(lines[1], 'ARG BASE_IMAGE=mcr.example/base:1')
    assert.deepEqual(
      lines.filter(line => line.startsWith('FROM ')),
      ['FROM ${BASE_IMAGE} AS dependencies', 'FROM ${BASE_IMAGE}'],
    )
  })

  it('installs dependencies before the model and the model before the code, so that what changes seldom is cached', () => {
    assert.ok(at('RUN python3 -m venv') < at('COPY model/'))
    assert.ok(at('COPY model/') < at('COPY code/'))
  })

  it('brings all that the inference server needs to know, because a container gets nothing else', () => {
    const environment = lines[at('ENV MLOPS_HOME')] ?? ''
    assert.match(environment, / AML_APP_ROOT=\/var\/azureml-app /)
    assert.match(environment, / AZUREML_ENTRY_SCRIPT=score\.py /)
    assert.match(environment, / AZUREML_MODEL_DIR=\/var\/azureml-app\/azureml-models\/chd-risk\/3$/)
    assert.equal(lines[at('COPY model/')], 'COPY model/ /var/azureml-app/azureml-models/chd-risk/3/')
  })

  it('runs without rights, after everything that needs them', () => {
    assert.ok(at('USER 1000') > at('RUN useradd'))
    assert.ok(at('USER 1000') > at('COPY serve'))
    assert.equal(lines.filter(line => line.startsWith('USER ')).at(-1), 'USER 1000')
  })

  it('keeps the interpreter where that user may read it', () => {
    assert.match(lines[at('ENV UV')] ?? '', /UV_PYTHON_INSTALL_DIR=\/opt\/mlops\/python/)
    assert.ok(lines.includes('COPY --from=dependencies /opt/mlops/ /opt/mlops/'))
  })

  it('shows build arguments to the installation only, so that the history of the image holds none of them', () => {
    const second = lines.lastIndexOf('FROM ${BASE_IMAGE}')
    for (const name of ['EXTRA', 'UV_INDEX_URL']) {
      assert.ok(at(`ARG ${name}`) < at('RUN python3 -m venv'))
      assert.equal(
        lines.slice(second).some(line => line.includes(name)),
        false,
      )
    }
  })

  it('sets what changes with every build last', () => {
    const labels = lines.findLastIndex(line => line.startsWith('LABEL '))
    assert.equal(
      lines[labels],
      'LABEL org.opencontainers.image.created="${MLOPS_CREATED}" org.opencontainers.image.revision="${MLOPS_REVISION}" org.opencontainers.image.version="${MLOPS_VERSION}" org.opencontainers.image.source="${MLOPS_SOURCE}"',
    )
    assert.ok(at('ARG MLOPS_CREATED=') > at('COPY code/'))
    assert.equal(lines.slice(labels + 1).join(), 'CMD ["/opt/mlops/serve"]')
  })

  it('names the model in labels', () => {
    assert.equal(lines[at('LABEL mlops')], 'LABEL mlops.model=chd-risk:3 mlops.metric.roc_auc=0.75')
  })

  it('needs no BuildKit, which the build service of a registry has not', () => {
    assert.doesNotMatch(text, /--chmod|--mount|--link|<<|syntax=/)
  })
})

describe('what the container runs', () => {
  it('is the inference server in place of the shell, on 5001 unless the host says otherwise', () => {
    assert.match(SERVE, /^#!\/bin\/sh\n/)
    assert.match(SERVE, /exec "\$MLOPS_HOME\/environment\/bin\/python" -m azureml_inference_server_http/)
    assert.match(SERVE, /--port "\$\{MLOPS_PORT:-5001\}"/)
  })
})
