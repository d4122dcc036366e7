import { issueDisclosureNotice } from '../../src/certificates/disclosure/commands.ts'
import { insertRegistration } from '../../src/certificates/disclosure/store.ts'
import { plainRequest } from '../../src/certificates/inputs.ts'
import { insertIssuance, insertRequest } from '../../src/certificates/store.ts'
import { plainDate } from '../../src/kernel/plain-date.ts'
import { yen } from '../../src/kernel/yen.ts'
import { newId } from '../../src/platform/crypto/index.ts'
import { findIssued } from '../../src/platform/document/index.ts'
import type { CommandAnswer } from '../../src/platform/command/runner.ts'
import { correctRecord, registerRelocation, submitNotification } from '../../src/resident/commands.ts'
import { insertMeasures, newMeasure } from '../../src/resident/index.ts'
import { issueNotice } from '../../src/resident/notices/commands.ts'
import { issueConfirmationSheet } from '../../src/resident/notices/confirmation.ts'
import { issueEndingNotice } from '../../src/resident/notices/measure-ending.ts'
import type { CounterKind } from '../../src/resident/notices/model.ts'
import { codesOf, valueOf, type Town } from '../support/town.ts'
import { enter, type Standing } from './households.ts'
import type { Maker, Made, Wanted } from './makers.ts'

// How the letters of the register come about for a household.

const counterDay = '2026-11-24T01:42:00.000Z'

async function paperOf(town: Town, answer: CommandAnswer<{ readonly documentId: string }>): Promise<Made> {
  if (!answer.ok) return codesOf(answer)
  return (await town.tx((tx) => findIssued(tx, answer.value.documentId)))!.pdf
}

async function household({ towns, town, family }: Wanted, standing: Standing = 'live'): Promise<readonly string[]> {
  towns.clock.set(counterDay)
  return await enter(town, family, { standing })
}

function notice(kind: CounterKind, standing: Standing): Maker {
  return async (wanted) => {
    const [personId] = await household(wanted, standing)
    return await paperOf(wanted.town, await wanted.town.run(issueNotice, { kind, personId: personId!, filingId: null, handing: 'mail' }))
  }
}

/** A letter that rests on a filing, which is recorded first. */
function noticeOf(kind: CounterKind, file: (wanted: Wanted, personIds: readonly string[]) => Promise<string>): Maker {
  return async (wanted) => {
    const personIds = await household(wanted)
    const filingId = await file(wanted, personIds)
    return await paperOf(wanted.town, await wanted.town.run(issueNotice, { kind, personId: personIds[0]!, filingId, handing: 'mail' }))
  }
}

/** The whole household to another house, filed by an agent. */
function relocationOf(personIds: readonly string[], number: string) {
  return {
    notifiedOn: '2026-11-24', notifiedBy: { relation: 'agent', identityProof: 'drivers-license' }, movedOn: '2026-11-20', personIds: [...personIds], acknowledged: [],
    address: { postalCode: '9980013', townBlockId: null, town: '鴎町一丁目', number, building: null, room: null }, household: { kind: 'keep' }, relationships: [],
  } as const
}

const houses = { next: 100 }
function nextHouse(): string {
  houses.next += 1
  return `${houses.next}番1号`
}

async function relocate({ town }: Wanted, personIds: readonly string[]): Promise<string> {
  return valueOf(await town.run(registerRelocation, relocationOf(personIds, nextHouse()) as never)).notificationId
}

async function correct({ town }: Wanted, personIds: readonly string[]): Promise<string> {
  return valueOf(await town.run(correctRecord, {
    notifiedOn: '2026-11-24', notifiedBy: { relation: 'other', identityProof: 'none' }, acknowledged: [], correction: 'clerical-error', personId: personIds[0]!, from: null, items: { registeredDomicile: '汐音県汐見市港本町一丁目13番地' }, evidence: '戸籍の全部事項証明書', reason: '本籍の地番を書き誤っていたため',
  } as never)).notificationId
}

async function confirmationSheet(wanted: Wanted): Promise<Made> {
  const { town } = wanted
  const personIds = await household(wanted)
  const { notificationId } = valueOf(await town.run(submitNotification, { kind: 'relocation', notification: relocationOf(personIds, nextHouse()) } as never)) as { notificationId: string }
  return await paperOf(town, await town.run(issueConfirmationSheet, { notificationId }))
}

async function endingNotice(wanted: Wanted): Promise<Made> {
  const { town } = wanted
  const personIds = await household(wanted)
  const filingId = newId()
  await town.tx((tx) => insertMeasures(tx, [{ ...newMeasure(personIds[0]!, { kind: 'stalking', state: 'in-force', periodFrom: plainDate('2025-12-21'), periodUntil: plainDate('2026-12-20'), filingId }), reason: '見本' }]))
  return await paperOf(town, await town.run(issueEndingNotice, { filingId, handing: 'mail' }))
}

/** A copy that went to a third party, as the issue log has it; the copy itself is looked at elsewhere. */
async function disclosureNotice(wanted: Wanted): Promise<Made> {
  const { town } = wanted
  const [personId] = await household(wanted)
  const requestId = newId()
  await town.tx(async (tx) => {
    await insertRegistration(tx, { registrationId: newId(), personId: personId!, identityCheck: 'passport', endsOn: null })
    await insertRequest(tx, {
      ...plainRequest(personId!), kind: 'resident-record-copy', requester: { kind: 'third-party', name: '株式会社　沖見' }, purpose: '債権の保全', copies: 2, requestId, onPaper: [personId!], feeYen: yen(600), shown: '0'.repeat(64), desk: '本庁1', exemptionTaken: null, filingId: null, repeatsIssuanceId: null,
    })
    for (const copyNo of [1, 2]) await insertIssuance(tx, { issuanceId: newId(), requestId, kind: 'resident-record-copy', number: `R8-JU-9${requestId.slice(-8)}${copyNo}`, copyNo, documentId: newId(), pages: 1, reissueOf: null, desk: '本庁1' })
  })
  return await paperOf(town, await town.run(issueDisclosureNotice, { personId: personId!, requestId, handing: 'mail' }))
}

/** By the name of the form in its manifest. */
export const noticeMakers: Readonly<Record<string, Maker>> = {
  'resident.notice-new-head': notice('new-head', 'new-head'),
  'resident.notice-ask-for-head': notice('ask-for-head', 'headless'),
  'resident.notice-filing-accepted': noticeOf('filing-accepted', relocate),
  'resident.notice-ex-officio': noticeOf('ex-officio', correct),
  'resident.notice-resident-code': notice('resident-code', 'live'),
  'resident.notice-not-arrived': notice('not-arrived', 'gone'),
  'resident.notice-arrival': notice('arrival', 'arrived'),
  'resident.notice-ex-officio-record': noticeOf('ex-officio-record', correct),
  'certificates.disclosure-notice': disclosureNotice,
  'resident.notice-measure-ending': endingNotice,
  'resident.confirmation-sheet': confirmationSheet,
}
