import type { Yen } from '../../kernel/yen.ts'
import type { SetAside } from '../job/define.ts'

/** Why a piece is not printed with the others — 引抜きの理由. A context may have more of its own. */
export const asideReasons = ['protected', 'suppressed', 'no-address', 'missing-glyph', 'does-not-fit', 'changed'] as const
export type AsideReason = (typeof asideReasons)[number]

/** What is said of a piece that was taken out, and what to do with it. */
export interface AsideWords { readonly reason: string; readonly remedy: string }

/** What the machine knows of a piece, one envelope — 封筒. */
export interface Piece {
  /** Its key in the package. */
  readonly pieceId: string
  /** Whom the protection register is asked about; null for who is not in the register of residents. */
  readonly residentId: string | null
  readonly amount: Yen
  readonly aside: string | null
  readonly pieceNo: number | null
}

/**
 * Where a context keeps its packages, and how it speaks of what is taken out of them — 一括印刷の棚.
 * Each context has tables of its own, since what a piece is about is its own; the machine writes to the columns that all have.
 */
export interface Shelf {
  readonly tables: { readonly package: string; readonly piece: string; readonly part: string }
  readonly columns: {
    readonly piece: string
    readonly amount: string
    /** Number of the letter, where the machine gives it. */
    readonly letterNo: string | null
    /** Sheets in an envelope, of the row `p`. */
    readonly sheets: string
  }
  readonly words: Readonly<Record<string, AsideWords>>
}

/** Pieces that were taken out, for the list of the run. */
export function setAsideOf(shelf: Shelf, pieces: readonly { readonly subjectId: string; readonly aside: string | null }[]): readonly SetAside[] {
  return pieces.flatMap(({ subjectId, aside }) => (aside === null ? [] : [{ subjectId, ...shelf.words[aside]! }]))
}
