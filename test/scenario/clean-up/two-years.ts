import type { World } from '../../../local/azure/core/world.ts'
import { digestOf, manifestOf, type SeededImage } from './image-layout.ts'
import { OldWorkspace, daysAgo } from './old-workspace.ts'

/** One build a day; build 1 is the oldest. */
export const BUILDS = 730
export const REPOSITORY = 'chd-risk'
export const daysOld = (build: number): number => BUILDS - build + 1

/** What still runs or serves although it is old. */
export const SERVING = 3
export const RUNNING = 10
export const LOCKED = 20
const DEPLOYED = [SERVING, 100, 200, 300, 400, 500, 600, 700]

export const imagesOfBuilds = (): SeededImage[] =>
  Array.from({ length: BUILDS }, (_, index) => ({
    repository: REPOSITORY,
    tags: [`build-${index + 1}`],
    created: daysAgo(daysOld(index + 1)),
    manifest: manifestOf(`build ${index + 1}`),
  }))

/** What a build of each day leaves: code, environment, component, job, model, image and its environment. */
export function seedTwoYears(world: World, images: readonly SeededImage[]): void {
  const old = new OldWorkspace(world)
  images.forEach((image, index) => seedBuild(old, index + 1, digestOf(image)))
  old.endpoint('chd', daysOld(SERVING), { [`d${SERVING}`]: 100 })
  for (const build of DEPLOYED)
    old.deployment('chd', `d${build}`, daysOld(build), old.assetId('environments', 'chd-image', build), {
      'mlops.model': `chd:${build}`,
    })
  old.endpoint('empty', 300, {})
  old.cluster('busy-lately', 400)
  old.cluster('idle-long', 400)
  old.job('on-the-cluster', 5, { computeId: `${old.id}/computes/busy-lately` })
}

function seedBuild(old: OldWorkspace, build: number, digest: string): void {
  const days = daysOld(build)
  const codeId = old.asset('codes', `snapshot-${build}`, 1, days, { codeUri: `https://blob/${build}` })
  const environmentId = old.asset('environments', 'chd-train', build, days, {
    image: 'base.example/python:3.11',
  })
  const component = { type: 'command', command: 'python train.py', code: codeId, environment: environmentId }
  old.asset('components', 'train', build, days, { componentSpec: component })
  old.job(`job-${build}`, days, { codeId, environmentId }, build === RUNNING ? 'Running' : 'Completed')
  old.asset('models', 'chd', build, days, {
    modelType: 'custom_model',
    modelUri: 'azureml://x',
    jobName: `job-${build}`,
  })
  old.asset('environments', 'chd-image', build, days, {
    image: old.image(REPOSITORY, digest),
    tags: { 'mlops.model': `chd:${build}` },
  })
}
