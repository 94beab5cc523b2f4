import { optional, word } from '../common/body.ts'

/** Rules of the 2025-12-01 specification for what a job's body may hold. */

const dataTypes = ['uri_file', 'uri_folder', 'mltable', 'custom_model', 'mlflow_model', 'triton_model']
const inputModes = [
  'ReadOnlyMount',
  'ReadWriteMount',
  'Download',
  'Direct',
  'EvalMount',
  'EvalDownload',
  null,
]

const jobInput = {
  type: 'object',
  required: ['jobInputType'],
  properties: { jobInputType: { enum: ['literal', ...dataTypes] }, mode: { enum: inputModes } },
  if: { properties: { jobInputType: { const: 'literal' } } },
  then: { required: ['value'], properties: { value: word } },
  else: { required: ['uri'], properties: { uri: word } },
}

const jobOutput = {
  type: 'object',
  required: ['jobOutputType'],
  properties: {
    jobOutputType: { enum: dataTypes },
    mode: { enum: ['ReadWriteMount', 'Upload', 'Direct', null] },
    uri: optional.string,
    assetName: optional.string,
    assetVersion: optional.string,
  },
}

/** Inputs or outputs by name. A name becomes a variable and a folder on the node. */
const mapOf = (value: object) => ({
  type: ['object', 'null'],
  propertyNames: { pattern: '^[a-zA-Z_][a-zA-Z0-9_]*$' },
  additionalProperties: value,
})

const duration = {
  type: ['string', 'null'],
  pattern: '^P(?=\\d|T\\d)(\\d+Y)?(\\d+M)?(\\d+W)?(\\d+D)?(T(\\d+H)?(\\d+M)?(\\d+(\\.\\d+)?S)?)?$',
}

const shared = {
  jobType: { enum: ['Command', 'Pipeline', 'Sweep', 'AutoML', 'Spark'] },
  computeId: optional.string,
  componentId: optional.string,
  displayName: optional.string,
  experimentName: optional.string,
  description: optional.string,
  isArchived: optional.boolean,
  tags: optional.stringMap,
  properties: optional.stringMap,
  services: optional.object,
  identity: {
    type: ['object', 'null'],
    required: ['identityType'],
    properties: { identityType: { enum: ['AMLToken', 'Managed', 'UserIdentity'] } },
  },
  inputs: mapOf(jobInput),
  outputs: mapOf(jobOutput),
}

const count = { type: ['integer', 'null'], minimum: 1 }

const resources = {
  type: ['object', 'null'],
  properties: {
    instanceCount: count,
    instanceType: optional.string,
    shmSize: { type: ['string', 'null'], pattern: '\\d+[bBkKmMgG]' },
    dockerArgs: optional.string,
    properties: optional.object,
  },
}

const queueSettings = {
  type: ['object', 'null'],
  properties: { jobTier: { enum: ['Null', 'Spot', 'Basic', 'Standard', 'Premium', null] } },
}

/** A command job's own, and a sweep's trial. */
const task = {
  required: ['command', 'environmentId'],
  properties: {
    command: word,
    environmentId: word,
    codeId: optional.string,
    environmentVariables: optional.object,
    resources,
    distribution: {
      type: ['object', 'null'],
      required: ['distributionType'],
      properties: {
        distributionType: { enum: ['PyTorch', 'TensorFlow', 'Mpi', 'Ray'] },
        processCountPerInstance: count,
        workerCount: count,
        parameterServerCount: optional.integer,
      },
    },
  },
}

const command = {
  ...task,
  properties: {
    ...task.properties,
    queueSettings,
    limits: {
      type: ['object', 'null'],
      required: ['jobLimitsType'],
      properties: { jobLimitsType: { enum: ['Command', 'Sweep'] }, timeout: duration },
    },
  },
}

const sweep = {
  required: ['objective', 'samplingAlgorithm', 'searchSpace', 'trial'],
  properties: {
    queueSettings,
    resources,
    trial: { type: 'object', ...task },
    searchSpace: { type: 'object' },
    objective: {
      type: 'object',
      required: ['goal', 'primaryMetric'],
      properties: { goal: { type: 'string', pattern: '^[Mm](ini|axi)mize$' }, primaryMetric: word },
    },
    samplingAlgorithm: {
      type: 'object',
      required: ['samplingAlgorithmType'],
      properties: {
        samplingAlgorithmType: { enum: ['Grid', 'Random', 'Bayesian'] },
        rule: { enum: ['Random', 'Sobol', null] },
        seed: optional.integer,
      },
    },
    earlyTermination: {
      type: ['object', 'null'],
      required: ['policyType'],
      properties: {
        policyType: { enum: ['Bandit', 'MedianStopping', 'TruncationSelection'] },
        truncationPercentage: { type: 'integer', minimum: 0, maximum: 99 },
      },
    },
    limits: {
      type: ['object', 'null'],
      required: ['jobLimitsType'],
      properties: {
        jobLimitsType: { enum: ['Sweep'] },
        maxTotalTrials: count,
        maxConcurrentTrials: count,
        timeout: duration,
        trialTimeout: duration,
      },
    },
  },
}

/** A node is checked by its type, when the pipeline is read. */
const node = {
  type: 'object',
  properties: { type: optional.string, inputs: optional.object, outputs: optional.object },
}

export const jobSchema = {
  type: 'object',
  required: ['properties'],
  properties: {
    properties: {
      type: 'object',
      required: ['jobType'],
      properties: shared,
      allOf: [
        { if: { properties: { jobType: { const: 'Command' } } }, then: command },
        { if: { properties: { jobType: { const: 'Sweep' } } }, then: sweep },
        {
          if: { properties: { jobType: { const: 'Pipeline' } } },
          then: {
            properties: { jobs: { type: ['object', 'null'], additionalProperties: node } },
          },
        },
      ],
    },
  },
}
