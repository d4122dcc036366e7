import type { Tx } from '../../platform/command/tx.ts'
import { findPlainDate } from '../../kernel/plain-date.ts'
import { findByHouseholdNumbers } from '../intake/queries.ts'
import { findHead, type Sex } from '../model.ts'
import { listHouseholdsOn } from '../queries.ts'
import { findRelationship } from '../rules/relationship.ts'
import * as checks from './checking-store.ts'
import { titleOfItem, type Finding, type RowState, type Tallies } from './model.ts'
import type { ImportProfile } from './profile.ts'
import { insertFindings } from './row-store.ts'
import { faultsOfHousehold, type HouseholdFault, type LegacyMember } from './rules/legacy-household.ts'
import * as store from './store.ts'

/**
 * What must be true over the whole file and against the register — 突合せ. Rows that stand twice, numbers used twice, persons who
 * stand in the register already: by number, or by name, birth date, sex and address; with more than one candidate nobody is chosen.
 */
export async function matchRows(tx: Tx, runId: string, profile: ImportProfile): Promise<void> {
  await findDoubles(tx, runId, profile)
  await matchRegister(tx, runId)
}

type Said = Pick<Finding, 'item' | 'code' | 'message' | 'remedy'> & { readonly level?: Finding['level'] }

function found(row: { readonly lineNo: number; readonly legacyId: string }, said: Said): Finding {
  return { lineNo: row.lineNo, legacyId: row.legacyId, level: 'error', found: null, ...said }
}

async function findDoubles(tx: Tx, runId: string, profile: ImportProfile): Promise<void> {
  const same = await checks.listSameRows(tx, runId)
  const isDropped = profile.duplicates === 'same-once'
  await insertFindings(tx, runId, same.map((row) => found(row, {
    item: '', code: 'twice-same', level: isDropped ? 'notice' : 'error', message: `${row.firstLine}行目と、すべて同じ行です。`, remedy: isDropped ? '初めの行だけを取り込みます。' : '片方を取り込まないと決めてください。',
  })))
  if (isDropped) await checks.markRows(tx, runId, { lines: same.map((row) => row.lineNo), state: 'duplicate' })
  await insertFindings(tx, runId, (await checks.listSameIds(tx, runId)).filter((row) => isDropped || !same.includes(row)).map((row) => found(row, {
    item: '', code: 'twice', message: `同じ番号の、内容の違う行があります（初めは${row.firstLine}行目）。`, remedy: '正しい行を確かめ、もう一方を、行の印を付けて取り込まないと決めてください。',
  })))
  for (const item of ['addressee_number', 'individual_number', 'resident_code'] as const) {
    await insertFindings(tx, runId, (await checks.listSameNumbers(tx, runId, item)).map((row) => found(row, { item, code: 'twice', message: `${row.firstLine}行目と、同じ${titleOfItem(item)}です。`, remedy: '番号を確かめて、片方を直してください。' })))
  }
  await insertFindings(tx, runId, (await checks.listSamePersons(tx, runId)).map((row) => found(row, {
    item: '', code: 'same-person-twice', message: `${row.firstLine}行目と、氏名・生年月日・性別・住所が同じです。`, remedy: '同じ人なら片方を取り込まないと決め、別の人なら「別の人」と決めてください。',
  })))
}

async function matchRegister(tx: Tx, runId: string): Promise<void> {
  const said = await checks.matchBySaid(tx, runId)
  await insertFindings(tx, runId, said.filter((one) => one.personId === null).map((row) => found(row, { item: 'same-person', code: 'match-unknown', message: '同じ人とした宛名番号の人が、記録されていません。', remedy: '宛名番号を確かめて、直しを入れ直してください。' })))
  await checks.markStanding(tx, runId, said.flatMap((one) => (one.personId === null ? [] : [{ lineNo: one.lineNo, personId: one.personId }])))
  await settleNumbers(tx, runId, { item: 'addressee_number', matches: await checks.matchByAddressee(tx, runId) })
  for (const item of ['individual_number', 'resident_code'] as const) await settleNumbers(tx, runId, { item, matches: await checks.matchByNumber(tx, runId, item) })
  await settleNames(tx, runId, await checks.matchByName(tx, runId))
}

async function settleNumbers(tx: Tx, runId: string, { item, matches }: { readonly item: checks.NumberItem; readonly matches: readonly checks.Match[] }): Promise<void> {
  await checks.markStanding(tx, runId, matches.filter((match) => match.isSame))
  const others = matches.filter((match) => !match.isSame)
  await insertFindings(tx, runId, others.map((row) => found(row, { item, code: 'number-of-another', message: `この${titleOfItem(item)}は、氏名・生年月日・性別の違う人に、もう記録されています。`, remedy: '番号か氏名を確かめて、直してください。' })))
  await checks.tieFindings(tx, runId, others)
}

/** Four items and nobody else: the same person. More than one, or another address: the office decides (RR F-26). */
async function settleNames(tx: Tx, runId: string, matches: readonly checks.Match[]): Promise<void> {
  const byLine = new Map<number, checks.Match[]>()
  for (const match of matches) byLine.set(match.lineNo, [...(byLine.get(match.lineNo) ?? []), match])
  const sure: checks.Match[] = []
  const open: Finding[] = []
  for (const candidates of byLine.values()) {
    const [first] = candidates
    if (candidates.length === 1 && first!.isSame) sure.push(first!)
    else open.push(found(first!, candidates.length > 1
      ? { item: '', code: 'candidates', message: `氏名・生年月日・性別が同じ人が、${candidates.length}人記録されています。`, remedy: '同じ人なら「同じ人」に宛名番号を入れ、別の人なら「別の人」と決めてください。' }
      : { item: '', code: 'namesake', message: '氏名・生年月日・性別が同じ人が、別の住所に記録されています。', remedy: '同じ人なら「同じ人」に宛名番号を入れ、別の人なら「別の人」と決めてください。' }))
  }
  await checks.markStanding(tx, runId, sure)
  await insertFindings(tx, runId, open)
  await checks.tieFindings(tx, runId, [...byLine.values()].flatMap((candidates) => (candidates.length === 1 && candidates[0]!.isSame ? [] : candidates.slice(0, 1))))
}

const householdsPerPage = 3000

/** Looks at the next households; gives the last one, or null when all were looked at. */
export async function checkHouseholds(tx: Tx, run: Pick<store.RunRow, 'run_id' | 'cursor_household'>, profile: ImportProfile): Promise<string | null> {
  const members = await checks.listMembers(tx, run.run_id, { after: run.cursor_household ?? '', households: householdsPerPage })
  if (members.length === 0) return null
  const byNumber = new Map<string, checks.MemberRow[]>()
  for (const member of members) {
    const known = byNumber.get(member.householdNumber)
    if (known === undefined) byNumber.set(member.householdNumber, [member])
    else known.push(member)
  }
  const heads = await standingHeads(tx, [...byNumber.keys()], members)
  const legacyIds = new Map(members.map((member) => [member.lineNo, member.legacyId]))
  const faults = [...byNumber].flatMap(([number, rows]) => faultsOfHousehold(rows.filter(isMember).map(memberOf), heads.get(number) ?? 0))
  await insertFindings(tx, run.run_id, faults.map((fault) => ({ ...findingOf(fault, profile), lineNo: fault.lineNo, legacyId: legacyIds.get(fault.lineNo)!, found: fault.words === '' ? null : fault.words })))
  return members.at(-1)!.householdNumber
}

const inHousehold: ReadonlySet<RowState> = new Set(['good', 'faulty', 'standing'])

function isMember(row: checks.MemberRow): boolean {
  return inHousehold.has(row.state) && (row.status === '' || row.status === 'resident')
}

const sexes: Readonly<Record<string, Sex>> = { 1: 'male', 2: 'female' }

function memberOf(row: checks.MemberRow): LegacyMember {
  return { lineNo: row.lineNo, relationship: findRelationship(row.relationship), sex: sexes[row.sex] ?? 'unknown', birthOn: findPlainDate(row.birthOn), placeKey: row.placeKey }
}

/** Heads of these households in the register who are not among the rows. */
async function standingHeads(tx: Tx, numbers: readonly string[], members: readonly checks.MemberRow[]): Promise<ReadonlyMap<string, number>> {
  const standing = await findByHouseholdNumbers(tx, numbers)
  const matched = new Set(members.flatMap((member) => member.personId ?? []))
  const households = await listHouseholdsOn(tx, [...standing.values()])
  return new Map(households.flatMap((household) => { const head = findHead(household.members); return head === undefined || matched.has(head.personId) ? [] : [[household.householdNumber, 1] as const] }))
}

const householdWords: Readonly<Record<HouseholdFault['code'], readonly [message: string, remedy: string]>> = {
  'head-missing': ['この世帯に、世帯主がいません。', '元の帳票で世帯主を確かめ、続柄を直してください。'],
  'two-heads': ['この世帯に、世帯主が2人います。', '世帯主を1人にしてください。'],
  'two-spouses': ['この世帯に、世帯主の夫または妻が2人います。', '続柄を確かめて直してください。'],
  'child-older': ['「子」なのに、世帯主より先に生まれています。', '続柄か生年月日を直してください。'],
  'relationship-sex': ['続柄と性別が合いません。', '続柄か性別を確かめてください。'],
  'address-differs': ['世帯主と住所が違います。', '同じ世帯でよいか、住所を確かめてください。'],
}
const told: ReadonlySet<string> = new Set(['relationship-sex', 'address-differs'])

function findingOf(fault: HouseholdFault, profile: ImportProfile): Omit<Finding, 'lineNo' | 'legacyId' | 'found'> {
  const [message, remedy] = householdWords[fault.code]
  const isTold = told.has(fault.code) || (fault.code === 'head-missing' && profile.headless === 'allow')
  return { item: fault.item, code: fault.code, level: isTold ? 'notice' : 'error', message, remedy }
}

/** Ends a trial: rows with errors are set apart, and everything is counted. */
export async function finishTrial(tx: Tx, run: store.RunRow): Promise<void> {
  const { run_id: runId, profile_id: profileId } = run
  await insertFindings(tx, runId, (await checks.listUnusedCorrections(tx, runId, profileId)).map((one, index) => ({
    lineNo: -1 - index, legacyId: one.legacyId, item: one.item, code: 'correction-unused', level: 'notice', message: '直しに当たる行が、ファイルにありません。', remedy: '旧の番号を確かめるか、直しを取り下げてください。', found: null,
  })))
  await checks.dropFindingsOfUntaken(tx, runId)
  await checks.markFaulty(tx, runId)
  const rows = await checks.countRows(tx, runId)
  const kinds = await checks.countFindings(tx, runId)
  const earlier = (await store.listRunsOf(tx, profileId)).find((one) => one.trial_no < run.trial_no && one.tallies !== null)
  const sum = (level: Finding['level']): number => kinds.reduce((total, kind) => (kind.level === level ? total + kind.count : total), 0)
  const count = (state: RowState): number => rows.get(state) ?? 0
  const tallies: Tallies = {
    rows: { good: count('good'), faulty: count('faulty'), excluded: count('excluded'), duplicate: count('duplicate'), standing: count('standing'), taken: count('taken') },
    kinds, errors: sum('error'), notices: sum('notice'), substitutes: await checks.countSubstitutes(tx, runId), since: earlier === undefined ? null : await checks.countSince(tx, runId, earlier.run_id),
  }
  await store.keepTallies(tx, runId, tallies)
}
