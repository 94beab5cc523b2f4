import { anyCase, optional } from '../common/body.ts'

/** ISO 8601: days and time, at least one of them, fractions of seconds. */
const duration = {
  type: ['string', 'null'],
  pattern: '^P(?!$)(\\d+D)?(T(?=\\d)(\\d+H)?(\\d+M)?(\\d+(\\.\\d+)?S)?)?$',
}
const count = { type: ['integer', 'null'], minimum: 1 }

export const probeSchema = {
  type: ['object', 'null'],
  properties: {
    initialDelay: duration,
    period: duration,
    timeout: duration,
    failureThreshold: count,
    successThreshold: count,
  },
}

export const requestSettingsSchema = {
  type: ['object', 'null'],
  properties: { maxConcurrentRequestsPerInstance: count, maxQueueWait: duration, requestTimeout: duration },
}

const amount = { type: ['string', 'null'], pattern: '^[0-9.]+(m|[KMGTPE]i?)?$' }
const amounts = { type: ['object', 'null'], properties: { cpu: amount, memory: amount, gpu: amount } }

export const resourcesSchema = {
  type: ['object', 'null'],
  properties: { containerResourceRequests: amounts, containerResourceLimits: amounts },
}

export const scaleSettingsSchema = {
  type: ['object', 'null'],
  required: ['scaleType'],
  properties: {
    scaleType: { enum: ['Default', 'TargetUtilization'] },
    minInstances: count,
    maxInstances: count,
    pollingInterval: duration,
    targetUtilizationPercentage: { type: ['integer', 'null'], minimum: 1, maximum: 100 },
  },
}

export const collectorSchema = {
  type: ['object', 'null'],
  required: ['collections'],
  properties: {
    rollingRate: anyCase('Year', 'Month', 'Day', 'Hour', 'Minute'),
    requestLogging: {
      type: ['object', 'null'],
      properties: { captureHeaders: { type: ['array', 'null'], items: { type: 'string' } } },
    },
    collections: {
      type: 'object',
      maxProperties: 5,
      additionalProperties: {
        type: 'object',
        properties: {
          dataCollectionMode: anyCase('Enabled', 'Disabled'),
          samplingRate: { type: ['number', 'null'], minimum: 0, maximum: 1 },
          dataId: optional.string,
          clientId: optional.string,
        },
      },
    },
  },
}
