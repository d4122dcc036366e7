import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { codesOf, staffMember, useTowns, valueOf, type Town } from '../../test/support/town.ts'
import { plainDate } from '../kernel/plain-date.ts'
import { withClient } from '../platform/db/roles.ts'
import { findIssued, listOpenMissing } from '../platform/document/index.ts'
import { readPages } from '../platform/document/typeset/read-back.ts'
import { insertMeasures, listPersonsOn, newMeasure } from '../resident/index.ts'
import { insertNumbers } from '../resident/number/store.ts'
import { enterHousehold, type Wanted } from '../resident/test-residents.ts'
import { issue, reissue, spoil } from './commands.ts'
import { issueCopy } from './draw.ts'
import { contentFor } from './content.ts'
import { loadFacts } from './facts.ts'
import { sampleOrdinance } from './index.ts'
import { plainRequest, type CopyInput } from './inputs.ts'
import { issuedSheet, issueHistory, issueLog, missingCharacters } from './lists.ts'
import { paperOutputs } from './output.ts'
import { prepare, type Prepared } from './prepare.ts'
import { dailyCash } from './cash.ts'

const towns = useTowns(import.meta.url, { now: '2026-11-24T01:42:00Z' })
const made: Record<string, string> = {}

const longName = `${'寿限無五劫水'.repeat(15)}　葛\u{E0100}𠮷髙﨑辻\u{E0100}太郎次`
const rare = ['𠮷田　髙子', '山﨑　葛\u{E0100}', '辻\u{E0100}　一郎', longName]

const person = (name: string, relationship: string, more: Partial<Wanted> = {}): Wanted => ({ name, kana: 'カナ', furigana: 'シメイ　フリガナ', born: '1977-08-03', sex: 'male', relationship, ...more })

beforeAll(async () => {
  await setFee(1, sampleOrdinance[0].value)
  await setFee(2, 200)
  await towns.a.tx(async (tx) => {
    const enter = async (number: string, members: readonly Wanted[]) => (await enterHousehold(tx, { town: '汐見台二丁目', number }, members)).personIds
    const sakuma = await enter('4番7号', [
      person('佐久間　健一', 'head'), person('佐久間　美咲', 'wife', { born: '1979-02-18', sex: 'female', formerSurname: '大野', formerSurnameFurigana: 'オオノ' }), person('佐久間　陽翔', 'child', { born: '2005-04-25' }),
      person('佐久間　結衣', 'child', { born: '2011-10-09', sex: 'female', furigana: null, kana: 'サクマ　ユイ' }), person('佐久間　蒼', 'child', { born: '2014-01-05' }),
    ])
    const hidden = await enter('9番1号', [person('宮地　絢子', 'head', { sex: 'female' }), person('宮地　空', 'child', { born: '2016-06-01' })])
    const foreign = await enter('9番2号', [person('ＮＧＵＹＥＮ　ＴＨＩ　ＨＯＡ', 'head', {
      residentType: 'foreign', furigana: null, registeredDomicile: null, familyRegisterHead: null, nationality: 'ベトナム', commonName: '阮　花',
      immigration: { category: 'mid-to-long-term', statusOfResidence: '技術・人文知識・国際業務', periodOfStay: '3年', expiresOn: plainDate('2028-05-31'), cardNumber: 'AB12345678CD' },
    })])
    const gone = await enter('9番3号', [person('佐々木　去', 'head', { status: 'moved-out', ceasedOn: plainDate('2026-03-31'), moveOutTo: '遠浦県沖見市' })])
    const unprintable = await enter('9番4号', [person('山\u{E01EF}田　太郎', 'head')])
    const rares: string[] = []
    for (const [index, name] of rare.entries()) rares.push(...(await enter(`20番${index + 1}号`, [person(name, 'head')])))
    Object.assign(made, { kenichi: sakuma[0], misaki: sakuma[1], yui: sakuma[3], ayako: hidden[0], sora: hidden[1], hoa: foreign[0], gone: gone[0], unprintable: unprintable[0] })
    rares.forEach((id, index) => { made[`rare${index}`] = id })
    await insertMeasures(tx, [{ ...newMeasure(hidden[0]!, { kind: 'domestic-violence', state: 'in-force', periodFrom: plainDate('2026-06-01'), periodUntil: plainDate('2027-05-31') }), reason: '試験' }])
  })
  await towns.b.tx(async (tx) => { made['inTownB'] = (await enterHousehold(tx, { town: '汐見台二丁目', number: '4番7号' }, [person('佐久間　健一', 'head')])).personIds[0]! })
})

async function setFee(tenant: number, yen: number): Promise<void> {
  await withClient(towns.urls.owner, async (client) => {
    await client.query(`select set_config('app.tenant', $1, false)`, [String(tenant)])
    await client.query(`insert into tenancy.ordinance_value (tenant_id, concept, row_no, valid_from, value, published, because, recorded_at) values ($1, 'certificates.resident-record-copy-fee', 1, '2000-04-01', $2::jsonb, '2000-03-24', '[]', '2000-03-24T00:00:00Z')`, [tenant, String(yen)])
  })
}

const clerk = () => staffMember(towns.yakuba, { id: '00000000-0000-7000-8000-0000000000c1', permissions: ['certificates.read', 'certificates.issue'] })
const request = (personId: string, more: Partial<CopyInput> = {}): CopyInput => ({ ...plainRequest(personId), ...more })

async function shownOf(town: Town, input: CopyInput): Promise<Prepared> { return valueOf(await town.ask(prepare, input)) }

async function press(input: CopyInput, how: Parameters<Town['run']>[2] & { town?: Town } = {}) {
  const { town = towns.a, ...rest } = how
  const { shown } = await shownOf(town, input)
  return await town.run(issue, { ...input, shown: shown ?? '0'.repeat(64) }, rest)
}

async function pagesOf(town: Town, documentId: string) {
  return await town.tx(async (tx) => {
    const found = await findIssued(tx, documentId)
    if (!found) throw new Error('the paper is stored')
    return { row: found.row, pages: await readPages(found.pdf) }
  })
}

async function paperOf(input: CopyInput): Promise<string> {
  const value = valueOf(await press(input))
  return (await pagesOf(towns.a, value.sheets[0]!.documentId)).pages.map((page) => page.text).join('\n')
}

describe('what stands on the copy', () => {
  test('nobody asked for anything: relationship, head and domicile are left out, and the legal reading alone is printed', async () => {
    const text = await paperOf(request(made['kenichi']!))
    expect(text).toContain('佐久間　健一')
    expect(text).toContain('汐音県汐見市汐見台二丁目4番7号')
    expect(text).toContain('シメイ　フリガナ')
    expect(text).toContain('大野（オオノ）')
    expect(text).not.toMatch(/世帯主\n佐久間|港本町一丁目12番地|サクマ　ユイ/)
    expect(text.match(/（省略）/g)?.length).toBeGreaterThan(5)
  })

  test('items that were asked for stand there', async () => {
    const text = await paperOf(request(made['kenichi']!, { items: ['relationship', 'domicile'] }))
    expect(text).toContain('汐音県汐見市港本町一丁目12番地')
    expect(text).toMatch(/\n妻\n/)
    expect(text).not.toContain('（省略）')
  })

  test('a household of five takes two pages; certification, mayor and seal stand on the last one only', async () => {
    const value = valueOf(await press(request(made['kenichi']!)))
    const { pages } = await pagesOf(towns.a, value.sheets[0]!.documentId)
    expect(pages).toHaveLength(2)
    expect(pages.map((page) => page.text.includes('相違ないことを証明する'))).toEqual([false, true])
    expect(pages.map((page) => page.text.includes('長谷川　恵子'))).toEqual([false, true])
    expect(pages.map((page) => /[12]／2/.exec(page.text)?.[0])).toEqual(['1／2', '2／2'])
    expect(pages.every((page) => page.text.includes(value.sheets[0]!.number))).toBe(true)
    const letters = pages[1]!.lines.filter((line) => line.sizePt > 15).map((line) => line.text).join('')
    expect(letters).toContain('汐見市長之印')
  })

  test('of a copy for one member nobody else of the household stands on the paper', async () => {
    const text = await paperOf(request(made['misaki']!, { scope: 'persons', subjectIds: [made['misaki']!] }))
    expect(text).toContain('佐久間　美咲')
    expect(text).not.toMatch(/健一|陽翔|結衣/)
    expect(text).toContain('この写しは、住民票の原本と相違ないことを証明する。')
  })

  test('a foreign resident stands there with birth in the western year and common name; status only when asked for', async () => {
    const plain = await paperOf(request(made['hoa']!))
    expect(plain).toContain('ＮＧＵＹＥＮ　ＴＨＩ　ＨＯＡ')
    expect(plain).toContain('1977年8月3日')
    expect(plain).toContain('阮　花')
    expect(plain).not.toMatch(/ベトナム|AB12345678CD|技術・人文/)
    const full = await paperOf(request(made['hoa']!, { items: ['nationality', 'residence-status'] }))
    expect(full).toMatch(/ベトナム[^]*中長期在留者[^]*技術・人文知識・国際業務[^]*AB12345678CD/)
  })

  test('the history of one person stands on the paper when it is asked for, and not with several persons', async () => {
    expect(codesOf(await press(request(made['kenichi']!, { items: ['history'] })))).toEqual(['certificates.history-for-one'])
    expect((await press(request(made['kenichi']!, { scope: 'persons', subjectIds: [made['kenichi']!], items: ['history'] }))).ok).toBe(true)
  })

  test.each(rare.map((name, index) => [name, index] as const))('%s stands on the paper character by character', async (name, index) => {
    const text = await paperOf(request(made[`rare${index}`]!))
    expect(text.replaceAll('\n', '')).toContain(name)
  })

  test('a sequence that no font has stops the paper and stands on the list', async () => {
    const input = request(made['unprintable']!)
    expect((await shownOf(towns.a, input)).checks.find((check) => check.text === '出せない字がない')?.state).toBe('error')
    expect(codesOf(await press(input))).toEqual(['document.missing-character'])
    const open = await towns.a.tx(listOpenMissing)
    expect(open.map((row) => [row.sequence, row.output, row.subject_ids])).toEqual([['山\u{E01EF}', 'certificates.resident-record-copy', [made['unprintable']]]])
    const listed = valueOf(await towns.a.ask(missingCharacters, {}))
    expect(listed.items[0]).toMatchObject({ codepoints: 'U+5C71 U+E01EF', output: '住民票の写し', persons: [{ name: '山\u{E01EF}田　太郎' }] })
    expect(valueOf(await towns.a.ask(issueHistory, { personId: made['unprintable']! })).items).toEqual([])
    expect(valueOf(await towns.b.ask(missingCharacters, {})).items).toEqual([])
  })
})

describe('never the wrong paper', () => {
  test('what was shown of one person issues no paper of another', async () => {
    const seen = await shownOf(towns.a, request(made['kenichi']!))
    expect(codesOf(await towns.a.run(issue, { ...request(made['hoa']!), shown: seen.shown }))).toEqual(['certificates.record-changed'])
    expect(codesOf(await towns.a.run(issue, { ...request(made['misaki']!), shown: seen.shown }))).toEqual(['certificates.record-changed'])
  })

  test('a content of somebody else is found on the finished page, and nothing is kept', async () => {
    const before = await countDocuments()
    const codes = await towns.a.tx(async (tx) => {
      const [mine, other] = [request(made['kenichi']!), request(made['hoa']!)]
      const [facts, others] = [await loadFacts(tx, mine), await loadFacts(tx, other)]
      const paper = await contentFor(tx, others!, { request: other, isForPaper: true })
      if (!paper.ok) throw new Error('the other paper has a content')
      const swapped = await issueCopy(tx, { facts: facts!, request: mine, paper: paper.value, number: 'R8-JU-999999', checkCode: '0000-0000-0000-0000', requestId: randomUUID() })
      return codesOf({ ...swapped, reason: 'refused' } as Parameters<typeof codesOf>[0])
    })
    expect(codes).toEqual(['document.read-back-differs'])
    expect(await countDocuments()).toBe(before)
  })

  test('one wrong line on a sheet of the right person is found too', async () => {
    const codes = await towns.a.tx(async (tx) => {
      const input = request(made['kenichi']!)
      const facts = (await loadFacts(tx, input))!
      const paper = await contentFor(tx, facts, { request: input, isForPaper: true })
      if (!paper.ok) throw new Error('the paper has a content')
      const wrongBirth = { ...paper.value.sheet, pages: paper.value.sheet.pages.map((page) => ({ ...page, persons: page.persons.map((one) => ({ ...one, rows: one.rows.map((row) => ({ ...row, value: row.value.replace('平成23年10月9日', '平成23年10月8日') })) })) })) }
      const drawn = await issueCopy(tx, { facts, request: input, paper: { ...paper.value, sheet: wrongBirth }, number: 'R8-JU-999999', checkCode: '0000-0000-0000-0000', requestId: randomUUID() })
      return codesOf({ ...drawn, reason: 'refused' } as Parameters<typeof codesOf>[0])
    })
    expect(codes).toEqual(['document.read-back-differs'])
  })

  test('the binding of the stored paper differs with request, person and page', async () => {
    const bindings = new Set<string>()
    for (const input of [request(made['kenichi']!), request(made['kenichi']!), request(made['misaki']!), request(made['kenichi']!, { items: ['relationship'] })]) {
      const value = valueOf(await press(input))
      bindings.add((await pagesOf(towns.a, value.sheets[0]!.documentId)).row.request_digest)
    }
    expect(bindings.size).toBe(4)
  })

  test('a press repeated issues one paper, takes one fee and gives the same number', async () => {
    const [key, input] = [randomUUID(), request(made['kenichi']!)]
    const cashBefore = await cashOf(towns.a)
    const first = valueOf(await press(input, { key }))
    expect(valueOf(await press(input, { key }))).toEqual(first)
    expect((await cashOf(towns.a)) - cashBefore).toBe(300)
  })

  test('a dry run draws the paper and keeps nothing, not even the number', async () => {
    const input = request(made['kenichi']!)
    const before = await countDocuments()
    const dry = valueOf(await press(input, { dry: true }))
    const real = valueOf(await press(input))
    expect(dry.sheets[0]!.number).toBe(real.sheets[0]!.number)
    expect((await countDocuments()) - before).toBe(1)
  })

  test('papers of many people at the same moment each carry their own name and a number of their own', async () => {
    const wanted = ['kenichi', 'hoa', 'rare0', 'rare1', 'rare2', 'rare3'].flatMap((who) => [made[who]!, made[who]!])
    const values = await Promise.all(wanted.map(async (personId) => valueOf(await press(request(personId)))))
    const names = new Map((await towns.a.tx((tx) => listPersonsOn(tx, wanted))).map((one) => [one.personId, one.name]))
    for (const [index, value] of values.entries()) {
      const text = (await pagesOf(towns.a, value.sheets[0]!.documentId)).pages.map((page) => page.text).join('\n')
      expect(text.replaceAll('\n', '')).toContain(names.get(wanted[index]!))
      expect(text).toContain(value.sheets[0]!.number)
    }
    expect(new Set(values.map((value) => value.sheets[0]!.number)).size).toBe(wanted.length)
  })

  test('each copy of several has its own number and its own document', async () => {
    const value = valueOf(await press(request(made['hoa']!, { copies: 3 })))
    expect(value.feeYen).toBe(900)
    expect(new Set(value.sheets.map((sheet) => sheet.number)).size).toBe(3)
    expect(new Set(value.sheets.map((sheet) => sheet.documentId)).size).toBe(3)
  })
})

describe('who may have it', () => {
  test('a household with a protected member stops every paper of it, also that of the others, for a general clerk', async () => {
    for (const who of ['ayako', 'sora']) {
      const answer = await towns.a.ask(prepare, request(made[who]!), clerk())
      const value = valueOf(answer)
      expect(value).toMatchObject({ sheet: null, shown: null, members: [], subject: { open: null } })
      expect(value.withheld?.sentence).toBe('確認に少し時間をいただきます。掛けてお待ちください。')
      const shown = await towns.a.tx(async (tx) => (await loadFacts(tx, request(made[who]!)))!.shown)
      expect(codesOf(await towns.a.run(issue, { ...request(made[who]!, { scope: 'persons', subjectIds: [made[who]!] }), shown }, { actor: clerk() }))).toEqual(['guard.protected'])
      expect(await towns.a.tx((tx) => paperOutputs[0]!.tryFor(tx, made[who]!), clerk())).not.toContain('9番1号')
    }
  })

  test('the officer in charge issues for the protected person, but to no agent', async () => {
    expect((await press(request(made['ayako']!))).ok).toBe(true)
    expect(codesOf(await press(request(made['ayako']!, { requester: { kind: 'agent', name: '宮地　一' } })))).toEqual(['certificates.protected-agent'])
  })

  test.each([
    ['a person who moved out', 'gone', {}, 'certificates.closed-record'],
    ['somebody of another household', 'kenichi', { scope: 'persons', subjectIds: ['hoa'] }, 'certificates.subject-outside'],
    ['no member chosen', 'kenichi', { scope: 'persons' }, 'certificates.subjects-empty'],
    ['an agent without a name', 'kenichi', { requester: { kind: 'agent', name: null } }, 'certificates.requester-name-missing'],
    ['a third party without a purpose', 'kenichi', { requester: { kind: 'third-party', name: '株式会社　沖見' } }, 'certificates.purpose-missing'],
    ['a public body without its card', 'kenichi', { requester: { kind: 'official', name: '沖見税務署' }, purpose: '調査' }, 'certificates.identity-of-official'],
    ['a third party who wants the history', 'kenichi', { requester: { kind: 'third-party', name: '株式会社　沖見' }, purpose: '債権', scope: 'persons', subjectIds: ['kenichi'], items: ['history'] }, 'certificates.item-not-for-third-party'],
    ['nationality of Japanese residents', 'kenichi', { items: ['nationality'] }, 'certificates.item-foreign-only'],
    ['an exemption the ordinance has not', 'kenichi', { exemption: 'friend' }, 'certificates.exemption-unknown'],
  ] as const)('%s is refused', async (_who, personKey, more, code) => {
    const ids = 'subjectIds' in more ? { subjectIds: more.subjectIds.map((key) => made[key]!) } : {}
    expect(codesOf(await press({ ...request(made[personKey]!), ...(more as Partial<CopyInput>), ...ids }))).toContain(code)
  })

  test('a person of the other town is unknown here, and nobody sees the other town\'s log', async () => {
    expect(codesOf(await towns.a.ask(prepare, request(made['inTownB']!)))).toEqual(['certificates.person-not-found'])
    expect(codesOf(await towns.a.run(issue, { ...request(made['inTownB']!), shown: '0'.repeat(64) }))).toEqual(['certificates.person-not-found'])
    const value = valueOf(await press(request(made['inTownB']!), { town: towns.b }))
    expect(value.sheets[0]!.number).toBe('R8-JU-000001')
    expect(value.feeYen).toBe(200)
    expect(codesOf(await towns.a.ask(issuedSheet, { issuanceId: value.sheets[0]!.issuanceId }))).toEqual(['certificates.issuance-not-found'])
    expect(valueOf(await towns.b.ask(issueLog, { on: null, after: null })).items).toHaveLength(1)
  })
})

describe('numbers', () => {
  const withNumber = (more: Partial<CopyInput> = {}) => request(made['hoa']!, { items: ['individual-number'], purpose: '勤務先の年末調整', ...more })

  test('an Individual Number stands on the paper alone, for the person with a purpose, and the trail says that it was revealed', async () => {
    expect(codesOf(await press(withNumber()))).toEqual(['certificates.number-not-recorded'])
    await towns.a.tx((tx) => insertNumbers(tx, [{ personId: made['hoa']!, kind: 'individual-number', number: '123456789013', reason: '付番' }]))
    const seen = await shownOf(towns.a, withNumber())
    expect(JSON.stringify(seen)).not.toMatch(/1234-?5678-?9013/)
    expect(JSON.stringify(seen.sheet)).toContain('紙にだけ印字します')
    const value = valueOf(await press(withNumber()))
    expect((await pagesOf(towns.a, value.sheets[0]!.documentId)).pages[0]!.text).toMatch(/1234.5678.9013/)
    const revealed = await towns.a.tx(async (tx) => (await tx.db.client.query(`select subject_ids from audit.entry where tenant_id = 1 and action = 'reveal' and output = 'certificates.resident-record-copy' and number_revealed`)).rows)
    expect(revealed).toEqual([{ subject_ids: [made['hoa']] }])
  })

  test.each([
    ['without a purpose', { purpose: null }, 'certificates.number-purpose-missing'],
    ['for an agent', { requester: { kind: 'agent', name: '阮　明' } }, 'certificates.number-only-for-household'],
    ['for a third party', { requester: { kind: 'third-party', name: '株式会社　沖見' } }, 'certificates.number-only-for-household'],
  ] as const)('no number is printed %s', async (_how, more, code) => {
    expect(codesOf(await press(withNumber(more as Partial<CopyInput>)))).toContain(code)
  })
})

describe('fees, spoiled sheets and the log', () => {
  test('public use is free and marked, and is said so in the book', async () => {
    const value = valueOf(await press(request(made['hoa']!, { requester: { kind: 'official', name: '沖見税務署' }, identityCheck: 'staff-card', purpose: '国税の調査' })))
    expect(value.feeYen).toBe(0)
    const { pages } = await pagesOf(towns.a, value.sheets[0]!.documentId)
    expect(pages[0]!.text).toContain('公用')
    expect(pages[0]!.text).not.toContain('免除')
    expect(valueOf(await towns.a.ask(dailyCash, { on: null })).desks[0]!.entries.at(-1)).toMatchObject({ yen: 0, count: 1, exemption: 'official-use' })
  })

  test('an exemption by the ordinance takes no money', async () => {
    expect(valueOf(await press(request(made['hoa']!, { exemption: 'public-assistance' }))).feeYen).toBe(0)
  })

  test('a spoiled sheet is printed again under a new number, with one fee', async () => {
    const value = valueOf(await press(request(made['kenichi']!)))
    const [sheet] = value.sheets
    const cash = await cashOf(towns.a)
    const again = valueOf(await towns.a.run(reissue, { issuanceId: sheet!.issuanceId, reason: '用紙が詰まった' }))
    expect(again.spoiledNumber).toBe(sheet!.number)
    expect(again.sheet.number).not.toBe(sheet!.number)
    expect(await cashOf(towns.a)).toBe(cash)
    expect((await pagesOf(towns.a, sheet!.documentId)).row.state).toBe('spoiled')
    expect((await pagesOf(towns.a, again.sheet.documentId)).row.state).toBe('issued')
    const logged = valueOf(await towns.a.ask(issuedSheet, { issuanceId: sheet!.issuanceId })).sheet
    expect(logged).toMatchObject({ spoiled: { reason: '用紙が詰まった' }, replacedBy: again.sheet.number })
    expect(codesOf(await towns.a.run(reissue, { issuanceId: sheet!.issuanceId, reason: 'もう一度' }))).toEqual(['certificates.already-reissued'])
    expect(codesOf(await towns.a.run(spoil, { issuanceId: sheet!.issuanceId, reason: 'もう一度' }))).toEqual(['certificates.already-spoiled'])
  })

  test('two presses on one jammed sheet give one new sheet', async () => {
    const value = valueOf(await press(request(made['hoa']!)))
    const presses = await Promise.all([1, 2].map(() => towns.a.run(reissue, { issuanceId: value.sheets[0]!.issuanceId, reason: '用紙が詰まった' })))
    expect(presses.map((answer) => answer.ok).sort()).toEqual([false, true])
  })

  test('the log has every number of the day without a gap, and the person\'s history has the newest first', async () => {
    const numbers: string[] = []
    let after: string | null = null
    do {
      const log: { items: readonly { number: string }[]; next: string | null } = valueOf(await towns.a.ask(issueLog, { on: null, after }))
      numbers.push(...log.items.map((sheet) => sheet.number))
      after = log.next
    } while (after !== null)
    expect(numbers).toEqual(numbers.map((_number, index) => `R8-JU-${String(index + 1).padStart(6, '0')}`))
    const history = valueOf(await towns.a.ask(issueHistory, { personId: made['misaki']! }))
    expect(history.items.length).toBeGreaterThan(3)
    expect(history.items.map((sheet) => sheet.number)).toEqual(history.items.map((sheet) => sheet.number).toSorted().reverse())
  })

  test('a sheet of yesterday is not printed again as a jam', async () => {
    const value = valueOf(await press(request(made['hoa']!)))
    towns.clock.set('2026-11-25T01:00:00Z')
    expect(codesOf(await towns.a.run(reissue, { issuanceId: value.sheets[0]!.issuanceId, reason: '用紙が詰まった' }))).toEqual(['certificates.reissue-another-day'])
    towns.clock.set('2026-11-24T01:42:00Z')
  })
})

async function cashOf(town: Town): Promise<number> { return valueOf(await town.ask(dailyCash, { on: null })).yen }

async function countDocuments(): Promise<number> {
  return await towns.a.tx(async (tx) => Number((await tx.db.client.query<{ n: string }>('select count(*)::text as n from platform.document')).rows[0]?.n))
}

test('people of one household with different addresses get no sheet together, nothing is stopped by it, and each gets one alone', async () => {
  const parted = { postalCode: null, townBlockId: null, town: '汐見台三丁目', number: '1番1号', building: null, room: null }
  const [head, wife] = await towns.a.tx(async (tx) => (await enterHousehold(tx, { town: '汐見台二丁目', number: '31番1号' }, [person('並木　一', 'head'), person('並木　二葉', 'wife', { sex: 'female', address: parted })])).personIds)
  expect(codesOf(await press(request(head!, { scope: 'household' })))).toContain('certificates.addresses-differ')
  for (const personId of [head!, wife!]) expect(valueOf(await press(request(personId, { scope: 'persons', subjectIds: [personId] }))).sheets).toHaveLength(1)
})
