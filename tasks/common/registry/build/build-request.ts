import type { Registry } from '../registry.ts'
import type { BaseAccess, BuildOrder } from './build-order.ts'

/** The flat body of a quick build, as the registry's build service takes it. */
export interface BuildRequest {
  readonly type: 'DockerBuildRequest'
  readonly imageNames: readonly string[]
  readonly isPushEnabled: boolean
  readonly noCache: boolean
  readonly dockerFilePath: string
  readonly arguments: readonly { name: string; value: string; isSecret: boolean }[]
  readonly timeout: number
  readonly platform: { os: string; architecture: string; variant?: string }
  readonly agentConfiguration?: { cpu: number }
  readonly agentPoolName?: string
  readonly sourceLocation: string
  readonly credentials: {
    readonly sourceRegistry: SourceRegistry
    readonly customRegistries?: Readonly<Record<string, object>>
  }
}

interface SourceRegistry {
  readonly loginMode?: 'Default'
  readonly identity?: string
}

/** Secrets are revealed here and nowhere else: what comes out goes to Azure Resource Manager only. */
export function buildRequest(registry: Registry, sourceLocation: string, order: BuildOrder): BuildRequest {
  const { arguments: plain, secretArguments, agentPoolName } = order
  const custom = customRegistries(order.access)
  return {
    type: 'DockerBuildRequest',
    imageNames: [order.tag, ...order.tags].map(tag => `${order.repository}:${tag}`),
    isPushEnabled: true,
    noCache: false,
    dockerFilePath: 'Dockerfile',
    arguments: [
      ...Object.entries(plain).map(([name, value]) => ({ name, value, isSecret: false })),
      ...Object.entries(secretArguments).map(([name, secret]) => ({
        name,
        value: secret.reveal(),
        isSecret: true,
      })),
    ],
    timeout: order.timeoutInSeconds,
    platform: platformOf(order.platform),
    ...(agentPoolName === undefined ? { agentConfiguration: { cpu: 2 } } : { agentPoolName }),
    sourceLocation,
    credentials: {
      sourceRegistry: sourceRegistry(registry, order.access),
      ...(Object.keys(custom).length > 0 && { customRegistries: custom }),
    },
  }
}

/** A registry that grants by repository lets a build in only as somebody: as us, unless another is named. */
function sourceRegistry({ isAbac }: Registry, { identity }: BaseAccess): SourceRegistry {
  const named = identity ?? (isAbac ? '[caller]' : undefined)
  return named === undefined ? { loginMode: 'Default' } : { identity: named }
}

function customRegistries({ logins, identities }: BaseAccess): Record<string, object> {
  const opaque = (value: string): object => ({ type: 'Opaque', value })
  const known = Object.entries(logins).map(([host, { username, password }]) => [
    host,
    { userName: opaque(username), password: opaque(password.reveal()) },
  ])
  return {
    ...(Object.fromEntries(known) as Record<string, object>),
    ...Object.fromEntries(Object.entries(identities).map(([host, identity]) => [host, { identity }])),
  }
}

function platformOf(platform: string): BuildRequest['platform'] {
  const [os = '', architecture = '', variant] = platform.split('/')
  return {
    os: os === 'windows' ? 'Windows' : 'Linux',
    architecture,
    ...(variant !== undefined && { variant }),
  }
}
