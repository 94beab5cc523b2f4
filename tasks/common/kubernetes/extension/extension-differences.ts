import { differing, type Difference } from '../difference.ts'
import { settingOf, type ClusterExtension } from './extension.ts'
import { askedSettings } from './extension-settings.ts'
import type { ExtensionSpec } from './extension-spec.ts'

/** Where the extension's settings are not what was asked for. A certificate is never told, so it is sent anew. */
export const extensionDifferences = (spec: ExtensionSpec, extension: ClusterExtension): Difference[] => [
  ...differing(
    'extension',
    Object.entries(askedSettings(spec, extension.properties.configurationSettings ?? {})).map(
      ([name, asked]) => [name, settingOf(extension, name), asked, 'in place'] as const,
    ),
  ),
  ...(spec.tls?.by === 'certificate' ? [CERTIFICATE] : []),
]

/** True for the difference that stays one after it was written. */
export const isCertificate = ({ field }: Difference): boolean => field === CERTIFICATE.field

const CERTIFICATE: Difference = {
  of: 'extension',
  field: 'sslCertPemFile',
  is: 'not told by Azure',
  asked: 'the certificate of the file',
  change: 'in place',
}
