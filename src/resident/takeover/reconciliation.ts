import { ageOn } from '../../kernel/age.ts'
import { plainDate, type PlainDate } from '../../kernel/plain-date.ts'
import { sha256Hex } from '../../platform/crypto/index.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { listPersonsOn } from '../queries.ts'
import type { Count, Reconciliation, Side, Tallies } from './model.ts'
import { countExclusions, listToTake, type Compared } from './reconciliation-store.ts'
import type { RunRow } from './store.ts'

type Run = Pick<RunRow, 'run_id' | 'profile_id' | 'lines'> & { readonly tallies: Tallies }

/** Counts the file's side, and the register's once people are there. */
export async function reconcileRun(tx: Tx, run: Run, sides: 'file' | 'both'): Promise<Reconciliation> {
  const [file, register] = [new SideCounter(tx.today), sides === 'both' ? new SideCounter(tx.today) : null]
  for (let after = 0; ;) {
    const page = await listToTake(tx, run.run_id, { after, limit: pageSize })
    const last = page.at(-1)
    if (last === undefined) break
    after = last.lineNo
    for (const person of page) file.add(person)
    if (register !== null) for (const person of await listPersonsOn(tx, page.flatMap((one) => one.personId ?? []))) register.add({ ...person, birthOn: person.birth.calc, town: person.address.town })
  }
  return {
    lines: run.lines, excluded: await countExclusions(tx, run.run_id, run.profile_id), duplicates: run.tallies.rows.duplicate, standing: run.tallies.rows.standing, substitutes: run.tallies.substitutes, file: file.side(), register: register?.side() ?? null,
  }
}

const pageSize = 5000

/** Counts one side person by person; both sides are counted by the same hand, on facts that come from different places. */
class SideCounter {
  readonly #today: PlainDate
  readonly #counts = { bySex: new Map<string, number>(), byStatus: new Map<string, number>(), byAge: new Map<string, number>(), byTown: new Map<string, number>() }
  readonly #households = new Map<string, number>()
  readonly #lines: string[] = []

  constructor(today: PlainDate) {
    this.#today = today
  }

  add(person: Omit<Compared, 'personId'>): void {
    const age = String(Math.floor(ageOn(plainDate(person.birthOn), this.#today) / 10) * 10).padStart(3, '0')
    for (const [counts, key] of [[this.#counts.bySex, person.sex], [this.#counts.byStatus, person.status], [this.#counts.byAge, age], [this.#counts.byTown, person.town]] as const) counts.set(key, (counts.get(key) ?? 0) + 1)
    this.#households.set(person.householdNumber, (this.#households.get(person.householdNumber) ?? 0) + (person.status === 'resident' ? 1 : 0))
    this.#lines.push([person.addresseeNumber, person.name, person.birthOn, person.sex, person.householdNumber, person.relationship, person.town].join('|'))
  }

  side(): Side {
    const sizes = new Map<string, number>()
    for (const size of this.#households.values()) if (size > 0) sizes.set(String(size), (sizes.get(String(size)) ?? 0) + 1)
    const listed = (counts: ReadonlyMap<string, number>): readonly Count[] => [...counts].map(([key, count]) => ({ key, count })).sort((a, b) => (a.key < b.key ? -1 : 1))
    return {
      persons: this.#lines.length, households: this.#households.size, digest: sha256Hex(Buffer.from([...this.#lines].sort().join('\n'), 'utf8')), bySex: listed(this.#counts.bySex), byStatus: listed(this.#counts.byStatus), byAge: listed(this.#counts.byAge),
      byTown: listed(this.#counts.byTown), byHouseholdSize: [...sizes].map(([key, count]) => ({ key, count })).sort((a, b) => Number(a.key) - Number(b.key)),
    }
  }
}

/** The ways of counting, with their words and how a key reads. */
export const divisions = [
  { key: 'bySex', title: '性別', word: (key: string) => ({ male: '男', female: '女', unknown: '空欄' } as Readonly<Record<string, string>>)[key] ?? key },
  { key: 'byStatus', title: '住民状態', word: (key: string) => ({ resident: '住民', 'moved-out': '転出', dead: '死亡', removed: '職権消除' } as Readonly<Record<string, string>>)[key] ?? key },
  { key: 'byAge', title: '年齢', word: (key: string) => `${Number(key)}〜${Number(key) + 9}歳` },
  { key: 'byTown', title: '町字', word: (key: string) => key },
  { key: 'byHouseholdSize', title: '世帯の人数', word: (key: string) => `${key}人の世帯` },
] as const

export interface ReconciledLine { readonly division: string; readonly title: string; readonly file: number; readonly register: number | null }

/** Both sides line by line. */
export function linesOf(reconciliation: Reconciliation): readonly ReconciledLine[] {
  return divisions.flatMap((division) => {
    const counts = new Map(reconciliation.register?.[division.key].map((one) => [one.key, one.count]) ?? [])
    const keys = [...new Set([...reconciliation.file[division.key].map((one) => one.key), ...counts.keys()])]
    const ofFile = new Map(reconciliation.file[division.key].map((one) => [one.key, one.count]))
    return keys.map((key) => ({ division: division.title, title: division.word(key), file: ofFile.get(key) ?? 0, register: reconciliation.register === null ? null : counts.get(key) ?? 0 }))
  })
}

/** Whether every row of the file has been accounted for, and both sides are the same people. */
export function isReconciled(reconciliation: Reconciliation): boolean {
  const { file, register } = reconciliation
  const left = reconciliation.excluded.reduce((sum, one) => sum + one.count, 0) + reconciliation.duplicates + reconciliation.standing
  return reconciliation.lines === file.persons + left && (register === null || (register.digest === file.digest && register.persons === file.persons))
}
