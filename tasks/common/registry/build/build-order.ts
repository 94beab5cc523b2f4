import type { Secret } from '../../host/secret.ts'
import type { ContextFile } from '../image/context-file.ts'
import type { RegistryLogin } from '../manifest/public-registry.ts'

/** What is to be built, whoever builds it. */
export interface BuildOrder {
  readonly repository: string
  /** The tag that is made from the content. */
  readonly tag: string
  /** Tags beside that one. */
  readonly tags: readonly string[]
  /** Base images are named by tags: an engine that holds older ones asks for those of today. */
  readonly pullsBases: boolean
  readonly files: readonly ContextFile[]
  readonly arguments: Readonly<Record<string, string>>
  readonly secretArguments: Readonly<Record<string, Secret>>
  /** As `linux/amd64`. */
  readonly platform: string
  readonly timeoutInSeconds: number
  /** Agents of the registry's own in a network of the user's; blank: those of the service. */
  readonly agentPoolName: string | undefined
  readonly access: BaseAccess
}

/** How a build reaches base images that not everybody may pull. */
export interface BaseAccess {
  /** As whom the registry's build reaches the registry itself: `[system]`, `[caller]` or a client id. */
  readonly identity: string | undefined
  /** By the host of other registries. */
  readonly logins: Readonly<Record<string, RegistryLogin>>
  /** By the host of other registries: `[system]` or the client id of an identity that the registry has. */
  readonly identities: Readonly<Record<string, string>>
}

/** Everything in an order that no log may show. */
export const secretsOf = ({ secretArguments, access }: BuildOrder): Secret[] => [
  ...Object.values(secretArguments),
  ...Object.values(access.logins).map(({ password }) => password),
]
