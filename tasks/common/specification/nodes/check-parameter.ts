import type { ComponentInput } from '../components/interface.ts'
import { parameterText, type Parameter } from '../components/parameter-types.ts'
import { suggestion, type Cursor, type Literal } from '../schema/index.ts'

/** The service would find out only when it validates the run: a value's type, its bounds, the words it may be. */
export function checkParameter(value: Literal, declared: ComponentInput, at: Cursor): void {
  const text = parameterText(declared.type as Parameter, value)
  if (text === undefined) at.reject(`"${value.text}" is no ${declared.type}, which the component takes here.`)
  else if (declared.min !== undefined && Number(text) < Number(declared.min))
    at.reject(`${text} is less than ${declared.min}, the least that the component takes.`)
  else if (declared.max !== undefined && Number(text) > Number(declared.max))
    at.reject(`${text} is more than ${declared.max}, the most that the component takes.`)
  else if (declared.enum && !declared.enum.includes(text))
    at.reject(`"${text}" is none of ${declared.enum.join(', ')}; ${suggestion(text, declared.enum)}`)
}
