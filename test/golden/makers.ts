import { randomUUID } from 'node:crypto'
import { cardOf, ask, fetchPaper, request } from '../../src/certificates/kiosk/test-kiosk.ts'
import type { KioskForm } from '../../src/certificates/kiosk/model.ts'
import { sendQuestion } from '../../src/certificates/inter-municipal/ask.ts'
import { interMunicipalCourier } from '../../src/certificates/inter-municipal/courier.ts'
import { issueInterMunicipal } from '../../src/certificates/inter-municipal/issue.ts'
import { interMunicipalRequest } from '../../src/certificates/inter-municipal/views.ts'
import { raiseCharges } from '../../src/collection/charges.ts'
import { acceptPayment } from '../../src/collection/commands.ts'
import { listBalancesOfParty, massSlipTemplate } from '../../src/collection/index.ts'
import { issueSlip, papersOf } from '../../src/collection/slip-commands.ts'
import { issueTaxCertificate, TaxCertificateInput } from '../../src/collection/tax-certificates/commands.ts'
import { issueSlips } from '../../src/collection/slips.ts'
import { fiscalYear, plainDate } from '../../src/kernel/plain-date.ts'
import { yen } from '../../src/kernel/yen.ts'
import { ensurePartiesForResidents, listParties } from '../../src/party/index.ts'
import type { CommandAnswer } from '../../src/platform/command/runner.ts'
import { findIssued, renderBulk } from '../../src/platform/document/index.ts'
import { render } from '../../src/platform/document/typeset/typst.ts'
import { carry } from '../../src/platform/job/courier.ts'
import { systemCaller } from '../../src/platform/job/worker.ts'
import { mailingLabels } from '../../src/resident/mailing/labels.ts'
import { openNumber } from '../../src/resident/number/store.ts'
import { copyData, copyTemplate, listReadable } from '../../src/resident/reading/copy.ts'
import { issueCertificate } from '../../src/seal/certificate-commands.ts'
import { sendLetter } from '../../src/seal/register-commands.ts'
import { cancelSeal, issueNotice as issueSealNotice } from '../../src/seal/standing-commands.ts'
import { findRegistration } from '../../src/seal/store.ts'
import { application, readImprint, registerOne } from '../../src/seal/test-seals.ts'
import { issueWorksheetAnnex } from '../../src/tax/individual/answers/annex-commands.ts'
import { issueIncomeCertificate } from '../../src/tax/individual/answers/certificate-commands.ts'
import { itemKeys } from '../../src/tax/individual/answers/model.ts'
import { acceptIncomeStatement, decideAmount } from '../../src/tax/individual/commands.ts'
import { registerPayer } from '../../src/tax/individual/returns/payer-commands.ts'
import { issueNotice as issueIndividualNotice } from '../../src/tax/individual/notices/notice-commands.ts'
import { massNotice } from '../../src/tax/individual/notices/forms/tax-notice.ts'
import { envelopePaper, payableTerms } from '../../src/tax/individual/notices/papers.ts'
import { massPayerNotice } from '../../src/tax/individual/notices/forms/payer-mass.ts'
import { issuePayerNotice } from '../../src/tax/individual/notices/payer-notice-commands.ts'
import { listPayerFacts, parcelOf } from '../../src/tax/individual/notices/payer-package-facts.ts'
import { resolveLaw } from '../../src/tax/individual/law.ts'
import { accessOf } from '../../src/tax/individual/taxpayer/access.ts'
import { listDecisions } from '../../src/tax/individual/store.ts'
import { decideAmount as decideVehicle } from '../../src/tax/light-vehicle/decision-commands.ts'
import { issueInspectionCertificate, issueNotice as issueVehicleNotice } from '../../src/tax/light-vehicle/paper-commands.ts'
import { enterVehicles } from '../../src/tax/light-vehicle/test-vehicles.ts'
import { codesOf, valueOf, type Town, type Towns } from '../support/town.ts'
import { debtMakers } from './debts.ts'
import { enforcementMakers } from './enforcement.ts'
import { enter, families, type Family } from './households.ts'
import { letterMakers } from './collection-letters.ts'
import { noticeMakers } from './notices.ts'
import { renumberingPaper } from './renumbered.ts'

// How each form comes about for a household, as its own commands make it.

/** A finished paper, or the codes of the refusals. */
export type Made = Uint8Array | readonly string[]
export interface Wanted { readonly towns: Towns; readonly town: Town; readonly family: Family }
export type Maker = (wanted: Wanted) => Promise<Made>

const counterDay = '2026-11-24T01:42:00.000Z'

/** By the name of the form in its manifest. */
export const makers: Readonly<Record<string, Maker>> = {
  'certificates.kiosk-resident-record-copy': kioskMaker('resident-record-copy'),
  'certificates.kiosk-record-items': kioskMaker('record-items'),
  'certificates.kiosk-seal-registration-certificate': kioskMaker('seal-registration-certificate'),
  'certificates.inter-municipal-copy': interMunicipalCopy,
  'seal.certificate': sealCertificate,
  'seal.letter': sealLetter,
  'seal.notice': sealNotice,
  'collection.payment-slip': paymentSlip,
  'collection.payment-slip-mass': massSlip,
  'collection.tax-certificate': taxCertificate,
  ...letterMakers,
  ...debtMakers,
  'tax-individual.tax-notice': individualNotice,
  'tax-individual.tax-notice-mass': massIndividualNotice,
  'tax-individual.payer-notice': (wanted) => payerPaper(wanted, 'payerDocumentId'),
  'tax-individual.payer-notice-mass': massPayerParcel,
  'tax-individual.employee-notice': (wanted) => payerPaper(wanted, 'employeeDocumentId'),
  'tax-individual.certificate': incomeCertificate,
  'tax-individual.worksheet-annex': worksheetAnnex,
  'tax-light-vehicle.tax-notice': vehicleNotice,
  'tax-light-vehicle.inspection-certificate': inspectionCertificate,
  'resident.reading-copy': readingCopy,
  'resident.renumbering-notice': renumberingPaper,
  'resident.address-labels': addressLabels,
  ...noticeMakers,
  ...enforcementMakers,
}

async function paperOf(town: Town, answer: CommandAnswer<{ readonly documentId: string }>): Promise<Made> {
  if (!answer.ok) return codesOf(answer)
  return (await town.tx((tx) => findIssued(tx, answer.value.documentId)))!.pdf
}

/** The head of a household of the family, alone or with the others. */
async function headOf({ town, family }: Wanted, headOnly = true): Promise<string> {
  return (await enter(town, family, { headOnly }))[0]!
}

/** What the imprint shows: the surname, or the given name where that is all a seal has room for. */
function shownOf(family: Family): string {
  const [surname = '', given = ''] = families[family].persons[0]!.name.split('　')
  return surname.length > 20 ? given : surname
}

function kioskMaker(form: KioskForm): Maker {
  return async (wanted) => {
    const { towns, town, family } = wanted
    towns.clock.set(counterDay)
    const personId = await headOf(wanted, form === 'seal-registration-certificate')
    if (form === 'seal-registration-certificate') await registerOne(town, personId, { seed: 7, shownText: shownOf(family) })
    const items = form === 'record-items' ? ['birth', 'sex', 'address', 'building', 'relationship'] : ['relationship', 'domicile']
    const asked = request(await cardOf(town, personId), counterDay, { form, items: form === 'seal-registration-certificate' ? [] : items })
    const answer = await ask(town, asked)
    return answer.ok ? await fetchPaper(town, asked.requestId) : [await kioskCause(town, asked.requestId)]
  }
}

/** The kiosk says one sentence for all; what the office reads is why. */
async function kioskCause(town: Town, requestId: string): Promise<string> {
  return await town.tx(async (tx) => (await tx.db.client.query<{ cause: string }>('select cause from certificates.kiosk_request where kiosk_request_id = $1', [requestId])).rows[0]!.cause)
}

/** The household lives in the other town; who asks has the code at hand, since that town has entered such families before. */
async function interMunicipalCopy({ towns, town, family }: Wanted): Promise<Made> {
  towns.clock.set(counterDay)
  const home = town === towns.a ? towns.b : towns.a
  const [personId = ''] = await enter(home, family)
  const { name, born } = families[family].persons[0]!
  const residentCode = await home.tx(async (tx) => await openNumber(tx, personId, 'resident-code') ?? null)
  const requestId = await town.tx((tx) => sendQuestion(tx, { homeCode: home.code, asker: { name, birthOn: plainDate(born), sex: 'male', residentCode }, scope: 'household', memberNames: [], items: ['relationship'], purpose: null, identityCheck: 'passport', exemption: null, copies: 1 }))
  for (const sender of [town, home]) await carry({ runner: towns.yakuba.runner, findTenant: towns.yakuba.findTenant, callerOf: (tenant) => systemCaller(tenant, 'test') }, interMunicipalCourier, sender.tenant)
  const { shown } = valueOf(await town.ask(interMunicipalRequest, { requestId }))
  const answer = await town.run(issueInterMunicipal, { requestId, shown })
  return answer.ok ? await paperOf(town, { ...answer, value: answer.value.sheets[0]! }) : codesOf(answer)
}

async function sealCertificate(wanted: Wanted): Promise<Made> {
  const { towns, town, family } = wanted
  towns.clock.set(counterDay)
  const { registrationId, cardNumber } = await registerOne(town, await headOf(wanted), { seed: 7, shownText: shownOf(family) })
  return await paperOf(town, await town.run(issueCertificate, { registrationId, cardNumber, bearer: 'self', bearerName: null }))
}

async function sealLetter(wanted: Wanted): Promise<Made> {
  const { towns, town, family } = wanted
  towns.clock.set(counterDay)
  const personId = await headOf(wanted)
  const agentName = { typical: null, longest: '勅使河原五百旗頭四十物谷　'.repeat(7).trim(), rare: '葛\u{E0100}城　花', overflow: null }[family]
  const { way: _way, guarantorNumber: _number, ...letter } = application(personId, await readImprint(town, personId, { seed: 7 }), { shownText: shownOf(family), agentName })
  return await paperOf(town, await town.run(sendLetter, letter))
}

async function sealNotice(wanted: Wanted): Promise<Made> {
  const { towns, town, family } = wanted
  towns.clock.set(counterDay)
  const { registrationId } = await registerOne(town, await headOf(wanted), { seed: 7, shownText: shownOf(family) })
  const { version } = (await town.tx((tx) => findRegistration(tx, registrationId)))!
  valueOf(await town.run(cancelSeal, { registrationId, expectedVersion: version, reason: 'registered-wrongly', note: null }))
  return await paperOf(town, await town.run(issueSealNotice, { registrationId }))
}

interface Debt { readonly instalment: number; readonly dueOn: string; readonly yen: number }

/** One instalment; the longest has six, two of them late, above what a store takes. */
function debtsOf(family: Family): readonly Debt[] {
  if (family !== 'longest') return [{ instalment: 3, dueOn: '2026-11-30', yen: 61_000 }]
  return ['2026-06-30', '2026-08-31', '2026-11-30', '2027-02-01', '2027-03-01', '2027-03-31'].map((dueOn, index) => ({ instalment: index + 1, dueOn, yen: 123_456_700 }))
}

/** Charges of the individual tax; gives their ids with the party. */
async function chargesOf(wanted: Wanted): Promise<{ readonly partyId: string; readonly chargeIds: readonly string[] }> {
  wanted.towns.clock.set(counterDay)
  const personId = await headOf(wanted)
  return await wanted.town.tx(async (tx) => {
    const partyId = (await ensurePartiesForResidents(tx, [personId])).get(personId)!
    const sourceId = randomUUID()
    const { chargeIds } = await raiseCharges(tx, debtsOf(wanted.family).map((debt) => ({
      levyCode: 'individual-inhabitants-tax', sourceId, instalment: debt.instalment, fiscalYear: fiscalYear(2026), partyId, subjectId: null, noticeNo: null, dueOn: plainDate(debt.dueOn), amount: yen(debt.yen),
    })))
    return { partyId, chargeIds }
  })
}

async function paymentSlip(wanted: Wanted): Promise<Made> {
  const { chargeIds } = await chargesOf(wanted)
  return await paperOf(wanted.town, await wanted.town.run(issueSlip, { chargeIds, usableUntil: '2026-11-30' }))
}

async function massSlip(wanted: Wanted): Promise<Made> {
  const { partyId, chargeIds } = await chargesOf(wanted)
  const papers = await wanted.town.tx(async (tx) => {
    const issued = await issueSlips(tx, [{ chargeIds, usableUntil: plainDate('2026-11-30') }])
    if (!issued.ok) throw new Error('a slip before its due date needs no rate')
    const payers = new Map((await listParties(tx, [partyId])).map((party) => [party.partyId, party]))
    return await papersOf(tx, issued.value.filter((slip) => slip !== null), payers)
  })
  for await (const slice of renderBulk(massSlipTemplate, papers.map((paper) => ({ ...paper, marks: { sort: '00000123 / 0012-034', insertBits: 181 } })), { workers: 0 })) {
    return slice.pdf ?? slice.setAside.map((aside) => `document.${aside.reason}`)
  }
  return []
}

/** An everyday salary; the longest has every deduction and credit that stands on the notice. */
function statementOf({ family }: Wanted, personId: string): Record<string, unknown> {
  const plain = { statementId: null, expectedVersion: null, personId, incomeYear: 2025, kind: 'salary-report', payer: '株式会社うしお運輸', receivedOn: '2026-01-28', salaryRevenue: 5_000_000, paid: { socialInsurance: 700_000 } }
  if (family !== 'longest') return plain
  return {
    ...plain, salaryRevenue: 9_900_000, pensionRevenue: 2_100_000, otherIncome: 1_234_567, condition: { disability: 'special' },
    paid: {
      socialInsurance: 1_300_000, mutualAid: 840_000, lifeNewGeneral: 80_000, lifeOldGeneral: 100_000, lifeCare: 80_000, lifeNewPension: 80_000, lifeOldPension: 100_000, earthquake: 50_000, medical: 900_000, casualtyLoss: 2_000_000, donationsToMunicipalities: 120_000, donationsOther: 30_000,
    },
    spouse: { income: 1_000_000, birthOn: '1950-01-01' },
    relatives: [{ birthOn: '2004-05-05', income: 0 }, { birthOn: '2005-05-05', income: 1_000_000 }, { birthOn: '1935-05-05', income: 0, coResidentAscendant: true }],
    housingLoan: { movedIn: '2021-06-01', incomeTaxBase: 3_000_000, available: 400_000, incomeTaxBefore: 200_000 },
  }
}

/** The head of the household with a decision of 2026. */
async function decidedTaxpayer(wanted: Wanted, more: Record<string, unknown> = {}): Promise<string> {
  const { towns, town } = wanted
  towns.clock.set('2026-05-12T01:00:00Z')
  const personId = await headOf(wanted)
  valueOf(await town.run(acceptIncomeStatement, { ...statementOf(wanted, personId), ...more }))
  valueOf(await town.run(decideAmount, { personId, fiscalYear: 2026, expectedDecisionNo: 0, reason: '当初の決定' }))
  return personId
}

async function individualNotice(wanted: Wanted): Promise<Made> {
  const personId = await decidedTaxpayer(wanted)
  return await paperOf(wanted.town, await wanted.town.run(issueIndividualNotice, { personId, fiscalYear: 2026 }))
}

/** The envelope of a package: notice and a slip for each term, with their marks. */
async function massIndividualNotice(wanted: Wanted): Promise<Made> {
  const personId = await decidedTaxpayer(wanted)
  const paper = await wanted.town.tx(async (tx) => {
    const [decision] = await listDecisions(tx, personId, 2026)
    const [party] = await listParties(tx, [decision!.partyId!])
    const terms = (await payableTerms(tx, [decision!])).get(decision!.sourceId)!
    const issued = await issueSlips(tx, terms.map((term) => ({ chargeIds: [term.chargeId], usableUntil: term.dueOn })))
    if (!issued.ok) throw new Error('a slip before its due date needs no rate')
    const law = resolveLaw({ fiscalYear: fiscalYear(2026), designatedCity: false, ordinance: {} })
    return envelopePaper(tx, { decision: decision!, party: party!, slips: issued.value.filter((slip) => slip !== null), law, issuedOn: plainDate('2026-06-10'), access: await accessOf(tx, decision!), place: { piece: 123, pieces: 12_345 } })
  })
  const drawn = await render(massNotice, paper)
  return drawn.drawn ? drawn.pdf : [`document.${drawn.reason}`]
}

/** An employer with one employee; the longest has a long name, and so many that the list goes on over the sheet. */
async function payerPaper(wanted: Wanted, which: 'payerDocumentId' | 'employeeDocumentId'): Promise<Made> {
  const employees = wanted.family === 'longest' && which === 'payerDocumentId' ? 14 : 1
  const partyId = await employerOf(wanted, { employees, digit: which === 'payerDocumentId' ? '0' : '1' })
  const issued = await wanted.town.run(issuePayerNotice, { partyId, fiscalYear: 2026 })
  return await paperOf(wanted.town, issued.ok ? { ...issued, value: { documentId: issued.value[which] } } : issued)
}

/** What goes to one employer in a package: its notice with a blank back, and the sealed sheet of an employee. */
async function massPayerParcel(wanted: Wanted): Promise<Made> {
  const partyId = await employerOf(wanted, { employees: 1, digit: '2' })
  const { paper } = await wanted.town.tx(async (tx) => await parcelOf(tx, (await listPayerFacts(tx, 2026, [partyId])).get(partyId)!, { year: 2026, issuedOn: plainDate('2026-05-20'), form: 'sealed', place: { piece: 12, pieces: 3_456 } }))
  const drawn = await render(massPayerNotice, paper)
  return drawn.drawn ? drawn.pdf : [`document.${drawn.reason}`]
}

async function employerOf(wanted: Wanted, { employees, digit }: { readonly employees: number; readonly digit: string }): Promise<string> {
  const { towns, town, family } = wanted
  const register = towns.yakuba.registry.commands.get('party.register-corporation')!
  const name = family === 'longest' ? `うしお総合物流ホールディングス${'東部沿岸'.repeat(8)}株式会社` : '株式会社うしお運輸'
  const { partyId, number } = valueOf(await town.run(register, { name, kana: null, corporateNumber: null, postalCode: '9980002', address: '汐音県汐見市工業団地一丁目1番', phone: null, validFrom: '2026-01-01', isSomebodyElse: true })) as { partyId: string; number: string }
  const designation = `0000001${digit}${town.tenant}${['typical', 'longest', 'rare', 'overflow'].indexOf(family)}`
  valueOf(await town.run(registerPayer, { addresseeNumber: number, report: 'salary-report', designationNumber: designation }))
  for (let index = 0; index < employees; index += 1) await decidedTaxpayer(wanted, { kind: 'salary-report', payerPartyId: partyId, specialCollection: true })
  return partyId
}

/** Everything that may stand on it; of the longest for official use. */
async function incomeCertificate(wanted: Wanted): Promise<Made> {
  const [personId, isOfficial] = [await decidedTaxpayer(wanted), wanted.family === 'longest']
  const answer = await wanted.town.run(issueIncomeCertificate, {
    kind: 'taxation-certificate', personId, fiscalYear: 2026, items: [...itemKeys], requester: isOfficial ? { kind: 'official', name: '汐音県庁' } : { kind: 'self', name: null }, identityCheck: isOfficial ? 'staff-card' : 'passport', purpose: isOfficial ? '公営住宅の審査' : null,
  })
  return answer.ok ? (await wanted.town.tx((tx) => findIssued(tx, answer.value.sheets[0]!.documentId)))!.pdf : codesOf(answer)
}

/** What was paid of a year; the longest has as many rows as fit, for official use. */
async function taxCertificate(wanted: Wanted): Promise<Made> {
  const { towns, town, family } = wanted
  towns.clock.set(counterDay)
  const partyId = await town.tx(async (tx) => (await ensurePartiesForResidents(tx, [await headOf(wanted)])).values().next().value!)
  const years = family === 'longest' ? Array.from({ length: 9 }, (_, index) => 2018 + index) : [2026]
  const levies = family === 'longest' ? ['individual-inhabitants-tax', 'light-vehicle-tax'] : ['light-vehicle-tax']
  const draft = (levyCode: string, year: number) => ({ levyCode, sourceId: randomUUID(), instalment: 1, fiscalYear: fiscalYear(year), partyId, subjectId: null, noticeNo: null, dueOn: plainDate(`${year}-12-25`), amount: yen(family === 'longest' ? 123_456_700 : 10_800) })
  await town.tx((tx) => raiseCharges(tx, years.flatMap((year) => levies.map((levyCode) => draft(levyCode, year)))))
  const isOfficial = family === 'longest'
  const answer = await town.run(issueTaxCertificate, TaxCertificateInput.parse({
    kind: 'tax-payment-certificate', partyId, choices: years.flatMap((year) => levies.map((levyCode) => `${levyCode}:${year}`)), requester: isOfficial ? { kind: 'official', name: '汐音県庁' } : { kind: 'self', name: null }, identityCheck: isOfficial ? 'staff-card' : 'passport', purpose: isOfficial ? '入札' : null,
  }))
  return answer.ok ? (await town.tx((tx) => findIssued(tx, answer.value.sheets[0]!.documentId)))!.pdf : codesOf(answer)
}

async function worksheetAnnex(wanted: Wanted): Promise<Made> {
  const personId = await decidedTaxpayer(wanted)
  return await paperOf(wanted.town, await wanted.town.run(issueWorksheetAnnex, { personId, fiscalYear: 2026, decisionNo: null }))
}

/** A car that is decided; the longest is thirteen years old and has a long name and frame number. */
async function decidedVehicle(wanted: Wanted, plateNo: string): Promise<string> {
  const { towns, town, family } = wanted
  towns.clock.set('2026-04-10T01:00:00Z')
  const ownerId = await headOf(wanted)
  const car = family === 'longest' ? { plate: `汐見 580 あ ${plateNo}`, model: 'うしおモータースグランドカーゴロングボディハイルーフ四輪駆動特別仕様車第三型', frameNumber: 'KE-ABCDEFGHIJKLMNOPQRST-1234567', class: 'cargo-business', firstInspected: '2010-03' } : { plate: `汐見 580 ${{ typical: 'い', rare: 'う', overflow: 'え' }[family]} ${plateNo}`, frameNumber: 'KE-000007' }
  const [vehicleId] = await town.tx((tx) => enterVehicles(tx, [{ ownerId, ...car } as Parameters<typeof enterVehicles>[1][number]]))
  valueOf(await town.run(decideVehicle, { vehicleId, fiscalYear: 2026, expectedDecisionNo: 0, reason: '登録が遅れて届いたため' }))
  return vehicleId!
}

async function vehicleNotice(wanted: Wanted): Promise<Made> {
  const vehicleId = await decidedVehicle(wanted, '12-34')
  return await paperOf(wanted.town, await wanted.town.run(issueVehicleNotice, { vehicleId, fiscalYear: 2026 }))
}

async function inspectionCertificate(wanted: Wanted): Promise<Made> {
  const { town } = wanted
  const vehicleId = await decidedVehicle(wanted, '56-78')
  const partyId = await town.tx(async (tx) => (await tx.db.client.query<{ owner_party_id: string }>('select owner_party_id from tax_light_vehicle.vehicle where vehicle_id = $1', [vehicleId])).rows[0]!.owner_party_id)
  const [owed] = await town.tx((tx) => listBalancesOfParty(tx, partyId))
  valueOf(await town.run(acceptPayment, { partyId, amount: owed!.balance, paidOn: '2026-04-10', named: [owed!.chargeId], onlyNamed: true, expectedOwed: null }))
  return await paperOf(town, await town.run(issueInspectionCertificate, { vehicleId, fiscalYear: 2026, isReceiptSeen: true }))
}

/** The residents of a district of its own, in an order that stays: the copy that leaves is drawn by lot. */
async function readingCopy({ towns, town, family }: Wanted): Promise<Made> {
  towns.clock.set(counterDay)
  const district = { typical: '白鷺一丁目', longest: '白鷺二丁目', rare: '白鷺三丁目', overflow: '白鷺四丁目' }[family]
  const personIds: string[] = []
  for (let home = 0; home < (family === 'longest' ? 10 : 1); home += 1) personIds.push(...await enter(town, family, { address: { town: district } }))
  return await town.tx(async (tx) => {
    const condition = { towns: [district], ageFrom: null, ageTo: null, sex: null }
    const found = new Map((await listReadable(tx, condition, 'x')).map((person) => [person.personId, person]))
    const drawn = await render(copyTemplate, copyData(tx, { serial: '閲-2026-00001', condition, persons: personIds.map((id) => found.get(id)!) }))
    return drawn.drawn ? drawn.pdf : [`document.${drawn.reason}`]
  })
}

/** Two households under one cover; sixteen of the longest from the fourth label on; rare characters by person on the smallest labels. */
async function addressLabels({ towns, town, family }: Wanted): Promise<Made> {
  towns.clock.set(counterDay)
  const { name, homes, asked } = ({
    typical: { name: '鴎町一丁目', homes: 2, asked: { unit: 'merged' } }, longest: { name: '鴎町二丁目', homes: 16, asked: { sheet: 'a4-12', used: 3 } },
    rare: { name: '鴎町三丁目', homes: 1, asked: { unit: 'person', sheet: 'a4-24' } }, overflow: { name: '鴎町四丁目', homes: 1, asked: { sheet: 'a4-10' } },
  } as const)[family]
  await town.tx((tx) => tx.db.client.query(`insert into resident.town_block (tenant_id, town_block_id, town, kana, postal_code, numbering) values ($1, $2, $3, 'カモメチョウ', '9980013', 'residential')`, [tx.tenant, { typical: '0009501', longest: '0009502', rare: '0009503', overflow: '0009504' }[family], name]))
  for (let home = 0; home < homes; home += 1) await enter(town, family, { address: { town: name, postalCode: '9980013' }, headOnly: family === 'longest' })
  const { pdfBase64, notDrawn } = valueOf(await town.ask(mailingLabels, { towns: [name], ...asked }))
  return pdfBase64 === null ? notDrawn.map(() => 'document.does-not-fit') : Buffer.from(pdfBase64, 'base64')
}
