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

const command = {
  required: ['command', 'environmentId'],
  properties: {
    command: word,
    environmentId: word,
    codeId: optional.string,
    environmentVariables: optional.stringMap,
    limits: {
      type: ['object', 'null'],
      required: ['jobLimitsType'],
      properties: { jobLimitsType: { enum: ['Command', 'Sweep'] }, timeout: duration },
    },
    resources: {
      type: ['object', 'null'],
      properties: {
        instanceCount: optional.integer,
        instanceType: optional.string,
        shmSize: { type: ['string', 'null'], pattern: '\\d+[bBkKmMgG]' },
      },
    },
    queueSettings: {
      type: ['object', 'null'],
      properties: { jobTier: { enum: ['Null', 'Spot', 'Basic', 'Standard', 'Premium', null] } },
    },
    distribution: {
      type: ['object', 'null'],
      required: ['distributionType'],
      properties: { distributionType: { enum: ['PyTorch', 'TensorFlow', 'Mpi', 'Ray'] } },
    },
  },
}

const node = {
  type: 'object',
  required: ['componentId', 'type'],
  properties: {
    componentId: word,
    type: { type: 'string' },
    inputs: optional.object,
    outputs: optional.object,
  },
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
        {
          if: { properties: { jobType: { const: 'Pipeline' } } },
          then: {
            required: ['jobs'],
            properties: { jobs: { type: 'object', minProperties: 1, additionalProperties: node } },
          },
        },
      ],
    },
  },
}
