import type { Tx } from '../platform/command/tx.ts'
import type { Output } from '../platform/context/manifest.ts'
import { contentFor } from './content.ts'
import { drawDraft, outputOf, refuseHousehold } from './draw.ts'
import { loadFacts, type LoadedFacts } from './facts.ts'
import { plainRequest, type CopyInput } from './inputs.ts'
import { documentKindKeys, documentKinds, itemKinds, type CopyRequest, type DocumentKind } from './model.ts'
import { basisRefusal } from './rules/request.ts'

/** The papers as outputs that the gate knows, one a kind. */
export const paperOutputs: readonly Output[] = documentKindKeys.map((kind) => ({
  name: outputOf(kind), title: documentKinds[kind].title, kind: 'certificate',
  async tryFor(tx, personId) {
    const request = usualRequest(kind, personId)
    const facts = await loadFacts(tx, request)
    if (facts === undefined || facts.members.length === 0 || basisRefusal(facts, request) !== undefined) return null
    const drawn = await draftOf(tx, facts, request)
    return drawn.ok ? drawn.value : drawn.refusals.map((refusal) => `${refusal.message}${refusal.remedy}`).join('\n')
  },
}))

/** What is asked for when nobody says more; a certificate of items has the four of everyday use. */
export function usualRequest(kind: DocumentKind, personId: string): CopyInput {
  return { ...plainRequest(personId), kind, items: itemKinds.has(kind) ? ['birth', 'sex', 'address', 'building'] : [] }
}

async function draftOf(tx: Tx, facts: LoadedFacts, request: CopyRequest) {
  const stopped = await refuseHousehold(tx, facts, request)
  if (stopped) return stopped
  const paper = await contentFor(tx, facts, { request, isForPaper: false })
  return paper.ok ? await drawDraft(tx, { facts, request, sheet: paper.value.sheet }) : paper
}
