import { z } from 'zod'
import { query } from '../../platform/command/define.ts'
import { zId } from '../../platform/command/schema.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { findHead, isResident } from '../model.ts'
import { kindOf } from '../notification/kinds.ts'
import { findExamplePerson } from '../notification/store.ts'
import { listPersonsWithNumber } from '../number/store.ts'
import { refusals } from '../refusals.ts'
import { listGrounds, loadNoticeFacts } from './facts.ts'
import { counterKinds, noticeKinds, type CounterKind, type NoticeFacts } from './model.ts'
import { contentOf } from './rules/content.ts'
import { listNotices, type IssuedNotice } from './store.ts'

/** A letter that can be made now; one for each filing on which it can rest. */
export interface PossibleNotice { readonly kind: CounterKind; readonly filingId: string | null; readonly title: string; readonly detail: string }

export interface NoticesView {
  readonly personId: string; readonly name: string; readonly kana: string | null; readonly addresseeNumber: string;
  readonly possible: readonly PossibleNotice[]
  readonly issued: readonly IssuedNotice[]
}

const issuedShown = 50

/** Which letters of the register can be made to a person now, and which were — 通知書. */
export const showNotices = query<{ personId: string }, NoticesView>({
  name: 'resident.notices', title: '通知書', permission: 'resident.read', action: 'view',
  description: 'The letters of the register that can be made to a person on the records of this moment, with the filings on which they rest, and those that were made, at most 50.',
  input: z.object({ personId: zId }), output: z.custom<NoticesView>(),
  async run(tx, { personId }) {
    const facts = await loadNoticeFacts(tx, { kind: 'new-head', personId, filingId: null })
    if (facts === undefined) return refusals.refuse('person-not-found', { field: '/personId' })
    const { person } = facts
    return { ok: true, value: { personId, name: person.name, kana: person.furigana ?? person.kana, addresseeNumber: person.addresseeNumber, possible: await possibleOf(tx, facts), issued: await listNotices(tx, personId, issuedShown) } }
  },
  subjects: (value) => [value.personId],
  withhold: (value) => ({ ...value, possible: [], issued: [] }),
  async example(tx) {
    const found = await findExamplePerson(tx, { isHead: true })
    return found ? { personId: found.personId } : null
  },
})

async function possibleOf(tx: Tx, facts: NoticeFacts): Promise<readonly PossibleNotice[]> {
  const possible: PossibleNotice[] = []
  for (const kind of counterKinds) possible.push(...await possibleOfKind(tx, kind, facts))
  return possible
}

async function possibleOfKind(tx: Tx, kind: CounterKind, facts: NoticeFacts): Promise<readonly PossibleNotice[]> {
  const { person, members } = facts
  const { title } = noticeKinds[kind]
  const one = (detail: string): readonly PossibleNotice[] => [{ kind, filingId: null, title, detail }]
  switch (kind) {
    case 'filing-accepted':
    case 'ex-officio':
    case 'ex-officio-record': return person.status === 'dead' && kind !== 'ex-officio-record' ? [] : (await listGrounds(tx, person.personId, kind)).map((row) => ({ kind, filingId: row.filingId, title, detail: `${kindOf(row).title}　${row.number}` }))
    case 'resident-code': return isResident(person) && (await listPersonsWithNumber(tx, [person.personId], 'resident-code')).has(person.personId) ? one('いまの住民票コードを本人に知らせます') : []
    case 'ask-for-head': return isResident(person) && findHead(members) === undefined ? one('世帯主未設定の世帯です') : []
    case 'new-head': return 'content' in contentOf(kind, facts, title) ? one('途中から世帯主になりました') : []
    case 'arrival': return 'content' in contentOf(kind, await loadNoticeFacts(tx, { kind, personId: person.personId, filingId: null }) ?? facts, title) ? one('ほかの市区町村から転入しました') : []
    case 'not-arrived': return 'content' in contentOf(kind, await loadNoticeFacts(tx, { kind, personId: person.personId, filingId: null }) ?? facts, title) ? one('転入通知がまだ届いていません') : []
  }
}
