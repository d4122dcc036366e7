import type { PersonFacts } from '../../../resident/index.ts'
import type { OldColumn } from './codes.ts'

/** What the office would find on paper: corrections by number and item, as rows of the program's CSV. */
export interface Answer { readonly legacyId: string; readonly item: string; readonly rowMark: string; readonly value: string; readonly reason: string }

/** A person as the register must have them after the take-over; made beside the file, never read from it. */
export interface Truth {
  readonly addresseeNumber: string; readonly householdNumber: string; readonly name: string; readonly kana: string | null; readonly birth: { readonly calc: string; readonly unknown: string; readonly wording: string | null }
  readonly sex: string; readonly relationship: string; readonly status: string; readonly town: string; readonly number: string; readonly building: string | null; readonly room: string | null; readonly becameResidentOn: string
}

export type Cells = Record<OldColumn, string>

/** One row before it becomes text: its cells, and what it must become. */
export interface OldRow { readonly cells: Cells; truth: Truth; readonly facts: PersonFacts }
