import { Ajv } from 'ajv'
import { badRequest } from '../../core/arm-errors.ts'
import type { ArmCall } from '../../core/arm-routes.ts'
import { newGuid } from '../../core/ids.ts'
import type { World } from '../../core/world.ts'
import { type Fields, optional } from '../../machinelearning/common/body.ts'
import { textOf } from '../../machinelearning/common/text.ts'
import { systemData } from '../../machinelearning/common/system-data.ts'
import type { ExtensionDocument } from './extension-document.ts'

const settings = { type: ['object', 'null'], additionalProperties: { type: 'string' } }

const validate = new Ajv({ allErrors: true, strict: false }).compile({
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

/** @throws 400 naming each field that breaks a rule, such as a setting that is no text */
export function checkExtensionBody(body: unknown): void {
  if (validate(body ?? {})) return
  const reasons = (validate.errors ?? []).map(
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
  const identity = body['identity'] as Fields | null | undefined
  const { tenantId } = world.settings
  return {
    id: before?.id ?? call.id,
    name: before?.name ?? call.params['extension'] ?? '',
    extensionType: String(properties['extensionType']),
    identity: identity ? { principalId: newGuid(), tenantId, ...before?.identity, ...identity } : null,
    autoUpgradeMinorVersion: properties['autoUpgradeMinorVersion'] !== false,
    releaseTrain: textOf(properties['releaseTrain'], 'Stable'),
    version: (properties['version'] ?? null) as string | null,
    scope: (properties['scope'] ?? null) as Fields | null,
    configurationSettings: (properties['configurationSettings'] ?? {}) as Record<string, string>,
    protectedSettings: Object.keys(properties['configurationProtectedSettings'] ?? {}),
    provisioningState: before ? 'Updating' : 'Creating',
    errorInfo: null,
    systemData: systemData(call.caller, world.clock.now(), before?.systemData),
  }
}
