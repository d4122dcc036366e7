import type { Names } from '../model.ts'

// Whether an imprint shows a name of the person. The clerk reads the characters; this compares them with the record.

/** A comparison overlooks spaces, width and case, and which of the forms of a kanji the record names. */
function plain(text: string): string {
  return text.normalize('NFKC').replace(/[\s\ufe00-\ufe0f\u{e0100}-\u{e01ef}・]/gu, '').toUpperCase()
}

function partsOf(name: string | null): readonly string[] {
  return (name ?? '').split(/[\s\u3000]+/).map(plain).filter((part) => part !== '')
}

/**
 * Whether characters are the name, surname, given name, former surname or common name, or put together from parts of
 * them — 印影が氏名などを表しているか.
 * @param text as the clerk read it on the imprint
 * @law seal-registration-ordinance 5
 */
export function showsName(text: string, names: Names): boolean {
  const shown = plain(text)
  if (shown === '') return false
  const [legal, common, katakana] = [partsOf(names.name), partsOf(names.commonName), partsOf(names.katakanaName)]
  const former = partsOf(names.formerSurname)
  const withFormer = former.length > 0 ? [...former, ...legal.slice(1)] : []
  const lists = [legal, withFormer, common, katakana].filter((parts) => parts.length > 0)
  return lists.some((parts) => parts.includes(shown) || parts.join('') === shown || isPutTogether(shown, parts, 2))
}

/** Whether a text consists of pieces of at least so many of the parts, in their order. */
function isPutTogether(text: string, parts: readonly string[], atLeast: number): boolean {
  if (text === '') return atLeast <= 0
  const [first, ...rest] = parts
  if (first === undefined) return false
  if (isPutTogether(text, rest, atLeast)) return true
  const longest = [...text].length
  for (let length = 1; length <= longest; length += 1) {
    const piece = [...text].slice(0, length).join('')
    if (!first.includes(piece)) break
    if (isPutTogether([...text].slice(length).join(''), rest, atLeast - 1)) return true
  }
  return false
}

/**
 * Whether the record still bears the names under which an imprint was found to match — 氏名などが変わっていないか.
 * A change of any of them asks for a decision, also where the imprint shows another part.
 * @law seal-registration-ordinance 10
 */
export function bearsSameNames(judged: Names, record: Omit<Names, 'katakanaName'>): boolean {
  return judged.name === record.name && judged.formerSurname === record.formerSurname && judged.commonName === record.commonName
}
