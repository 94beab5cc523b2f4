import type { TextRule } from '../host/input-reader.ts'

/** What Azure takes as the name or the id of a resource, for the inputs that ask for one. */
export const RESOURCE_GROUP: TextRule = {
  pattern: /^[-\w.()]{1,90}$/,
  expected: 'a resource group name',
}
export const AKS_CLUSTER: TextRule = {
  pattern: /^[a-zA-Z0-9]$|^[a-zA-Z0-9][-\w]{0,61}[a-zA-Z0-9]$/,
  expected: 'the name of an AKS cluster (at most 63 letters, digits, hyphens and underscores)',
}
/** The service's own pattern (specification 2025-12-01): no digits alone after the last hyphen. */
export const COMPUTE: TextRule = {
  pattern: /^[a-zA-Z](?![a-zA-Z0-9-]*-\d+$)[a-zA-Z0-9-]{2,23}$/,
  expected:
    'a compute name: 3 to 24 letters, digits and hyphens, a letter first, and not ending in a hyphen with only digits behind it',
}
/** ARM id of a user-assigned identity. */
export const IDENTITY_ID = /^\/subscriptions\/.+\/userAssignedIdentities\/[^/]+$/i
/** `westeurope`, or `West Europe` as the portal spells it. */
export const REGION: TextRule = {
  pattern: /^[a-zA-Z][a-zA-Z0-9 ]{1,40}$/,
  expected: 'a region of Azure, as westeurope',
}
