import { fiscalYear, plainDate, type FiscalYear } from '../../../kernel/plain-date.ts'
import { amountText, yenText } from '../../../kernel/text.ts'
import { printUnknownDate } from '../../../kernel/unknown-date.ts'
import { fiscalYearText, printDate } from '../../../kernel/wareki.ts'
import type { Office, Tx } from '../../../platform/command/tx.ts'
import { defineTemplate, type TemplateData } from '../../../platform/document/index.ts'
import { hallName } from '../../../platform/local-government/index.ts'
import { addressText, type PersonOnDate } from '../../../resident/index.ts'
import { taxName } from '../notices/forms/tax-notice.ts'
import { incomeYearOf } from '../model.ts'
import type { WorksheetView } from '../queries.ts'
import { certificateKinds, type CertificateKind } from './model.ts'
import type { CertificateRow } from './rows.ts'

/** 所得証明書・課税証明書・非課税証明書 */
export const certificateTemplate = defineTemplate({ name: 'tax-individual.certificate', version: 1, title: '所得・課税（非課税）証明書', pages: 1, markPlace: { xMm: 20, yMm: 226, sizeMm: 25 }, source: new URL('forms/certificate.typ', import.meta.url) })
/** 税額の計算書（通知書の別紙） */
export const annexTemplate = defineTemplate({ name: 'tax-individual.worksheet-annex', version: 1, title: '税額の計算書', pages: 'any', source: new URL('forms/worksheet-annex.typ', import.meta.url) })

/** `汐音県汐見市汐見台二丁目4番7号`; whoever moved away is certified by the last address here. */
export function addressIn(office: Office, person: Pick<PersonOnDate, 'address'>): string {
  return `${office.prefecture}${office.name}${addressText(person.address)}`
}

/** The birth date as the register has it; of a foreign resident by the western year. */
export function birthWords(person: Pick<PersonOnDate, 'birth' | 'residentType'>): string {
  return person.residentType === 'foreign' && person.birth.wording === null ? printDate(person.birth.calc, 'western') : printUnknownDate(person.birth)
}

/** What a certificate is drawn from. */
export interface CertificateParts {
  readonly kind: CertificateKind
  readonly fiscalYear: FiscalYear
  readonly rows: readonly CertificateRow[]
  readonly number: string
  /** Stands on the paper and not in its mark; empty on a draft. */
  readonly checkCode: string
  readonly desk: string
  readonly isOfficial: boolean
}

/** The certificate as data: rows in two columns, the first the longer one — 証明書の紙面. */
export function certificateData(tx: Pick<Tx, 'office' | 'today'>, person: PersonOnDate, { kind, fiscalYear: year, rows, number, checkCode, desk, isOfficial }: CertificateParts): Readonly<Record<string, TemplateData>> {
  const { office } = tx
  const [title, half, yearText] = [certificateKinds[kind].title, halfOf(rows), fiscalYearText(year)]
  return {
    isPractice: office.environment === 'practice', title, year: `${yearText}（${incomeYearText(year)}中の所得）`, badge: isOfficial ? '公用' : '', town: office.name,
    person: [{ label: '住所', value: addressIn(office, person) }, { label: '氏名', value: person.name }, { label: '生年月日', value: birthWords(person) }],
    left: rows.slice(0, half).map(plainRow), right: rows.slice(half).map(plainRow), certifies: sentenceOf(kind, { office, yearText }), issuedOn: printDate(tx.today), certifier: `${office.prefecture}${office.certifier.title}　${office.certifier.name}`,
    seal: office.certifier.seal, numberLine: `発行番号　${number}　${printDate(tx.today)}　${office.name}　${desk}`, checkCode,
  }
}

/** Where the second column begins; no head stands alone at the foot of the first. */
function halfOf(rows: readonly CertificateRow[]): number {
  const half = Math.ceil(rows.length / 2)
  return rows[half - 1]?.isHead ? half - 1 : half
}

function plainRow({ label, value, isHead }: CertificateRow): TemplateData {
  return { label, value, isHead }
}

/** `令和7年` for fiscal year 2026. */
function incomeYearText(year: FiscalYear): string {
  return printDate(plainDate(`${incomeYearOf(year)}-12-31`)).replace(/12月31日$/, '')
}

function sentenceOf(kind: CertificateKind, { office, yearText }: { readonly office: Office; readonly yearText: string }): string {
  const tax = `${yearText}の${taxName(office)}と森林環境税`
  if (kind === 'income-certificate') return '上のとおり、相違ないことを証明します。'
  return kind === 'taxation-certificate' ? `${tax}が、上のとおり課税されていることを証明します。` : `${tax}が、課税されていないことを証明します。`
}

export interface AnnexParts { readonly view: WorksheetView; readonly number: string; readonly isProtected: boolean }

/** The worksheet as data: every line with calculation and article, in the groups of the screen — 計算書の紙面. */
export function annexData(tx: Pick<Tx, 'office' | 'today'>, { view, number, isProtected }: AnnexParts) {
  const { office } = tx
  const shown = view.decisions.find((one) => one.decisionNo === view.decisionNo)!
  return {
    isPractice: office.environment === 'practice', title: `${fiscalYearText(fiscalYear(view.fiscalYear))}　${taxName(office)}・森林環境税　計算書`, name: `${view.person.name}　様`, number, noticeNo: shown.noticeNo,
    issuedOn: printDate(tx.today), office: `${hallName(office)}　税務課`, contact: isProtected ? `電話 ${office.phone}` : `${office.address}　電話 ${office.phone}`, total: yenText(view.annualTax),
    decision: view.decisionNo === 1 ? '当初の決定' : `${view.decisionNo - 1}回目の更正`,
    groups: [...new Set(view.rows.map((row) => row.group))].map((group) => ({ title: group, rows: view.rows.filter((row) => row.group === group).map((row) => ({ label: row.label, amount: row.unit === 'count' ? `${amountText(row.amount)}人` : amountText(row.amount), calculation: row.calculation, article: row.articleShort, isTotal: row.isTotal })) })),
    terms: view.instalments.filter((one) => one.amount > 0).map((one) => ({ title: one.title, due: printDate(plainDate(one.dueOn)), amount: amountText(one.amount) })),
    note: '金額の単位は円です。右の列は、その行のもとになった条文です（法律の名前のないものは地方税法）。決定したときの資料と法令による計算です。',
  }
}
