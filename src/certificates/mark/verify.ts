import { z } from 'zod'
import { hyphenLikes, toHalfWidth } from '../../kernel/text.ts'
import { noPersons, query } from '../../platform/command/define.ts'
import { zOptionalText, zText } from '../../platform/command/schema.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { plainDate } from '../../kernel/plain-date.ts'
import { isSpoiledPaper } from '../../platform/document/index.ts'
import { markedKindKeys, markedKinds } from '../model.ts'
import { findMark, markText, plainCheckCode, type Mark } from './format.ts'
import { publicKeysOf } from './keys.ts'
import { findAnyMarked, findMarked, findMarkedElsewhere, type MarkedRow } from './key-store.ts'
import { judged, judgeLogged, judgeSignature, type Judgement, type LoggedFacts } from './verdict.ts'

/** As a camera or a mail gives it, over several lines or not. */
const zPasted = z.string({ error: '検証マークの文字を貼り付けてください。' }).min(1, { error: '検証マークの文字を貼り付けてください。' }).max(2000, { error: '検証マークの文字だけを貼り付けてください。' })

const VerifyInput = z.strictObject({
  mark: zPasted, number: zText(40, '発行番号'), checkCode: zText(40, '照合番号'),
  birth: zOptionalText(60, '生年月日'),
})
export type VerifyInput = z.infer<typeof VerifyInput>

/** What the page says: the verdict and nothing that does not stand on the paper. */
export interface VerifyAnswer extends Judgement {
  readonly paper: { readonly title: string; readonly number: string; readonly issuedOn: string; readonly pages: number } | null
  readonly hasComparedBirth: boolean
}

/** Tells whether a paper is one that this town issued and that still counts — 証明の検証. */
export const verifyMark = query<VerifyInput, VerifyAnswer>({
  name: 'certificates.verify-mark', title: '証明の紙を検証する', permission: 'certificates.read', action: 'view',
  description: 'Verifies the mark of a paper with the keys of the town and its issue log, together with the numbers read off the paper: genuine, altered, spoiled, reissued or unknown. Nothing is told that does not stand on the paper.',
  input: VerifyInput, output: z.custom<VerifyAnswer>(), sensitive: true,
  async run(tx, input) {
    return { ok: true, value: await verify(tx, input) }
  },
  ...noPersons,
  async example(tx) {
    const row = await findAnyMarked(tx)
    if (row === undefined) return null
    const mark = markText({ town: tx.office.code, keyNo: row.key_no, number: row.number, issuedOn: plainDate(row.issued_on), digest: row.digest, signature: row.signature })
    return { mark, number: row.number, checkCode: '0000-0000-0000-0000', birth: null }
  },
})

async function verify(tx: Tx, input: VerifyInput): Promise<VerifyAnswer> {
  const mark = findMark(input.mark)
  const told = (judgement: Judgement, paper: VerifyAnswer['paper'] = null): VerifyAnswer => ({ ...judgement, paper, hasComparedBirth: paper !== null && input.birth !== null })
  if (mark === undefined) return told(judged('unknown', 'no-mark'))
  const stopped = judgeSignature(mark, tx.office.code, await publicKeysOf(tx))
  if (stopped) return told(stopped)
  if (plainNumber(input.number) !== mark.number) return told(judged('altered', 'number-differs'))
  const row = await findSheet(tx, mark.number)
  const judgement = judgeLogged(row && factsOf(tx, row, { mark, input }))
  const isShown = row !== undefined && (judgement.verdict === 'genuine' || judgement.verdict === 'spoiled' || judgement.verdict === 'reissued')
  return told(judgement, isShown ? { title: titleOf(row), number: row.number, issuedOn: row.issued_on, pages: row.pages } : null)
}

/** The sheet of a number: of this room, or of another that had its paper signed here. */
async function findSheet(tx: Tx, number: string): Promise<MarkedRow | undefined> {
  const own = await findMarked(tx, number)
  const other = own ? undefined : await findMarkedElsewhere(tx, number)
  return other ? { ...other, is_spoiled: await isSpoiledPaper(tx, other.document_id), is_replaced: false } : own
}

function factsOf(tx: Tx, row: MarkedRow, { mark, input }: { readonly mark: Mark; readonly input: VerifyInput }): LoggedFacts {
  return {
    isSameMark: row.key_no === mark.keyNo && row.digest.equals(mark.digest) && row.issued_on === mark.issuedOn,
    isSameCode: row.code_index.equals(codeIndexOf(tx, input.checkCode)),
    isSameBirth: input.birth === null ? null : row.birth_indexes.some((index) => index.equals(birthIndexOf(tx, input.birth ?? ''))),
    isSpoiled: row.is_spoiled, isReplaced: row.is_replaced,
  }
}

/** Keyed digests under the town's key: the check code and the birth dates are not kept in the clear beside the log. */
export function codeIndexOf(tx: Tx, checkCode: string): Buffer {
  return tx.services.cipher(tx.tenant).blindIndex(plainCheckCode(checkCode), 'certificates.check-code')
}

export function birthIndexOf(tx: Tx, printed: string): Buffer {
  return tx.services.cipher(tx.tenant).blindIndex(printed.normalize('NFKC').replace(/\s/g, ''), 'certificates.birth-on-paper')
}

function plainNumber(typed: string): string {
  return toHalfWidth(typed).replace(hyphenLikes, '-').replace(/\s/g, '').toUpperCase()
}

function titleOf(row: MarkedRow): string {
  const kind = markedKindKeys.find((one) => one === row.kind)
  return kind === undefined ? row.kind : markedKinds[kind].title
}
