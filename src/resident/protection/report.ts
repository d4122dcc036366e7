import { z } from 'zod'
import { addDays, type Instant } from '../../kernel/plain-date.ts'
import { addMs } from '../../platform/clock/index.ts'
import { command, query } from '../../platform/command/define.ts'
import { done, type Tx } from '../../platform/command/tx.ts'
import { listIssuedSince } from '../../platform/document/index.ts'
import { withheldFromEach } from '../../platform/guard/index.ts'
import { job } from '../../platform/job/define.ts'
import { registerLawOn } from '../law.ts'
import { listPersonsOn } from '../queries.ts'
import { mayLookBehind } from './measure-views.ts'
import type { Filing, Standing, StoredMeasure } from './model.ts'
import { listUnprotectedMembers } from './queries.ts'
import { listReleasedDocuments } from './release-store.ts'
import { findLastReport, insertReport, type Finding, type Report, type ReportCounts } from './report-store.ts'
import { standingOf } from './rules.ts'
import { findFilings, listOpenMeasures, listTransfers } from './store.ts'
import { countSuppressions } from './suppression-store.ts'

/** More than any town has under protection: the largest city has about 3,400. */
const measuresAtMost = 20_000
const day = 24 * 3_600_000

interface Standings { readonly measures: readonly StoredMeasure[]; readonly standings: ReadonlyMap<string, Standing>; readonly filings: ReadonlyMap<string, Filing> }

/**
 * Goes through every protected person and asks every output there is, live, whether it stops — 突合せ.
 * What is not as it must be, or waits for somebody, becomes a line of the report.
 */
async function reconcile(tx: Tx): Promise<{ readonly counts: ReportCounts; readonly findings: readonly Finding[] }> {
  const measures = await listOpenMeasures(tx, measuresAtMost)
  const persons = new Map((await listPersonsOn(tx, measures.map((one) => one.personId))).map((person) => [person.personId, person]))
  const law = registerLawOn(tx.today, tx.office.ordinanceOn(tx.today))
  const standings = new Map(measures.map((one) => [one.measureId, standingOf(one, { today: tx.today, hasMovedOut: persons.get(one.personId)?.status === 'moved-out' }, law)]))
  const filings = new Map((await findFilings(tx, [...new Set(measures.map((one) => one.filingId))])).map((filing) => [filing.filingId, filing]))
  const personIds = [...new Set(measures.map((one) => one.personId))]
  const all: Standings = { measures, standings, filings }
  const findings = [...await openOutputs(tx, personIds), ...await papersByDuty(tx, measures), ...await membersBeside(tx, measures), ...waiting(all), ...await openTransfers(tx, all)]
  const count = (standing: Standing): number => [...standings.values()].filter((one) => one === standing).length
  const counts = {
    persons: personIds.length, provisional: count('provisional'), inForce: count('in-force') + count('ending'), ending: count('ending'), expired: count('expired'), movedOut: count('former-address'),
    outputs: tx.services.outputs.size, suppressed: await countSuppressions(tx),
  }
  return { counts, findings }
}

/** Asked as for a stranger: neither duty nor a release opens it, so that what stands open here stands open to everybody. */
async function openOutputs(tx: Tx, personIds: readonly string[]): Promise<readonly Finding[]> {
  const findings: Finding[] = []
  const withheld = await withheldFromEach(tx, { outputs: [...tx.services.outputs.keys()], personIds, recipient: 'third-party' })
  for (const output of tx.services.outputs.values()) {
    for (const personId of personIds) if (!withheld.get(output.name)?.has(personId)) findings.push({ code: 'open-output', filingId: null, personId, detail: output.title })
  }
  return findings
}

/** Certificates of the last day about a person who was protected already, without a release: the officers in charge look at each other's. */
async function papersByDuty(tx: Tx, measures: readonly StoredMeasure[]): Promise<readonly Finding[]> {
  const issued = (await listIssuedSince(tx, addMs(tx.now, -day), 5000)).filter((document) => tx.services.outputs.get(document.output)?.kind === 'certificate')
  const released = new Set(await listReleasedDocuments(tx, issued.map((document) => document.id)))
  return issued.filter((document) => !released.has(document.id)).flatMap((document) => measures.filter((one) => document.subject_ids.includes(one.personId) && wasProtected(one, document.issued_at))
    .map((one): Finding => ({ code: 'paper-by-duty', filingId: one.filingId, personId: one.personId, detail: `${tx.services.outputs.get(document.output)?.title ?? ''}　${document.serial ?? ''}` })))
}

function wasProtected(measure: StoredMeasure, at: Instant): boolean {
  return measure.recordedAt <= at || measure.version > 1
}

async function membersBeside(tx: Tx, measures: readonly StoredMeasure[]): Promise<readonly Finding[]> {
  const beside = await listUnprotectedMembers(tx, [...new Set(measures.map((one) => one.personId))])
  const filingOf = (personId: string): string | null => measures.find((one) => one.personId === personId)?.filingId ?? null
  return [...new Map(beside.map((one) => [one.memberId, one])).values()].map((one) => ({ code: 'unprotected-member', filingId: filingOf(one.personId), personId: one.memberId, detail: 'この人の紙から、守られる人の住所が分かります' }))
}

function waiting({ measures, standings, filings }: Standings): readonly Finding[] {
  const applicants = measures.filter((one) => one.role === 'applicant')
  return applicants.flatMap((one): Finding[] => {
    const [standing, filing] = [standings.get(one.measureId), filings.get(one.filingId)]
    const finding = (code: Finding['code'], detail: string): Finding => ({ code, filingId: one.filingId, personId: one.personId, detail })
    return [
      ...(standing === 'expired' ? [finding('expired', `${one.periodUntil ?? ''}まで`)] : []), ...(standing === 'ending' ? [finding('ending', `${one.periodUntil ?? ''}まで`)] : []),
      ...(one.state === 'provisional' && filing?.decision === null ? [finding('undecided', filing.opinion === null ? '意見を待っています' : '意見は届いています')] : []),
      ...(filing?.decision?.isNeeded === false ? [finding('not-needed', filing.decision.reason)] : []),
    ]
  })
}

async function openTransfers(tx: Tx, { measures, standings }: Standings): Promise<readonly Finding[]> {
  const transfers = await listTransfers(tx, [...new Set(measures.map((one) => one.filingId))])
  const gone = measures.filter((one) => one.role === 'applicant' && standings.get(one.measureId) === 'former-address' && !transfers.some((transfer) => transfer.filingId === one.filingId && transfer.ground === 'new-address'))
  return [
    ...transfers.filter((one) => one.receivedOn === null).map((one): Finding => ({ code: 'transfer-open', filingId: one.filingId, personId: null, detail: one.municipality })),
    ...gone.map((one): Finding => ({ code: 'moved-out', filingId: one.filingId, personId: one.personId, detail: '新しい住所の市区町村への転送がありません' })),
  ]
}

/** Makes the report of every night, a little after midnight in Japan — 支援措置の突合せ. */
export const reconcileProtection = job({
  name: 'resident.reconcile-protection', title: '支援措置の突合せ', payload: z.object({}), schedule: '20 15 * * *',
  async run(tx) {
    const { counts, findings } = await reconcile(tx)
    await insertReport(tx, counts, findings)
  },
  example: async () => ({}),
})

/** The same at once, when an officer wants it. */
export const makeReport = command({
  name: 'resident.make-report', title: '支援措置の突合せの報告を作る', permission: mayLookBehind,
  description: 'Asks every output, live, whether it stops for every protected person, and lists what waits for somebody. The nightly job does the same.',
  input: z.strictObject({}), output: z.object({ findings: z.number() }),
  async run(tx) {
    const { counts, findings } = await reconcile(tx)
    await insertReport(tx, counts, findings)
    return done({ findings: findings.length })
  },
  async example() { return {} },
})

export interface ReportView { readonly report: Report | null; readonly names: Readonly<Record<string, string>>; readonly isOld: boolean }

/** The last report, with the names of those it is about — 突合せの報告. */
export const showReport = query<Record<string, never>, ReportView>({
  name: 'resident.protection-report', title: '支援措置の突合せの報告', permission: mayLookBehind, action: 'view',
  description: 'The last daily reconciliation of the protected persons: counts, and every finding with whom it concerns.',
  input: z.strictObject({}), output: z.custom<ReportView>(),
  async run(tx) {
    const report = await findLastReport(tx)
    const ids = [...new Set((report?.findings ?? []).flatMap((finding) => finding.personId ?? []))]
    const names = Object.fromEntries((await listPersonsOn(tx, ids)).map((person) => [person.personId, person.name]))
    return { ok: true, value: { report: report ?? null, names, isOld: report === undefined || report.madeAt < `${addDays(tx.today, -1)}` } }
  },
  subjects: (value) => Object.keys(value.names),
  withhold: (value) => value,
  async example() { return {} },
})
