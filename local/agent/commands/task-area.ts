import { readFileSync, statSync } from 'node:fs'
import { basename } from 'node:path'

import { readResult } from '../job/result.ts'
import type { StepContext } from '../job/step-context.ts'
import { existingFile, flag, required, type CommandArea } from './definition.ts'
import { logIssue } from './log-issue.ts'
import type { Command } from './parse.ts'
import { maySet, refuseMultilineSecret, setTaskVariable, setVariable } from './set-variable.ts'

const free = { inRestrictedMode: true }
const trusted = { inRestrictedMode: false }

export const taskArea: CommandArea = {
  commands: {
    logissue: { ...free, run: logIssue },
    issue: { ...free, run: logIssue },
    complete: { ...free, run: complete },
    setprogress: { ...free, run: setProgress },
    logdetail: { ...free, run: logDetail },
    setvariable: { ...free, run: setVariable },
    settaskvariable: { ...free, run: setTaskVariable },
    setsecret: { ...free, run: setSecret },
    debug: { ...free, run: (context, { data }) => context.debug(data) },
    prependpath: { ...free, run: prependPath },
    setendpoint: { ...trusted, run: setEndpoint },
    addattachment: { ...trusted, run: addAttachment },
    uploadsummary: { ...trusted, run: uploadSummary },
    uploadfile: {
      ...trusted,
      run: (context, command) => context.job.parts.artifacts.keepFile(existingFile(command)),
    },
  },
}

function complete(context: StepContext, command: Command): void {
  const result = readResult(command.properties.get('result') ?? '')
  if (!result) throw new Error("Command doesn't have valid result value.")
  context.complete(result)
  if (flag(command, 'done')) context.finishSoon()
}

function setProgress(context: StepContext, { properties }: Command): void {
  const value = Number(properties.get('value'))
  if (!Number.isInteger(value) || value < 0 || value > 100) return
  context.record.progress = value
  context.job.parts.listener.progress?.(context.record)
}

function logDetail(context: StepContext, command: Command): void {
  const { properties } = command
  const id = required(command, 'id').toLowerCase()
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) throw new Error(`'${id}' is no GUID.`)
  const parent = properties.get('parentid')?.toLowerCase()
  if (parent !== undefined && !context.details.has(parent))
    throw new Error(`There is no parent record '${parent}'.`)
  const known = context.details.get(id)
  const name = properties.get('name') ?? known?.name ?? required(command, 'name')
  context.details.set(id, { name, type: properties.get('type') ?? known?.type ?? required(command, 'type') })
}

function setSecret(context: StepContext, { data }: Command): void {
  if (data === '') return
  refuseMultilineSecret(context, data)
  context.job.parts.masker.add(data)
}

function prependPath(context: StepContext, { data }: Command): void {
  if (data === '') throw new Error('##vso[task.prependpath] needs a path.')
  if (!maySet(context, 'PATH')) return
  const paths = context.job.prependedPaths
  const old = paths.indexOf(data)
  if (old >= 0) paths.splice(old, 1)
  paths.unshift(data)
}

function setEndpoint(context: StepContext, command: Command): void {
  const id = required(command, 'id').toLowerCase()
  const field = required(command, 'field').toLowerCase()
  const connection = context.job.connection(id)
  if (field === 'url') {
    context.job.replaceConnection({ ...connection, url: command.data })
  } else if (field === 'authparameter') {
    context.job.parts.masker.add(command.data)
    const parameters = { ...connection.parameters, [required(command, 'key')]: command.data }
    context.job.replaceConnection({ ...connection, parameters })
  } else if (field === 'dataparameter') {
    context.job.replaceConnection({
      ...connection,
      data: { ...connection.data, [required(command, 'key')]: command.data },
    })
  } else {
    throw new Error(`The field '${field}' of ##vso[task.setendpoint] is not known.`)
  }
}

function addAttachment(context: StepContext, command: Command): void {
  required(command, 'type')
  const name = required(command, 'name')
  if (/[\\/:*?"<>|]/.test(name)) throw new Error(`'${name}' is no name of an attachment.`)
  context.job.parts.artifacts.keepFile(existingFile(command))
}

export function uploadSummary(context: StepContext, command: Command): void {
  const path = existingFile(command)
  if (!statSync(path).isFile()) throw new Error(`'${path}' is no file.`)
  const markdown = context.job.parts.masker.apply(readFileSync(path, 'utf8'))
  context.job.parts.listener.summary?.(markdown, basename(path, '.md'), context.record)
}
