import { packageKinds } from '../packages/model.ts'

/** Letters about debts that are printed together. */
export type LetterKind = 'demand' | 'reminder'

export const letterTitles: Readonly<Record<LetterKind, string>> = { demand: packageKinds.demand.title, reminder: packageKinds.reminder.title }

/** Outputs under which letters about debts leave the office. */
export const letterOutputs: Readonly<Record<LetterKind, string>> = { demand: packageKinds.demand.output, reminder: packageKinds.reminder.output }
