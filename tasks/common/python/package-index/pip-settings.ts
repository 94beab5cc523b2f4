/** Settings of `pip install` by pip's long option names, as `index-url`. */
export type PipSettings = Readonly<Record<string, string>>

type Environment = Readonly<Record<string, string | undefined>>

/** The PIP_* variables, which win over pip's files. */
export const readPipVariables = (environment: Environment): PipSettings =>
  Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) =>
      name.startsWith('PIP_') && value ? [[name.slice(4).toLowerCase().replaceAll('_', '-'), value]] : [],
    ),
  )

/** How pip takes a value where it wants yes or no. */
export const isOn = (pip: PipSettings, name: string): boolean =>
  /^(1|y|yes|t|true|on)$/i.test(pip[name] ?? '')

export const isOff = (pip: PipSettings, name: string): boolean =>
  /^(0|n|no|f|false|off)$/i.test(pip[name] ?? '')

/** How pip takes a value where it wants several. */
export const words = (pip: PipSettings, name: string): string[] =>
  (pip[name] ?? '').split(/\s+/).filter(word => word !== '')
