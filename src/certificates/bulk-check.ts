import { z } from 'zod'
import type { Refusal } from '../kernel/outcome.ts'
import { query } from '../platform/command/define.ts'
import type { Tx } from '../platform/command/tx.ts'
import { findPersonIdByAddresseeNumber, listPersonsOn } from '../resident/index.ts'
import { contentFor } from './content.ts'
import { drawDraft, refuseHousehold } from './draw.ts'
import { findExamplePerson } from './example.ts'
import { loadFacts } from './facts.ts'
import { documentKindKeys, type CopyRequest, type DocumentKind } from './model.ts'
import { usualRequest } from './output.ts'
import { basisRefusal } from './rules/request.ts'

/** As many as are drawn while somebody waits. */
const most = 50

const BulkInput = z.strictObject({
  kind: z.enum(documentKindKeys, { error: '証明の種類を選んでください。' }),
  numbers: z.array(z.string().regex(/^[0-9]{1,15}$/, { error: '宛名番号は数字だけで、1行に一つ入れてください。' })).max(most, { error: `一度に確かめられるのは${most}人までです。分けて入れてください。` }),
})
export type BulkInput = z.infer<typeof BulkInput>

/** What would stop one paper of many. */
export interface PaperProblem {
  readonly number: string
  readonly personId: string | null
  /** Null where nobody bears the number, or where the name is withheld. */
  readonly name: string | null
  readonly sort: 'character' | 'overflow' | 'other'
  readonly message: string
  readonly remedy: string
}

export interface BulkCheck { readonly kind: DocumentKind; readonly checked: number; readonly problems: readonly PaperProblem[]; readonly personIds: readonly string[] }

/** What would stop the papers of many people, before any of them is printed — まとめて刷る前の確かめ（文字超過リスト）. */
export const checkBulk = query<BulkInput, BulkCheck>({
  name: 'certificates.check-bulk', title: 'まとめて刷る前の確かめ', permission: 'certificates.issue', action: 'list',
  description: 'Draws the paper of each of up to 50 persons as a draft and lists those that would not come out: a text that does not fit, a character that no font has, a record that cannot give this paper. Nothing is issued.',
  input: BulkInput, output: z.custom<BulkCheck>(), sensitive: true,
  async run(tx, { kind, numbers }) {
    const found: { number: string; personId: string | undefined }[] = []
    for (const number of new Set(numbers)) found.push({ number, personId: await findPersonIdByAddresseeNumber(tx, number) })
    const personIds = found.flatMap((one) => one.personId ?? [])
    const names = new Map((await listPersonsOn(tx, personIds)).map((person) => [person.personId, person.name]))
    const problems: PaperProblem[] = []
    for (const { number, personId } of found) {
      const refusal = personId === undefined ? notFound : await problemOf(tx, usualRequest(kind, personId))
      if (refusal !== undefined) problems.push({ number, personId: personId ?? null, name: names.get(personId ?? '') ?? null, sort: sorts[refusal.code] ?? 'other', message: refusal.message, remedy: refusal.remedy })
    }
    return { ok: true, value: { kind, checked: found.length, problems, personIds } }
  },
  subjects: (value) => value.personIds,
  withhold: (value, personIds) => ({ ...value, problems: value.problems.map((one) => (one.personId !== null && personIds.has(one.personId) ? { ...one, name: null } : one)) }),
  async example(tx) {
    const personId = await findExamplePerson(tx)
    const [person] = personId === undefined ? [] : await listPersonsOn(tx, [personId])
    return person ? { kind: 'resident-record-copy', numbers: [person.addresseeNumber] } : null
  },
})

const sorts: Readonly<Record<string, PaperProblem['sort']>> = { 'document.missing-character': 'character', 'document.does-not-fit': 'overflow' }
const notFound: Pick<Refusal, 'code' | 'message' | 'remedy'> = { code: 'not-found', message: 'この宛名番号の人はいません。', remedy: '番号を確かめてください。' }

/** The first reason why this paper would not come out; undefined where it would. */
async function problemOf(tx: Tx, request: CopyRequest): Promise<Pick<Refusal, 'code' | 'message' | 'remedy'> | undefined> {
  const facts = await loadFacts(tx, request)
  if (facts === undefined) return notFound
  const stopped = basisRefusal(facts, request)
  if (stopped !== undefined) return stopped
  const refused = await refuseHousehold(tx, facts, request)
  if (refused) return refused.refusals[0]
  const paper = await contentFor(tx, facts, { request, isForPaper: false })
  if (!paper.ok) return paper.refusals[0]
  const drawn = await drawDraft(tx, { facts, request, sheet: paper.value.sheet })
  return drawn.ok ? undefined : drawn.refusals[0]
}
