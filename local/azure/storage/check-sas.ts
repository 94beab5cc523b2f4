import { timingSafeEqual } from 'node:crypto'
import type { Clock } from '../core/clock.ts'
import { authenticationFailed, resourceMismatch, roleMissing } from './errors.ts'
import { type BlobRequest, needOf } from './permissions.ts'
import { type SasSettings, type SignedFields, delegationKey, signSas } from './sas.ts'

/** Parameters of a SAS; the rest of a query belongs to the operation. */
export const SAS_PARAMETERS = [
  ...['sv', 'sr', 'sig', 'sp', 'st', 'se', 'spr', 'sip', 'si', 'ss', 'srt', 'sdd'],
  ...['skoid', 'sktid', 'skt', 'ske', 'sks', 'skv', 'saoid', 'suoid', 'scid', 'ses'],
  ...['rscc', 'rscd', 'rsce', 'rscl', 'rsct'],
]

/** Whether the signature comes from a user-delegation key; else it comes from the account key. */
export const isUserDelegation = (query: BlobRequest['query']): boolean => query['skoid'] !== undefined

/** @throws 403 unless this user-delegation SAS is ours, in its time, for this resource and this operation. */
export function checkUserDelegationSas(request: BlobRequest, settings: SasSettings, clock: Clock): void {
  const { query } = request
  checkSignature(request, settings)
  const now = clock.now().getTime()
  if (now < Date.parse(query['st'] ?? '') || now >= Date.parse(query['se'] ?? ''))
    throw authenticationFailed(
      `Signature not valid in the specified time frame: Start [${query['st']}] - Expiry [${query['se']}] - Current [${clock.now().toUTCString()}]`,
    )
  const need = needOf(request)
  if (need.level === 'account' || (need.level === 'container' && query['sr'] !== 'c'))
    throw resourceMismatch()
  if (![...need.letters].some(letter => query['sp']?.includes(letter))) throw roleMissing()
}

/** Signs what the link claims, for the resource that is asked for, and compares. */
function checkSignature({ query, container = '', blob }: BlobRequest, settings: SasSettings): void {
  const [start, expiry] = [new Date(query['st'] ?? NaN), new Date(query['se'] ?? NaN)]
  const [keyStart, keyExpiry] = [new Date(query['skt'] ?? NaN), new Date(query['ske'] ?? NaN)]
  if ([start, expiry, keyStart, keyExpiry].some(date => Number.isNaN(date.getTime())))
    throw authenticationFailed('A time of the shared access signature is missing or malformed.')
  const signed = signOrRefuse(
    {
      container,
      permissions: query['sp'] ?? '',
      start,
      expiry,
      key: delegationKey(settings, keyStart, keyExpiry),
      ...(query['sr'] === 'b' && { blob: blob ?? '' }),
    },
    settings,
  )
  const expected = Object.fromEntries(new URLSearchParams(signed))
  const claimed = SAS_PARAMETERS.filter(name => query[name] !== undefined)
  const same = claimed.every(name => name === 'sig' || query[name] === expected[name])
  if (!same || !equal(query['sig'] ?? '', expected['sig'] ?? ''))
    throw authenticationFailed('Signature did not match.')
}

function equal(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)]
  return a.length === b.length && timingSafeEqual(a, b)
}

/** A link may claim permissions that no SAS of its kind has. */
function signOrRefuse(fields: SignedFields, settings: SasSettings): string {
  try {
    return signSas(fields, settings)
  } catch (error) {
    if (error instanceof RangeError) throw authenticationFailed(`${error.message}.`)
    throw error
  }
}
