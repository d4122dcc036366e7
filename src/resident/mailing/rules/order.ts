import { partsOfName } from '../../model.ts'

/** One piece of mail: where to, to whom, about whom — 宛名の一通. */
export interface Piece {
  readonly postalCode: string
  readonly address: string
  /** Several where households go under one cover. */
  readonly addressees: readonly string[]
  readonly kana: string
  /** 世帯番号, or 宛名番号 where each person is written to. */
  readonly number: string
  /** Residents of the range for whom it is. */
  readonly persons: number
  /** Everybody whom it would tell about: a protected one among them keeps it back. */
  readonly personIds: readonly string[]
}

export const mailOrders = { post: '郵便番号と住所の順', number: '番号の順', kana: 'フリガナの順' } as const
export type MailOrder = keyof typeof mailOrders

/**
 * An address in the order of the post: by postal code, then by place, house numbers as numbers — 郵便の順.
 * @decides nothing
 */
export function postalKey({ postalCode, address }: Pick<Piece, 'postalCode' | 'address'>): string {
  return `${postalCode}|${address.replace(/\d+/g, (digits) => digits.padStart(8, '0'))}`
}

/**
 * Pieces in the order asked for; the number settles what is alike.
 * @decides nothing
 */
export function inOrder<P extends Piece>(pieces: readonly P[], order: MailOrder): readonly P[] {
  const keyOf = (piece: Piece): string => ({ post: postalKey(piece), number: '', kana: piece.kana })[order]
  return pieces.map((piece) => ({ piece, key: `${keyOf(piece)}|${piece.number}` })).sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ piece }) => piece)
}

/**
 * Households at one address whose heads have the same surname go under one cover — 世帯をまとめる.
 * @param pieces one a household, in any order
 * @decides nothing
 */
export function mergeHouseholds(pieces: readonly Piece[]): readonly Piece[] {
  const merged = new Map<string, Piece>()
  for (const piece of inOrder(pieces, 'number')) {
    const key = `${piece.address}|${partsOfName(piece.addressees[0] ?? '').surname}`
    const first = merged.get(key)
    merged.set(key, first === undefined ? piece : { ...first, addressees: [...first.addressees, ...piece.addressees], persons: first.persons + piece.persons, personIds: [...first.personIds, ...piece.personIds] })
  }
  return [...merged.values()]
}
