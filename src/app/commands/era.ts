import { parseArgs } from 'node:util'
import { findPlainDate } from '../../kernel/plain-date.ts'
import { systemClock } from '../../platform/clock/index.ts'
import { withClient } from '../../platform/db/roles.ts'
import { openYakuba } from '../open.ts'
import { readSettings } from '../settings.ts'

const print = (line: string): void => { process.stdout.write(`${line}\n`) }
const usage = '使い方：npx yakuba era 元号 --letter 頭文字 --code 6 --from 施行日 --published 公布日 [--fiscal-year 施行前の4月1日から名乗る年度]\n  日付は 2030-05-01 の形。動いている画面と一括処理は、止めずにそのまま新しい元号を知ります。'

/** `npx yakuba era`: enters an era that was announced, ahead of its day; no process has to be started again. */
export async function eraCommand(args: readonly string[]): Promise<number> {
  const { values, positionals: [name] } = parseArgs({
    args: [...args], allowPositionals: true, options: { letter: { type: 'string' }, code: { type: 'string' }, from: { type: 'string' }, published: { type: 'string' }, 'fiscal-year': { type: 'string' } },
  })
  const [code, from, published] = [Number(values.code), findPlainDate(values.from ?? ''), findPlainDate(values.published ?? '')]
  if (name === undefined || !/^[A-Z]$/.test(values.letter ?? '') || !(code >= 6 && code <= 9) || from === undefined || published === undefined || published > from) { print(usage); return 2 }
  const open = await openYakuba(readSettings(process.env), { clock: systemClock, print })
  try {
    await withClient(open.urls.owner, async (client) => {
      await client.query('insert into tenancy.era (name, letter, code, from_on, first_fiscal_year, published) values ($1, $2, $3, $4, $5, $6)', [name, values.letter, code, from, values['fiscal-year'] ?? null, published])
    })
    print(`${from} からの元号「${name}」を入れました。`)
    return 0
  } finally {
    await open.close()
  }
}
