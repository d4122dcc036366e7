import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { cropMm, renderPage } from '../../test/support/page-image.ts'
import { codesOf, staffMember, useTowns, valueOf, type Town } from '../../test/support/town.ts'
import { plainDate } from '../kernel/plain-date.ts'
import { withClient } from '../platform/db/roles.ts'
import { findIssued } from '../platform/document/index.ts'
import { readPages } from '../platform/document/typeset/read-back.ts'
import { cancelRegistration } from './cancel.ts'
import { issueCertificate } from './certificate-commands.ts'
import { showCertifiable } from './certifiable-queries.ts'
import { registerSeal, sendLetter } from './register-commands.ts'
import { findInk, sizeOf } from './rules/image.ts'
import { cancelSeal, confirmMatch, issueNotice, liftSuspension, openReview, replaceCard, suspendRegistration } from './standing-commands.ts'
import { findRegistration, lockSealOf } from './store.ts'
import { application, enterFamily, enterOne, protect, readImprint, registerOne, someone, type Registered } from './test-seals.ts'

const towns = useTowns(import.meta.url, { now: '2026-06-15T01:00:00Z' })

/** The fees of both towns, which only an ordinance can set. */
beforeAll(async () => {
  await withClient(towns.urls.owner, async (client) => {
    for (const [tenant, yen] of [[1, '300'], [2, '200']] as const) {
      await client.query(`select set_config('app.tenant', $1, false)`, [String(tenant)])
      await client.query(`insert into tenancy.ordinance_value (tenant_id, concept, row_no, valid_from, value, published, because, recorded_at) values ($1, 'seal.certificate-fee', 1, '2000-04-01', $2::jsonb, '2000-03-24', '[]', '2000-03-24T00:00:00Z')`, [tenant, yen])
    }
  })
})

const seen = async ({ registrationId }: Pick<Registered, 'registrationId'>) => ({ registrationId, expectedVersion: (await towns.a.tx((tx) => findRegistration(tx, registrationId)))!.version })
const request = ({ registrationId, cardNumber }: Registered, more: object = {}) => ({ registrationId, cardNumber, bearer: 'self', bearerName: null, ...more })
const press = (registered: Registered, more: object = {}, town: Town = towns.a) => town.run(issueCertificate, request(registered, more))

async function paperOf(documentId: string) {
  return await towns.a.tx(async (tx) => {
    const found = await findIssued(tx, documentId)
    if (!found) throw new Error('the paper is stored')
    return { ...found, pages: await readPages(found.pdf) }
  })
}

/** Size of what is printed in the place of the imprint, in tenths of a millimetre. */
async function printedSize(pdf: Uint8Array) {
  const dpi = 400
  const part = cropMm(await renderPage(pdf, dpi), dpi, { left: 22, top: 56, right: 188, bottom: 97 })
  const pixels = Uint8Array.from({ length: part.width * part.height }, (_, at) => Math.min(part.rgba[at * 4]!, part.rgba[at * 4 + 1]!, part.rgba[at * 4 + 2]!))
  const found = findInk({ width: part.width, height: part.height, pixels }, dpi / 25.4)
  if (found.kind !== 'found') throw new Error(found.kind)
  return sizeOf(found.ink, dpi / 25.4)
}

describe('the certificate', () => {
  test('it shows names, birth date, address and the imprint at its true size, and no furigana', async () => {
    const personId = await enterOne(towns.a, '白浜　澄子', { formerSurname: '大野', furigana: 'シラハマ　スミコ' })
    const registered = await registerOne(towns.a, personId)
    const issued = valueOf(await press(registered))
    expect(issued.number).toMatch(/^R8-IN-\d{6}$/)
    const { row, pdf, pages } = await paperOf(issued.documentId)
    expect([row.kind, row.serial, row.subject_ids, pages.length]).toEqual(['seal-registration-certificate', issued.number, [personId], 1])
    const text = pages[0]!.text
    for (const words of ['印鑑登録証明書', '白浜　澄子', '大野', '昭和55年5月5日', '汐音県汐見市汐見台四丁目', '令和8年6月15日', '汐見市長', '長谷川', issued.number]) expect(text).toContain(words)
    expect(text).not.toMatch(/シラハマ|女|続柄/)
    const { widthTenths, heightTenths } = await printedSize(pdf)
    expect([Math.abs(widthTenths - 150) <= 1, Math.abs(heightTenths - 150) <= 1]).toEqual([true, true])
  })

  test('each gets the own imprint, also one right after the other, at any size', async () => {
    const made: [Registered, number][] = []
    for (const [index, sideMm] of [9, 24.9, 18].entries()) {
      const personId = await enterOne(towns.a)
      const imprintId = await readImprint(towns.a, personId, { sideMm, shape: index === 1 ? 'square' : 'round', seed: index + 40, dpi: 300 })
      made.push([valueOf(await towns.a.run(registerSeal, application(personId, imprintId))), sideMm * 10])
    }
    const issued = await Promise.all(made.map(async ([registered, side]) => ({ side, paper: await paperOf(valueOf(await press(registered)).documentId) })))
    for (const { side, paper } of issued) expect(Math.abs((await printedSize(paper.pdf)).widthTenths - side)).toBeLessThanOrEqual(2)
  })

  test('the sex stands on it only where the ordinance says so, the katakana name where it is registered', async () => {
    const personId = await enterOne(towns.a, 'ＫＩＭ　ＭＩＮＡ', { residentType: 'foreign', furigana: null, nationality: '韓国', registeredDomicile: null, familyRegisterHead: null })
    const registered = valueOf(await towns.a.run(registerSeal, application(personId, await readImprint(towns.a, personId), { shownText: 'キム', katakanaName: 'キム　ミナ' })))
    const rows = async () => valueOf(await towns.a.ask(showCertifiable, { registrationId: registered.registrationId })).rows.map((row) => row.label)
    expect(await rows()).toEqual(['氏名', '氏名のカタカナ表記', '生年月日', '住所'])
    await withClient(towns.urls.owner, async (client) => {
      await client.query(`select set_config('app.tenant', '1', false)`)
      await client.query(`insert into tenancy.ordinance_value (tenant_id, concept, row_no, valid_from, value, published, because, recorded_at) values (1, 'seal.certificate-items', 1, '2000-04-01', '{"sex": true}', '2000-03-24', '[]', '2000-03-24T00:00:00Z')`)
    })
    expect(await rows()).toEqual(['氏名', '氏名のカタカナ表記', '生年月日', '性別', '住所'])
    const { pages } = await paperOf(valueOf(await press(registered)).documentId)
    for (const words of ['キム　ミナ', '1980年5月5日']) expect(pages[0]!.text).toContain(words)
  })

  test('the card is asked: another number, a replaced card, an agent without a name', async () => {
    const registered = await registerOne(towns.a, await enterOne(towns.a))
    expect(codesOf(await press(registered, { cardNumber: '00000000' }))).toEqual(['seal.card-differs'])
    expect(codesOf(await press(registered, { bearer: 'agent' }))).toEqual(['seal.bearer-missing'])
    valueOf(await press(registered, { bearer: 'agent', bearerName: '代理　太郎' }))
    const { cardNumber } = valueOf(await towns.a.run(replaceCard, { ...(await seen(registered)), reason: 'damaged' }))
    expect(codesOf(await press(registered))).toEqual(['seal.card-differs'])
    valueOf(await press(registered, { cardNumber }))
  })

  test('the other town can issue nothing with the ids and the card of this one', async () => {
    const registered = await registerOne(towns.a, await enterOne(towns.a))
    expect(codesOf(await press(registered, {}, towns.b))).toEqual(['seal.registration-not-found'])
  })

  test('a protected person, and anybody in the household of one, is stopped by the gate; the officer in charge may issue', async () => {
    const [mother, daughter] = await enterFamily(towns.a, [someone('白浜　幸'), someone('白浜　空', { relationship: 'child', born: '2005-01-01' })])
    const [one, two] = [await registerOne(towns.a, mother!, { seed: 50 }), await registerOne(towns.a, daughter!, { seed: 51 })]
    await protect(towns.a, mother!)
    const clerk = staffMember(towns.yakuba, { permissions: ['seal.read', 'seal.write', 'seal.issue'] })
    for (const registered of [one, two]) {
      const answer = await towns.a.run(issueCertificate, request(registered), { actor: clerk })
      expect(codesOf(answer)).toEqual(['guard.protected'])
    }
    valueOf(await press(one))
    const letterTo = await enterOne(towns.a)
    const imprintId = await readImprint(towns.a, letterTo)
    await protect(towns.a, letterTo)
    const { way: _way, guarantorNumber: _number, ...letter } = application(letterTo, imprintId)
    expect(codesOf(await towns.a.run(sendLetter, letter, { actor: clerk }))).toEqual(['guard.protected'])
  })
})

describe('a registration that does not stand is never printed', () => {
  test('RR A-43 a seal cancelled at 10:00, a certificate at 10:00:01: refused', async () => {
    const registered = await registerOne(towns.a, await enterOne(towns.a))
    towns.clock.set('2026-06-15T01:00:00Z')
    valueOf(await towns.a.run(cancelSeal, { ...(await seen(registered)), reason: 'seal-lost', note: null }))
    towns.clock.set('2026-06-15T01:00:01Z')
    const answer = await press(registered)
    expect(codesOf(answer)).toEqual(['seal.cancelled'])
    expect(answer.ok ? '' : answer.refusals[0]!.message).toContain('令和8年6月15日 に抹消されている')
    expect(valueOf(await towns.a.ask(showCertifiable, { registrationId: registered.registrationId }))).toMatchObject({ picture: null, rows: [] })
    towns.clock.set('2026-06-15T01:00:00Z')
  })

  test('suspended, under review, and again after each was lifted', async () => {
    const registered = await registerOne(towns.a, await enterOne(towns.a))
    valueOf(await towns.a.run(suspendRegistration, { ...(await seen(registered)), reason: 'card-lost', note: null }))
    expect(codesOf(await press(registered))).toEqual(['seal.suspended'])
    valueOf(await towns.a.run(liftSuspension, { ...(await seen(registered)), note: '見つかった' }))
    valueOf(await press(registered))
    valueOf(await towns.a.run(openReview, { ...(await seen(registered)), note: '申出' }))
    expect(codesOf(await press(registered))).toEqual(['seal.match-pending'])
    valueOf(await towns.a.run(confirmMatch, { ...(await seen(registered)), isMatching: true, note: '同じ' }))
    valueOf(await press(registered))
  })

  test('the resident register is asked at the moment of issue: a name that changed, a day of moving out that came, before any job has run', async () => {
    const on = '2026-06-20'
    const renamed = await enterOne(towns.a, '白浜　澄子', { later: { on, name: '大野　澄子' } })
    const leaving = await enterOne(towns.a, '白浜　澄子', { later: { on, status: 'moved-out', ceasedOn: plainDate(on) } })
    const [one, two] = [await registerOne(towns.a, renamed), await registerOne(towns.a, leaving)]
    towns.clock.set('2026-06-19T14:59:59Z')
    for (const registered of [one, two]) valueOf(await press(registered))
    towns.clock.set('2026-06-19T15:00:00Z')
    expect(codesOf(await press(one))).toEqual(['seal.match-pending'])
    expect(codesOf(await press(two))).toEqual(['seal.no-longer-resident'])
    towns.clock.set('2026-06-15T01:00:00Z')
  })

  test('whoever cancels first is waited for: a certificate pressed meanwhile is refused', async () => {
    const registered = await registerOne(towns.a, await enterOne(towns.a))
    const answer = await towns.a.tx(async (tx) => {
      const now = (await findRegistration(tx, registered.registrationId))!
      await lockSealOf(tx, now.personId)
      await cancelRegistration(tx, registered.registrationId, { reason: 'seal-lost', on: tx.today, note: null, isAutomatic: false })
      // The cancellation is written and not yet committed: whoever presses now sees the old row and has to wait.
      const pressed = press(registered)
      await new Promise((resolve) => { setTimeout(resolve, 300) })
      return { pressed }
    })
    expect(codesOf(await answer.pressed)).toEqual(['seal.cancelled'])
  })

  test('the log itself takes no sheet of a version that does not stand, even without the lock', async () => {
    const registered = await registerOne(towns.a, await enterOne(towns.a))
    const row = (await towns.a.tx((tx) => findRegistration(tx, registered.registrationId)))!
    valueOf(await towns.a.run(cancelSeal, { ...(await seen(registered)), reason: 'given-up', note: null }))
    const { insertCertificate } = await import('./store.ts')
    const entered = await towns.a.tx((tx) => insertCertificate(tx, { certificateId: randomUUID(), registration: row, number: 'R8-IN-999999', documentId: randomUUID(), bearer: 'self', bearerName: null, desk: '1番窓口' }))
    expect(entered).toBe(0)
  })

  test('cancelled and issued at the same time, eight times: whatever was issued had been asked before, and nothing after', async () => {
    const outcomes = { issued: 0, refused: 0 }
    for (let round = 0; round < 8; round += 1) {
      const registered = await registerOne(towns.a, await enterOne(towns.a))
      const cancel = await seen(registered)
      const presses = [press(registered), press(registered)]
      const [cancelled, ...answers] = await Promise.all([towns.a.run(cancelSeal, { ...cancel, reason: 'seal-lost', note: null }), ...presses])
      expect(cancelled.ok).toBe(true)
      for (const answer of answers) {
        if (answer.ok) outcomes.issued += 1
        else { outcomes.refused += 1; expect(codesOf(answer)).toEqual(['seal.cancelled']) }
      }
      expect(codesOf(await press(registered))).toEqual(['seal.cancelled'])
      const kept = await withClient(towns.urls.admin, async (client) => (await client.query<{ n: number; wrong: number }>(`
        select count(*)::int as n, count(*) filter (where r.state <> 'live')::int as wrong
        from seal.certificate c join seal.registration r on r.tenant_id = c.tenant_id and r.registration_id = c.registration_id and r.version = c.registration_version where c.registration_id = $1`, [registered.registrationId])).rows[0])
      expect(kept).toEqual({ n: answers.filter((answer) => answer.ok).length, wrong: 0 })
    }
    expect(outcomes.issued + outcomes.refused).toBe(16)
  })
})

test('the letter of enquiry goes to the address in the register with the form of answer; the notice names day and reason', async () => {
  const personId = await enterOne(towns.a)
  const { way: _way, guarantorNumber: _number, ...letter } = application(personId, await readImprint(towns.a, personId), { agentName: '代理　太郎' })
  const sent = valueOf(await towns.a.run(sendLetter, letter))
  const text = (await paperOf(sent.documentId)).pages[0]!.text.replaceAll('\n', '')
  for (const words of ['転送不要', '回答書', sent.letterNumber, '汐音県汐見市汐見台四丁目', '白浜　澄子　様', '令和8年7月15日', '代理　太郎']) expect(text).toContain(words)
  const registered = await registerOne(towns.a, await enterOne(towns.a))
  valueOf(await towns.a.run(cancelSeal, { ...(await seen(registered)), reason: 'registered-wrongly', note: null }))
  const notice = valueOf(await towns.a.run(issueNotice, { registrationId: registered.registrationId }))
  const told = (await paperOf(notice.documentId)).pages[0]!.text
  for (const words of ['抹消', '誤った登録', registered.registrationNumber, '令和8年6月15日', notice.number]) expect(told).toContain(words)
})
