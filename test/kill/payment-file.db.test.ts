import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { asOneFile, type OneFile } from '../../src/app/bench/one-file.ts'
import { declareLevies, issueSlips, raiseCharges } from '../../src/collection/index.ts'
import { loadPaymentFile } from '../../src/collection/commands.ts'
import { linesOfPage, postPageOfFile } from '../../src/collection/payments.ts'
import { fiscalYear, plainDate } from '../../src/kernel/plain-date.ts'
import { yen } from '../../src/kernel/yen.ts'
import { registerOutsider } from '../../src/party/commands.ts'
import { useTowns, valueOf, type Town } from '../support/town.ts'

const towns = useTowns(import.meta.url, { now: '2026-05-10T01:00:00Z' })
const kills = 6
const seed = 20260510

let poster: OneFile | undefined

beforeAll(async () => {
  poster = await asOneFile(new URL('post-file.ts', import.meta.url))
  declareLevies([{ code: 'bathing-tax', number: '91', title: '入湯税', shortTitle: '入湯税', article: '701-2' }])
})

afterAll(() => { poster?.remove() })

/** The same debts, slips and file in a town: paid once, paid twice, announced and taken back. */
async function makeFile(town: Town, count: number): Promise<string> {
  const { partyId } = valueOf(await town.run(registerOutsider, { name: '遠山　渚', kana: null, postalCode: null, address: '遠浦県沖見市灯台町一丁目2番3号', phone: null, validFrom: '2026-04-01', isSomebodyElse: true }))
  const sourceId = randomUUID()
  const rows: string[] = []
  for (let from = 0; from < count; from += linesOfPage) {
    const codes = await town.tx(async (tx) => {
      const raised = await raiseCharges(tx, Array.from({ length: Math.min(linesOfPage, count - from) }, (_, index) => ({
        levyCode: 'bathing-tax', sourceId, instalment: from + index, fiscalYear: fiscalYear(2026), partyId, subjectId: null, noticeNo: null, dueOn: plainDate('2026-06-01'), amount: yen(1_000 + from + index),
      })))
      const issued = await issueSlips(tx, raised.chargeIds.map((chargeId) => ({ chargeIds: [chargeId], usableUntil: plainDate('2026-06-01') })))
      return issued.ok ? issued.value.map((slip) => slip?.code ?? '') : []
    })
    rows.push(...codes.flatMap((code, index) => rowsOf(code, from + index)))
  }
  return valueOf(await town.run(loadPaymentFile, { content: Buffer.from(rows.join('\r\n'), 'utf8').toString('base64') })).fileId
}

function rowsOf(code: string, index: number): string[] {
  const row = (type: string, store: string): string => `${type},20260505,1815,EAN${code},${code.slice(13, 19)},${code.slice(19, 30)},0,${Number(code.slice(37, 43))},010,"試験マート",${store},0,20260506`
  if (index % 5 === 0) return [row('01', '1'), row('02', '2')]
  return index % 7 === 0 ? [row('01', '1'), row('03', '1')] : [row('01', '1'), row('02', '1'), row('01', '1')]
}

/** Everything the posting wrote, with ids and times left out: each line by the instalment it is about. */
async function written(town: Town): Promise<readonly unknown[]> {
  return await town.tx(async (tx) => (await tx.db.client.query(`
    select c.instalment, l.kind, l.debit, l.credit, l.amount, l.effective_on, l.reverses_entry_id is not null as reverses from collection.ledger l
    join collection.charge c on c.tenant_id = $1 and c.charge_id = l.charge_id where l.tenant_id = $1
    order by c.instalment, l.kind, l.debit, l.credit, l.amount`, [town.tenant])).rows)
}

async function results(town: Town, fileId: string): Promise<readonly unknown[]> {
  return await town.tx(async (tx) => (await tx.db.client.query('select line_no, outcome, exception from collection.payment_file_result where tenant_id = $1 and file_id = $2 order by line_no', [town.tenant, fileId])).rows)
}

/** Starts the poster and kills it so many milliseconds after it began to post; says whether it came to its end. */
async function postAndKill(fileId: string, afterMs: number | null): Promise<'done' | 'killed'> {
  const child = spawn(process.execPath, [poster!.path, towns.urls.app, towns.folder, String(towns.a.tenant), fileId], { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  child.stdout.on('data', (text: Buffer) => {
    said += text.toString()
    if (afterMs !== null && text.toString().includes('ready')) setTimeout(() => child.kill('SIGKILL'), afterMs)
  })
  await new Promise((resolve) => { child.on('close', resolve) })
  return said.includes('done') ? 'done' : 'killed'
}

/** Numbers between 0 and 1 from a seed: the moments can be drawn again. */
function numbersFrom(start: number): () => number {
  let state = start
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

test('a payment file whose posting is killed again and again ends with the rows of an undisturbed run', async () => {
  const [killed, whole] = [await makeFile(towns.a, 2_000), await makeFile(towns.b, 2_000)]
  for (let isFinished = false; !isFinished;) ({ isFinished } = await towns.b.tx((tx) => postPageOfFile(tx, whole)))
  const random = numbersFrom(seed)
  let done = 0
  for (let round = 0; round < kills; round += 1) if ((await postAndKill(killed, 20 + random() * 400)) === 'done') done += 1
  expect(await postAndKill(killed, null)).toBe('done')
  expect(done).toBeLessThan(kills)
  expect(await written(towns.a)).toEqual(await written(towns.b))
  expect(await results(towns.a, killed)).toEqual(await results(towns.b, whole))
}, 240_000)
