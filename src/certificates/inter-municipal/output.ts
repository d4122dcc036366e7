import type { Tx } from '../../platform/command/tx.ts'
import type { Output } from '../../platform/context/manifest.ts'
import { findPersonOn } from '../../resident/index.ts'
import { markedKinds } from '../model.ts'
import { judge } from './home.ts'
import { interMunicipalKind, interMunicipalOutput } from './model.ts'
import { drawInterMunicipalDraft } from './paper.ts'

/** The copy as an output that the gate knows: what this town, as the home town, lets another print. */
export const interMunicipalCopy: Output = { name: interMunicipalOutput, title: markedKinds[interMunicipalKind].title, kind: 'certificate', tryFor: tryAway }

/** Asks for the household as another town would, and draws what is told. */
async function tryAway(tx: Tx, personId: string): Promise<string | Uint8Array | null> {
  const person = await findPersonOn(tx, personId)
  if (person === undefined) return null
  const items = ['relationship'] as const
  const { outcome, subjectIds, householder, persons } = await judge(tx, { asker: { name: person.name, birthOn: person.birth.calc, sex: person.sex, residentCode: null }, scope: 'household', memberNames: [], items, purpose: null })
  if (outcome !== 'answered') return null
  const drawn = await drawInterMunicipalDraft(tx, { answer: { homeName: `${tx.office.prefecture}${tx.office.name}`, householder, persons: [...persons] }, items, subjectIds })
  return drawn.ok ? drawn.value : drawn.refusals.map((refusal) => `${refusal.message}${refusal.remedy}`).join('\n')
}
