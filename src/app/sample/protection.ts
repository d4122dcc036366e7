import { addDays, addYears } from '../../kernel/plain-date.ts'
import type { Measure, MeasureKind } from '../../resident/index.ts'
import { sampleDay } from './calendar.ts'
import type { Composition } from './composition.ts'
import type { Person } from './people.ts'
import type { Random } from './random.ts'
import type { Serials } from './serials.ts'
import type { StoryParts } from './story.ts'
import { weighted } from './weighted.ts'

export interface ProtectionParts { readonly random: Random; readonly serials: Serials; readonly ending: StoryParts['ending']; readonly mustProtect: boolean }

const kinds = weighted<MeasureKind>([['domestic-violence', 78], ['stalking', 8], ['child-abuse', 6], ['other', 8]])

/** Support measures of a household: mothers with children and women alone most of all, a year at a time — 支援措置. */
export function protectionOf({ kind, members }: Composition, persons: readonly Person[], parts: ProtectionParts): readonly (Measure & { readonly reason: string })[] {
  const { random, serials } = parts
  const head = members[0]!
  const isLikely = kind === 'mother-children' || (kind === 'single' && head.sex === 'female' && head.age < 60)
  if (parts.ending !== 'none' || !isLikely || !(parts.mustProtect || random.chance(kind === 'single' ? 0.006 : 0.012))) return []
  const measureKind = kinds.pick(random)
  const periodFrom = addDays(sampleDay, -random.between(5, 330))
  const periodUntil = addDays(addYears(periodFrom, 1), -1)
  const ids = persons.map(() => serials.id())
  return persons.map((person, index) => ({
    measureId: ids[index]!, filingId: ids[0]!, role: index === 0 ? 'applicant' as const : 'co-protected' as const, version: 1, personId: person.personId, kind: measureKind, state: random.chance(0.9) ? 'in-force' as const : 'provisional' as const, periodFrom, periodUntil, byId: null, reason: '申出により支援措置を実施（相談機関の意見あり）',
  }))
}
