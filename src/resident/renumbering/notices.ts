import { postalText } from '../../kernel/text.ts'
import { z } from 'zod'
import { printDate } from '../../kernel/wareki.ts'
import { query } from '../../platform/command/define.ts'
import { zId } from '../../platform/command/schema.ts'
import type { Tx } from '../../platform/command/tx.ts'
import type { Output } from '../../platform/context/manifest.ts'
import { defineTemplate, renderBulk, type TemplateData } from '../../platform/document/index.ts'
import { withheldFrom } from '../../platform/guard/index.ts'
import { hallName } from '../../platform/local-government/index.ts'
import { addressText, findHead } from '../model.ts'
import { listHouseholdsOn } from '../queries.ts'
import { postalKey } from '../mailing/rules/order.ts'
import { refusals } from '../refusals.ts'
import { renumberingKinds } from './inputs.ts'
import type { Renumbering } from './model.ts'
import * as store from './store.ts'
import { lineTexts } from './views.ts'

// Notices of a case: one a household, in the order of the post, as a list of addresses and as paper.

export const noticeOutput = 'resident.renumbering-notice'

export const noticeTemplate = defineTemplate({ name: 'resident.renumbering-notice', version: 3, title: '住居表示・町名地番変更通知書', pages: 1, source: new URL('forms/renumbering-notice.typ', import.meta.url) })

/** One notice to the head of a household — 変更通知. */
export interface Notice {
  readonly householdNumber: string
  readonly postalCode: string
  readonly address: string
  readonly addressee: string
  readonly oldAddress: string
  readonly newAddress: string
  readonly names: readonly string[]
  readonly personIds: readonly string[]
}

/** The notices of what was updated and not taken back, in the order of postal code, address and household. */
async function noticesOf(tx: Tx, one: Renumbering): Promise<readonly Notice[]> {
  const lines = await store.listUpdated(tx, one.renumberingId)
  const households = await listHouseholdsOn(tx, [...new Set(lines.map((line) => line.householdId))])
  const notices = households.flatMap(({ householdId, householdNumber, members }): Notice[] => {
    const own = lines.filter((line) => line.householdId === householdId)
    const first = findHead(members) ?? members[0]!
    const named = members.filter((member) => own.some((line) => line.personId === member.personId))
    if (named.length === 0) return []
    const { oldText, newText } = lineTexts(own.find((line) => line.personId === named[0]!.personId)!)
    return [{
      householdNumber, postalCode: first.address.postalCode ?? '', address: addressText(first.address), addressee: first.name, oldAddress: oldText, newAddress: newText,
      names: named.map((member) => member.name), personIds: [...new Set([first.personId, ...named.map((member) => member.personId)])],
    }]
  })
  return notices.map((notice) => ({ notice, key: `${postalKey(notice)}|${notice.householdNumber}` })).sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ notice }) => notice)
}

/** Notices that may go out now; a household with somebody whom this officer does not handle waits for the officer in charge. */
async function openNotices(tx: Tx, one: Renumbering): Promise<{ readonly notices: readonly Notice[]; readonly withheld: number }> {
  const all = await noticesOf(tx, one)
  const personIds = all.flatMap((notice) => notice.personIds)
  const stopped = new Set([...await withheldFrom(tx, { output: noticeOutput, personIds, recipient: 'self' }), ...await withheldFrom(tx, { output: 'resident.renumbering-notices', personIds, recipient: 'staff' })])
  const notices = all.filter((notice) => !notice.personIds.some((id) => stopped.has(id)))
  return { notices, withheld: all.length - notices.length }
}

export const noticesInSlice = 300

export interface NoticeFile {
  readonly title: string
  readonly notices: readonly Notice[]
  /** All that may go out, and how many wait for the officer in charge. */
  readonly count: number
  readonly withheld: number
  readonly from: number
  /** The paper of this slice; null where only the list was asked for, or nothing could be drawn. */
  readonly pdfBase64: string | null
  /** Households whose notice could not be drawn: a character no font has, or a text that does not fit. */
  readonly notDrawn: readonly string[]
}

/** The list of addresses, or the paper of one slice, of the notices of a case — 変更通知の宛名と紙. */
export const renumberingNotices = query<{ renumberingId: string; form: 'list' | 'paper'; from: number }, NoticeFile>({
  name: 'resident.renumbering-notices', title: '住居表示・町名地番変更通知書', permission: 'resident.export', action: 'export',
  description: 'Notices to the heads of the households of a case, in postal order: the whole list of addresses, or the paper of 300 of them. Guarded at every run.',
  input: z.strictObject({ renumberingId: zId, form: z.enum(['list', 'paper']).default('list'), from: z.number().int().min(0).default(0) }), output: z.custom<NoticeFile>(),
  async run(tx, { renumberingId, form, from }) {
    const one = await store.findCase(tx, renumberingId)
    if (one === undefined) return refusals.refuse('renumbering-not-found', { field: '/renumberingId' })
    const { notices, withheld } = await openNotices(tx, one)
    const shown = form === 'list' ? notices : notices.slice(from, from + noticesInSlice)
    const paper = form === 'paper' && shown.length > 0 ? await drawNotices(tx, one, shown) : { pdf: null, notDrawn: [] }
    return { ok: true, value: { title: one.title, notices: shown, count: notices.length, withheld, from, pdfBase64: paper.pdf === null ? null : Buffer.from(paper.pdf).toString('base64'), notDrawn: paper.notDrawn } }
  },
  subjects: (value) => value.notices.flatMap((notice) => notice.personIds),
  withhold: (value, personIds) => ({ ...value, notices: value.notices.filter((notice) => !notice.personIds.some((id) => personIds.has(id))), pdfBase64: null }),
  async example(tx) {
    const one = await store.findUpdatedCase(tx) ?? (await store.listCases(tx))[0]
    return one === undefined ? null : { renumberingId: one.renumberingId, form: 'list' as const, from: 0 }
  },
})

/** More than so many are drawn in a thread of their own, so that the counter does not wait. */
const drawnHere = 40

async function drawNotices(tx: Tx, one: Renumbering, notices: readonly Notice[]): Promise<{ readonly pdf: Uint8Array | null; readonly notDrawn: readonly string[] }> {
  let pdf: Uint8Array | null = null
  const notDrawn: string[] = []
  for await (const slice of renderBulk(noticeTemplate, notices.map((notice) => dataOf(tx, one, notice)), { workers: notices.length > drawnHere ? 1 : 0, sliceSize: noticesInSlice })) {
    pdf = slice.pdf
    notDrawn.push(...slice.setAside.map((aside) => notices[aside.item]!.householdNumber))
  }
  return { pdf, notDrawn }
}

function dataOf(tx: Tx, one: Renumbering, notice: Notice): TemplateData {
  const { office } = tx
  return {
    isPractice: office.environment === 'practice', postal: postalText(notice.postalCode), addressLines: linesOf(`${office.prefecture}${office.name}${notice.address}`), addressee: `${notice.addressee}　様`,
    number: notice.householdNumber, issuedOn: printDate(tx.today), issuer: `${office.certifier.title}　${office.certifier.name}`, contact: `${hallName(office)} 住民課　電話 ${office.phone}`,
    title: '住居表示・町名地番変更通知書', preamble: `${renumberingKinds[one.kind]}により、次のとおり住所の書き表し方が変わりました。住民票は${hallName(office)}で改めましたので、届出は要りません。`,
    rows: [
      { label: '変わる前', value: notice.oldAddress }, { label: '変わった後', value: notice.newAddress }, { label: '変わった日', value: printDate(one.effectiveOn) }, { label: '根拠', value: one.announcement }, { label: '対象の人', value: notice.names.join('、') },
    ],
    remark: '本籍の表示、運転免許証、銀行などの住所は、それぞれの窓口で手続きしてください。住所を定めた日は変わりません。',
  }
}

/** At most 26 characters a line, at a space where there is one. */
function linesOf(address: string): readonly string[] {
  const [place = '', ...rest] = address.split('\u3000')
  return rest.length === 0 ? [place] : [place, rest.join('\u3000')]
}

/** The paper as it leaves, tried for somebody — 変更通知の出力. */
export const noticePaper: Output = {
  name: noticeOutput, title: '住居表示・町名地番変更通知書', kind: 'notice',
  async tryFor(tx, personId) {
    const [change] = await store.listAddressChanges(tx, personId)
    const one = change === undefined ? undefined : await store.findCase(tx, change.renumberingId)
    if (one === undefined) return null
    const notices = (await openNotices(tx, one)).notices.filter((notice) => notice.personIds.includes(personId))
    return notices.length === 0 ? null : (await drawNotices(tx, one, notices)).pdf
  },
}
