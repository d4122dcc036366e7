import { beforeAll, describe, expect, test } from 'vitest'
import { isAsAsked } from '../../src/app/bench/r12.ts'
import { issue } from '../../src/certificates/commands.ts'
import { sampleOrdinance } from '../../src/certificates/index.ts'
import { plainRequest } from '../../src/certificates/inputs.ts'
import { prepare } from '../../src/certificates/prepare.ts'
import { withClient } from '../../src/platform/db/roles.ts'
import { findIssued } from '../../src/platform/document/index.ts'
import { enterHousehold } from '../../src/resident/test-residents.ts'
import { useTowns, valueOf, type Town } from '../support/town.ts'

const towns = useTowns(import.meta.url, { now: '2026-11-24T01:42:00Z' })

/** Names that the forms find hard: selectors, rare characters, a hundred characters, and enough different glyphs that some bear the numbers of brackets. */
const names = [
  '佐久間　健一', '𠮷田　髙子', '山﨑　葛\u{E0100}', '辻\u{E0100}　一郎', `${'寿限無五劫水'.repeat(15)}　太郎次`, 'ＮＧＵＹＥＮ　ＴＨＩ　ＨＯＡ',
  '池田　節子', '後藤　真理子', '長谷川　恵美', '小野寺　蓮', '五十嵐　静江', '宇佐美　凛',
]

interface Paper { readonly number: string; readonly name: string; readonly pdf: Uint8Array }
const made: { papers: Paper[] } = { papers: [] }

beforeAll(async () => {
  for (const town of [towns.a, towns.b]) await setFee(town)
  for (const [index, name] of names.entries()) made.papers.push(await paperFor(towns.a, name, index))
  made.papers.push(await paperFor(towns.b, names[0]!, 0))
})

async function setFee(town: Town): Promise<void> {
  await withClient(towns.urls.owner, async (client) => {
    await client.query(`select set_config('app.tenant', $1, false)`, [String(town.tenant)])
    await client.query(`insert into tenancy.ordinance_value (tenant_id, concept, row_no, valid_from, value, published, because, recorded_at) values ($1, 'certificates.resident-record-copy-fee', 1, '2000-04-01', $2::jsonb, '2000-03-24', '[]', '2000-03-24T00:00:00Z')`, [town.tenant, String(sampleOrdinance[0].value)])
  })
}

async function paperFor(town: Town, name: string, index: number): Promise<Paper> {
  const { personIds: [personId = ''] } = await town.tx(async (tx) => await enterHousehold(tx, { town: '汐見台二丁目', number: `${index + 1}番1号` }, [{ name, kana: 'カナ', furigana: 'シメイ　フリガナ', born: '1977-08-03', sex: 'male', relationship: 'head' }]))
  const { shown } = valueOf(await town.ask(prepare, plainRequest(personId)))
  const { sheets: [sheet] } = valueOf(await town.run(issue, { ...plainRequest(personId), shown: shown ?? '' }))
  if (!sheet) throw new Error('a paper is issued')
  const pdf = await town.tx(async (tx) => (await findIssued(tx, sheet.documentId))?.pdf)
  if (!pdf) throw new Error('an issued paper is stored')
  return { number: sheet.number, name, pdf }
}

const asked = (paper: Paper) => ({ number: paper.number, names: [paper.name] })

describe('the second reader', () => {
  test('finds number and name on every paper, whatever characters the name is written with', () => {
    expect(made.papers.filter((paper) => !isAsAsked(paper.pdf, asked(paper))).map((paper) => paper.name)).toEqual([])
  })

  test('catches two papers whose bytes were swapped, each pair of the town and across towns', () => {
    const pairs = made.papers.flatMap((paper) => made.papers.filter((other) => other !== paper).map((other) => [paper, other] as const))
    expect(pairs.filter(([paper, other]) => isAsAsked(other.pdf, asked(paper)) && (paper.number !== other.number || paper.name !== other.name))).toEqual([])
    expect(pairs).toHaveLength(made.papers.length * (made.papers.length - 1))
  })

  test('catches a paper with the right number and another subject', () => {
    const wrong = made.papers.map((paper, index) => ({ paper, name: names[(index + 1) % names.length]! })).filter(({ paper, name }) => name !== paper.name)
    expect(wrong.filter(({ paper, name }) => isAsAsked(paper.pdf, { number: paper.number, names: [name] }))).toEqual([])
  })

  test('catches one wrong character of a name, and one wrong digit of a number', () => {
    for (const paper of made.papers) {
      const [last = '', other] = [paper.number.at(-1), (Number(paper.number.at(-1)) + 1) % 10]
      expect(last).toMatch(/[0-9]/)
      expect(isAsAsked(paper.pdf, { number: `${paper.number.slice(0, -1)}${other}`, names: [paper.name] })).toBe(false)
      const letters = [...paper.name]
      expect(isAsAsked(paper.pdf, { number: paper.number, names: [['鬱', ...letters.slice(1)].join('')] })).toBe(false)
    }
  })
})
