import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { findingSentences, PublishedKeys, verdictTitles, verifyOffline, type OfflineAnswer } from '../../certificates/index.ts'

const print = (line: string): void => { process.stdout.write(`${line}\n`) }
const usage = '使い方：npx yakuba verify ファイル.pdf --keys 公開鍵.json（ファイルの代わりに、検証マークの文字でもよい）'

/**
 * `npx yakuba verify`: tells whether a PDF or a mark was signed by the town whose published keys are handed over. It opens
 * no database and no line. Exit code 0 where it is genuine, 1 where it is not, 2 where it could not be asked.
 */
export async function verifyCommand(args: readonly string[]): Promise<number> {
  const [paper, option, keysFile] = args
  if (paper === undefined || option !== '--keys' || keysFile === undefined || args.length !== 3) { print(usage); return 2 }
  const keys = await readKeys(keysFile)
  if (keys === null) { print(`公開鍵のファイルを読めません：${keysFile}\n町の頁 /団体コード/open/certificates/keys から取り直してください。`); return 2 }
  const isFile = existsSync(paper)
  if (!isFile && /\.pdf$/i.test(paper)) { print(`PDFのファイルがありません：${paper}`); return 2 }
  const answer = await verifyOffline(isFile ? { pdf: await readFile(paper) } : { text: paper }, keys)
  tell(answer, keys)
  return answer.verdict === 'genuine' ? 0 : 1
}

async function readKeys(file: string): Promise<PublishedKeys | null> {
  if (!existsSync(file)) return null
  try {
    return PublishedKeys.safeParse(JSON.parse(await readFile(file, 'utf8'))).data ?? null
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

function tell({ verdict, finding, mark, hasComparedWords }: OfflineAnswer, keys: PublishedKeys): void {
  print(verdict === 'genuine' ? '署名と合っています' : verdictTitles[verdict])
  if (finding !== null) print(`  ${findingSentences[finding]}`)
  if (mark !== null) print(`  ${keys.name}（${keys.town}）　発行番号 ${mark.number}　発行日 ${mark.issuedOn}　署名鍵 ${mark.keyNo}`)
  if (verdict !== 'genuine') return
  print(hasComparedWords ? '  PDFのすべての頁の文字と印影が、署名したときと同じです。' : '  マークだけを確かめました。紙の文字は比べていません。発行番号と発行日を、紙と見比べてください。')
  print('  書き損じや刷り直しで使わなくなったかどうかは、町の検証の頁で確かめてください。')
}
