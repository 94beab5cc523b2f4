import { TaskError } from '../../common/errors.ts'
import type { Host } from '../../common/host/host.ts'
import { emptyEnvironment } from '../../common/python/environment/environment-marker.ts'
import type { Contents, Making } from '../../common/python/environment/environment-store.ts'
import { IndexRefusalError } from '../../common/python/installer/explain-install-error.ts'
import type { Installer } from '../../common/python/installer/installer.ts'
import { writeLockFile } from '../../common/python/environment/lock-file.ts'
import { provideInstaller } from '../../common/python/installer/provide-installer.ts'
import { withRequirements } from '../../common/python/dependency-file/requirements-scratch.ts'
import { virtualEnvironment } from '../../common/python/environment/virtual-environment.ts'
import type { EnvironmentPlan } from './plan-environment.ts'

/** Makes the environment and installs into it; where a feed refuses uv, once more by pip. */
export async function fillEnvironment(plan: EnvironmentPlan, making: Making, host: Host): Promise<Contents> {
  const { directory, signal } = making
  const { installer, other } = await provideInstaller(plan.inputs.installer, plan, host, signal)
  try {
    return await fillBy(installer, plan, making, host)
  } catch (error) {
    if (!(error instanceof IndexRefusalError) || other === undefined) throw error
    host.log.warning(`${installer.name}: ${error.message} ${other.name} is tried in its place.`)
    await emptyEnvironment(directory)
    return await fillBy(other, plan, making, host).catch((second: unknown) => {
      if (!(second instanceof TaskError)) throw second
      host.log.warning(`${other.name}: ${second.message}`) // of a refusal pip says only that nothing was found
      throw error
    })
  }
}

async function fillBy(
  installer: Installer,
  plan: EnvironmentPlan,
  { directory, trustsCache }: Making,
  host: Host,
): Promise<Contents> {
  const environment = virtualEnvironment(directory)
  await installer.create(environment)
  host.log.progress(40, 'Installing')
  await withRequirements(plan.inputs.request, host, request =>
    host.log.group(`Installing by ${installer.name}`, () =>
      installer.install(environment, { ...request, trustsCache }),
    ),
  )
  const packages = await installer.list(environment)
  await writeLockFile(directory, plan.interpreter.version, packages)
  return {
    installer: installer.name,
    python: plan.interpreter.version,
    packages,
    problems: await installer.check(environment),
  }
}
