import { assert } from '../../kernel/assert.ts'
import { accept, refusalCatalogue, type Accepted, type Refused } from '../../kernel/outcome.ts'
import type { GuardAnswer, Recipient, Requester, Tx } from '../command/tx.ts'

export type { GuardAnswer, GuardQuestion, Recipient, Requester } from '../command/tx.ts'

export const guardRefusals = refusalCatalogue('guard', {
  'undeclared-output': { message: 'この出力「{output}」は登録されていないため、出せません。', remedy: 'システム管理者に、出力の登録を頼んでください。' },
  'protected': { message: 'この記録は、この画面からは出せません。', remedy: '責任者へ回してください。窓口では「担当の者が承ります」と伝えてください。', article: '住民基本台帳事務における支援措置' },
  'suppressed': { message: 'この記録は、いまは出せません。', remedy: '責任者へ回してください。窓口では「担当の者が承ります」と伝えてください。' },
  'release-spent': { message: '一時解除は、もう使われたか、時間が過ぎました。', remedy: '要るときは、もう一度一時解除を求めてください。' },
  'outside-release': { message: '出来上がった紙に、承認された範囲にない住所が載っています。紙は出していません。', remedy: '載せる項目を減らすか、その住所を含む一時解除を求め直してください。' },
})

/** What would go out, about whom, to whom. */
export interface GateRequest {
  /** Name declared in a manifest; an undeclared one is refused. */
  readonly output: string
  readonly personIds: readonly string[]
  readonly recipient: Recipient
  /** Who asked, where paper is handed to somebody: a temporary release opens for this requester alone. */
  readonly requester?: Requester | null
  /** Outputs whose release opens this screen to its user. */
  readonly opensUnder?: readonly string[]
}

/**
 * The one question every output asks — 出力の門.
 * @returns the ids that must be withheld; empty where all may go out
 */
export async function withheldFrom(tx: Tx, request: GateRequest): Promise<ReadonlySet<string>> {
  assert(tx.services.outputs.has(request.output), `output not declared by any manifest: ${request.output}`)
  return withheldIn(await ask(tx, request))
}

/** The same for several outputs at once, by the name of each; the register is read once for all of them. */
export async function withheldFromEach(tx: Tx, { outputs, personIds, recipient }: { readonly outputs: readonly string[]; readonly personIds: readonly string[]; readonly recipient: Recipient }): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  for (const output of outputs) assert(tx.services.outputs.has(output), `output not declared by any manifest: ${output}`)
  const answers = await tx.services.guardAnswers(tx, [...new Set(personIds)], outputs.map((output) => ({ output, recipient, requester: null })))
  return new Map(outputs.map((output, index) => [output, withheldIn(answers[index]!.values())]))
}

/** Stops an output as a whole where one of its persons is protected; undefined where it may go out. */
export async function refuseProtected(tx: Tx, request: GateRequest): Promise<Refused | undefined> {
  const opened = await openGate(tx, request)
  return opened.ok ? undefined : opened
}

/**
 * Opens the gate for an output as a whole, or says why not.
 * @returns the temporary releases under which it opens; whoever lets the paper out uses them up
 */
export async function openGate(tx: Tx, request: GateRequest): Promise<Accepted<readonly string[]> | Refused> {
  if (!tx.services.outputs.has(request.output)) return guardRefusals.refuse('undeclared-output', { output: request.output })
  const answers = await ask(tx, request)
  const stopped = answers.filter((answer) => !answer.mayReveal)
  if (stopped.some((answer) => answer.ground === 'measure')) return guardRefusals.refuse('protected')
  return stopped.length > 0 ? guardRefusals.refuse('suppressed') : accept(answers.flatMap((answer) => answer.releaseId ?? []))
}

function withheldIn(answers: Iterable<GuardAnswer>): ReadonlySet<string> {
  return new Set([...answers].filter((answer) => !answer.mayReveal).map((answer) => answer.personId))
}

async function ask(tx: Tx, { output, personIds, recipient, requester = null, opensUnder }: GateRequest): Promise<readonly GuardAnswer[]> {
  if (personIds.length === 0) return []
  return [...(await tx.services.guardAnswer(tx, [...new Set(personIds)], { output, recipient, requester, opensUnder })).values()]
}
