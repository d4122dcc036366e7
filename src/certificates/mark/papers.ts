import { assert } from '../../kernel/assert.ts'
import type { MarkedSheet, PaperMarks, PaperToSign, SignedMark, Tx } from '../../platform/command/tx.ts'
import { markedKindKeys, type MarkedKind } from '../model.ts'
import { digestOfContent, type SignedContent } from './content.ts'
import { newCheckCode, type Mark } from './format.ts'
import { signMark } from './key.ts'
import { insertMark, insertMarkedPaper } from './key-store.ts'
import { currentKey } from './keys.ts'
import { birthIndexOf, codeIndexOf } from './verify.ts'

/** Signs town, number, day, words and pictures of drawn pages with the key in use — 検証マーク. */
export async function signPages(tx: Tx, { kind, number, pages }: Pick<SignedContent, 'kind' | 'number' | 'pages'>): Promise<{ readonly mark: Mark; readonly text: string }> {
  const key = await currentKey(tx)
  const digest = digestOfContent({ kind, town: tx.office.code, number, issuedOn: tx.today, pages })
  return signMark({ town: tx.office.code, keyNo: key.keyNo, number, issuedOn: tx.today, digest }, key)
}

/** Marks for the papers of rooms below, handed down by wiring. */
export const paperMarks: PaperMarks = {
  newCheckCode,
  async sign(tx, paper): Promise<SignedMark> {
    const { mark, text } = await signPages(tx, { ...paper, kind: markedKindOf(paper) })
    return { text, keyNo: mark.keyNo, digest: mark.digest, signature: mark.signature }
  },
  async keep(tx, sheet: MarkedSheet) {
    const { keyNo, digest, signature } = sheet.mark
    await insertMarkedPaper(tx, { ...sheet, kind: markedKindOf(sheet) })
    await insertMark(tx, { issuanceId: sheet.sheetId, keyNo, digest, signature, codeIndex: codeIndexOf(tx, sheet.checkCode), birthIndexes: sheet.births.map((birth) => birthIndexOf(tx, birth)) })
  },
}

function markedKindOf({ kind }: Pick<PaperToSign, 'kind'>): MarkedKind {
  const known = markedKindKeys.find((one) => one === kind)
  assert(known !== undefined, 'a paper that is signed is of a kind that verification knows')
  return known
}
