import type { FormDeclaration, Output } from '../../platform/context/manifest.ts'
import type { RefusedAndRemembered, Tx } from '../../platform/command/tx.ts'
import type { Accepted } from '../../kernel/outcome.ts'
import { draftAtKiosk } from '../../seal/index.ts'
import { contentFor } from '../content.ts'
import { drawDraft } from '../draw.ts'
import { loadFacts } from '../facts.ts'
import { cashTitles } from '../model.ts'
import { basisRefusal } from '../rules/request.ts'
import { copyRequestOf, kindOf, kioskOutputOf, paperOutputOf, refuseAtKiosk } from './judge.ts'
import { kioskForms, type KioskForm } from './model.ts'

/** The papers at kiosks as outputs that the gate knows, beside the same forms at the counter: a suppression may name one of them alone. */
export const kioskOutputs: readonly Output[] = kioskForms.map((form) => ({
  name: kioskOutputOf(form), title: `${cashTitles[form]}（コンビニ交付）`, kind: 'certificate',
  async tryFor(tx, personId) {
    const tried = await draftOf(tx, form, personId)
    if (tried === null) return null
    return tried.ok ? tried.value : tried.refusals.map((refusal) => `${refusal.message}${refusal.remedy}`).join('\n')
  },
}))

/** The forms that are drawn for kiosks: those of the counter, under whose names they are drawn. */
export const kioskPapers: readonly FormDeclaration[] = kioskOutputs.map(({ name, title }, index) => ({ name, title, template: paperOutputOf(kioskForms[index]!), output: name }))

async function draftOf(tx: Tx, form: KioskForm, personId: string): Promise<Accepted<Uint8Array> | RefusedAndRemembered | null> {
  const facts = await loadFacts(tx, { kind: kindOf(form), personId, items: [] })
  if (facts === undefined || facts.members.length === 0) return null
  const request = copyRequestOf({ form, scope: 'household', items: form === 'record-items' ? ['birth', 'sex', 'address', 'building'] : [], copies: 1 }, facts)
  if (basisRefusal(facts, request) !== undefined) return null
  const stopped = await refuseAtKiosk(tx, form, facts)
  if (stopped !== undefined) return stopped
  if (form === 'seal-registration-certificate') return await draftAtKiosk(tx, personId)
  const paper = await contentFor(tx, facts, { request, isForPaper: false })
  return paper.ok ? await drawDraft(tx, { facts, request, sheet: paper.value.sheet }) : paper
}
