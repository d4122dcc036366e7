import { assert } from '../../kernel/assert.ts'
import { refusalCatalogue, type Refused } from '../../kernel/outcome.ts'
import type { Tx } from '../command/tx.ts'

export type { GuardAnswer } from '../command/tx.ts'

/** Who gets an output: the persons themselves, somebody else, staff on a screen, or a system. */
export type Recipient = 'self' | 'third-party' | 'staff' | 'system'

export const guardRefusals = refusalCatalogue('guard', {
  'undeclared-output': { message: 'この出力「{output}」は登録されていないため、出せません。', remedy: 'システム管理者に、出力の登録を頼んでください。' },
  'protected': { message: 'この記録は、この画面からは出せません。', remedy: '責任者へ回してください。窓口では「担当の者が承ります」と伝えてください。', article: '住民基本台帳事務における支援措置' },
})

/**
 * The one question every output asks — 出力の門.
 * @param request.output name declared in a manifest; an undeclared one is refused
 * @returns the ids that must be withheld; empty where all may go out
 */
export async function withheldFrom(tx: Tx, request: { output: string; personIds: readonly string[]; recipient: Recipient }): Promise<ReadonlySet<string>> {
  assert(tx.services.outputs.has(request.output), `output not declared by any manifest: ${request.output}`)
  if (request.personIds.length === 0) return new Set()
  const answers = await tx.services.guardAnswer(tx, [...new Set(request.personIds)])
  const withheld = new Set<string>()
  for (const answer of answers.values()) if (!answer.mayReveal && request.recipient !== 'system') withheld.add(answer.personId)
  return withheld
}

/** Stops an output as a whole where one of its persons is protected; undefined where it may go out. */
export async function refuseProtected(tx: Tx, request: { output: string; personIds: readonly string[]; recipient: Recipient }): Promise<Refused | undefined> {
  if (!tx.services.outputs.has(request.output)) return guardRefusals.refuse('undeclared-output', { output: request.output })
  const withheld = await withheldFrom(tx, request)
  return withheld.size > 0 ? guardRefusals.refuse('protected') : undefined
}
