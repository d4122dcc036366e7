import { beforeAll, describe, expect, test } from 'vitest'
import { issue } from '../../src/certificates/commands.ts'
import type { CopyInput } from '../../src/certificates/inputs.ts'
import { documentKindKeys, documentKinds, type DocumentKind } from '../../src/certificates/model.ts'
import { usualRequest } from '../../src/certificates/output.ts'
import { prepare } from '../../src/certificates/prepare.ts'
import { findIssued, readPages } from '../../src/platform/document/index.ts'
import { enterSampleOrdinance } from '../../src/tenancy/index.ts'
import { codesOf, useTowns, valueOf, type Town } from '../support/town.ts'
import { cases, enter, type Family, type Standing } from './households.ts'
import { expectAsLookedAt } from './looked-at.ts'

/**
 * Every paper of the register with an everyday household, the longest that is allowed, and rare characters, held against
 * what was looked at. A new or changed form is written with `YAKUBA_GOLDEN=write`, looked at as a picture
 * (`YAKUBA_PICTURES=folder`), and committed. The forms of the other rooms stand in `forms.test.ts`.
 */
const towns = useTowns(import.meta.url, { now: '2026-11-24T01:42:00Z' })

const standings = ['live', 'planned', 'gone', 'ex-officio'] as const satisfies readonly Standing[]
const standingOf: Readonly<Record<DocumentKind, Standing>> = { 'resident-record-copy': 'live', 'record-items': 'live', 'closed-record-copy': 'gone', 'closed-record-items': 'gone', 'moving-out': 'planned', 'moving-out-equivalent': 'ex-officio' }
const made = new Map<string, readonly string[]>()

beforeAll(async () => {
  await towns.a.tx(enterSampleOrdinance)
  await towns.b.tx(enterSampleOrdinance)
  for (const town of [towns.a, towns.b]) for (const family of [...cases, 'overflow'] as const) for (const standing of standings) made.set(`${town.code} ${family} ${standing}`, await enter(town, family, { standing }))
})

function requestFor(kind: DocumentKind, family: Family, town: Town = towns.a): CopyInput {
  const personId = made.get(`${town.code} ${family} ${standingOf[kind]}`)![0]!
  const usual = usualRequest(kind, personId)
  const isCopy = kind === 'resident-record-copy'
  const items = [...usual.items, ...(isCopy ? ['relationship', 'domicile'] as const : []), ...(isCopy && family === 'rare' ? ['nationality', 'residence-status'] as const : [])]
  return { ...usual, items, subjectIds: [], requester: { kind: 'self', name: null }, postalOrderYen: null }
}

async function paperOf(input: CopyInput, town: Town = towns.a): Promise<Uint8Array> {
  const { shown } = valueOf(await town.ask(prepare, input))
  const { sheets } = valueOf(await town.run(issue, { ...input, shown }))
  return (await town.tx((tx) => findIssued(tx, sheets[0]!.documentId)))!.pdf
}

describe.each(documentKindKeys.map((kind) => [documentKinds[kind].title, kind] as const))('%s', (_title, kind) => {
  test.each(cases)('stands as it was looked at: %s', async (family) => {
    await expectAsLookedAt(`certificates.${kind}-${family}`, await paperOf(requestFor(kind, family)))
  })

  test('is not made where a text does not fit even at the smallest size', async () => {
    const input = requestFor(kind, 'overflow')
    const seen = valueOf(await towns.a.ask(prepare, input))
    expect([seen.refusals.map((one) => one.code), seen.checks.find((check) => check.text === '文字が紙からはみ出さない')?.state]).toEqual([['document.does-not-fit'], 'error'])
    expect(codesOf(await towns.a.run(issue, { ...input, shown: seen.shown ?? '' }))).toEqual(['document.does-not-fit'])
  })

  test('of the same household in the other town names that town and none of this one', async () => {
    const text = (await readPages(await paperOf(requestFor(kind, 'typical', towns.b), towns.b))).map((page) => page.text).join('\n')
    expect(text).toContain('朝凪町')
    expect(text).not.toContain('汐見市長')
  })
})

test('the copy of one person with all common names stands as it was looked at, the certification after the attached sheet', async () => {
  const [, foreigner] = await enter(towns.a, 'rare', { standing: 'renamed' })
  const input = { ...usualRequest('resident-record-copy', foreigner!), scope: 'persons' as const, subjectIds: [foreigner!], items: ['nationality', 'common-names'] as CopyInput['items'], requester: { kind: 'self' as const, name: null }, postalOrderYen: null }
  const pdf = await paperOf(input)
  await expectAsLookedAt('certificates.resident-record-copy-common-names', pdf)
  const pages = await readPages(pdf)
  expect(pages.map((page) => page.text.includes('証明する'))).toEqual([false, true])
  expect(pages[1]!.text.replaceAll('\n', '')).toContain('林　花子削除令和4年6月30日汐音県汐見市')
})
