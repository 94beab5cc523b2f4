import { Ajv, type ValidateFunction } from 'ajv'
import { badRequest } from '../../core/arm-errors.ts'
import type { ArmCall } from '../../core/arm-routes.ts'
import { identityOf } from '../../core/managed-identity.ts'
import type { World } from '../../core/world.ts'
import { type Fields, optional } from '../../machinelearning/common/body.ts'
import { textOf } from '../../machinelearning/common/text.ts'
import { systemData } from '../../machinelearning/common/system-data.ts'
import type { ExtensionDocument } from './extension-document.ts'

const settings = { type: ['object', 'null'], additionalProperties: { type: 'string' } }

const ajv = new Ajv({ allErrors: true, strict: false })

const validate = ajv.compile({
  type: 'object',
  required: ['properties'],
  properties: {
    identity: { type: ['object', 'null'], properties: { type: { enum: ['SystemAssigned'] } } },
    properties: {
      type: 'object',
      required: ['extensionType'],
      properties: {
        extensionType: { type: 'string', minLength: 1 },
        autoUpgradeMinorVersion: optional.boolean,
        releaseTrain: optional.string,
        version: optional.string,
        scope: optional.object,
        configurationSettings: settings,
        configurationProtectedSettings: settings,
      },
    },
  },
})

const validatePatch = ajv.compile({
  type: 'object',
  properties: {
    properties: {
      type: 'object',
      properties: { configurationSettings: settings, configurationProtectedSettings: settings },
    },
  },
})

/** @throws 400 naming each field that breaks a rule, such as a setting that is no text */
export const checkExtensionBody = (body: unknown): void => check(validate, body)

/** The same for what a PATCH may hold. */
export const checkExtensionPatch = (body: unknown): void => check(validatePatch, body)

function check(rules: ValidateFunction, body: unknown): void {
  if (rules(body ?? {})) return
  const reasons = (rules.errors ?? []).map(
    ({ instancePath, message }) => `${instancePath || 'The body'} ${message}`,
  )
  throw badRequest(`The extension definition is invalid: ${reasons.join('; ')}.`, 'ValidationFailed')
}

export function toExtension(
  world: World,
  call: ArmCall,
  before: ExtensionDocument | undefined,
): ExtensionDocument {
  const body = call.body as Fields & { properties: Fields }
  const { properties } = body
  return {
    id: before?.id ?? call.id,
    name: before?.name ?? call.params['extension'] ?? '',
    extensionType: String(properties['extensionType']),
    identity: identityOf(world, body['identity'], before?.identity),
    autoUpgradeMinorVersion: properties['autoUpgradeMinorVersion'] !== false,
    releaseTrain: textOf(properties['releaseTrain'], 'Stable'),
    version: (properties['version'] ?? null) as string | null,
    scope: (properties['scope'] ?? null) as Fields | null,
    configurationSettings: (properties['configurationSettings'] ?? {}) as Record<string, string>,
    protectedSettings: Object.keys(properties['configurationProtectedSettings'] ?? {}),
    provisioningState: before ? 'Updating' : 'Creating',
    errorInfo: null,
    statuses: [],
    systemData: systemData(call.caller, world.clock.now(), before?.systemData),
  }
}

/** Settings that a PATCH names are changed, the others stay; protected ones are replaced as a whole. */
export function patched(call: ArmCall, before: ExtensionDocument): ExtensionDocument {
  const { properties = {} } = (call.body ?? {}) as { properties?: Fields }
  const secret = properties['configurationProtectedSettings'] as Fields | null | undefined
  return {
    ...before,
    configurationSettings: {
      ...before.configurationSettings,
      ...((properties['configurationSettings'] ?? {}) as Record<string, string>),
    },
    protectedSettings: secret ? Object.keys(secret) : before.protectedSettings,
    provisioningState: 'Updating',
    errorInfo: null,
    statuses: [],
  }
}

/** The values that the service keeps to itself. */
export function protectedValues({ body }: ArmCall): Record<string, string> {
  const { properties } = (body ?? {}) as { properties?: Fields }
  return (properties?.['configurationProtectedSettings'] ?? {}) as Record<string, string>
}
