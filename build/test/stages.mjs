import { lint, typecheck } from './checks.mjs'
import { bundleTier, journeyElsewhere, journeyTier } from './bundle-tier.mjs'
import { mochaTier } from './mocha-tier.mjs'
import { pythonTier } from './python-tier.mjs'

/**
 * Lanes that run side by side; a journey mostly waits for one process after another, so that two cores have room for three.
 * @returns {{name: string, run: () => Promise<{passed: number, failed: number, output: string, notes?: string[]}>}[][]}
 */
export function lanes(python) {
  return [
    [
      { name: 'lint', run: lint },
      { name: 'typecheck', run: typecheck },
      { name: 'unit', run: () => mochaTier({ folder: 'unit', timeout: 10_000 }) },
      { name: 'python', run: () => pythonTier(python) },
      {
        name: 'scenario',
        run: () =>
          mochaTier({
            folder: 'scenario',
            timeout: 600_000,
            parallel: 2,
            longest: [
              'dependencies/install-dependencies',
              'dependencies/package-index',
              'provision/kubernetes',
            ],
          }),
      },
    ],
    [{ name: 'journey', run: journeyTier }],
    [
      { name: 'contract', run: () => mochaTier({ folder: 'contract', timeout: 60_000, parallel: 2 }) },
      { name: 'bundle', run: bundleTier },
      { name: 'live', run: () => mochaTier({ folder: 'live', timeout: 3_600_000 }) },
    ],
  ]
}

/** What needs root, apt or long time; `npm test` leaves it out and `npm run test:all` runs only this. */
export function allLanes() {
  return [
    [{ name: 'all', run: () => mochaTier({ folder: 'all', timeout: 1_200_000 }) }],
    [
      { name: 'long', run: () => mochaTier({ folder: 'long', timeout: 1_200_000 }) },
      { name: 'journey', run: journeyElsewhere },
    ],
  ]
}

/** What measures, and so runs by itself when all lanes have ended. */
export function lastOfAll() {
  return [{ name: 'load', run: () => mochaTier({ folder: 'load', timeout: 1_500_000 }) }]
}
