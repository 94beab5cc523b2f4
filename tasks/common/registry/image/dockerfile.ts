/** What an image is made from, as far as its Dockerfile says it. */
export interface ImageRecipe {
  /** By digest where that is known. */
  readonly baseImage: string
  /** As uv takes it: `3.11` or `3.11.4`. */
  readonly pythonVersion: string
  readonly modelName: string
  readonly modelVersion: string
  /** Relative to the code folder. */
  readonly scoringScript: string
  /** Labels that belong to the content; neither key nor value holds a blank. */
  readonly labels: Readonly<Record<string, string>>
  /** Build arguments that the installation of the dependencies sees as variables, secret ones too. */
  readonly arguments: readonly string[]
}

/** Local Azure without a container engine builds a Dockerfile that begins so, and no other. */
const HEADER = '# mlops-azureml-dockerfile 1'
const UV = '0.13.9'
const HOME = '/opt/mlops'
const BOOTSTRAP = '/opt/mlops-bootstrap'
const APP = '/var/azureml-app'

/**
 * What changes with every build and is set by build arguments, in the last layer, so that all others are reused. A
 * Dockerfile of the user's own may well have a VERSION that means something else: these names are ours.
 */
const volatileLabels = {
  MLOPS_CREATED: 'org.opencontainers.image.created',
  MLOPS_REVISION: 'org.opencontainers.image.revision',
  MLOPS_VERSION: 'org.opencontainers.image.version',
  MLOPS_SOURCE: 'org.opencontainers.image.source',
} as const

export type VolatileArgument = keyof typeof volatileLabels

export const REVISION_LABEL = volatileLabels.MLOPS_REVISION

/**
 * The Dockerfile of a scoring image: dependencies before the model before the code, so that what changes seldom is cached,
 * a user without rights, and Microsoft's inference server with the port and routes that Azure Machine Learning probes.
 * The interpreter comes from uv, so the base image need only have some Python; it lies where that user may read it. The
 * dependencies are installed in a stage of their own, because the arguments that a stage sees stand in the history of its
 * image. Only instructions that need no BuildKit: the registry's build service has none.
 */
export function dockerfile(recipe: ImageRecipe): string {
  const modelFolder = `${APP}/azureml-models/${recipe.modelName}/${recipe.modelVersion}`
  const lines = [
    HEADER,
    `ARG BASE_IMAGE=${recipe.baseImage}`,
    'FROM ${BASE_IMAGE} AS dependencies',
    `ARG PYTHON_VERSION=${recipe.pythonVersion}`,
    ...[...recipe.arguments].sort().map(name => `ARG ${name}`),
    'USER root',
    `ENV UV_PYTHON_INSTALL_DIR=${HOME}/python`,
    `COPY dependencies/ ${HOME}/dependencies/`,
    `RUN ${installation.join(' && ')}`,
    'FROM ${BASE_IMAGE}',
    'USER root',
    `ENV MLOPS_HOME=${HOME} AML_APP_ROOT=${APP} AZUREML_ENTRY_SCRIPT=${recipe.scoringScript} AZUREML_MODEL_DIR=${modelFolder}`,
    `COPY --from=dependencies ${HOME}/ ${HOME}/`,
    `COPY model/ ${modelFolder}/`,
    `COPY code/ ${APP}/`,
    `COPY serve ${HOME}/serve`,
    'RUN useradd --create-home --uid 1000 mlops || true',
    'USER 1000',
    `WORKDIR ${APP}`,
    'EXPOSE 5001',
    ...labelLines(recipe.labels),
    `CMD ["${HOME}/serve"]`,
  ]
  return `${lines.join('\n')}\n`
}

/** A Dockerfile of the user's own, its image labelled as ours are. */
export const labelled = (text: string, labels: Readonly<Record<string, string>>): string =>
  `${text.trimEnd()}\n${labelLines(labels).join('\n')}\n`

const installation = [
  `python3 -m venv ${BOOTSTRAP}`,
  `${BOOTSTRAP}/bin/pip install --no-cache-dir uv==${UV}`,
  `${BOOTSTRAP}/bin/uv venv --python \${PYTHON_VERSION} ${HOME}/environment`,
  `${BOOTSTRAP}/bin/uv pip install --no-cache --python ${HOME}/environment/bin/python -r ${HOME}/dependencies/requirements.txt`,
]

const labelLines = (labels: Readonly<Record<string, string>>): string[] => [
  `LABEL ${pairs(labels)}`,
  ...Object.keys(volatileLabels).map(name => `ARG ${name}=`),
  `LABEL ${Object.entries(volatileLabels)
    .map(([name, label]) => `${label}="\${${name}}"`)
    .join(' ')}`,
]

const pairs = (labels: Readonly<Record<string, string>>): string =>
  Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ')

/** What the container runs. MLOPS_PORT is for hosts on which several containers share one address. */
export const SERVE = `#!/bin/sh
set -e
cd "$AML_APP_ROOT"
exec "$MLOPS_HOME/environment/bin/python" -m azureml_inference_server_http \\
  --entry_script "$AML_APP_ROOT/$AZUREML_ENTRY_SCRIPT" --port "\${MLOPS_PORT:-5001}"
`
