import { readdirSync, readFileSync } from 'node:fs'
import { basename, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { assert } from '../kernel/assert.ts'
import type { Citation } from '../kernel/citation.ts'
import type { Instant, PlainDate } from '../kernel/plain-date.ts'
import type { OrdinanceValues } from '../platform/command/tx.ts'
import { digestOfJson, sha256Hex } from '../platform/crypto/digest.ts'
import { publishedBy, rowDateIn, type LawDates, type RowDate } from './dates.ts'
import { checkConcept, LawFileError, limitFaults, readConcept, type Concept, type LawRow } from './law-file.ts'
import { readBefore } from './read-before.ts'
import type { ValueKind } from './values.ts'

type Kinds = Readonly<Record<string, ValueKind<unknown>>>

/** The figures of a folder on the dates of one case, by camelCase key; frozen. */
export type ResolvedLaw<K extends Kinds> = { readonly [Key in keyof K]: K[Key] extends ValueKind<infer T> ? T : never }

/** Why a figure of a resolved law is what it is. */
export interface Reason {
  readonly concept: string
  readonly title: string | null
  readonly from: RowDate
  readonly published: PlainDate
  readonly because: readonly Citation[]
  readonly note: string | null
  /** What is still to be settled about the row; null where it is sure. */
  readonly provisional: string | null
  /** The municipality's ordinance set the value. */
  readonly byOrdinance: boolean
}

/** The law files of one context, read once at start-up. */
export interface LawFolder<K extends Kinds = Kinds> {
  /** `tax-individual` */
  readonly context: string
  readonly concepts: ReadonlyMap<string, Concept>
  /** SHA-256 over all files. */
  readonly digest: string
  /**
   * The law on the dates of a case — 適用法令.
   * A figure without a row on these dates, or chosen by a date the case lacks, crashes when it is read.
   * @param ordinance values of the municipality by `<context>.<concept>`; other contexts' values are passed over
   * @param knownAt rows published later are unknown: a notice is recomputed as it was known then
   */
  resolve(dates: LawDates, ordinance?: OrdinanceValues, knownAt?: Instant | PlainDate): ResolvedLaw<K>
  /** The first citation of the row that gave a figure. */
  cite(law: ResolvedLaw<K>, key: keyof K & string): Citation
  /** All that is known of the row that gave a figure. */
  reason(law: ResolvedLaw<K>, key: keyof K & string): Reason
  /** The rows of a resolved law that are not yet settled: a run that uses them warns. A figure of the ordinance is settled. */
  provisional(law: ResolvedLaw<K>): readonly Reason[]
}

interface Entry { readonly key: string; readonly concept: Concept }
interface Choice { readonly entry: Entry; readonly row: LawRow; readonly value: unknown; readonly byOrdinance: boolean }

/** Resolved laws are kept by dates; a run over many event dates starts anew past this many. */
const keptAtMost = 2_000
const noOrdinance: OrdinanceValues = Object.freeze({})
const registered = new Map<string, LawFolder>()

/** Every folder read so far. */
export function lawFolders(): readonly LawFolder[] {
  return [...registered.values()].sort((a, b) => (a.context < b.context ? -1 : 1))
}

/** Takes a folder back that stood for a trial alone. */
export function forgetLawFolder(context: string): void {
  registered.delete(context)
}

/** One digest over the law files of all folders: the law version that every result carries — 法令版. */
export function lawVersion(folders: readonly LawFolder[] = lawFolders()): string {
  return digestOfJson(folders.map((folder) => [folder.context, folder.digest]).sort()).slice(0, 16)
}

/**
 * Reads the `law/` folder of a context strictly; any fault stops the start-up with file, line and reason.
 * @param kinds one entry per file: `perCapitaLevy: yenValue()` reads `per-capita-levy.yaml`
 * @param options the context's name, where it is not the folders between `src/` and `law/`
 * @throws LawFileError naming every fault of the folder
 * @example
 * const folder = lawFolder(new URL('./law/', import.meta.url), { perCapitaLevy: yenValue() })
 * folder.resolve({ fiscalYear: 2026 }).perCapitaLevy // 3000
 */
export function lawFolder<const K extends Kinds>(url: URL, kinds: K, options: { context?: string } = {}): LawFolder<K> {
  const path = fileURLToPath(url)
  const context = options.context ?? contextOf(path)
  const read = readFolder(path, kinds)
  const entries = read.entries
  const chosen = new WeakMap<object, ReadonlyMap<string, Choice>>()
  const resolveOnce = (dates: LawDates, ordinance: OrdinanceValues, knownOn: PlainDate | null): ResolvedLaw<K> => {
    const choices = choose({ context, entries, dates, ordinance, knownOn })
    const law = lawObject<K>(entries, choices, context)
    chosen.set(law, choices)
    return law
  }
  const resolve = remember(usedDates(entries), resolveOnce)
  function reason(law: ResolvedLaw<K>, key: keyof K & string): Reason {
    const choice = chosen.get(law)?.get(key)
    assert(choice, `no row of ${context}.${conceptName(key)} was chosen here`)
    const { row, entry, byOrdinance } = choice
    return { concept: `${context}.${entry.concept.name}`, title: entry.concept.title, from: row.from, published: row.published, because: row.because, note: row.note, provisional: byOrdinance ? null : row.provisional, byOrdinance }
  }
  const folder: LawFolder<K> = {
    context,
    concepts: new Map(entries.map(({ concept }) => [concept.name, concept])),
    digest: read.digest,
    resolve: (dates, ordinance = noOrdinance, knownAt) => resolve(dates, ordinance, knownAt === undefined ? null : publishedBy(knownAt)),
    reason,
    cite: (law, key) => reason(law, key).because[0]!,
    provisional: (law) => [...(chosen.get(law)?.keys() ?? [])].map((key) => reason(law, key)).filter((one) => one.provisional !== null),
  }
  assert(!registered.has(context) || registered.get(context)!.digest === folder.digest, `two law folders are named ${context}`)
  registered.set(context, folder as unknown as LawFolder)
  return folder
}

/** `perCapitaLevy` → `per-capita-levy` */
export function conceptName(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

/** The row in force on a date among those known; undefined before the first and after an end. */
export function findRow(concept: Concept, date: RowDate, knownOn: PlainDate | null): LawRow | undefined {
  const row = concept.rows.findLast((one) => one.from <= date && (knownOn === null || one.published <= knownOn))
  return row && (row.to === null || date <= row.to) ? row : undefined
}

function contextOf(path: string): string {
  const match = /\/src\/(.+)\/law\/?$/.exec(path.replaceAll('\\', '/'))
  assert(match, `say the context of the law folder ${path}`)
  return match[1]!.replaceAll('/', '-')
}

interface ReadFolder { readonly entries: readonly Entry[]; readonly digest: string }

/** What was read before is taken where it is sound; a fault is told from the file as it lies, with its line. */
function readFolder(path: string, kinds: Kinds): ReadFolder {
  const before = readBefore.get(path.replace(/\/$/, ''))
  const known = before && tryFolder({ path, files: new Set(before.keys()) }, kinds, (file, kind, report) => {
    const { digest, content } = before.get(file)!
    return { digest, concept: checkConcept({ path: file, name: basename(file, '.yaml'), content }, kind, report) }
  })
  if (known && known.faults.length === 0) return known
  const read = tryFolder({ path, files: new Set(readdirSync(path)) }, kinds, (file, kind, report) => {
    const text = readFileSync(`${path}/${file}`, 'utf8')
    return { digest: sha256Hex(text), concept: readConcept({ path: `${relative(process.cwd(), path)}/${file}`, name: basename(file, '.yaml'), text }, kind, report) }
  })
  if (read.faults.length > 0) throw new LawFileError(read.faults)
  return read
}

type ReadFile = (file: string, kind: ValueKind<unknown>, report: (fault: string) => void) => { readonly digest: string; readonly concept: Concept | undefined }

function tryFolder({ path, files }: { path: string; files: ReadonlySet<string> }, kinds: Kinds, read: ReadFile): ReadFolder & { readonly faults: readonly string[] } {
  const faults: string[] = []
  const shown = relative(process.cwd(), path)
  const keys = new Map(Object.keys(kinds).map((key) => [`${conceptName(key)}.yaml`, key]))
  for (const file of files) if (!keys.has(file) && file !== 'README.md') faults.push(`${shown}/${file}: no rule reads this file`)
  const digests = new Map<string, string>()
  const entries = [...keys].flatMap(([file, key]) => {
    if (!files.has(file)) {
      faults.push(`${shown}/${file}: the file is missing`)
      return []
    }
    const { digest, concept } = read(file, kinds[key]!, (fault) => faults.push(fault))
    digests.set(file, digest)
    return concept ? [{ key, concept }] : []
  })
  return { entries, digest: digestOfJson([...digests].sort()), faults }
}

function usedDates(entries: readonly Entry[]): (dates: LawDates) => string {
  const used = [...new Set(entries.map(({ concept }) => concept.chosenBy))]
  return (dates) => used.map((by) => rowDateIn(dates, by) ?? '').join(' ')
}

/** Keeps resolved laws by dates and by the identity of the ordinance object. */
function remember<L>(keyOf: (dates: LawDates) => string, make: (dates: LawDates, ordinance: OrdinanceValues, knownOn: PlainDate | null) => L): typeof make {
  const kept = new WeakMap<OrdinanceValues, Map<string, L>>()
  return (dates, ordinance, knownOn) => {
    let byDates = kept.get(ordinance)
    if (!byDates) kept.set(ordinance, (byDates = new Map()))
    const key = `${keyOf(dates)} ${knownOn ?? ''}`
    const known = byDates.get(key)
    if (known) return known
    if (byDates.size >= keptAtMost) byDates.clear()
    const law = make(dates, ordinance, knownOn)
    byDates.set(key, law)
    return law
  }
}

interface Case { readonly context: string; readonly entries: readonly Entry[]; readonly dates: LawDates; readonly ordinance: OrdinanceValues; readonly knownOn: PlainDate | null }

function choose(one: Case): ReadonlyMap<string, Choice> {
  checkNames(one)
  const choices = new Map<string, Choice>()
  for (const entry of one.entries) {
    const date = rowDateIn(one.dates, entry.concept.chosenBy)
    const row = date === undefined ? undefined : findRow(entry.concept, date, one.knownOn)
    const choice = row && chooseValue(entry, row, { context: one.context, ordinance: one.ordinance })
    if (choice) choices.set(entry.key, choice)
  }
  return choices
}

function checkNames(one: Case): void {
  const names = new Set(one.entries.map(({ concept }) => `${one.context}.${concept.name}`))
  for (const key of Object.keys(one.ordinance)) {
    if (key.startsWith(`${one.context}.`)) assert(names.has(key), `no such ordinance value: ${key}`)
  }
}

function chooseValue(entry: Entry, row: LawRow, town: { context: string; ordinance: OrdinanceValues }): Choice | undefined {
  const { concept } = entry
  const name = `${town.context}.${concept.name}`
  const raw = town.ordinance[name]
  if (raw === undefined) return concept.scope === 'ordinance' ? undefined : { entry, row, value: row.value, byOrdinance: false }
  assert(concept.scope !== 'fixed', `${name} is fixed by law, no ordinance may set it`)
  const parsed = concept.kind.parse(raw)
  assert(parsed.ok, `ordinance value of ${name}: ${parsed.ok ? '' : parsed.reason}`)
  const [broken] = limitFaults(concept.kind, parsed.value, row)
  assert(!broken, `ordinance value of ${name} is ${broken}`)
  return { entry, row, value: parsed.value, byOrdinance: true }
}

function lawObject<K extends Kinds>(entries: readonly Entry[], choices: ReadonlyMap<string, Choice>, context: string): ResolvedLaw<K> {
  const law = {}
  for (const { key, concept } of entries) {
    const choice = choices.get(key)
    if (choice) Object.defineProperty(law, key, { value: choice.value, enumerable: true })
    else if (concept.kind.mayBeAbsent) Object.defineProperty(law, key, { value: null, enumerable: true })
    else Object.defineProperty(law, key, { get: () => assert(false, absence(concept, context)), enumerable: false })
  }
  return Object.freeze(law) as ResolvedLaw<K>
}

function absence(concept: Concept, context: string): string {
  const what = `${context}.${concept.name} (chosen by ${concept.chosenBy})`
  return concept.scope === 'ordinance' ? `the town has no ordinance value of ${what} here` : `no row of ${what} covers this case`
}
