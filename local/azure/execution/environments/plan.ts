/** What a Python environment consists of, whatever it was described by (conda file, stand-in table). */
export interface EnvironmentPlan {
  /** A version or range as uv reads it: `3.11`, `3.11.7`, `>=3.9,<3.12`. */
  python: string
  /** Lines of a requirements file: PEP 508 requirements and index options. */
  requirements: string[]
  /** Sentences for the top of the build log: what was taken for what, and why. */
  notes: string[]
}

/** An environment that cannot be had; its message is what the job's image build log ends with. */
export class EnvironmentError extends Error {
  override name = 'EnvironmentError'
}
