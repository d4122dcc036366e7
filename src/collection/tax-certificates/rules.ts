import type { Refusal } from '../../kernel/outcome.ts'
import type { PlainDate } from '../../kernel/plain-date.ts'
import { yenText } from '../../kernel/text.ts'
import { minYen, notBelowZero, subtract, sum, sumOf, times, type Yen, zeroYen } from '../../kernel/yen.ts'
import { groupBy } from '../group.ts'
import { refusal } from '../refusals.ts'
import { choiceOf, mostRows, taxCertificateKinds, type TaxCertificateRequest } from './model.ts'

/** What the office has granted or decided about an overdue instalment: a ground of an extension or stay, a plan that is kept, a suspended disposition — 猶予・分納・停止. */
export interface Standing {
  /** Code of the ground, `kept-plan`, or `suspension`. */
  readonly code: string
  /** In words for the paper, without the ground. */
  readonly title: string
  readonly until: PlainDate | null
}

/** An instalment as the books have it on the day of issue. */
export interface CertifiedCharge {
  readonly levyCode: string
  readonly fiscalYear: number
  readonly dueOn: PlainDate
  readonly charged: Yen
  /** What the books call unpaid, preliminary money taken off. */
  readonly balance: Yen
  /** Given up: the duty is gone, and nothing of it is owed — 不納欠損. */
  readonly writtenOff: Yen
  /** Money that went to the tax, and what of it only a preliminary report has announced. */
  readonly paidIn: Yen
  readonly preliminary: Yen
  /** Delinquency charge still to pay; null where its rate is not published. */
  readonly late: Yen | null
  /** Fee of its demand still to pay — 督促手数料. */
  readonly fee: Yen
  readonly standing: Standing | null
}

/** Overdue money with a standing — 猶予などの中の未納. */
export interface StandingAmount { readonly standing: Standing; readonly tax: Yen; readonly late: Yen; readonly fee: Yen }

/** What a certificate says of a levy and year — 税目と年度ごとの一行. */
export interface CertificateRow {
  readonly levyCode: string
  readonly fiscalYear: number
  readonly charged: Yen
  /** Confirmed money alone. */
  readonly paid: Yen
  readonly unpaid: Yen
  /** Of the unpaid, what is not due yet. */
  readonly notYetDue: Yen
  readonly late: Yen
  readonly fee: Yen
  /** Announced but not confirmed: shown to the clerk, never on the paper. */
  readonly preliminary: Yen
  readonly isLateKnown: boolean
  /** Of what is overdue, what has a standing. */
  readonly standings: readonly StandingAmount[]
}

/**
 * What may be certified of each levy and year — 納税証明の内容. Money of which only a preliminary report has come counts as unpaid.
 * @param on the day of issue
 * @returns the newest year first
 * @law local-tax-act 20-10
 */
export function certificateRows(charges: readonly CertifiedCharge[], on: PlainDate): readonly CertificateRow[] {
  return [...groupBy(charges, choiceOf).values()].map((group) => rowOf(group, on)).filter((row) => row.charged > zeroYen || row.late > zeroYen || row.fee > zeroYen || row.unpaid > zeroYen)
    .toSorted((a, b) => b.fiscalYear - a.fiscalYear || (a.levyCode < b.levyCode ? -1 : 1))
}

function rowOf(group: readonly CertifiedCharge[], on: PlainDate): CertificateRow {
  const { levyCode, fiscalYear } = group[0]!
  const unpaidOf = (charge: CertifiedCharge): Yen => subtract(subtract(charge.charged, confirmedOf(charge)), charge.writtenOff)
  return {
    levyCode, fiscalYear, charged: sumOf(group.map((one) => one.charged)), paid: sumOf(group.map(confirmedOf)), unpaid: sumOf(group.map(unpaidOf)), notYetDue: sumOf(group.filter((one) => one.dueOn >= on).map(unpaidOf)),
    late: sumOf(group.map((one) => one.late ?? zeroYen)), fee: sumOf(group.map((one) => one.fee)), preliminary: sumOf(group.map((one) => subtract(notBelowZero(paidInBooks(one)), confirmedOf(one)))), isLateKnown: group.every((one) => one.late !== null),
    standings: group.flatMap((one) => (one.standing !== null && one.dueOn < on ? [{ standing: one.standing, tax: unpaidOf(one), late: one.late ?? zeroYen, fee: one.fee }] : [])).filter(({ tax, late, fee }) => sum(tax, late, fee) > zeroYen),
  }
}

/** Confirmed money on an instalment, no more than what it takes: what is too much was kept as an overpayment. */
function confirmedOf(charge: CertifiedCharge): Yen {
  return notBelowZero(minYen(paidInBooks(charge), subtract(charge.paidIn, charge.preliminary)))
}

function paidInBooks({ charged, balance, writtenOff }: CertifiedCharge): Yen {
  return subtract(subtract(charged, balance), writtenOff)
}

/** What a request is judged by. */
export interface OfficeFees {
  /** Standings that are no arrears for a certificate of no arrears. */
  readonly notArrears: readonly string[]
  /** Null where the town has not set it. */
  readonly fee: Yen | null
  readonly exemptions: readonly { readonly code: string; readonly title: string; readonly requester: string | null }[]
}

/**
 * Every reason why this certificate may not be issued — 請求の審査.
 * @law local-tax-act 20-10
 */
export function checkTaxCertificate(rows: readonly CertificateRow[], request: TaxCertificateRequest, office: OfficeFees): readonly Refusal[] {
  const obstacle = obstacleOf(rows, request, office)
  return [...(obstacle ? [obstacle] : []), ...checkRequester(request), ...checkFee(request, office), ...checkMail(request, office)]
}

/**
 * What of the rows a request is about.
 * @decides nothing: picks rows
 */
export function chosenRows(rows: readonly CertificateRow[], { kind, choices }: Pick<TaxCertificateRequest, 'kind' | 'choices'>): readonly CertificateRow[] {
  return kind === 'no-arrears-certificate' ? rows : rows.filter((row) => choices.includes(choiceOf(row)))
}

/**
 * What stands in the way of the paper itself: nothing to certify, an overdue amount, or money that is not confirmed.
 * A certificate of no arrears looks at every year and levy: old ones count as much as new ones.
 * @law local-tax-act 20-10
 */
export function obstacleOf(rows: readonly CertificateRow[], request: Pick<TaxCertificateRequest, 'kind' | 'choices'>, office: Pick<OfficeFees, 'notArrears'>): Refusal | undefined {
  const chosen = chosenRows(rows, request)
  if (chosen.some((row) => !row.isLateKnown)) return refusal('certificate-late-unknown', { field: '/kind' })
  if (request.kind === 'no-arrears-certificate') return arrearsOf(rows, office)
  if (chosen.length === 0) return refusal('certificate-nothing', { field: '/choices' })
  return chosen.length > mostRows ? refusal('certificate-too-many', { field: '/choices', most: mostRows }) : undefined
}

function arrearsOf(rows: readonly CertificateRow[], office: Pick<OfficeFees, 'notArrears'>): Refusal | undefined {
  const judged = rows.map((row) => ({ row, noted: sumOf(notedIn([row], office).flatMap(({ tax, late, fee }) => [tax, late, fee])) }))
  const overdueOf = (row: CertificateRow): Yen => sum(subtract(row.unpaid, row.notYetDue), row.late, row.fee)
  const overdue = judged.filter(({ row, noted }) => overdueOf(row) > noted)
  if (overdue.length === 0) return undefined
  const owed = sumOf(overdue.map(({ row, noted }) => notBelowZero(subtract(sum(notBelowZero(subtract(subtract(row.unpaid, row.notYetDue), row.preliminary)), row.late, row.fee), noted))))
  if (owed === zeroYen) return refusal('certificate-preliminary', { field: '/kind' })
  const years = [...new Set(overdue.map(({ row }) => `${row.fiscalYear}年度`))].join('、')
  const standing = overdue.flatMap(({ row }) => row.standings).filter((one) => !office.notArrears.includes(one.standing.code))
  const isAllStanding = sumOf(standing.flatMap(({ tax, late, fee }) => [tax, late, fee])) >= owed
  return isAllStanding ? refusal('certificate-standing', { field: '/kind', amount: yenText(owed), standing: [...new Set(standing.map((one) => one.standing.title))].join('、'), years }) : refusal('certificate-arrears', { field: '/kind', amount: yenText(owed), years })
}

/**
 * What is overdue and yet no arrears by the town's own rule: a certificate of no arrears says so.
 * @law local-tax-act 20-10
 */
export function notedIn(rows: readonly CertificateRow[], { notArrears }: Pick<OfficeFees, 'notArrears'>): readonly StandingAmount[] {
  return rows.flatMap((row) => row.standings).filter((one) => notArrears.includes(one.standing.code))
}

function checkRequester({ requester, identityCheck, purpose }: TaxCertificateRequest): readonly Refusal[] {
  const found: Refusal[] = []
  if (requester.kind !== 'self' && requester.name === null) found.push(refusal('certificate-requester', { field: '/requester/name' }))
  if (requester.kind === 'official' && purpose === null) found.push(refusal('certificate-purpose', { field: '/purpose' }))
  if ((requester.kind === 'official') !== (identityCheck === 'staff-card')) found.push(refusal('certificate-identity', { field: '/identityCheck' }))
  return found
}

function checkFee(request: TaxCertificateRequest, office: OfficeFees): readonly Refusal[] {
  if (request.exemption !== null && !office.exemptions.some((one) => one.code === request.exemption && one.requester === null)) return [refusal('certificate-exemption', { field: '/exemption' })]
  return office.fee === null && exemptionOf(request, office) === null ? [refusal('certificate-fee', { field: '/copies' })] : []
}

/** A request by mail brings its fee as postal orders; what is over goes back with the paper — 郵送請求. */
function checkMail(request: TaxCertificateRequest, office: OfficeFees): readonly Refusal[] {
  const { delivery, mailTo, postalOrderYen } = request
  if (delivery !== 'mail') return mailTo === null && postalOrderYen === null ? [] : [refusal('certificate-mail-only', { field: mailTo === null ? '/postalOrderYen' : '/mailTo' })]
  const owed = feeOf(request, office)?.totalYen ?? zeroYen
  return (postalOrderYen ?? 0) < owed ? [refusal('certificate-postal-orders', { field: '/postalOrderYen', owed: yenText(owed), paper: taxCertificateKinds[request.kind].title })] : []
}

/**
 * Why no fee is taken: who asks is exempt without asking, or the reason that the clerk chose — 手数料の免除.
 * @law local-autonomy-act 228(1)
 */
export function exemptionOf(request: Pick<TaxCertificateRequest, 'requester' | 'exemption'>, { exemptions }: Pick<OfficeFees, 'exemptions'>): { readonly code: string; readonly title: string } | null {
  return exemptions.find((one) => one.requester === request.requester.kind || (one.requester === null && one.code === request.exemption)) ?? null
}

/**
 * What the certificates cost, one fee a sheet — 手数料; null where the town has not set it.
 * @law local-autonomy-act 227
 */
export function feeOf(request: Pick<TaxCertificateRequest, 'requester' | 'exemption' | 'copies'>, office: OfficeFees): { readonly eachYen: Yen; readonly totalYen: Yen } | null {
  if (exemptionOf(request, office) !== null) return { eachYen: zeroYen, totalYen: zeroYen }
  return office.fee === null ? null : { eachYen: office.fee, totalYen: times(office.fee, request.copies) }
}
