import { readFileSync } from 'node:fs'
import { yenText, postalText } from '../../kernel/text.ts'
import { fiscalYear } from '../../kernel/plain-date.ts'
import { printDate } from '../../kernel/wareki.ts'
import { sumOf } from '../../kernel/yen.ts'
import { envelopeOf, findParty, type Party, wholeAddress } from '../../party/index.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { defineTemplate, type PaperTemplate, type TemplateData } from '../../platform/document/index.ts'
import { hallName } from '../../platform/local-government/index.ts'
import { debtParts, type DebtPart, partWords } from '../rules/debt-part.ts'
import * as ledger from '../store.ts'
import * as distributions from './distribution-store.ts'
import { wordsOf } from './distributions.ts'
import { lockSale } from './sale-store.ts'
import * as seizures from './seizure-store.ts'
import * as suspensions from './suspension-store.ts'
import { groundWords, lineWords, propertyWords } from './words.ts'

const source = readFileSync(new URL('forms/letter.typ', import.meta.url), 'utf8')

/** To the debtor — 滞納者への通知. */
export const debtorLetter = defineTemplate({ name: 'collection.enforcement-letter', version: 2, title: '滞納処分の通知', pages: 'any', source })
/** To a third party or another authority — 第三者への通知. */
export const thirdPartyLetter = defineTemplate({ name: 'collection.third-party-letter', version: 2, title: '滞納処分の通知（第三者）', pages: 'any', source })

/** Letters by what they say, with the record each rests on. */
export const letterKinds = ['seizure-record', 'claim-seizure-notice', 'seizure-release', 'claim-release-notice', 'delivery-request', 'suspension-notice', 'suspension-cancelled', 'distribution-sheet', 'property-inquiry', 'sale-letter', 'sale-decision-letter'] as const
export type LetterKind = (typeof letterKinds)[number]

/** Those that leave for somebody else than the debtor. */
export const thirdPartyKinds: ReadonlySet<LetterKind> = new Set(['claim-seizure-notice', 'claim-release-notice', 'delivery-request', 'property-inquiry', 'sale-decision-letter'])

export function templateOf(kind: LetterKind): PaperTemplate {
  return thirdPartyKinds.has(kind) ? thirdPartyLetter : debtorLetter
}

/** What a letter says, before it has its addressee — 通知の内容. */
export interface LetterContent {
  readonly partyId: string
  readonly title: string
  readonly number: string
  readonly preamble: string
  readonly rows: readonly { readonly label: string; readonly value: string }[]
  readonly heads: readonly string[]
  readonly table: readonly (readonly string[])[]
  readonly remark: string
  /** Third party or authority; null where it goes to the debtor. */
  readonly to: { readonly name: string; readonly address: string | null; readonly isPerson?: boolean } | null
}

/** The fee of a demand has a column where one is owed. */
const claimParts = (claims: readonly seizures.ClaimSumRow[]): readonly DebtPart[] => debtParts.filter((part) => part !== 'fee' || claims.some((claim) => claim.fee > 0))
const claimHeads = (claims: readonly seizures.ClaimSumRow[]): string[] => ['税目・年度・期別', '納期限', ...claimParts(claims).map((part) => partWords[part])]
const reviewWords = (tx: Tx): string => `この処分に不服があるときは、この通知を受けた日の翌日から起算して3か月以内に、${tx.office.mayorTitle}に審査請求をすることができます。延滞金は、法律による金額を要します（通知の日までの概算を記しています）。`

/** What a letter says of its record; undefined where the record does not exist or the letter does not fit its state. */
export async function contentOf(tx: Tx, kind: LetterKind, id: string): Promise<LetterContent | undefined> {
  switch (kind) {
    case 'seizure-record': case 'claim-seizure-notice': case 'seizure-release': case 'claim-release-notice': return await seizureContent(tx, kind, id)
    case 'delivery-request': return await requestContent(tx, id)
    case 'suspension-notice': case 'suspension-cancelled': return await suspensionContent(tx, kind, id)
    case 'distribution-sheet': return await distributionContent(tx, id)
    case 'property-inquiry': return await inquiryContent(tx, id)
    case 'sale-letter': case 'sale-decision-letter': return await saleContent(tx, kind, id)
  }
}

async function tableOf(tx: Tx, claims: readonly seizures.ClaimSumRow[]): Promise<string[][]> {
  const parts = claimParts(claims)
  const charges = new Map((await ledger.listCharges(tx, claims.map((claim) => claim.charge_id))).map((row) => [row.charge_id, row]))
  const rows = claims.flatMap((claim) => {
    const charge = charges.get(claim.charge_id)
    return charge ? [{ dueOn: charge.due_on, cells: [wordsOf({ levyCode: charge.levy_code, fiscalYear: fiscalYear(charge.fiscal_year), instalment: charge.instalment }), printDate(charge.due_on, 'letter'), ...parts.map((part) => yenText(claim[part]))] }] : []
  })
  const sums = ['合計', '', ...parts.map((part) => yenText(sumOf(claims.map((claim) => claim[part]))))]
  return [...rows.toSorted((a, b) => (a.dueOn < b.dueOn ? -1 : 1)).map((row) => row.cells), sums]
}

async function seizureContent(tx: Tx, kind: 'seizure-record' | 'claim-seizure-notice' | 'seizure-release' | 'claim-release-notice', id: string): Promise<LetterContent | undefined> {
  const [row] = await seizures.listSeizures(tx, [id])
  const items = row ? await seizures.listSeizureItems(tx, [id]) : []
  const isRelease = kind === 'seizure-release' || kind === 'claim-release-notice'
  const isToThird = kind === 'claim-seizure-notice' || kind === 'claim-release-notice'
  const shown = items.filter((item) => (item.lifted_on !== null) === isRelease && (!isRelease || item.sold_on === null))
  if (!row || shown.length === 0 || (isToThird && row.debtor_name === null)) return undefined
  const titles = { 'seizure-record': '差押調書（謄本）', 'claim-seizure-notice': '債権差押通知書', 'seizure-release': '差押解除通知書', 'claim-release-notice': '差押債権解除通知書' }
  const preambles = {
    'seizure-record': '次のとおり、滞納金額を徴収するため、地方税法及び国税徴収法第47条の規定により財産を差し押さえましたので、同法第54条の規定によりこの調書を作ります。',
    'claim-seizure-notice': '次のとおり、滞納金額を徴収するため、国税徴収法第62条の規定により債権を差し押さえましたので通知します。滞納者に支払うことはできません。履行期限までに当庁へ支払ってください。',
    'seizure-release': '次の財産の差押えを、国税徴収法第79条の規定により解除しましたので、同法第80条の規定により通知します。', 'claim-release-notice': '次の債権の差押えを解除しましたので、国税徴収法第80条の規定により通知します。',
  }
  const claims = await seizures.listSeizureClaims(tx, [id])
  return {
    partyId: row.party_id, title: titles[kind], number: row.seizure_no, preamble: preambles[kind], heads: claimHeads(claims), table: await tableOf(tx, claims), to: isToThird ? { name: row.debtor_name ?? '', address: row.debtor_address } : null,
    rows: [
      { label: isRelease ? '解除の日' : '差押えの日', value: printDate(isRelease ? (row.ended_on ?? shown[0]?.lifted_on ?? tx.today) : row.seized_on) }, ...(row.debtor_name === null ? [] : [{ label: '第三債務者', value: [row.debtor_name, row.debtor_address].filter((part) => part !== null).join('　') }]),
      ...shown.map((item) => ({ label: `${propertyWords[row.kind]}`, value: item.amount === null ? item.description : `${item.description}　${yenText(item.amount)}` })),
      ...(row.salary === null ? [] : [{ label: '差押可能額', value: `${yenText(row.salary.seizable)}（支給額 ${yenText(row.salary.pay)}、差押禁止額 ${yenText(row.salary.protected)}　国税徴収法76条）` }]),
    ],
    remark: isRelease ? '' : reviewWords(tx),
  }
}

async function requestContent(tx: Tx, id: string): Promise<LetterContent | undefined> {
  const [row] = await seizures.listRequests(tx, [id])
  if (!row || row.ended_on !== null) return undefined
  const claims = await seizures.listRequestClaims(tx, [id])
  const isParticipation = row.kind === 'participating-seizure'
  return {
    partyId: row.party_id, title: isParticipation ? '参加差押書' : '交付要求書', number: row.request_no, to: { name: row.authority, address: null }, heads: claimHeads(claims), table: await tableOf(tx, claims),
    preamble: isParticipation ? '次のとおり、国税徴収法第86条の規定により参加差押えをします。' : '次のとおり、国税徴収法第82条の規定により交付を求めます。',
    rows: [{ label: '事件・財産', value: row.proceeding }, { label: '要求の日', value: printDate(row.requested_on) }], remark: '延滞金は、法律による金額を要します（要求の日までの概算を記しています）。',
  }
}

async function suspensionContent(tx: Tx, kind: 'suspension-notice' | 'suspension-cancelled', id: string): Promise<LetterContent | undefined> {
  const row = await suspensions.lockSuspension(tx, id)
  if (!row || row.approved_at === null || (kind === 'suspension-cancelled') !== (row.ending === 'cancelled')) return undefined
  const claims = await suspensions.listSuspensionClaims(tx, [id])
  const balances = await ledger.listBalances(tx, claims.map((claim) => claim.charge_id))
  const isCancelled = kind === 'suspension-cancelled'
  const sums = balances.map((balance) => ({ charge_id: balance.charge_id, tax: balance.balance, late: balance.late_balance, fee: balance.fee_balance }))
  return {
    partyId: row.party_id, title: isCancelled ? '滞納処分の停止取消通知書' : '滞納処分の停止通知書', number: `停止　${printDate(row.suspended_on, 'letter')}`, to: null, heads: claimHeads(sums), table: await tableOf(tx, sums),
    preamble: isCancelled ? '次の滞納処分の停止を、地方税法第15条の8第1項の規定により取り消しましたので、同条第2項の規定により通知します。' : '次の徴収金について、地方税法第15条の7第1項の規定により滞納処分を停止しましたので、同条第2項の規定により通知します。',
    rows: [{ label: '停止の日', value: printDate(row.suspended_on) }, ...(isCancelled && row.ended_on !== null ? [{ label: '取消しの日', value: printDate(row.ended_on) }, { label: '理由', value: row.reason ?? '' }] : [{ label: '理由', value: groundWords[row.ground] }])],
    remark: isCancelled ? reviewWords(tx) : '停止が3年続いたときは、納める義務がなくなります。停止の理由がなくなったときは、停止を取り消して滞納処分を行うことがあります。',
  }
}

async function distributionContent(tx: Tx, id: string): Promise<LetterContent | undefined> {
  const row = await distributions.lockDistribution(tx, id)
  if (!row || row.withdrawn_at !== null) return undefined
  const lines = await distributions.listLines(tx, [id])
  return {
    partyId: row.party_id, title: '配当計算書（謄本）', number: `配当　${printDate(row.sent_on, 'letter')}`, to: null, heads: ['順', '債権者・期', '債権の種類', '債権の額', '配当の額'],
    table: [...lines.map((line) => [String(line.line_no), line.creditor, lineWords[line.kind], yenText(line.claim_tax + line.claim_late + line.claim_fee), yenText(line.tax + line.late + line.fee)]), ['', '合計', '', '', yenText(row.amount)]],
    preamble: '換価代金等を次のとおり配当しますので、国税徴収法第131条の規定によりこの計算書を作ります。',
    rows: [{ label: '配当する金', value: yenText(row.amount) }, { label: '発送の日', value: printDate(row.sent_on) }, { label: '交付の期日', value: printDate(row.deliver_on) }, { label: '残余金', value: `${yenText(row.surplus)}（滞納者に交付します）` }],
    remark: '配当計算書に異議があるときは、交付の期日までに申し出てください（国税徴収法133条）。',
  }
}

async function inquiryContent(tx: Tx, id: string): Promise<LetterContent | undefined> {
  const row = await seizures.lockInquiry(tx, id)
  if (!row || row.answered_on !== null) return undefined
  return {
    partyId: row.party_id, title: '財産調査照会書', number: row.inquiry_no, to: { name: row.addressed_to, address: row.address }, heads: [], table: [],
    preamble: '地方税の滞納処分のため必要がありますので、国税徴収法第141条の規定により、次の者の財産について照会します。回答書を送ってください。',
    rows: [{ label: '照会する財産', value: propertyWords[row.about] }, { label: '照会の日', value: printDate(row.inquired_on) }], remark: '照会を受けたことによって、本人を不利益に取り扱うことのないようお願いします。',
  }
}

/** To the debtor of a sale that is announced, and to whoever buys. */
async function saleContent(tx: Tx, kind: 'sale-letter' | 'sale-decision-letter', id: string): Promise<LetterContent | undefined> {
  const sale = await lockSale(tx, id)
  const isDecision = kind === 'sale-decision-letter'
  if (!sale || (isDecision ? sale.decided_on === null || (sale.ended_on !== null && sale.ending !== 'sold') : sale.ended_on !== null)) return undefined
  const things = (await seizures.listSeizureItems(tx, [sale.seizure_id])).filter((item) => sale.line_nos.includes(item.line_no))
  const day = (date: typeof sale.auction_on): string => printDate(date)
  return {
    partyId: sale.party_id, title: isDecision ? '売却決定通知書' : '公売通知書', number: sale.sale_no, heads: [], table: [], to: isDecision ? { name: sale.bidder_name!, address: sale.bidder_address, isPerson: true } : null,
    preamble: isDecision ? '次の財産について、あなたに売却することを決定しましたので、国税徴収法第118条の規定により通知します。' : '差し押さえた次の財産を公売しますので、国税徴収法第96条の規定により通知します。',
    rows: [
      ...things.map((item) => ({ label: propertyWords[sale.kind], value: item.description })), { label: isDecision ? '売却価額' : '見積価額', value: yenText(isDecision ? sale.price! : sale.estimate) },
      ...(isDecision ? [] : [{ label: '公売の日時・場所', value: `${day(sale.auction_on)}　${sale.auction_time}　${sale.place}` }]), { label: '売却決定の日', value: day(isDecision ? sale.decided_on! : sale.decision_on) }, { label: '代金の納付の期限', value: day(sale.pay_by) },
    ],
    remark: isDecision ? '期限までに代金の全額を納めないときは、売却決定を取り消します。財産は、代金の全額を納めた時に取得します（国税徴収法115条・116条）。' : `公売の前に完納されたときは、公売を中止します。${reviewWords(tx)}`,
  }
}

const rowsOnNext = 34

/** Rows of the table that fit below the facts and above the remark, in millimetres of the form. */
function rowsOnFirst(facts: number): number {
  return Math.max(1, Math.floor((pageMm.free - facts * pageMm.fact) / pageMm.claim) - 1)
}

/** What the form leaves for facts and table, and the height of a row of each. */
const pageMm = { free: 144, fact: 8.5, claim: 7 }

export interface DrawnLetter { readonly data: TemplateData; readonly mustStand: readonly string[]; readonly party: Party }

/** What the form draws of a letter. Whoever is protected gets one without an address: it is handed over. */
export async function letterData(tx: Tx, content: LetterContent, isHidden: (party: Party) => boolean): Promise<DrawnLetter | undefined> {
  const found = await findParty(tx, content.partyId)
  if (!found) return undefined
  const party = content.to === null && isHidden(found) ? { ...found, postalCode: null, address: '', delivery: null } : found
  const own = envelopeOf(party, tx.office)
  const place = content.to === null ? { postal: postalText(own.postalCode), lines: own.lines, name: `${own.name}　様` } : { postal: '', lines: content.to.address === null ? [] : [content.to.address], name: `${content.to.name}　${content.to.isPerson ? '様' : '御中'}` }
  const debtor = content.to === null ? [] : [{ label: '滞納者', value: party.name }, { label: '滞納者の住所', value: wholeAddress(party, tx.office) }]
  const rows = [...debtor, ...content.rows]
  const { office } = tx
  return {
    party,
    data: {
      isPractice: office.environment === 'practice', postal: place.postal, addressLines: [...place.lines], addressee: place.name, number: content.number, issuedOn: printDate(tx.today), issuer: `${office.certifier.title}　${office.certifier.name}`,
      seal: office.certifier.seal, contact: `${hallName(office)}　電話 ${office.phone}`, title: content.title, preamble: content.preamble, rows: rows.map((row) => ({ ...row })), heads: [...content.heads], first: content.table.slice(0, rowsOnFirst(rows.length)).map((row) => [...row]),
      more: pagesOf(content.table.slice(rowsOnFirst(rows.length))), remark: content.remark,
    },
    mustStand: [content.title, content.number, place.name, ...place.lines, ...debtor.map((row) => row.value).filter((value) => value !== ''), printDate(tx.today), office.certifier.name, ...content.table.flat().filter((cell) => cell !== '')],
  }
}

function pagesOf(rows: readonly (readonly string[])[]): string[][][] {
  return Array.from({ length: Math.ceil(rows.length / rowsOnNext) }, (_, index) => rows.slice(index * rowsOnNext, (index + 1) * rowsOnNext).map((row) => [...row]))
}
