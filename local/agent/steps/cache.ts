import { inBoxManifest, type InBoxTask } from './in-box-task.ts'

/** Known, so that a pipeline with it can be read; a step that runs it fails and says why. */
export const cache: InBoxTask = {
  manifest: inBoxManifest({
    id: 'd53ccab4-555e-4494-9d06-11db043fb4a9',
    name: 'Cache',
    friendlyName: 'Cache',
    description: 'Cache files between runs',
    major: 2,
    inputs: { key: { required: true }, path: { required: true }, restoreKeys: {}, cacheHitVar: {} },
  }),
  run: () =>
    Promise.reject(
      new Error(
        "Local runs have no Cache@2. Give the step \"condition: ne(variables['Agent.Name'], 'local')\" or remove it; the tool cache is kept between runs anyway.",
      ),
    ),
}
