import { isMap, isSeq } from 'yaml'
import type { GateRule } from '../../../common/gate/gate-rule.ts'
import type { InputReader } from '../../../common/host/input-reader.ts'
import { MappingReader } from '../../../common/specification/mapping-reader.ts'
import { YamlFile } from '../../../common/specification/yaml-file.ts'
import { readRule } from './gate-rule-parts.ts'
import { RULE_KEYS, mappingSource, type RuleSource } from './gate-sources.ts'

/** The input `gateRules`, a YAML list of mappings; all that is wrong with it is reported with the other inputs. */
export function readRules(read: InputReader, text: string, form: RuleSource): GateRule[] {
  const rules = (): GateRule[] => rulesOf(new YamlFile('gateRules', text, { uniqueKeys: true }), form)
  return read.orReject('gateRules', rules) ?? []
}

function rulesOf(file: YamlFile, form: RuleSource): GateRule[] {
  const { contents } = file.document
  const items = isSeq(contents) ? contents.items : []
  if (items.length === 0)
    file.reject(contents, 'the list', 'a list of rules is expected, each with its metric (- metric: name).')
  const rules = items.flatMap((item, index) => {
    if (!isMap(item)) {
      file.reject(item, `[${index}]`, 'a mapping (metric: name) is expected.')
      return []
    }
    const mapping = new MappingReader(file, item, `[${index}]`)
    mapping.only(RULE_KEYS)
    return [readRule(mappingSource(mapping, form))]
  })
  file.check()
  return rules
}
