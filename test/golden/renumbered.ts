import { doorsOf } from '../../src/platform/job/commands.ts'
import { runPage } from '../../src/platform/job/engine.ts'
import { csvFile } from '../../src/platform/spreadsheet/index.ts'
import { findPersonOn } from '../../src/resident/index.ts'
import { extractRenumbering, openRenumbering, takeRenumberingTowns } from '../../src/resident/renumbering/commands.ts'
import { townColumns } from '../../src/resident/renumbering/files.ts'
import { streetRenumbering } from '../../src/resident/renumbering/jobs.ts'
import { noticePaper, renumberingNotices } from '../../src/resident/renumbering/notices.ts'
import { staffMember, valueOf, type Town, type Towns } from '../support/town.ts'
import { enter, type Family } from './households.ts'
import type { Made, Wanted } from './makers.ts'

// The notice of a town that got another name, for each household that lived there.

const oldTown: Readonly<Record<Family, string>> = { typical: '字浜畑', longest: '大字東雲字上北浜飛地字下浜畑', rare: '字葛\u{E0100}浜', overflow: '字浜畑続' }

/** The notice to the head of a household whose town was renamed, as it leaves the office. */
export async function renumberingPaper({ towns, town, family }: Wanted): Promise<Made> {
  towns.clock.set('2026-11-24T01:42:00.000Z')
  const name = oldTown[family]
  const blockId = { typical: '0009101', longest: '0009102', rare: '0009103', overflow: '0009104' }[family]
  await town.tx((tx) => tx.db.client.query(`insert into resident.town_block (tenant_id, town_block_id, town, kana, postal_code, numbering) values ($1, $2, $3, 'アザハマハタ', '9990100', 'lot')`, [tx.tenant, blockId, name]))
  const [personId] = await enter(town, family, { address: { town: name, townBlockId: blockId, postalCode: '9990100' } })
  const renumberingId = await rename(towns, town, { name, family })
  const made = await town.tx((tx) => noticePaper.tryFor(tx, personId!))
  if (made instanceof Uint8Array) return made
  const { notDrawn } = valueOf(await town.ask(renumberingNotices, { renumberingId, form: 'paper', from: 0 }))
  const number = await town.tx(async (tx) => (await findPersonOn(tx, personId!))!.householdNumber)
  return notDrawn.includes(number) ? ['document.does-not-fit'] : []
}

async function rename(towns: Towns, town: Town, { name, family }: { readonly name: string; readonly family: Family }): Promise<string> {
  const announcement = family === 'longest' ? '令和8年汐音県汐見市告示第1234号（町及び字の区域及び名称の変更並びに新たな町の区域の画定について）' : '令和8年告示第12号'
  const { renumberingId } = valueOf(await town.run(openRenumbering, { kind: 'town-name', title: `${name}の町名の変更`, announcement, effectiveOn: '2026-11-24' }))
  const row = { 旧町名: name, 新町名: `港本町${{ typical: '一', longest: '二', rare: '三', overflow: '四' }[family]}丁目`, 新町名のカナ: 'ミナトホンチョウ', 新郵便番号: '999-0101', 新町字ID: { typical: '0009201', longest: '0009202', rare: '0009203', overflow: '0009204' }[family], 住居表示の別: '地番', 旧町名を閉じる: 'はい' }
  const fileBase64 = Buffer.from(csvFile([[...townColumns], townColumns.map((column) => (row as Partial<Record<string, string>>)[column] ?? '')], 'utf-8').bytes).toString('base64')
  valueOf(await town.run(takeRenumberingTowns, { renumberingId, fileBase64 }))
  const { persons } = valueOf(await town.run(extractRenumbering, { renumberingId }))
  const doors = doorsOf(streetRenumbering)
  const { runId } = valueOf(await town.run(doors.open, { renumberingId }))
  const work = async () => { while (await town.tx((tx) => runPage(tx, streetRenumbering, runId), staffMember(towns.yakuba, { permissions: [] })) === 'more'); }
  await work()
  valueOf(await town.run(doors.approve, { runId, total: persons }, { actor: staffMember(towns.yakuba) }))
  await work()
  return renumberingId
}
