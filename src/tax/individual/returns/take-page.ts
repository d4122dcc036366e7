import type { Refusal } from '../../../kernel/outcome.ts'
import type { Tx } from '../../../platform/command/tx.ts'
import { newId } from '../../../platform/crypto/index.ts'
import { listParties } from '../../../party/index.ts'
import { insertIncomeStatements } from '../bulk/store.ts'
import { refusal } from '../refusals.ts'
import { statementFaults, statementOf, type StatementContent } from '../statement-input.ts'
import type { Statement } from '../statement.ts'
import { closeStatements, listStatementsNow } from '../store.ts'
import { columnOfField } from './layout.ts'
import { matchAll } from './matching.ts'
import type { ReportKind } from './model.ts'
import { listPayersByNumber, type Payer } from './payer-store.ts'
import type { ReturnRow } from './read-row.ts'
import * as store from './return-store.ts'
import type { MatchedBy, MatchReason } from './rules/match.ts'

export interface PageTaken { readonly faults: readonly Refusal[]; readonly linked: number; readonly waiting: number; readonly replaced: number; readonly cancelled: number; readonly changed: readonly Pick<Statement, 'personId' | 'incomeYear'>[] }

/** A row with what the office has for it. */
interface Placed { readonly row: ReturnRow; readonly payer: (Payer & { readonly name: string }) | undefined; readonly key: store.RowKey; readonly standing: store.DecidedRow | undefined }

/** Takes a page of rows in: payers, papers they correct, persons and relatives are looked up once each for all — 一頁の取込み. */
export async function takePage(tx: Tx, fileId: string, { rows, mayWrite }: { readonly rows: readonly ReturnRow[]; readonly mayWrite: boolean }): Promise<PageTaken> {
  const placed = await placedOf(tx, rows)
  const faults = placed.flatMap(placeFaults)
  if (faults.length > 0) return nothingTaken(faults)
  const kept = placed.filter(({ row }) => row.action !== 'cancel')
  const claimed = await withClaims(tx, kept)
  if (claimed.faults.length > 0) return nothingTaken(claimed.faults)
  const found = await personsOf(tx, kept)
  const made = kept.map((one, index) => rowOf(one, { fileId, content: claimed.contents[index]!, found: found[index]! }))
  const personFaults = made.flatMap(({ stored }, index) => linkedFaults(tx, stored, kept[index]!.row.line))
  if (personFaults.length > 0 || !mayWrite) return nothingTaken(personFaults)
  return await write(tx, placed, made)
}

function nothingTaken(faults: readonly Refusal[]): PageTaken {
  return { faults, linked: 0, waiting: 0, replaced: 0, cancelled: 0, changed: [] }
}

async function placedOf(tx: Tx, rows: readonly ReturnRow[]): Promise<readonly Placed[]> {
  const payers = await listPayersByNumber(tx, [...new Set(rows.flatMap((row) => row.designationNumber ?? []))])
  const names = new Map((await listParties(tx, payers.map((payer) => payer.partyId))).map((party) => [party.partyId, party.name]))
  const byNumber = new Map(payers.map((payer) => [payer.designationNumber, { ...payer, name: names.get(payer.partyId) ?? '' }]))
  const placed = rows.map((row) => {
    const payer = row.designationNumber === null ? undefined : byNumber.get(row.designationNumber)
    return { row, payer, key: { incomeYear: row.content.incomeYear, kind: row.content.kind, payerId: payer?.payerId ?? store.noPayer, reportNumber: row.reportNumber } }
  })
  const standing = new Map((await store.listStandingRows(tx, placed.map((one) => one.key))).map((row) => [keyText(row), row]))
  return placed.map((one) => ({ ...one, standing: standing.get(keyText(one.key)) }))
}

function keyText({ incomeYear, kind, payerId, reportNumber }: store.RowKey): string {
  return [incomeYear, kind, payerId, reportNumber].join('\n')
}

function placeFaults({ row, payer, standing }: Placed): readonly Refusal[] {
  const { line, designationNumber, action, content } = row
  const isReport = content.kind === 'salary-report' || content.kind === 'pension-report'
  if (isReport && payer === undefined) return [refusal('row-payer-unknown', { line, field: '指定番号' })]
  if (isReport && payer?.report !== (content.kind as ReportKind)) return [refusal('row-payer-report', { line, field: '指定番号' })]
  if (!isReport && designationNumber !== null) return [refusal('row-value', { line, field: '指定番号', why: '申告書に指定番号は書けません。' })]
  if (action === 'new' && standing !== undefined) return [refusal('row-exists', { line, field: '資料番号' })]
  if (action !== 'new' && standing === undefined) return [refusal('row-original-missing', { line, field: '資料番号' })]
  return []
}

/** Whom the rows claim, as residents where exactly one fits; an unknown 宛名番号 is a fault. */
async function withClaims(tx: Tx, kept: readonly Placed[]): Promise<{ readonly contents: readonly StatementContent[]; readonly faults: readonly Refusal[] }> {
  const claims = kept.flatMap(({ row }, place) => row.claims.map((claim) => ({ ...claim, address: null, place, line: row.line })))
  const numbers = await store.listPersonsByNumber(tx, claims.flatMap((claim) => claim.addresseeNumber ?? []))
  const faults = claims.flatMap((claim) => (claim.addresseeNumber !== null && !numbers.has(claim.addresseeNumber) ? [refusal('row-claim-unknown', { line: claim.line, field: columnOfField(`/${claim.path.replaceAll('.', '/')}/addresseeNumber`) })] : []))
  const unnumbered = claims.filter((claim) => claim.addresseeNumber === null)
  const years = new Map<number, typeof unnumbered>()
  for (const claim of unnumbered) years.set(kept[claim.place]!.key.incomeYear, [...(years.get(kept[claim.place]!.key.incomeYear) ?? []), claim])
  const found = new Map<object, string>()
  for (const [year, ofYear] of years) for (const [index, match] of (await matchAll(tx, ofYear, year)).entries()) if (match.kind === 'certain') found.set(ofYear[index]!, match.personId)
  const contents = kept.map(({ row }) => structuredClone(row.content))
  for (const claim of claims) {
    const personId = claim.addresseeNumber === null ? found.get(claim) : numbers.get(claim.addresseeNumber)
    if (personId !== undefined) setPerson(contents, claim, personId)
  }
  return { contents, faults }
}

function setPerson(contents: readonly StatementContent[], { place, path }: { readonly place: number; readonly path: string }, personId: string): void {
  const content = contents[place]! as { spouse: object | null; relatives: object[] }
  const [, index] = path.split('.')
  if (index === undefined) content.spouse = { ...content.spouse, personId }
  else content.relatives[Number(index)] = { ...content.relatives[Number(index)], personId }
}

type Found = { readonly personId: string; readonly why: MatchedBy } | { readonly personId: null; readonly why: MatchReason }

/** Of whom each row speaks. Who was found for the paper that a row corrects is still meant where the same name and birthday are written. */
async function personsOf(tx: Tx, kept: readonly Placed[]): Promise<readonly Found[]> {
  const found = new Map<Placed, Found>()
  for (const year of new Set(kept.map((one) => one.key.incomeYear))) {
    const ofYear = kept.filter((one) => one.key.incomeYear === year)
    for (const [index, match] of (await matchAll(tx, ofYear.map(({ row }) => row), year)).entries()) found.set(ofYear[index]!, match.kind === 'certain' ? { personId: match.personId, why: match.by } : { personId: null, why: match.why })
  }
  return kept.map((one) => inherited(one) ?? found.get(one)!)
}

function inherited({ row, standing }: Placed): Found | undefined {
  const isSame = standing?.state === 'linked' && standing.personId !== null && standing.name === row.name && standing.birthOn === row.birthOn
  return isSame ? { personId: standing.personId!, why: 'original' } : undefined
}

interface Made { readonly stored: store.StoredRow; readonly standing: store.DecidedRow | undefined }

function rowOf({ row, key, payer, standing }: Placed, { fileId, content, found }: { readonly fileId: string; readonly content: StatementContent; readonly found: Found }): Made {
  const rowId = newId()
  const isSamePerson = standing?.state === 'linked' && standing.personId === found.personId
  const kept: StatementContent = { ...content, declared: content.declared ?? null, payer: payer?.name ?? null, payerPartyId: payer?.partyId ?? null, personId: found.personId ?? store.noPayer }
  const stored: store.StoredRow = {
    ...key, rowId, fileId, lineNo: row.line, state: found.personId === null ? 'waiting' : 'linked', why: found.why, personId: found.personId, statementId: statementIdOf(found, isSamePerson ? standing.statementId : rowId),
    amount: content.kind === 'pension-report' ? content.pensionRevenue : content.salaryRevenue, addresseeNumber: row.addresseeNumber, recipientNumber: row.recipientNumber, name: row.name, kana: row.kana, birthOn: row.birthOn, address: row.address, content: kept, claims: row.claims,
  }
  return { stored, standing }
}

function statementIdOf(found: Found, id: string | null): string | null {
  return found.personId === null ? null : id
}

/** What only shows once it is known of whom the paper speaks. */
function linkedFaults(tx: Tx, stored: store.StoredRow, line: number): readonly Refusal[] {
  if (stored.state !== 'linked') return []
  return statementFaults(stored.content, tx.today).map((fault) => ({ ...fault, line, field: columnOfField(fault.field ?? '') || '氏名' }))
}

async function write(tx: Tx, placed: readonly Placed[], made: readonly Made[]): Promise<PageTaken> {
  const [replaced, cancelled] = [placed.filter(({ row }) => row.action === 'replace'), placed.filter(({ row }) => row.action === 'cancel')]
  const closed = [...replaced, ...cancelled].flatMap(({ standing }) => standing ?? [])
  const before = new Map((await listStatementsNow(tx, closed.flatMap((row) => row.statementId ?? []))).map((one) => [one.statementId, one]))
  await store.closeRows(tx, replaced.map(({ standing }) => standing!.rowId), 'replaced')
  await store.closeRows(tx, cancelled.map(({ standing }) => standing!.rowId), 'cancelled')
  await closeStatements(tx, [...before.keys()])
  await store.insertRows(tx, made.map(({ stored }) => stored))
  const statements = made.filter(({ stored }) => stored.state === 'linked').map(({ stored }): Statement => ({ ...statementOf(stored.content, { standing: before.get(stored.statementId!), recordedAt: tx.now }), statementId: stored.statementId! }))
  await insertIncomeStatements(tx, statements)
  return { faults: [], linked: statements.length, waiting: made.length - statements.length, replaced: replaced.length, cancelled: cancelled.length, changed: [...statements, ...before.values()] }
}
