import type { Sex } from '../model.ts'

/**
 * The grammar of relationships — 続柄.
 * A relative is a chain of at most four atoms joined by の: `child.wife` is 子の妻. Five or more become 縁故者.
 */
export const relationshipAtoms = {
  husband: '夫', wife: '妻', 'husband-unregistered': '夫（未届）', 'wife-unregistered': '妻（未届）',
  child: '子', father: '父', mother: '母', 'elder-brother': '兄', 'elder-sister': '姉', 'younger-brother': '弟', 'younger-sister': '妹',
} as const
export type RelationshipAtom = keyof typeof relationshipAtoms

/** Words that stand alone. */
export const wholeRelationships = { head: '世帯主', kin: '縁故者', cohabitant: '同居人' } as const

const atoms: Readonly<Record<string, string>> = relationshipAtoms
const wholes: Readonly<Record<string, string>> = wholeRelationships
const codeOfWord: ReadonlyMap<string, string> = new Map([...Object.entries(atoms), ...Object.entries(wholes)].map(([code, word]) => [word, code]))

/** Words people say, and the chain the register writes. */
const saidWords: Readonly<Record<string, string>> = {
  孫: 'child.child', 長男: 'child', 二男: 'child', 次男: 'child', 三男: 'child', 長女: 'child', 二女: 'child', 次女: 'child', 三女: 'child',
  祖父: 'father.father', 祖母: 'father.mother', ひ孫: 'child.child.child', 本人: 'head', 嫁: 'child.wife', 婿: 'child.husband',
}

/**
 * Whether a chain is one the register may hold — 続柄の文法.
 * @law basic-resident-registration-act 7(4)
 */
export function isRelationship(chain: string): boolean {
  if (chain in wholes) return true
  const parts = chain.split('.')
  return parts.length <= 4 && parts.every((part) => part in atoms) && !parts.some((part, index) => isSpouse(part) && isSpouse(parts[index + 1] ?? ''))
}

function isSpouse(atom: string): boolean {
  return atom.startsWith('husband') || atom.startsWith('wife')
}

/**
 * The chain as words: `child.wife` is 子の妻.
 * @decides nothing
 */
export function relationshipText(chain: string): string {
  return wholes[chain] ?? chain.split('.').map((atom) => atoms[atom] ?? atom).join('の')
}

/**
 * Reads words as typed or as in a file: `子の妻`, `孫`, `世帯主`; undefined where they are no relationship.
 * @decides nothing
 */
export function findRelationship(words: string): string | undefined {
  const said = saidWords[words]
  if (said !== undefined) return said
  if (isRelationship(words)) return words
  const chain = words.split('の').map((word) => codeOfWord.get(word) ?? '?').join('.')
  return isRelationship(chain) ? chain : undefined
}

/**
 * The sex a chain implies by its last atom; undefined where it implies none.
 * @decides nothing
 */
export function sexImplied(chain: string): Sex | undefined {
  const last = chain.split('.').at(-1) ?? ''
  if (last.startsWith('husband') || last === 'father' || last.endsWith('-brother')) return 'male'
  return last.startsWith('wife') || last === 'mother' || last.endsWith('-sister') ? 'female' : undefined
}

/**
 * Whether the chain says that this person is the head's spouse.
 * @decides nothing
 */
export function isSpouseOfHead(chain: string): boolean {
  return !chain.includes('.') && isSpouse(chain)
}

/**
 * Generations below the head; negative above; undefined for 縁故者 and 同居人.
 * @decides nothing
 */
export function generationOf(chain: string): number | undefined {
  if (chain === 'head') return 0
  if (chain in wholes) return undefined
  return chain.split('.').reduce((sum, atom) => sum + (atom === 'child' ? 1 : 0) - (atom === 'father' || atom === 'mother' ? 1 : 0), 0)
}

/**
 * The relationship to a new head, where the old chains settle it — 世帯主が変わったときの続柄.
 * Only what follows without asking: the new head's own spouse, children and parents. Everything else is undefined and
 * must be asked for, because 続柄 of all members is entered anew.
 * LEGAL DOUBT: LD-042, a 子 may be of the former head alone; the filing may say so.
 * @law basic-resident-registration-act 25
 */
export function relationshipToNewHead(member: { readonly relationship: string; readonly sex: Sex }, newHead: { readonly relationship: string; readonly sex: Sex }): string | undefined {
  const [old, head] = [member.relationship, newHead.relationship]
  if (old === head) return undefined
  if (head === 'head') return old
  if (isSpouseOfHead(head)) return seenFromSpouse(old, head, member.sex)
  if (head === 'child') return seenFromChild(old, member.sex)
  return undefined
}

function seenFromSpouse(old: string, head: string, sex: Sex): string | undefined {
  if (old === 'head') return spouseWord(sex, head.endsWith('-unregistered'))
  if (old === 'child' || old.startsWith('child.')) return head.endsWith('-unregistered') ? undefined : old
  const prefix = `${head}.`
  if (old.startsWith(prefix)) return old.slice(prefix.length)
  const parentsOrSiblings = /^(father|mother|elder-brother|elder-sister|younger-brother|younger-sister)(\.|$)/.test(old)
  return parentsOrSiblings ? within4(`${spouseWordOf(head)}.${old}`) : sameKin(old)
}

function seenFromChild(old: string, sex: Sex): string | undefined {
  if (old === 'head') return parentWord(sex)
  if (isSpouseOfHead(old)) return undefined
  if (old === 'child.husband' || old === 'child.wife' || old === 'child.child') return undefined
  return sameKin(old)
}

function sameKin(old: string): string | undefined {
  return old === 'cohabitant' ? old : undefined
}

/** Seen from the wife, the former head is the husband: his father is 夫の父. */
function spouseWordOf(headsOldWord: string): string {
  const unregistered = headsOldWord.endsWith('-unregistered') ? '-unregistered' : ''
  return headsOldWord.startsWith('wife') ? `husband${unregistered}` : `wife${unregistered}`
}

function spouseWord(sex: Sex, isUnregistered: boolean): string | undefined {
  if (sex === 'unknown') return undefined
  return `${sex === 'male' ? 'husband' : 'wife'}${isUnregistered ? '-unregistered' : ''}`
}

function parentWord(sex: Sex): string | undefined {
  if (sex === 'unknown') return undefined
  return sex === 'male' ? 'father' : 'mother'
}

function within4(chain: string): string {
  return chain.split('.').length <= 4 ? chain : 'kin'
}
