import type { Consequence, EventDraft, OpenTask, Reaction, TaskEnding } from './tx.ts'

export type { Consequence, Reaction } from './tx.ts'

/** Declares a reaction with the type of its facts, and forgets that type for the list. */
export function reaction<F>(definition: Reaction<F>): Reaction {
  return definition as unknown as Reaction
}

/** Which obligations an event settles: declared among the reactions of the context that opened them. */
export interface Closing extends TaskEnding {
  /** `resident.household-changed` */
  readonly event: string
  readonly context: string
  /** Codes of the obligations that may end. */
  readonly codes: readonly string[]
  /** Whose obligations the event settles; nobody's where it settles nothing. */
  subjects(event: EventDraft): readonly string[]
}

/**
 * A reaction by which an event ends open obligations — 出来事で閉じる手続き. It is shown before saving like any other line.
 * An obligation about several people ends only when the event settles it for all of them.
 */
export function closing({ event, context, codes, subjects, state, reason }: Closing): Reaction {
  return reaction<readonly OpenTask[]>({
    event, context,
    load: async (tx, happened) => await tx.services.listSettledTasks(tx, codes, subjects(happened)),
    preview: (happened, tasks) => tasks.map((task): Consequence => ({
      code: `${task.code}-ends`, business: task.business, subjectIds: task.subjectIds, title: `「${task.title}」を${endingWords[state]}として閉じます`, detail: reason, article: task.article, effectiveOn: happened.effectiveOn,
      deadline: null, lostAfter: null, amount: null, amountUnknown: null, letter: null, effect: 'automatic', owner: null,
    })),
    async apply(tx, happened, consequences) {
      if (consequences.length === 0) return
      const tasks = await tx.services.listSettledTasks(tx, codes, subjects(happened))
      await tx.services.endTasks(tx, tasks.map((task) => task.taskId), { state, reason })
    },
  })
}

const endingWords = { done: '済んだもの', 'not-needed': '要らないもの' } as const

/** The order of lines on every screen: deadline, business, code, subjects. */
export function sortConsequences(consequences: readonly Consequence[]): readonly Consequence[] {
  return [...consequences].sort((a, b) => compareText(sortKey(a), sortKey(b)))
}

function sortKey(consequence: Consequence): string {
  return [consequence.deadline ?? '9999-99-99', consequence.business, consequence.code, ...consequence.subjectIds].join('|')
}

/** By code unit, the same on every machine. */
function compareText(left: string, right: string): number {
  if (left === right) return 0
  return left < right ? -1 : 1
}
