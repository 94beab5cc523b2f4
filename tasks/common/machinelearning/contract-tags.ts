import type { Variables } from '../host/host.ts'

const LONGEST = 256

/** The tags that every resource of this extension carries: a public contract. Values are cut to 256 characters. */
export function contractTags(
  variables: Variables,
  extra: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const tags: Readonly<Record<string, string | undefined>> = {
    'mlops.build': variables.get('Build.BuildId') ?? variables.get('Release.ReleaseId'),
    'mlops.buildNumber': variables.get('Build.BuildNumber') ?? variables.get('Release.ReleaseName'),
    'mlops.commit': variables.get('Build.SourceVersion'),
    'mlops.branch': variables.get('Build.SourceBranch'),
    ...extra,
  }
  const known = Object.entries(tags).filter((entry): entry is [string, string] => Boolean(entry[1]))
  return Object.fromEntries(known.map(([key, value]) => [key, value.slice(0, LONGEST)]))
}
