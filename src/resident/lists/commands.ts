import { z } from 'zod'
import { addDays } from '../../kernel/plain-date.ts'
import { printDate } from '../../kernel/wareki.ts'
import { addMs } from '../../platform/clock/index.ts'
import { command } from '../../platform/command/define.ts'
import { zId, zText, zVersion } from '../../platform/command/schema.ts'
import { done, type Tx } from '../../platform/command/tx.ts'
import { newId } from '../../platform/crypto/index.ts'
import { job } from '../../platform/job/define.ts'
import { registerLawOn } from '../law.ts'
import { refusals } from '../refusals.ts'
import { endOfDay } from '../statistics/commands.ts'
import { countRegister } from '../statistics/queries.ts'
import { refuseBusinesses } from './businesses.ts'
import { closeDefinition, findDefinitionByName, insertDefinition, listDefinitions, lockDefinition } from './definition-store.ts'
import { clearExpired } from './extraction-store.ts'
import { beginExtraction } from './extraction.ts'
import { zDraft, zListInput, type Draft } from './model.ts'
import { listMethod } from './select.ts'

const dayMs = 24 * 3_600_000

/** Finds everybody who fulfils the conditions, for a stated purpose; files are made from it for some days — 一覧を作る. */
export const makeList = command({
  name: 'resident.make-list', title: '一覧を作る', permission: 'resident.export',
  description: 'Finds everybody who fulfils all conditions, as of a day and as known at another, for a stated purpose and legal basis. Goes through the register page by page; protected persons are not found. Rows are read anew at each download.',
  input: zListInput, output: z.object({ extractionId: z.string() }),
  async run(tx, input) {
    const { on, knownOn } = input.draft.conditions
    if (on > tx.today) return refusals.refuse('list-in-future', { date: printDate(on), field: '/draft/conditions/on' })
    const refused = refuseBusinesses(tx, input.draft.conditions)
    if (refused !== null) return refused
    const { listKeepDays } = registerLawOn(tx.today, tx.office.ordinanceOn(tx.today))
    const { persons } = await countRegister(tx)
    const { extractionId } = await beginExtraction(tx, listMethod(), { input, knownAt: endOfDay(knownOn), expected: persons, expiresAt: addMs(tx.now, listKeepDays * dayMs) })
    return done({ extractionId })
  },
  async example(tx) { return { draft: exampleDraft(tx), purpose: { kind: 'mailing' as const, text: '健診の案内', basis: '健康増進法19条の2' } } },
})

function exampleDraft(tx: Tx): Draft {
  const conditions = zDraft.shape.conditions.parse({ on: addDays(tx.today, -1), statuses: ['resident'], ageFrom: 40 })
  return { conditions, columns: ['addresseeNumber', 'name', 'kana', 'birth', 'headName', 'postalCode', 'address', 'previousAddress'], sort: 'address' }
}

const zDefinition = z.strictObject({ definitionId: zId.nullable().default(null), expectedVersion: zVersion.default(0), name: zText(60, '定義の名前'), draft: zDraft })

/** Keeps conditions and items under a name of the officer's section, or puts a kept one right — 一覧の定義を決める. */
export const setListDefinition = command({
  name: 'resident.set-list-definition', title: '一覧の定義を決める', permission: 'resident.export', description: 'Keeps the conditions, columns and order of a list under a name of the section; a new version where it exists.',
  input: zDefinition, output: z.object({ definitionId: z.string() }),
  async run(tx, { definitionId, expectedVersion, name, draft }) {
    const standing = definitionId === null ? undefined : await lockDefinition(tx, definitionId)
    if (definitionId !== null && standing === undefined) return refusals.refuse('list-definition-not-found')
    if (standing !== undefined && standing.version !== expectedVersion) return refusals.refuse('list-definition-changed')
    const refused = refuseBusinesses(tx, draft.conditions)
    if (refused !== null) return refused
    const section = standing?.section ?? tx.actor.section
    const same = await findDefinitionByName(tx, section, name)
    if (same !== undefined && same.definitionId !== definitionId) return refusals.refuse('list-definition-taken', { name, field: '/name' })
    if (standing !== undefined) await closeDefinition(tx, standing)
    const one = { definitionId: standing?.definitionId ?? newId(), version: (standing?.version ?? 0) + 1, name, section, draft }
    await insertDefinition(tx, one)
    return done({ definitionId: one.definitionId })
  },
  async example(tx) {
    const taken = (await listDefinitions(tx)).length
    return { definitionId: null, expectedVersion: 0, name: `40歳以上の案内　${taken + 1}`, draft: exampleDraft(tx) }
  },
})

/** Takes a kept definition out of use; lists made from it stay in the log — 一覧の定義を終える. */
export const endListDefinition = command({
  name: 'resident.end-list-definition', title: '一覧の定義を終える', permission: 'resident.export', description: 'Takes a kept definition out of use. Lists made from it stay in the log.',
  input: z.strictObject({ definitionId: zId }), output: z.object({ definitionId: z.string() }),
  async run(tx, { definitionId }) {
    const standing = await lockDefinition(tx, definitionId)
    if (standing === undefined) return refusals.refuse('list-definition-not-found')
    await closeDefinition(tx, standing)
    return done({ definitionId })
  },
  async example(tx) { const [one] = await listDefinitions(tx); return one === undefined ? null : { definitionId: one.definitionId } },
})

/** Each night: whom lists found whose days are over is erased; what was asked, by whom and for what stays — 期限の過ぎた一覧の消去. */
export const closeExpiredLists = job({
  name: 'resident.close-lists', title: '期限の過ぎた一覧を消す', payload: z.object({}), schedule: '10 17 * * *',
  async run(tx) { await clearExpired(tx) },
  example: async () => ({}),
})
