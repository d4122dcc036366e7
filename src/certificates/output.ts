import type { Tx } from '../platform/command/tx.ts'
import type { Output } from '../platform/context/manifest.ts'
import { contentFor } from './content.ts'
import { copyOutput, drawDraft, refuseHousehold } from './draw.ts'
import { loadFacts, type LoadedFacts } from './facts.ts'
import { plainRequest } from './inputs.ts'
import type { CopyRequest } from './model.ts'

/** The copy of the resident record as an output that the gate knows. */
export const copyOfRecord: Output = {
  name: copyOutput, title: '住民票の写し', kind: 'certificate',
  async tryFor(tx, personId) {
    const request = plainRequest(personId)
    const facts = await loadFacts(tx, request)
    if (facts === undefined || facts.members.length === 0) return null
    const drawn = await draftOf(tx, facts, request)
    return drawn.ok ? drawn.value : drawn.refusals.map((refusal) => `${refusal.message}${refusal.remedy}`).join('\n')
  },
}

async function draftOf(tx: Tx, facts: LoadedFacts, request: CopyRequest) {
  const stopped = await refuseHousehold(tx, facts, request.requester)
  if (stopped) return stopped
  const paper = await contentFor(tx, facts, { request, isForPaper: false })
  return paper.ok ? await drawDraft(tx, { facts, request, sheet: paper.value.sheet }) : paper
}
