import { createHash, randomUUID } from 'node:crypto'
import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { partners, type PrintedSlip, type Report, type RequestedNotice, strangeSlip } from '../../../test/support/partners.ts'
import { maliciousWords, startScanDaemon } from '../../../test/support/scan-daemon.ts'
import { findTransferServers, noteOf, type Peers, startPeers } from '../../../test/support/transfer-servers.ts'
import { codesOf, staffMember, useTowns, valueOf, type Town } from '../../../test/support/town.ts'
import { fiscalYear, plainDate } from '../../kernel/plain-date.ts'
import { yen } from '../../kernel/yen.ts'
import type { InTown } from '../../platform/job/define.ts'
import { clamdScanner } from '../../integrations/malware-scan/index.ts'
import { registerOutsider } from '../../party/commands.ts'
import { listBalancesOfParty, raiseCharges } from '../charges.ts'
import { declareLevies } from '../levies.ts'
import { listSuspense } from '../payment-store.ts'
import { showPaymentFile } from '../queries.ts'
import { issueSlips } from '../slips.ts'
import { listTrialBalance } from '../store.ts'
import { loadChannelFile, setChannelFee } from './commands.ts'
import { pickUpChannelFiles } from './jobs.ts'
import { channelProfiles } from './profiles.ts'
import { listChannels, showChannel, showSettlements } from './queries.ts'
import { decideChannel, proposeChannel } from './setting-commands.ts'
import { loadBankStatement, settleFunds } from './settlement-commands.ts'
import { findChannel, listTransfers } from './store.ts'

let scanDaemon = await startScanDaemon()
const towns = useTowns(import.meta.url, { now: '2026-05-25T01:00:00Z', scanner: clamdScanner({ host: '127.0.0.1', port: scanDaemon.port }) })
const levyCode = 'bathing-tax'
const [levy, year] = ['91', 2026]

afterAll(async () => { await scanDaemon.stop() })
beforeAll(() => {
  declareLevies([{ code: levyCode, number: levy, title: '入湯税', shortTitle: '入湯税', article: '701-2' }])
})

interface Debt { readonly partyId: string; readonly slip: PrintedSlip; readonly notice: RequestedNotice }

let notices = 0
/** People who each owe one instalment and hold a slip for it. */
async function debtors(town: Town, amounts: readonly number[]): Promise<readonly Debt[]> {
  const debts: Debt[] = []
  for (const amount of amounts) {
    const partyId = valueOf(await town.run(registerOutsider, { name: '遠山　渚', kana: null, postalCode: '9990001', address: '遠浦県沖見市灯台町一丁目2番3号', phone: null, validFrom: '2026-04-01', isSomebodyElse: true })).partyId
    const notice = { levy, year, notice: `N${(notices += 1)}`, instalment: 1 }
    const raised = await town.tx((tx) => raiseCharges(tx, [{ levyCode, sourceId: randomUUID(), instalment: 1, fiscalYear: fiscalYear(year), partyId, subjectId: null, noticeNo: notice.notice, dueOn: plainDate('2026-06-01'), amount: yen(amount) }]))
    const issued = await town.tx((tx) => issueSlips(tx, [{ chargeIds: raised.chargeIds, usableUntil: plainDate('2026-06-01') }]))
    if (!issued.ok || !issued.value[0]) throw new Error('no slip')
    const { slipKey: key, code, ocr: [upper, lower] } = issued.value[0]
    debts.push({ partyId, notice, slip: { key, bars: code!, upper, lower, amount } })
  }
  return debts
}

/** A channel whose files somebody brings. */
function settings(profile: string) {
  return {
    channelId: null, expectedVersion: 0, title: profile, profile, sender: '777', transport: 'by-hand', host: null, port: null, userName: null, secret: null, hostKey: null, pickUpFolder: null, takenFolder: null, receiptFolder: null,
    wholeWhen: 'trailer', expectedDays: 'none', expectedBy: null, activeFrom: '2026-04-01', activeTo: null,
  }
}

async function channelOf(town: Town, profile: string): Promise<string> {
  return await agreed(town, settings(profile))
}

/** A setting that one officer has proposed and another lets take effect. */
async function agreed(town: Town, input: unknown): Promise<string> {
  const { channelId, proposalId } = valueOf(await town.run(proposeChannel, input as never))
  valueOf(await town.run(decideChannel, { proposalId, isGranted: true, reason: null }, { actor: staffMember(towns.yakuba) }))
  return channelId
}

async function load(town: Town, channelId: string, bytes: Buffer) {
  return await town.run(loadChannelFile, { channelId, fileName: 'payments.dat', content: bytes.toString('base64') })
}

async function outcomesOf(town: Town, fileId: string) {
  const file = valueOf(await town.ask(showPaymentFile, { fileId }))
  return Object.fromEntries(file.outcomes.map((row) => [row.outcome, row.lines]))
}

async function standingOf(town: Town, debt: Debt) {
  const [balance] = await town.tx((tx) => listBalancesOfParty(tx, debt.partyId))
  return { balance: balance!.balance, preliminary: balance!.preliminary, overpaid: balance!.overpaid }
}

async function ledgerOf(town: Town) {
  return Object.fromEntries((await town.tx((tx) => listTrialBalance(tx))).map((row) => [row.account, row.amount]))
}

async function suspenseOf(town: Town): Promise<number> {
  return (await town.tx((tx) => listSuspense(tx, 500))).reduce((total, row) => total + row.amount, 0)
}

test('every channel of the program has a partner that plays it', () => {
  expect(channelProfiles().map((profile) => profile.name).sort()).toEqual(Object.keys(partners).sort())
})

describe.each(channelProfiles().map((profile) => [profile.name, profile] as const))('%s', (name) => {
  const partner = partners[name]!
  const delivery = { town: '992011', sender: '777', day: '20260521', number: 1 }
  const report = (debt: Debt, kind: Report['kind'], more: Partial<Report> = {}): Report => ({ kind, slip: debt.slip, notice: debt.notice, amount: debt.slip.amount, serial: 1, day: '20260520', fundsDay: '20260529', ...more })

  it('posts what it reports, keeps a second payment as overpaid, and money that names nothing known in suspense', async () => {
    const town = towns.a
    const channelId = await channelOf(town, name)
    const [one, two] = await debtors(town, [12_300, 8_000]) as [Debt, Debt]
    const before = await suspenseOf(town)
    const unknown = { ...one, slip: strangeSlip(one.slip), notice: { ...one.notice, notice: 'NOBODY' } }
    const reports = [report(one, 'settled', { serial: 1 }), report(two, 'settled', { serial: 2 }), report(two, 'settled', { serial: 3 }), report(unknown, 'settled', { serial: 4 })]
    const file = partner.file(reports, delivery)
    const taken = valueOf(await load(town, channelId, file))
    expect([taken.lines, taken.amount]).toEqual([4, 12_300 + 8_000 + 8_000 + 12_300])
    if (partner.names === 'nothing') {
      expect(await outcomesOf(town, taken.fileId)).toEqual({ suspense: 4 })
      expect((await suspenseOf(town)) - before).toBe(40_600)
    } else {
      expect(await outcomesOf(town, taken.fileId)).toEqual({ confirmed: 3, suspense: 1 })
      expect([await standingOf(town, one), await standingOf(town, two)]).toEqual([{ balance: 0, preliminary: 0, overpaid: 0 }, { balance: 0, preliminary: 0, overpaid: 8_000 }])
      expect((await suspenseOf(town)) - before).toBe(12_300)
    }

    const books = await ledgerOf(town)
    expect(Object.values(books).reduce((total, amount) => total + amount, 0)).toBe(0)
    // The same file, the same payments in another file, and another file under the same number.
    expect(codesOf(await load(town, channelId, file))).toEqual(['collection.file-already-loaded'])
    const again = valueOf(await load(town, channelId, partner.file([...reports].reverse(), { ...delivery, number: 2 })))
    expect(await outcomesOf(town, again.fileId)).toEqual({ duplicate: 4 })
    if (partner.hasHead) expect(codesOf(await load(town, channelId, partner.file([report(one, 'settled', { serial: 9 })], delivery)))).toEqual(['collection.file-sequence'])
    expect(await ledgerOf(town)).toEqual(books)
    expect(await ledgerOf(towns.b)).toEqual({})
  })

  it.each(partner.says.length > 1 ? [name] : [])('takes back what was announced, in whatever order the files come', async () => {
    const town = towns.a
    const channelId = await channelOf(town, name)
    const [one, two, three] = await debtors(town, [5_100, 5_200, 5_300]) as [Debt, Debt, Debt]
    const take = async (reports: readonly Report[], number: number) => await outcomesOf(town, valueOf(await load(town, channelId, partner.file(reports, { ...delivery, number }))).fileId)
    expect(await take([report(one, 'announced', { serial: 21 }), report(two, 'announced', { serial: 22 })], 11)).toEqual({ preliminary: 2 })
    expect(await standingOf(town, one)).toEqual({ balance: 0, preliminary: 5_100, overpaid: 0 })
    expect(await take([report(one, 'taken-back', { serial: 21 }), report(three, 'taken-back', { serial: 23 })], 12)).toEqual({ 'by-hand': 1, cancelled: 1 })
    expect(await standingOf(town, one)).toEqual({ balance: 5_100, preliminary: 0, overpaid: 0 })
    // The announcement that the cancellation was for comes only now; the money of the second comes; its announcement comes late.
    expect(await take([report(three, 'announced', { serial: 23 }), report(two, 'settled', { serial: 22 })], 13)).toEqual({ cancelled: 1, confirmed: 1 })
    expect([await standingOf(town, two), await standingOf(town, three)]).toEqual([{ balance: 0, preliminary: 0, overpaid: 0 }, { balance: 5_300, preliminary: 0, overpaid: 0 }])
    expect(Object.values(await ledgerOf(town)).reduce((total, amount) => total + amount, 0)).toBe(0)
  })

  it('refuses a damaged file whole, with the line and the field, and posts nothing of it', async () => {
    const town = towns.a
    const channelId = await channelOf(town, name)
    const [one, two] = await debtors(town, [6_100, 6_200]) as [Debt, Debt]
    const reports = [report(one, 'settled', { serial: 31 }), report(two, 'settled', { serial: 32 })]
    const whole = partner.file(reports, { ...delivery, number: 21 })
    const books = await ledgerOf(town)
    const refusedOf = async (bytes: Buffer) => {
      const answer = await load(town, channelId, bytes)
      expect(answer.ok).toBe(false)
      return answer.ok ? [] : answer.refusals.map((refusal) => [refusal.code.slice('collection.'.length), refusal.line])
    }
    const inSecond = whole.lastIndexOf('20260520')
    const badDay = Buffer.from(whole)
    badDay.write('20260532', inSecond, 'latin1')
    const second = partner.hasTotals ? 3 : 2
    expect(await refusedOf(badDay)).toEqual([[expect.stringMatching(/^row-(date|code)$/), second]])
    // Cut off in the middle of a row, or (where the file has an end) between two; letters that are none; nothing at all.
    await refusedOf(whole.subarray(0, inSecond + 3))
    if (partner.hasTotals) await refusedOf(whole.subarray(0, whole.lastIndexOf('\r\n', inSecond) + 2))
    await refusedOf(Buffer.concat([whole.subarray(0, inSecond), Buffer.from([0xff, 0x00, 0xfe]), whole.subarray(inSecond + 3)]))
    await refusedOf(Buffer.from('\r\n'))
    if (partner.hasTotals) {
      const otherTotal = Buffer.from(whole)
      const at = whole.lastIndexOf('12300')
      otherTotal.write('12301', at, 'latin1')
      expect(await refusedOf(otherTotal)).toEqual([['total-differs', 4]])
    }
    if (partner.hasHead) expect(await refusedOf(partner.file(reports, { ...delivery, town: '993018', number: 22 }))).toContainEqual(['file-town', 1])
    expect(await ledgerOf(town)).toEqual(books)
    expect(valueOf(await load(town, channelId, whole)).lines).toBe(2)
  })
})

test('the settings of a channel count once another officer has agreed, and stay as they were until then', async () => {
  const town = towns.b
  const input = { ...settings('transfer-csv1'), title: '決裁を待つ', transport: 'sftp', host: 'bank.example', port: 22, userName: 'town', secret: 'first word', hostKey: `SHA256:${'A'.repeat(43)}`, pickUpFolder: 'out' }
  const second = { actor: staffMember(towns.yakuba) }
  const first = valueOf(await town.run(proposeChannel, input as never))
  expect(codesOf(await town.ask(showChannel, { channelId: first.channelId }))).toEqual(['collection.channel-not-found'])
  expect(codesOf(await town.run(decideChannel, { proposalId: first.proposalId, isGranted: true, reason: null }))).toEqual(['collection.channel-same-officer'])
  expect(codesOf(await towns.a.run(decideChannel, { proposalId: first.proposalId, isGranted: true, reason: null }, second))).toEqual(['collection.channel-proposal-not-found'])
  expect(valueOf(await town.run(decideChannel, { proposalId: first.proposalId, isGranted: true, reason: null }, second)).version).toBe(1)
  const { channelId } = first
  const change = { ...input, channelId, expectedVersion: 1, host: 'elsewhere.example', secret: 'second word' }
  const { proposalId } = valueOf(await town.run(proposeChannel, change as never))
  expect(codesOf(await town.run(proposeChannel, change as never))).toEqual(['collection.channel-waiting'])
  const { waiting } = valueOf(await town.ask(listChannels, {}))
  expect(waiting).toMatchObject([{ proposalId, isNew: false, isOwn: true, changes: [{ field: 'host', before: 'bank.example', after: 'elsewhere.example' }, { field: 'secret', before: null, after: null }] }])
  expect(JSON.stringify(waiting)).not.toContain('word')
  expect(valueOf(await town.ask(showChannel, { channelId }))).toMatchObject({ host: 'bank.example', version: 1, isWaiting: true })
  expect(codesOf(await town.run(decideChannel, { proposalId, isGranted: false, reason: null }, second))).toEqual(['collection.channel-reason'])
  // Taken back by whoever proposed it; then the same again, and agreed.
  expect(valueOf(await town.run(decideChannel, { proposalId, isGranted: false, reason: '相手の名前の誤り' })).version).toBe(1)
  expect(codesOf(await town.run(decideChannel, { proposalId, isGranted: true, reason: null }, second))).toEqual(['collection.channel-decided'])
  await agreed(town, change)
  expect(valueOf(await town.ask(showChannel, { channelId }))).toMatchObject({ host: 'elsewhere.example', version: 2, isWaiting: false })
})

test('a slip for two instalments that stands twice in one batch of a bank, whole and in part, is posted: the part was paid too much', async () => {
  const town = towns.a
  const [channelId, [payer]] = [await channelOf(town, 'bank-slip-fixed140'), await debtors(town, [9_000])]
  const { chargeIds } = await town.tx((tx) => raiseCharges(tx, [1_000, 2_000].map((amount, index) => ({
    levyCode, sourceId: randomUUID(), instalment: index + 1, fiscalYear: fiscalYear(year), partyId: payer!.partyId, subjectId: null, noticeNo: null, dueOn: plainDate('2026-06-01'), amount: yen(amount),
  }))))
  const issued = await town.tx((tx) => issueSlips(tx, [{ chargeIds, usableUntil: plainDate('2026-06-01') }]))
  const { slipKey: key, code, ocr: [upper, lower] } = issued.ok ? issued.value[0]! : (() => { throw new Error('no slip') })()
  const said = (serial: number, amount: number): Report => ({ kind: 'settled', slip: { key, bars: code!, upper, lower, amount: 3_000 }, notice: payer!.notice, amount, serial, day: '20260520', fundsDay: '20260521' })
  const taken = valueOf(await load(town, channelId, partners['bank-slip-fixed140']!.file([said(51, 3_000), said(52, 700)], { town: '992011', sender: '777', day: '20260521', number: 51 })))
  expect(await outcomesOf(town, taken.fileId)).toEqual({ confirmed: 2 })
  const balances = (await town.tx((tx) => listBalancesOfParty(tx, payer!.partyId))).filter((one) => chargeIds.includes(one.chargeId))
  expect(chargeIds.map((id) => balances.find((one) => one.chargeId === id)!).map((one) => [one.balance, one.overpaid])).toEqual([[0, 700], [0, 0]])
})

const servers = findTransferServers()

describe.each(['folder', 'sftp', ...('why' in servers ? [] : ['ftp'])] as const)(`files fetched by %s (${noteOf(servers)})`, (way) => {
  let peers: Peers
  beforeAll(async () => { peers = await startPeers(servers) }, 300_000)
  afterAll(async () => { await peers.stop() })

  const delivery = { town: '992011', sender: '777', day: '20260522', number: 1 }
  const fileOf = (debt: Debt, serial: number, number = serial): Buffer => partners['trustee-csv1']!.file([{ kind: 'settled', slip: debt.slip, notice: debt.notice, amount: debt.slip.amount, serial, day: '20260521', fundsDay: '20260529' }], { ...delivery, number })

  /** A channel that fetches from `pick` of the peer, and the folder of the peer on this machine. */
  async function channelTo(town: Town, whole: string, more: Record<string, unknown> = {}): Promise<{ channelId: string; settings: Record<string, unknown>; root: string; put(name: string, bytes: Buffer | string): void; lies(folder: string): string[] }> {
    const server = way === 'ftp' ? peers.ftp! : peers.sftp
    const root = join(way === 'folder' ? join(towns.folder, 'transfer', town.code) : server.root, randomUUID().slice(0, 8))
    const base = root.split('/').at(-1)!
    const asPartner = (path: string): void => { if (way !== 'folder') { const { uid, gid } = statSync(server.root); chownSync(path, uid, gid) } }
    for (const folder of [root, join(root, 'pick')]) { mkdirSync(folder, { recursive: true }); asPartner(folder) }
    const input = {
      channelId: null, expectedVersion: 0, title: `${way} ${whole}`, profile: 'trustee-csv1', sender: '777', transport: way, host: '127.0.0.1', port: server.port, userName: server.user, secret: server.secret, hostKey: server.hostKey || null,
      pickUpFolder: `${base}/pick`, takenFolder: null, receiptFolder: `${base}/receipts`, wholeWhen: whole, expectedDays: 'none', expectedBy: null, activeFrom: '2026-04-01', activeTo: null, ...more,
    }
    const channelId = await agreed(town, input)
    const put = (name: string, bytes: Buffer | string): void => { const path = join(root, 'pick', name); writeFileSync(path, bytes); asPartner(path) }
    return { channelId, settings: input, root, put, lies: (folder) => (existsSync(join(root, folder)) ? readdirSync(join(root, folder), { withFileTypes: true }).filter((one) => one.isFile()).map((one) => one.name).sort() : []) }
  }

  async function visit(town: Town, channelId: string, times = 1): Promise<void> {
    for (let time = 0; time < times; time += 1) await pickUpChannelFiles.run(town.tx, { channelId })
  }

  async function journalOf(town: Town, channelId: string): Promise<string[]> {
    return (await town.tx((tx) => listTransfers(tx, channelId, 100))).toReversed().map((row) => row.outcome)
  }

  const doneOf = (bytes: Buffer): string => `${bytes.length},3,${createHash('sha256').update(bytes).digest('hex')}\r\n`

  it('are taken once they are whole, once only, moved away after that, and acknowledged', async () => {
    const town = towns.a
    const { channelId, put, lies, root } = await channelTo(town, 'done-file')
    const [one, two] = await debtors(town, [7_100, 7_200]) as [Debt, Debt]
    const serial = Number.parseInt(randomUUID().slice(0, 6), 16) * 2 + 1
    const file = fileOf(one, serial, serial % 999_999)
    put('p1.csv.tmp', file)
    put('p1.csv', file.subarray(0, 40))
    await visit(town, channelId)
    put('p1.csv.done', doneOf(file))
    await visit(town, channelId)
    expect([await journalOf(town, channelId), lies('pick')]).toEqual([['waiting', 'waiting'], ['p1.csv', 'p1.csv.done', 'p1.csv.tmp']])
    put('p1.csv', file)
    await visit(town, channelId)
    // Taken, and still where it was: a stop here changes nothing, as the next visit finds the taking in the journal.
    expect([await standingOf(town, one), lies('pick')]).toEqual([{ balance: 0, preliminary: 0, overpaid: 0 }, ['p1.csv', 'p1.csv.done', 'p1.csv.tmp']])
    await visit(town, channelId, 2)
    expect([lies('pick'), lies('pick/taken'), lies('receipts')]).toEqual([['p1.csv.tmp'], ['p1.csv', 'p1.csv.done'], ['p1.csv.receipt']])
    expect(readFileSync(join(root, 'receipts/p1.csv.receipt'), 'utf8')).toContain('result,taken')

    // The same file once more, under its name and under another; a changed one under the same name.
    const books = await ledgerOf(town)
    put('p1.csv', file)
    put('p1.csv.done', doneOf(file))
    put('p2.csv', file)
    put('p2.csv.done', doneOf(file))
    await visit(town, channelId, 2)
    expect([await ledgerOf(town), lies('pick'), lies('pick/taken')]).toEqual([books, ['p1.csv.tmp'], ['p1.csv', 'p1.csv.done', 'p2.csv', 'p2.csv.done']])
    const changed = fileOf(two, serial + 1, (serial + 1) % 999_999)
    put('p1.csv', changed)
    put('p1.csv.done', doneOf(changed))
    await visit(town, channelId, 2)
    expect([await ledgerOf(town), await standingOf(town, two), lies('pick/refused')]).toEqual([books, { balance: 7_200, preliminary: 0, overpaid: 0 }, ['p1.csv', 'p1.csv.done']])
    expect(await journalOf(town, channelId)).toEqual(['waiting', 'waiting', 'taken', 'sent', 'moved', 'sent', 'moved', 'sent', 'seen-again', 'changed', 'sent', 'moved'])
  })

  it('wait for an end or a standing size where no other file says that they are whole; a broken one is refused with its sentences', async () => {
    const town = towns.a
    const [one, two] = await debtors(town, [7_300, 7_400]) as [Debt, Debt]
    const serial = Number.parseInt(randomUUID().slice(0, 6), 16) * 2 + 1
    const bytes = fileOf(one, serial, serial % 999_999)
    const byEnd = await channelTo(town, 'trailer', { receiptFolder: null })
    byEnd.put('a.csv', bytes.subarray(0, bytes.lastIndexOf('T,')))
    await visit(town, byEnd.channelId, 2)
    byEnd.put('a.csv', bytes)
    await visit(town, byEnd.channelId, 2)
    expect([await journalOf(town, byEnd.channelId), byEnd.lies('pick/taken')]).toEqual([['waiting', 'taken', 'moved'], ['a.csv']])

    const bySize = await channelTo(town, 'stable')
    const broken = Buffer.from(fileOf(two, serial + 1, (serial + 1) % 999_999).toString('latin1').replace(',7400,', ',74OO,'), 'latin1')
    bySize.put('b.csv', broken)
    await visit(town, bySize.channelId)
    bySize.put('b.csv', Buffer.concat([broken, Buffer.from(' \r\n')]))
    await visit(town, bySize.channelId, 3)
    expect([await journalOf(town, bySize.channelId), bySize.lies('pick/refused')]).toEqual([['waiting', 'waiting', 'refused', 'sent', 'moved'], ['b.csv']])
    expect(readFileSync(join(bySize.root, 'receipts/b.csv.receipt'), 'utf8')).toContain('result,refused\r\nreason,')
    expect(await standingOf(town, two)).toEqual({ balance: 7_400, preliminary: 0, overpaid: 0 })
  })

  it.each(way === 'folder' ? [way] : [])('are neither lost nor doubled where the program stops before or after any of its transactions, nor where two programs meet', async () => {
    const town = towns.a
    const { channelId, put, lies } = await channelTo(town, 'done-file')
    /** Transactions of the town, until one of them: before it, or once it stands, the program is gone. */
    const stopping = (at: number, when: 'before' | 'after'): InTown => {
      let begun = 0
      return async (work) => {
        begun += 1
        if (begun === at && when === 'before') throw new Error('stopped')
        const answer = await town.tx(work)
        if (begun === at) throw new Error('stopped')
        return answer
      }
    }
    const stops = [1, 2, 3, 4, 5, 6, 7, 8, 9].flatMap((at) => [[at, 'before'], [at, 'after']] as const)
    const debts = await debtors(town, [...stops.map((_, index) => 30_000 + index), 31_000])
    const base = Number.parseInt(randomUUID().slice(0, 6), 16) * 100
    const lay = (debt: Debt, index: number): void => { const file = fileOf(debt, base + index, 700_000 + index); put(`k${index}.csv`, file); put(`k${index}.csv.done`, doneOf(file)) }
    for (const [index, [at, when]] of stops.entries()) {
      lay(debts[index]!, index)
      const dying = stopping(at, when)
      await expect((async () => { for (;;) await pickUpChannelFiles.run(dying, { channelId }) })()).rejects.toThrow('stopped')
      await visit(town, channelId, 2)
    }
    lay(debts.at(-1)!, stops.length)
    // Both have fetched the file before either takes it in.
    let [arrived, open] = [0, (): void => undefined]
    const both = new Promise<void>((resolve) => { open = resolve })
    const meeting = (): InTown => {
      let begun = 0
      return async (work) => {
        begun += 1
        if (begun === 3) { arrived += 1; if (arrived === 2) open(); await both }
        return await town.tx(work)
      }
    }
    await Promise.all([1, 2].map(async () => { await pickUpChannelFiles.run(meeting(), { channelId }) }))
    await visit(town, channelId, 2)
    expect(await Promise.all(debts.map(async (debt) => await standingOf(town, debt)))).toEqual(debts.map(() => ({ balance: 0, preliminary: 0, overpaid: 0 })))
    const names = debts.map((_, index) => `k${index}.csv`)
    expect([lies('pick'), lies('pick/taken')]).toEqual([[], names.flatMap((name) => [name, `${name}.done`]).sort()])
    const taken = (await town.tx((tx) => listTransfers(tx, channelId, 500))).filter((row) => row.outcome === 'taken').map((row) => row.file_name)
    expect(taken.sort()).toEqual(names.sort())
  })

  it.each(way === 'folder' ? [way] : [])('are read by nobody before a scanner has said that they are clean; what it finds is kept aside and told', async () => {
    const town = towns.a
    const { channelId, put, lies, root } = await channelTo(town, 'trailer')
    const [one, two] = await debtors(town, [7_500, 7_600]) as [Debt, Debt]
    const serial = Number.parseInt(randomUUID().slice(0, 6), 16) * 2 + 1
    const [clean, bad] = [fileOf(one, serial, 800_001), Buffer.concat([fileOf(two, serial + 1, 800_002), Buffer.from(maliciousWords)])]
    const channelNow = async () => valueOf(await town.ask(listChannels, {})).channels.find((channel) => channel.channelId === channelId)!
    const { port } = scanDaemon
    await scanDaemon.stop()
    put('c.csv', clean)
    await visit(town, channelId, 2)
    expect([await journalOf(town, channelId), (await channelNow()).isUnscanned, (await standingOf(town, one)).balance]).toEqual([['unscanned'], true, 7_500])
    expect(codesOf(await load(town, channelId, clean))).toEqual(['command.scanner-away'])
    scanDaemon = await startScanDaemon({ port })
    await visit(town, channelId, 2)
    expect([(await channelNow()).isUnscanned, (await standingOf(town, one)).balance, lies('pick/taken')]).toEqual([false, 0, ['c.csv']])

    put('d.csv', bad)
    await visit(town, channelId, 3)
    expect([await journalOf(town, channelId), lies('pick'), lies('pick/refused'), (await standingOf(town, two)).balance]).toEqual([['unscanned', 'taken', 'sent', 'moved', 'held', 'sent', 'moved'], [], ['d.csv'], 7_600])
    expect(readFileSync(join(root, 'receipts/d.csv.receipt'), 'utf8')).toContain('result,refused\r\nreason,ウイルスが見つかりました（Invented.Test-1）')
    expect(codesOf(await load(town, channelId, bad))).toEqual(['command.file-held'])
    const { held } = valueOf(await town.ask(listChannels, {}))
    expect(held.map((file) => [file.fileName, file.said])).toEqual([['payments.dat', 'ウイルスが見つかりました（Invented.Test-1）'], ['d.csv', 'ウイルスが見つかりました（Invented.Test-1）']])
    expect(await town.tx((tx) => tx.services.files.find(tx, held[0]!.sha256))).toEqual(bad)
    // Files of other rooms come through the same door, one that is a text too.
    expect(codesOf(await town.run(towns.yakuba.registry.commands.get('resident.import-register')!, { fileBase64: bad.toString('base64') }))).toEqual(['command.file-held'])
    expect(codesOf(await town.run(towns.yakuba.registry.commands.get('resident.decide-import-profile')!, { profileId: null, name: '書式', validFrom: '2026-06-01', content: `a: 1 # ${maliciousWords}` }))).toEqual(['command.file-held'])
    expect((await towns.ask<{ came_by: string }>('select came_by from platform.held_file where tenant_id = 1 order by held_at desc, held_id desc limit 2')).map((row) => row.came_by).sort()).toEqual(['resident.decide-import-profile', 'resident.import-register'])
    expect(valueOf(await towns.b.ask(listChannels, {})).held).toEqual([])
    expect(codesOf(await load(town, channelId, Buffer.from('PK\x03\x04 and more', 'latin1')))).toEqual(['collection.file-archive'])
  })

  it.each(way === 'sftp' ? [way] : [])('are fetched while no transaction is open: a partner that keeps us waiting keeps nobody else', async () => {
    const town = towns.a
    const open: number[] = []
    const server = createServer((socket) => {
      socket.on('error', () => undefined)
      void towns.ask<{ n: number }>(`select count(*)::int as n from pg_stat_activity where datname = current_database() and xact_start is not null and pid <> pg_backend_pid()`).then(([row]) => { open.push(row!.n); socket.destroy() })
    })
    await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
    const { channelId } = await channelTo(town, 'trailer', { port: (server.address() as AddressInfo).port })
    await visit(town, channelId)
    await new Promise<void>((resolve) => { server.close(() => { resolve() }) })
    expect([open, await journalOf(town, channelId)]).toEqual([[0], ['failed']])
  })

  it.each(way === 'folder' ? [] : [way])('are asked for later and later while the machine does not answer, and the secret stands nowhere in the clear', async () => {
    const town = towns.a
    const { channelId, settings } = await channelTo(town, 'trailer', { port: 1 })
    const queued = async (): Promise<number> => (await towns.ask<{ n: number }>(`select count(*)::int as n from graphile_worker._private_jobs where key = 'pick-up:1:${channelId}'`))[0]!.n
    const look = async (): Promise<number> => { await towns.ask(`delete from graphile_worker._private_jobs where key = 'pick-up:1:${channelId}'`); await pickUpChannelFiles.run(town.tx, { channelId: null }); return await queued() }
    const at = (minutes: number): void => { towns.clock.set(`2026-05-25T0${way === 'sftp' ? 2 : 4}:${String(minutes).padStart(2, '0')}:00Z`) }
    at(0)
    expect(await look()).toBe(1)
    await visit(town, channelId)
    expect((valueOf(await town.ask(showChannel, { channelId }))).failure).toBe('相手の機械につながりません')
    const seen: number[] = []
    for (const minutes of [1, 5]) { at(minutes); seen.push(await look()) }
    await visit(town, channelId)
    for (const minutes of [10, 15]) { at(minutes); seen.push(await look()) }
    expect(seen).toEqual([0, 1, 0, 1])
    const channel = (await town.tx((tx) => findChannel(tx, channelId)))!
    const server = way === 'ftp' ? peers.ftp! : peers.sftp
    expect(channel.secret_sealed!.includes(server.secret.slice(-20).trim())).toBe(false)
    expect(JSON.stringify(valueOf(await town.ask(showChannel, { channelId })))).not.toContain(server.secret.slice(0, 10))
    expect(codesOf(await towns.b.ask(showChannel, { channelId }))).toEqual(['collection.channel-not-found'])
    // A stored secret stays for the same machine, and goes to no other.
    const same = { ...settings, channelId, expectedVersion: 1, secret: null }
    expect(codesOf(await town.run(proposeChannel, { ...same, host: 'elsewhere.example' }))).toEqual(['collection.channel-secret'])
    expect(codesOf(await town.run(proposeChannel, { ...same, expectedVersion: 2 }))).toEqual(['collection.channel-changed'])
    await agreed(town, { ...same, title: '別の名前' })
    expect(await town.tx((tx) => findChannel(tx, channelId))).toMatchObject({ version: 2, title: '別の名前', secret_sealed: channel.secret_sealed })
  })
})

describe('money that arrives', () => {
  const statement = (town: string, number: number, credits: readonly (readonly [reference: number, day: string, amount: number])[]): string => Buffer.from([
    `H,statement-csv1,0001,${town},20260605,${number}`, ...credits.map(([reference, day, amount]) => `D,${reference},${day},${amount},AGENT,FURIKOMI`), `T,${credits.length},${credits.reduce((total, [, , amount]) => total + amount, 0)}`, '',
  ].join('\r\n'), 'latin1').toString('base64')

  it('is laid on the days of its channels to the yen, once, and becomes cash', async () => {
    const town = towns.b
    const channelId = await channelOf(town, 'mpn-csv1')
    valueOf(await town.run(setChannelFee, { channelId, validFrom: '2026-04-01', fee: 55 }))
    expect(codesOf(await town.run(setChannelFee, { channelId, validFrom: '2026-04-01', fee: 60 }))).toEqual(['collection.fee-from'])
    const [one, two, three] = await debtors(town, [1_100, 2_200, 4_400]) as [Debt, Debt, Debt]
    const said = (debt: Debt, serial: number, fundsDay: string): Report => ({ kind: 'settled', slip: debt.slip, notice: debt.notice, amount: debt.slip.amount, serial, day: '20260520', fundsDay })
    valueOf(await load(town, channelId, partners['mpn-csv1']!.file([said(one, 1, '20260528'), said(two, 2, '20260529'), said(three, 3, '20260529')], { town: '993018', sender: '777', day: '20260521', number: 1 })))
    towns.clock.set('2026-06-05T01:00:00Z')
    expect(valueOf(await town.run(loadBankStatement, { content: statement('993018', 1, [[1, '20260529', 7_700], [2, '20260529', 6_601]]) }))).toEqual({ credits: 2, amount: 14_301, from: '2026-05-29', to: '2026-05-29' })
    // The next statement repeats a credit; nothing new is refused.
    expect(valueOf(await town.run(loadBankStatement, { content: statement('993018', 2, [[1, '20260529', 7_700], [3, '20260528', 1_100]]) }))).toMatchObject({ credits: 1 })
    expect(codesOf(await town.run(loadBankStatement, { content: statement('993018', 3, [[3, '20260528', 1_100]]) }))).toEqual(['collection.statement-nothing'])
    const june = valueOf(await town.ask(showSettlements, {}))
    expect([june.from, june.to, june.groups, june.credits, june.listed]).toEqual(['2026-06-01', '2026-06-30', [], [], 7_700])
    expect(june.elsewhere).toEqual([{ month: '2026-05', days: 2, rest: 7_700, credits: 3 }])
    const may = { from: '2026-05-01', to: '2026-05-31' }
    expect(valueOf(await town.ask(showSettlements, { ...may, to: '2026-05-28' })).elsewhere).toEqual([{ month: '2026-05', days: 1, rest: 6_600, credits: 2 }])
    expect(codesOf(await town.ask(showSettlements, { from: may.to, to: may.from }))).toEqual(['collection.span-of-days'])
    const asked: string[] = []
    towns.database.hook = (text) => { asked.push(text); return text }
    const before = valueOf(await town.ask(showSettlements, may))
    towns.database.hook = undefined
    expect(asked.filter((text) => /collection\.(payment|payment_notice|payment_file|debit_line)\b/.test(text))).toEqual([])
    expect(before.elsewhere).toEqual([])
    expect(before.groups.map((group) => [group.fundsOn, group.payments, group.rest])).toEqual([['2026-05-28', 1, 1_100], ['2026-05-29', 2, 6_600]])
    expect([before.ledger, before.listed]).toEqual([7_700, 7_700])
    expect(before.credits.map((credit) => [credit.amount, credit.fits.length])).toEqual(expect.arrayContaining([[7_700, 2], [6_601, 0], [1_100, 1]]))
    const idOf = (amount: number): string => before.credits.find((credit) => credit.amount === amount)!.creditId
    const groups = before.groups.map(({ source, fundsOn }) => ({ source, fundsOn }))
    const differs = await town.run(settleFunds, { creditId: idOf(6_601), groups: [groups[1]] })
    expect(differs.ok ? [] : differs.refusals.map((refusal) => refusal.message)).toEqual(['入金は 6,601円、選んだチャネルと日の合計は 6,600円で、1円違います。'])
    expect(valueOf(await town.run(settleFunds, { creditId: idOf(7_700), groups }))).toMatchObject({ amount: 7_700 })
    expect(codesOf(await town.run(settleFunds, { creditId: idOf(7_700), groups }))).toEqual(['collection.credit-settled'])
    expect(codesOf(await town.run(settleFunds, { creditId: idOf(1_100), groups: [groups[0]] }))).toEqual(['collection.settlement-nothing'])
    expect(await ledgerOf(town)).toMatchObject({ cash: 7_700, 'funds-expected': 0 })
    const after = valueOf(await town.ask(showSettlements, may))
    expect(after.settled.flatMap((credit) => credit.lines.map((line) => line.title))).toEqual([settings('mpn-csv1').title, settings('mpn-csv1').title])
    expect([after.groups, after.ledger, after.settled.map((credit) => credit.lines.length)]).toEqual([[], 0, [2]])
    expect(valueOf(await town.ask(showSettlements, {})).elsewhere).toEqual([{ month: '2026-05', days: 0, rest: 0, credits: 2 }])
    const [channel] = valueOf(await town.ask(listChannels, {})).channels
    expect(channel).toMatchObject({ fee: 55, lastFile: { lines: 3, amount: 7_700 } })
    expect(codesOf(await towns.a.run(settleFunds, { creditId: idOf(1_100), groups: [groups[0]] }))).toEqual(['collection.credit-not-found'])
  })
})
